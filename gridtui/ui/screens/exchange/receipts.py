"""Taking the receipts of other desks: the code that was read out, or files."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from gridtui.sync.receipts import CODE_LENGTH, heard_code
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Dialog
from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, tr

AREA = mark("回执")
FILES = "files"
"""What the dialog closes with where files are to be chosen."""


class ReceiptDialog(Dialog[str | None]):
    """Asks for the eight signs; closes with them, with ``FILES``, or with None."""

    DEFAULT_CSS = """
    ReceiptDialog TextInput { margin: 1 0 0 0; background: $background; }
    ReceiptDialog #receipt-problem { height: 1; width: 1fr; color: $error; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("receipt.files", mark("选文件"), ("f5",), mark("从 U 盘选回执文件"), AREA, "files",
                palette=False, priority=True),
    )  # fmt: skip

    def __init__(self) -> None:
        answers = (Answer("accept", mark("登记回执")), Answer(FILES, mark("选文件 F5")), CANCEL)
        super().__init__(tr("对方念的 8 位回执码"), answers)

    def compose_middle(self) -> ComposeResult:
        """Lay out the line and the reserved line under it."""
        yield TextInput(id="receipt-code")
        yield Static(id="receipt-problem")

    def begin(self) -> None:
        """Begin in the line."""
        self.query_one(TextInput).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._accept()

    def action_files(self) -> None:
        """Choose files."""
        self.dismiss(FILES)

    def give(self, answer: Answer) -> None:
        """Close with what the answer means."""
        chosen: dict[str, Callable[[], object]] = {"accept": self._accept, FILES: self.action_files}
        chosen.get(answer.id, lambda: self.dismiss(None))()

    def _accept(self) -> None:
        code = heard_code(self.query_one(TextInput).value)
        if len(code) == CODE_LENGTH:
            self.dismiss(code)
            return
        wrong = tr("回执码是 {n} 位字母和数字，现在有 {m} 位", n=CODE_LENGTH, m=len(code))
        self.query_one("#receipt-problem", Static).update(shown(f"! {wrong}"))
        self.query_one(TextInput).focus()
