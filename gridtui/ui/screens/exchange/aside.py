"""What is kept aside of two copies of one store, to be read and written again by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult

from gridtui.queries.kept_aside import AsideChange
from gridtui.sync.telling import aside_sentences
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.exchange.proof import ProofText
from gridtui.words import mark, tr

AREA = mark("另外放着的改动")


class AsideScreen(AreaScreen):
    """Lists the changes that count for nothing, each with what it wrote."""

    TITLE = AREA
    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = "ProofText"

    def __init__(self, changes: Sequence[AsideChange]) -> None:
        super().__init__()
        self._changes = changes

    def compose_body(self) -> ComposeResult:
        """Lay out the changes."""
        with ProofText(id="proof"):
            yield Prose(list(_told(self._changes)))


def _told(changes: Sequence[AsideChange]) -> Iterator[Paragraph]:
    yield Paragraph(tr("同一个库被拷成了两份，两份都记过。另一份算数，下面这些没有算数。"), style="bold")
    yield Paragraph(tr("要用的照着再记一次；拷出来的那一份请停用，需要时另新建一个库。"))
    for change in changes:
        heading, *fields = aside_sentences(change)
        yield Paragraph("")
        yield Paragraph(heading)
        yield from (Paragraph(line, lead="  ") for line in fields)
