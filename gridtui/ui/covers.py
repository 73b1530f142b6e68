"""Screens that hide everything: the window is too small, or work goes on behind a locked screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from gridtui.ui.kit.closing import Modal
from gridtui.words import tr

SMALLEST = (60, 16)
"""Columns and rows below which the program takes no commands."""


class Cover(Modal[None]):
    """Hides what lies behind it and takes no command but to quit."""

    DEFAULT_CSS = """
    Cover {
        align: center middle;
        background: $background 100%;
        & > Static { width: auto; max-width: 100%; height: auto; text-align: center; }
    }
    """

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """Show the sentence alone."""
        yield Static(Content(self._sentence))


class TooSmall(Cover):
    """The window is too small for the program."""

    def __init__(self) -> None:
        columns, rows = SMALLEST
        super().__init__(tr("窗口太小\n请放大到 {columns}×{rows} 以上", columns=columns, rows=rows))

    def on_screen_resume(self) -> None:
        """Go away when the window has grown behind a question that was asked meanwhile."""
        if self.app.size.width >= SMALLEST[0] and self.app.size.height >= SMALLEST[1]:
            self.dismiss()


class LockedBusy(Cover):
    """Work goes on, or waits for what ``sentence`` says; the store locks when it is done."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or tr("屏幕已遮盖，手头的工作还在进行\n做完就上锁，再用口令打开"))
