"""Asking to be admitted 入网申请: the form, and what is read out to the office above afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.sync.joining import Asked, write_request
from gridtui.sync.paper_files import REQUEST_SUFFIX, write_small_file
from gridtui.sync.qr import request_text
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.exchange.papers import PaperFormScreen
from gridtui.ui.screens.exchange.proof import ProofScreen
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

AREA = mark("写入网申请")


class RequestScreen(PaperFormScreen):
    """Asks what this desk is called in lists, and writes its request."""

    TITLE = AREA

    def advice(self) -> Sequence[Paragraph]:
        """Say what the file is for."""
        return (
            Paragraph(""),
            Paragraph(tr("申请里只有单位、层级和公开的钥匙，没有居民的内容。写好后用 U 盘交给上级。")),
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Ask for the name."""
        return (
            FieldSpec(name="name", title=mark("这台电脑叫"), required=True, max_length=60,
                      hint=mark("单位和几号机，如 翠湖支部一号机；不写人名")),
        )  # fmt: skip

    def beginning(self) -> dict[str, object]:
        """Begin with the office."""
        return {"name": tr("{name}一号机", name=gateway_of(self).workspace.name)}

    def file_name(self) -> str:
        """Return the office's request."""
        return tr("入网申请") + REQUEST_SUFFIX

    async def write(self, values: dict[str, str], path: Path) -> None:
        """Write the request, then show what is read out."""
        asked = await gateway_of(self).run("exchange", ask, values["name"], path, changes=True)
        app = self.app
        leave(self)
        before = [
            Paragraph(tr("申请已写到 {path}，请交给上级", path=short_path(path)), style="bold"),
            Paragraph(tr("再打电话，把下面 30 位数字念给上级，两边要一样：")),
        ]
        after = [Paragraph(""), Paragraph(tr("上级交回入网许可后，在“交换”里按 o 导入。"))]
        proof = ProofScreen(AREA, before, asked.number, after, picture=request_text(asked), file=path)
        app.push_screen(proof)


def ask(workspace: Workspace, name: str, path: Path) -> Asked:
    """Write the file of this desk's request and return what it says."""
    body, asked = write_request(workspace, name)
    write_small_file(path, body)
    return asked
