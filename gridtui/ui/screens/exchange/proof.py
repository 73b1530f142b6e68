"""Thirty digits to be compared, large, with what they belong to; a request also as a QR picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.ui.kit.large_type import large
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.words import mark, tr

AREA = mark("核对")


class ProofText(VerticalScroll, can_focus=True):
    """The sentences and the digits, scrolled where they are more than the window holds."""


class ProofScreen(AreaScreen):
    """Shows facts and digits; closes with True where somebody says that the digits agree.

    ``confirm`` is the title (marked) of that answer, empty where nothing is asked; ``picture`` the text of a
    QR code, which stands in ``file`` too.
    """

    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = "ProofText"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("proof.agree", mark("完全一样"), ("f5",), mark("数字核对过，完全一样，继续"), AREA, "agree",
                writes=True),
        Command("proof.picture", mark("二维码"), ("q",), mark("把申请显示成二维码，用手机拍"), AREA,
                "picture"),
        Command("proof.copy", mark("复制数字"), ("c",), mark("复制这些数字"), AREA, "copy", footer=False),
    )  # fmt: skip

    def __init__(
        self,
        title: str,
        before: Sequence[Paragraph],
        digits: str,
        after: Sequence[Paragraph] = (),
        *,
        asks: bool = False,
        picture: str = "",
        file: Path | None = None,
    ) -> None:
        super().__init__()
        self._heading, self._digits = title, digits
        self._before, self._after = before, after
        self._asks, self._picture, self._file = asks, picture, file

    def compose_body(self) -> ComposeResult:
        """Lay out sentences, digits, sentences."""
        with ProofText(id="proof"):
            yield Prose(self._before)
            yield Static(Content("\n".join(large(self._digits))), id="proof-digits")
            yield Prose([Paragraph(self._digits, style="$foreground-muted"), *self._after])

    def on_mount(self) -> None:
        """Show what it is about."""
        self.title = self._heading

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what is asked and what there is."""
        if action in ("agree", "picture"):
            return self._asks if action == "agree" else bool(self._picture)
        return super().check_action(action, parameters)

    def action_agree(self) -> None:
        """Say that the digits agree."""
        if self.is_current:
            self.dismiss(True)

    def action_copy(self) -> None:
        """Copy the digits."""
        self.app.copy_to_clipboard(self._digits)
        self.say(tr("已复制"))

    def action_picture(self) -> None:
        """Show the picture, or say that the window is too small for it."""
        from gridtui.sync.qr import picture

        rows = picture(self._picture, ascii=is_ascii())
        width, height = len(rows[0]), len(rows)
        room = self.app.size
        if width > room.width or height > room.height:
            where = short_path(self._file) if self._file else ""
            self.say(
                tr(
                    "窗口放不下二维码（要 {w}×{h}），请放大窗口，或用文件 {file}",
                    w=width,
                    h=height,
                    file=where,
                ),
                "warning",
            )
            return
        self.app.push_screen(PictureScreen(rows))


class PictureScreen(Commanded, Modal[None]):
    """A QR picture and nothing else, white on black whatever the colours are."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("picture.close", mark("关上"), ("escape", "enter"), mark("关上二维码"), AREA, "close",
                palette=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    PictureScreen { align: center middle; background: black; }
    PictureScreen > Static { width: auto; height: auto; color: white; background: black; }
    """

    def __init__(self, rows: Sequence[str]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Show the rows."""
        yield Static(Content("\n".join(self._rows)))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
