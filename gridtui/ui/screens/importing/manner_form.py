"""Saying how a file is to be read, where finding it out went wrong."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem
from gridtui.interchange.columns.kinds import Kind
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Submitted
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.screens.importing.examining import Manner
from gridtui.words import mark, tr

AREA = mark("怎样读文件")
ENCODINGS = (("", mark("自动")), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("big5", "Big5"),
             ("utf-16", "UTF-16"))  # fmt: skip


def row_problems(text: str) -> list[Problem]:
    """Return what is wrong with the number of the header's row."""
    if 1 <= (typed_number(text) or 0) <= 1_048_576:
        return []
    return [Problem(mark("请填行号，如 5；空着就自动找"))]


class MannerForm(Form):
    """The form itself; saving it means to read the file that way."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("form.save", mark("就这样读"), ("ctrl+s", "f5"), mark("按这里写的重新读文件"), AREA, "save",
                palette=False, priority=True),
    )  # fmt: skip


class MannerDialog(Commanded, Modal[Manner | None]):
    """Asks for kind, sheet, header row and encoding; dismisses with them, or None."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("manner.leave", mark("返回"), ("escape",), mark("不改，回到原处"), AREA, "leave",
                palette=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    MannerDialog {
        align: center top;
        & > Vertical { width: 76; max-width: 100%; height: 13; margin: 2 0 0 0; background: $panel;
                       padding: 0 1; }
        & .heading { height: 1; text-style: bold; margin: 0 0 1 0; }
        & Form { height: 9; }
        & .keys { height: 1; color: $foreground-muted; padding: 0 2; }
    }
    """

    def __init__(self, manner: Manner) -> None:
        super().__init__()
        self._manner = manner

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        kinds = (("", mark("自动")), *((kind.value, kind.label) for kind in Kind if kind.comes_in))
        with Vertical():
            heading = glyph("focus") + tr("怎样读这个文件：空着的由程序自己找")
            yield Static(Content(heading), classes="heading")
            yield MannerForm(
                (
                    FieldSpec(name="kind", title=mark("种类"), kind="choice", choices=kinds),
                    FieldSpec(name="sheet", title=mark("工作表"), prose=True,
                              hint=mark("表格下方标签上的名称")),
                    FieldSpec(name="header_row", title=mark("表头行"), check=row_problems, width=10,
                              hint=mark("列名在第几行")),
                    FieldSpec(name="encoding", title=mark("文字编码"), kind="choice", choices=ENCODINGS,
                              hint=mark("只对 csv、txt、json 有用，文字成乱码时换")),
                ),
                {
                    "kind": self._manner.kind.value if self._manner.kind else "",
                    "sheet": self._manner.sheet,
                    "header_row": str(self._manner.header_row or ""),
                    "encoding": self._manner.encoding,
                },
            )  # fmt: skip
            yield Static(Content(tr("F5 就这样读  Esc 返回")), classes="keys")

    def on_mount(self) -> None:
        """Begin with the kind."""
        self.query_one(Form).focus_field()

    @on(Submitted)
    def _take(self, message: Submitted) -> None:
        values = {name: str(value or "") for name, value in message.values.items()}
        self.dismiss(
            Manner(
                Kind(values["kind"]) if values["kind"] else None,
                values["sheet"],
                int(values["header_row"]) if values["header_row"] else None,
                values["encoding"],
            )
        )

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)
