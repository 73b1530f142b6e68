"""Long texts for reading: broken between Chinese characters as they are written, with hanging leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from rich.cells import get_character_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import clean

_CLOSING: Final = "，。、；：？！）》〉」』】〕”’…,.;:?!)]}%"
_OPENING: Final = "（《〈「『【〔“‘([{"
_PIECE: Final = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[!-~\u00a1-\u02ff]+|[^\s])[{re.escape(_CLOSING)}]*|\s+"
)


class Paragraph(NamedTuple):
    """A text that may have several lines; ``lead`` stands before the first, blanks before the others."""

    text: str
    lead: str = ""
    style: str = ""
    lead_style: str = "$foreground-muted"


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text, each at most ``width`` cells: no line begins with a closing sign.

    Words of letters and digits stay whole where they fit; blank lines stay.
    """
    return [line for part in clean(text, newline="\n").split("\n") for line in _fill(part, max(2, width))]


def _fill(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for piece in _PIECE.findall(text):
        cells = cell_width(piece)
        if used and used + cells > width:
            yield line.rstrip()
            line, used = "", 0
            if piece.isspace():
                continue
        while cells > width:
            head = _head(piece, width)
            yield head
            piece = piece[len(head) :]
            cells = cell_width(piece)
        line, used = line + piece, used + cells
    yield line.rstrip()


def _head(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > width:
            return text[: max(1, index)]
    return text


class Prose(Widget):
    """Paragraphs under each other, as high as they need at the width they get."""

    DEFAULT_CSS = """
    Prose { height: auto; width: 1fr; }
    """

    paragraphs: reactive[tuple[Paragraph, ...]] = reactive((), layout=True)
    """What is shown; the texts are cleaned here."""

    def __init__(
        self, paragraphs: Iterable[Paragraph] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._wrapped: tuple[int, tuple[Paragraph, ...], list[Content]] = (0, (), [])
        self.set_reactive(Prose.paragraphs, tuple(paragraphs))

    def show(self, paragraphs: Iterable[Paragraph]) -> None:
        """Show other paragraphs."""
        self.paragraphs = tuple(paragraphs)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Take a line for each line there is."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the lines."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        if self._wrapped[:2] != (width, self.paragraphs):
            lines = [line for paragraph in self.paragraphs for line in _drawn(paragraph, width)]
            self._wrapped = (width, self.paragraphs, lines)
        return self._wrapped[2]


def _drawn(paragraph: Paragraph, width: int) -> Iterator[Content]:
    lead = clean(paragraph.lead)
    for number, line in enumerate(wrap(paragraph.text, width - cell_width(lead))):
        before = " " * cell_width(lead) if number else lead
        yield Content.assemble((before, paragraph.lead_style), Content.styled(line, paragraph.style))
