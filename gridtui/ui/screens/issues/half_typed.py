"""What is asked about a half-typed form: whether to go on with it, whether to throw it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridtui.domain.dates import shown_instant
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.dialogs import Answer, Ask
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft

GO_ON, DROP = "go_on", "drop"
MOST_SHOWN = 120
_TOLD = ("place", "category", "title", "text")


def offer_of(gateway: Gateway, kept: SavedDraft) -> Ask:
    """Return the question whether to go on with a draft; answered by ``GO_ON`` or ``DROP``."""
    said = (str(kept.body.get(name) or "") for name in _TOLD)
    when = tr("{when} 留下的", when=shown_instant(kept.saved_at, gateway.clock()))
    return Ask(
        tr("有一份没存的草稿，接着写吗？"),
        Answer(GO_ON, mark("接着写"), safe=True),
        Answer(DROP, mark("丢掉，重新写")),
        facts=[when, " ".join(part for part in said if part)[:MOST_SHOWN]],
    )


def ask_to_drop() -> Ask:
    """Return the question whether to throw away what was typed; answered by ``GO_ON`` or ``DROP``."""
    return Ask(
        tr("丢掉写了还没存的内容？"), Answer(GO_ON, mark("接着写"), safe=True), Answer(DROP, mark("丢掉"))
    )
