"""The dialog that hands something out as a file: where to, in which form, and where it then lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from platformdirs import user_downloads_path
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.handing_out import FOLDER_STANDS_ALREADY, STANDS_ALREADY
from gridtui.ui.answers import Job, Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cleaning import clean, shown
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import bare_path, path_of, short_path, unused_path
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Edited, Submitted
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.progress import ProgressPane
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.words import mark, say_all, tr

AREA = mark("导出")
ASKING, WORKING, DONE = "asking", "working", "done"


def path_problems(text: str) -> list[Problem]:
    """Return what is wrong with a path to write to."""
    path = path_of(text)
    if not path.name:
        return [Problem(mark("请写上文件名"))]
    if not path.parent.is_dir():
        return [Problem(mark("没有文件夹 {folder}"), values={"folder": str(path.parent)})]
    return [Problem(STANDS_ALREADY, values={"name": path.name})] if path.exists() else []


def folder_problems(text: str) -> list[Problem]:
    """Return what is wrong with the path of a folder to make."""
    path = path_of(text)
    if path.name and path.parent.is_dir() and path.exists():
        return [Problem(FOLDER_STANDS_ALREADY, values={"name": path.name})]
    return path_problems(text)


PATH = FieldSpec(name="path", title=mark("存到"), required=True, prose=True, check=path_problems,
                 hint=mark("文件夹和文件名"))  # fmt: skip
FOLDER = replace(PATH, check=folder_problems, hint=mark("一个新的文件夹"))


MASKED, FULL = "masked", "full"
CONTENT_FIELDS = (
    FieldSpec(name="content", title=mark("内容"), kind="choice",
              choices=((MASKED, mark("电话和证件号打码")), (FULL, mark("完整")))),
    FieldSpec(name="reason", title=mark("理由"), prose=True, hint=mark("导出完整内容要写理由，会记入审计")),
)  # fmt: skip
"""How much of people is shown, and why."""


def unreasoned(values: Mapping[str, str]) -> list[Problem]:
    """Ask for a reason where nothing is masked."""
    if values["content"] == FULL and not values["reason"]:
        return [Problem(mark("导出完整内容要写理由"), "reason")]
    return []


class HandOutForm(Form):
    """The form itself; saving it means to write the file."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("form.save", mark("导出"), ("ctrl+s", "f5"), mark("写成文件"), AREA, "save", palette=False,
                priority=True),
    )  # fmt: skip


class HandedOut(Prose, can_focus=True):
    """What was written, and where the file is."""


