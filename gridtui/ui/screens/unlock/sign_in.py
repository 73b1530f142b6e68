"""Signing in to a shared store: which server, which database, who, and the password of that login."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from gridtui.domain.words.store_addresses import SharedAddress
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.text_input import SecretInput
from gridtui.ui.screens.unlock.screen import UnlockScreen
from gridtui.words import mark, tr

AREA = mark("登录共享库")


class SignInScreen(UnlockScreen):
    """Asks for the password of a login; ``locked`` says that somebody was signed in before.

    At the start an empty password leaves it to the computer's own ways; after a lock only a typed one opens.
    """

    heading = AREA
    DEFAULT_CSS = """
    SignInScreen {
        & .label { width: 8; }
        & .facts { height: auto; }
    }
    """

    def __init__(self, place: SharedAddress, *, locked: bool) -> None:
        super().__init__(place.database)
        self._place, self._locked = place, locked

    def front(self) -> list[Widget]:
        """Name server, database and login, ask for the password."""
        place = self._place
        facts = (
            (tr("服务器"), place.server),
            (tr("数据库"), place.database),
            (tr("登录名"), place.user or tr("这台电脑的登录名")),
            (tr("连接"), tr("没有加密，只应在可信的内网里用") if place.is_plain else ""),
        )
        lines = [Content.assemble(f"{name}  ", shown(value, "bold")) for name, value in facts if value]
        return [
            Static(Content("\n").join(lines), classes="facts"),
            Horizontal(Static(Content(tr("口令")), classes="label"), SecretInput(id="passphrase")),
            Static(Content("\n".join(self._advice()))),
        ]

    def _advice(self) -> list[str]:
        ways = (
            tr("锁定后要重新输入登录口令。")
            if self._locked
            else tr("口令留空：用 .pgpass、PGPASSWORD 或服务器认这台电脑的方式登录。")
        )
        return [ways, tr("忘了口令请找库主重设。"), tr("不得录入涉密信息。")]

    def may_be_empty(self) -> bool:
        """An empty password is for the server to judge."""
        return True
