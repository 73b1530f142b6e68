"""Sending: what goes and what stays in words, where to, the count, and that the stick may be taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from gridtui.domain.words.problems import RuleBroken
from gridtui.sync import sending
from gridtui.sync.sending import Parcel, Sent
from gridtui.ui.drives import removable_drives
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.exchange.picking import PickScreen
from gridtui.ui.screens.exchange.remembering import folder_used, remember_folder
from gridtui.ui.screens.exchange.wording import parcel_words
from gridtui.ui.screens.exchange.working import DONE, LOOKING, READY, WorkScreen, WorkText
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

AREA = mark("发送")
_PROMISE = mark("Esc 取消：没写完的不留下，U 盘上不会有半个包")


class SendScreen(WorkScreen):
    """Packs what some desks do not have yet, one bundle for each, onto a stick or into a folder."""

    TITLE = AREA
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("send.write", mark("写到 U 盘"), ("f5",), mark("打包、加密，写到选定的位置"), AREA, "write",
                writes=True),
        Command("send.place", mark("换位置"), ("w",), mark("另选 U 盘或文件夹"), AREA, "place"),
    )  # fmt: skip

    def __init__(self, devices: Sequence[bytes], scopes: int) -> None:
        super().__init__()
        self._devices, self._scopes = tuple(devices), scopes
        self._parcels: list[Parcel] = []
        self._folder: Path | None = None

    def compose_rest(self) -> ComposeResult:
        """Lay out the sentences."""
        with WorkText(id="work-words", classes="work-part"):
            yield Prose(id="send-words")

    def on_mount(self) -> None:
        """Look at what would go, and where it went last time."""
        self.state = LOOKING
        self.run_worker(self._look(), group="look")

    def begin(self) -> None:
        """Go to the sentences."""
        self.query_one(WorkText).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Write once."""
        if action in ("write", "place"):
            return self.state == READY
        return super().check_action(action, parameters)

    def action_write(self) -> None:
        """Write, after asking for the place where none is known."""
        if self._folder is None:
            self._ask_place(then_write=True)
        else:
            self.run_worker(self._write(self._folder), group="work", exclusive=True)

    def action_place(self) -> None:
        """Choose the stick or folder."""
        self._ask_place(then_write=False)

    def _ask_place(self, *, then_write: bool) -> None:
        def chosen(paths: list[Path] | None) -> None:
            if paths:
                self._folder = paths[0]
                self._show()
                if then_write:
                    self.action_write()

        near = [self._folder] if self._folder else []
        self.app.push_screen(PickScreen(mark("写到哪里"), kind="folder", near=near), chosen)

    async def _look(self) -> None:
        gateway = gateway_of(self)
        try:
            self._parcels = await gateway.examine(_previews, self._devices)
            drives = await gateway.examine(_drives)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self._folder = await folder_used(gateway) or (drives[0] if drives else None)
        if self.is_left:
            return
        self.state = READY
        self._show()

    def _show(self) -> None:
        words: list[Paragraph] = []
        for parcel in self._parcels:
            words += [*parcel_words(parcel, self._scopes), Paragraph("")]
        words.append(Paragraph(tr("加密后只有收件的那台电脑和它的上级打得开。"), style="$foreground-muted"))
        if self._folder:
            words.append(Paragraph(tr("写到 {folder}，F5 开始，w 换位置", folder=short_path(self._folder))))
        else:
            words.append(Paragraph(tr("插上 U 盘，按 F5 选位置")))
        self.query_one("#send-words", Prose).show(words)

    async def _write(self, folder: Path) -> None:
        title = tr("正在打包，共 {n} 家", n=len(self._devices))
        sent = await self.long(title, _PROMISE, READY, pack_for, self._devices, folder, changes=True)
        if sent is None:
            return
        await remember_folder(gateway_of(self), folder)
        names = {bytes(device): parcel.grant.said.name for device, parcel in self._named()}
        words = [Paragraph(tr("已写好，可安全拔出"), style="bold $success"), Paragraph("")]
        for one in sent:
            words.append(
                Paragraph(
                    tr(
                        "{name} 第 {n} 包：变更 {changes} 条，附件 {files} 个",
                        name=names.get(one.device, ""),
                        n=one.number,
                        changes=f"{one.changes:,}",
                        files=one.files,
                    )
                )
            )
            words += [Paragraph(path.name, lead="  ", style="$foreground-muted") for path in one.paths]
        words += [
            Paragraph(""),
            Paragraph(tr("交给对方导入；对方的回执拿回来以前，这些内容下次还会再发，不会丢。")),
        ]
        self.query_one("#send-words", Prose).show(words)
        self.state = DONE
        self.say(tr("已写好，可安全拔出"))

    def _named(self) -> list[tuple[bytes, Parcel]]:
        return list(zip(self._devices, self._parcels, strict=True))


def pack_for(
    workspace: Workspace,
    devices: Sequence[bytes],
    folder: Path,
    *,
    progress: Callable[[int, int | None], None],
) -> list[Sent]:
    """Pack a bundle for each device; what is written for earlier ones stays where a later one is stopped."""
    sent = []
    for device in devices:
        progress(0, None)
        sent.append(
            sending.pack(
                workspace,
                device,
                folder,
                tick=lambda done, parts: progress(done, None),  # noqa: ARG005 - only to be stopped between parts
                progress=progress,
            )
        )
    return sent


def _previews(workspace: Workspace, devices: Sequence[bytes]) -> list[Parcel]:
    return [sending.preview(workspace, device) for device in devices]


def _drives(_: Workspace) -> list[Path]:
    return removable_drives()