class HandOut(Commanded, Modal[None]):
    """Asks, works with a count that Esc stops, and says where the file is.

    A subclass says what it hands out: heading, file name, forms, further fields, and how it is written.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("export.leave", mark("返回"), ("escape",), mark("关上，回到列表"), AREA,
                "leave", palette=False),
        Command("export.close", mark("关上"), ("enter",), mark("关上，回到列表"), AREA,
                "close", palette=False),
        Command("export.copy", mark("复制位置"), ("c",), mark("复制文件的位置"), AREA, "copy", palette=False),
    )  # fmt: skip
    AUTO_FOCUS = None
    DEFAULT_CSS = """
    HandOut {
        align: center top;
        & > Vertical { width: 76; max-width: 100%; height: auto; margin: 2 0 0 0; background: $panel;
                       padding: 0 1; }
        & .heading { height: 1; text-style: bold; margin: 0 0 1 0; }
        & .-asking, & .-working { height: 9; }
        & .-done { height: auto; min-height: 4; padding: 0 2; }
        & .refusal { height: auto; max-height: 3; padding: 0 2; }
        & .keys { height: 1; color: $foreground-muted; padding: 0 2; }
    }
    """
    FORMS: ClassVar[tuple[str, ...]] = ()
    """The endings that a file may have, the usual one first; none where a folder is made."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._stands: Path | None = None
        self._state = ASKING

    def heading(self) -> str:
        """Return what is handed out, in words."""
        raise NotImplementedError

    def stem(self) -> str:
        """Return how the file is called, without its ending."""
        raise NotImplementedError

    def forms(self) -> Sequence[str]:
        """Return the endings that this file may have."""
        return self.FORMS

    def fields(self) -> Sequence[FieldSpec]:
        """Return what is asked beside the path and the form."""
        return ()

    def beginning(self) -> Mapping[str, object]:
        """Return what stands in those fields at first."""
        return {}

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Return what is wrong with what was filled in."""
        del values
        return []

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the file and return what to say of it; ``RuleBroken`` where that is refused."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out heading, form, progress and outcome, one of them shown."""
        forms = tuple((ending, ending.removeprefix(".")) for ending in self.forms())
        form = FieldSpec(name="form", title=mark("格式"), kind="choice", choices=forms)
        fields = (PATH, form) if forms else (FOLDER,)
        usual = forms[0][0] if forms else ""
        place = unused_path(user_downloads_path(), self.stem() + usual)
        first = (
            {"path": clean(short_path(place)), "form": usual} if forms else {"path": clean(short_path(place))}
        )
        with Vertical():
            yield Static(shown(glyph("focus") + self.heading()), classes="heading")
            values = {**first, **self.beginning()}
            yield HandOutForm((*fields, *self.fields()), values, today=self._today, classes="part -asking")
            yield ProgressPane(classes="part -working")
            yield HandedOut(classes="part -done")
            yield Static(classes="refusal")
            yield Static(classes="keys")

    def on_mount(self) -> None:
        """Begin with the path."""
        self._show(ASKING)

    def on_unmount(self) -> None:
        """Stop what nobody waits for any more."""
        if self._job is not None:
            self._job.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is after the export only then."""
        if action in ("close", "copy"):
            return self._state == DONE
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy where the file is."""
        self.app.copy_to_clipboard(str(self._stands))
        self._say(tr("已复制"))

    @on(Edited)
    def _keep_ending(self, message: Edited) -> None:
        """Let the file's ending follow the form, and the form the ending."""
        form = self.query_one(Form)
        raw = form.raw_values()
        path = Path(bare_path(raw["path"]))
        suffix = path.suffix.lower()
        if message.name == "form" and path.name and suffix != raw["form"]:
            ended = path.with_suffix(raw["form"]) if suffix in self.forms() else path
            form.load({"path": str(ended)}, as_typed=True)
        elif message.name == "path" and suffix in self.forms() and suffix != raw["form"]:
            form.load({"form": suffix}, as_typed=True)

    @on(Submitted)
    def _submitted(self, message: Submitted) -> None:
        values = {name: str(value or "") for name, value in message.values.items()}
        if wrong := self.refusals(values):
            self.query_one(Form).show_problems(wrong)
            return
        path = path_of(values["path"])
        if self.forms() and path.suffix.lower() not in self.forms():
            path = path.with_name(path.name + values["form"])
        self.run_worker(self._hand_out(path, values), exclusive=True)

    async def _hand_out(self, path: Path, values: Mapping[str, str]) -> None:
        pane = self.query_one(ProgressPane)
        job = self._job = gateway_of(self).job(pane.tell)
        pane.start(tr("正在写 {name}", name=path.name), job.cancel, tr("Esc 取消，不留下文件"))
        self._show(WORKING)
        try:
            words = await self.write(path, values, job.tick)
        except RuleBroken as refusal:
            self._show(ASKING)
            elsewhere = self.query_one(Form).show_problems(refusal.problems)
            self._say(say_all(elsewhere), "$error")
            return
        finally:
            self._job = None
        self._stands = path
        told = [Paragraph(line) for line in (*words.split("\n"), "", short_path(path))]
        self.query_one(HandedOut).show(told)
        self._show(DONE)

    def _show(self, state: str) -> None:
        self._state = state
        for part in self.query(".part"):
            part.display = part.has_class(f"-{state}")
        self._say("")
        keys = {
            ASKING: tr("F5 导出  Esc 返回"),
            WORKING: tr("Esc 取消"),
            DONE: tr("回车 关上  c 复制位置"),
        }
        self.query_one(".keys", Static).update(Content(keys[state]))
        self.query_one(f".-{state}").focus()
        self.refresh_bindings()

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())

    def _say(self, sentence: str, style: str = "") -> None:
        self.query_one(".refusal", Static).update(shown(sentence, style))
