"""Unlocking: the passphrase of the store, and plain words when it does not open."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.front import FrontScreen
from gridtui.ui.kit.text_input import SecretInput
from gridtui.ui.messages import UnlockAsked
from gridtui.words import mark, tr

AREA = mark("解锁")


class UnlockScreen(FrontScreen):
    """Asks for the passphrase of the store of that name."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("unlock.open", mark("打开"), ("enter",), mark("用输入的口令打开库"), AREA, "open"),
    )
    heading = AREA
    AUTO_FOCUS = "SecretInput"
    DEFAULT_CSS = """
    UnlockScreen {
        & Horizontal { height: 1; margin: 1 0; }
        & .label { width: 6; }
        & SecretInput { width: 40; background: $surface; }
    }
    """

    def __init__(self, store_name: str) -> None:
        super().__init__()
        self._store_name = store_name

    def front(self) -> list[Widget]:
        """Name the store, ask for its passphrase."""
        return [
            Static(Content.assemble(tr("库") + "  ", shown(self._store_name, "bold"))),
            Horizontal(Static(Content(tr("口令")), classes="label"), SecretInput(id="passphrase")),
            Static(
                Content(
                    "\n".join(
                        (tr("口令没有存在程序里；忘了口令，谁也打不开这个库。"), tr("不得录入涉密信息。"))
                    )
                )
            ),
        ]

    def may_be_empty(self) -> bool:
        """Say whether Enter alone may open the store."""
        return False

    @on(Input.Submitted)
    def action_open(self) -> None:
        """Ask the app to open the store; the field is emptied at once."""
        field = self.query_one(SecretInput)
        passphrase = field.value
        if not passphrase and not self.may_be_empty():
            self.tell(tr("请先输入口令"))
            return
        field.value = ""
        self.tell(tr("正在打开…"))
        self.post_message(UnlockAsked(passphrase))

    def refuse(self, refusal: RuleBroken) -> None:
        """Say why the store did not open, and wait for another try."""
        super().refuse(refusal)
        self.query_one(SecretInput).focus()
