"""Long work under way: what it is, how far it is, and Esc to stop it. Nothing moves between two counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from gridtui.ui.kit.bars import bar
from gridtui.ui.kit.cells import cut
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.glyphs import glyph
from gridtui.words import mark, tr

AREA = mark("进行中")
ROWS = (mark("{done} 行"), mark("{done} / {total} 行"))
"""How counts of rows are said: while nobody knows how many there are, and of how many."""

WIDEST_BAR = 40


class ProgressPane(Commanded, Widget, can_focus=True):
    """Shows a piece of long work; ``tell`` is what the work reports to, ``start`` says how to cancel it."""

    ALLOW_SELECT = False
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("work.cancel", mark("取消"), ("escape",), mark("停下手头的工作，什么也不改"), AREA, "cancel",
                palette=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    ProgressPane { height: 6; padding: 1 2 0 2; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.done = 0
        self.total: int | None = None
        self._title = ""
        self._promise = ""
        self._counts = ROWS
        self._stopping = False
        self._cancel: Callable[[], None] | None = None

    def start(
        self,
        title: str,
        cancel: Callable[[], None],
        promise: str = "",
        *,
        counts: tuple[str, str] = ROWS,
    ) -> None:
        """Begin to show a piece of work: what it is, how it is cancelled, and what Esc means for it.

        ``counts`` are marked: how a count is said without and with the number of all.
        """
        self.done, self.total, self._counts = 0, None, counts
        self._title, self._promise = title, promise
        self._stopping, self._cancel = False, cancel
        self.refresh()

    def tell(self, done: int, total: int | None = None) -> None:
        """Show how many of how many are done; ``total`` is None where nobody knows."""
        if (done, total) != (self.done, self.total):
            self.done, self.total = done, total
            self.refresh()

    def action_cancel(self) -> None:
        """Ask the work to stop."""
        if self._cancel is not None:
            self._stopping = True
            self._cancel()
            self.refresh()

    def render(self) -> Content:
        """Draw what is done, the bar with the count, and what Esc does."""
        width = self.size.width
        lines = (
            shown(cut(self._title, width), "bold"),
            Content(""),
            self._bar(width),
            Content(""),
            shown(cut(tr("正在停下…") if self._stopping else self._promise, width), "$foreground-muted"),
        )
        return Content("\n").join(lines)

    def _bar(self, width: int) -> Content:
        if not self.total:
            return Content(tr(self._counts[0], done=f"{self.done:,}") if self.done else glyph("ellipsis"))
        done = min(self.done, self.total)
        cells = min(WIDEST_BAR, max(8, width - 28))
        drawn = bar(done, self.total, cells)
        rest = len(drawn) - len(drawn.rstrip())
        return Content.assemble(
            drawn.rstrip(),
            (glyph("empty") * rest, "$foreground-disabled"),
            "  ",
            tr(self._counts[1], done=f"{done:,}", total=f"{self.total:,}"),
        )
