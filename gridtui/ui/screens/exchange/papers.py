"""Forms that end in a small file: words above, a form, Ctrl+S or F5 writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, cast

from platformdirs import user_downloads_path
from textual import on
from textual.app import ComposeResult

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.ui.desk import DeskApp
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import path_of, short_path, unused_path
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Submitted
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.exchange.remembering import folder_used, remember_folder
from gridtui.words import mark

AREA = mark("办文件")


def target_problems(text: str) -> list[Problem]:
    """Return what is wrong with a path to write to; a file that is there already is not replaced."""
    path = path_of(text)
    if not path.name:
        return [Problem(mark("请写上文件名"))]
    if path.is_dir():
        return [Problem(mark("这是文件夹，请在后面写上文件名"))]
    if not path.parent.is_dir():
        return [Problem(mark("没有文件夹 {folder}"), values={"folder": str(path.parent)})]
    return (
        [Problem(mark("已经有文件 {name}，请换个名字"), values={"name": path.name})] if path.exists() else []
    )


TARGET = FieldSpec(name="target", title=mark("写到"), required=True, prose=True, check=target_problems,
                   hint=mark("U 盘或文件夹，和文件名"))  # fmt: skip


class PaperForm(Form):
    """A form whose Ctrl+S writes the file."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("form.save", mark("写文件"), ("ctrl+s", "f5"), mark("写成文件"), AREA, "save", writes=True,
                priority=True),
    )  # fmt: skip


class PaperFormScreen(AreaScreen):
    """Asks what is needed for a file and writes it; nothing of it is kept as a draft."""

    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = None
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out words and form."""
        yield Prose(self.advice(), id="paper-words")
        yield PaperForm((*self.fields(), TARGET), self.beginning())

    def on_mount(self) -> None:
        """Begin with the first field; the folder of last time stands in the last one."""
        self.run_worker(self._begin(), group="begin")

    def advice(self) -> Sequence[Paragraph]:
        """Return what stands above the form."""
        return ()

    def fields(self) -> Sequence[FieldSpec]:
        """Return what is asked beside the path."""
        raise NotImplementedError

    def beginning(self) -> dict[str, object]:
        """Return what stands in those fields at first."""
        return {}

    def file_name(self) -> str:
        """Return how the file is called."""
        raise NotImplementedError

    async def write(self, values: dict[str, str], path: Path) -> None:
        """Write the file and go on from here; ``RuleBroken`` where that is refused."""
        raise NotImplementedError

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def close(self, words: str) -> None:
        """Go back to the screen before, which says ``words``."""
        app = cast("DeskApp", self.app)
        leave(self)
        app.say(words)

    @on(Submitted)
    def _submitted(self, message: Submitted) -> None:
        values = {name: str(value or "") for name, value in message.values.items()}
        self.run_worker(self._write(values), group="write", exclusive=True)

    async def _begin(self) -> None:
        folder = await folder_used(gateway_of(self)) or user_downloads_path()
        path = unused_path(folder, self.file_name())
        self.form.load({"target": clean(short_path(path))})
        self.form.focus_field()

    async def _write(self, values: dict[str, str]) -> None:
        path = path_of(values.pop("target"))
        try:
            await self.write(values, path)
        except RuleBroken as refusal:
            elsewhere = self.form.show_problems(refusal.problems)
            if elsewhere:
                self.refuse(RuleBroken(elsewhere))
            return
        await remember_folder(gateway_of(self), path.parent)
