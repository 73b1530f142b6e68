"""Handing out a list as a file: where to, in which form, masked or in full with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from platformdirs import user_downloads_path
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from gridtui.domain.dates import local_date
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.interchange.kinds import Kind
from gridtui.interchange.writing import FORMS
from gridtui.ui.answers import Job
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cleaning import clean, shown
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import bare_path, path_of, short_path
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Edited, Submitted
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.progress import ProgressPane
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.exporting.work import THERE_ALREADY, Wanted, export_list
from gridtui.words import mark, say, tr

AREA = mark("导出")
MASKED, FULL = "masked", "full"
ASKING, WORKING, DONE = "asking", "working", "done"


def path_problems(text: str) -> list[Problem]:
    """Return what is wrong with a path to write to."""
    path = path_of(text)
    if not path.name:
        return [Problem(mark("请写上文件名"))]
    if not path.parent.is_dir():
        return [Problem(mark("没有文件夹 {folder}"), values={"folder": str(path.parent)})]
    return [Problem(THERE_ALREADY, values={"name": path.name})] if path.exists() else []


FIELDS = (
    FieldSpec(name="path", title=mark("存到"), required=True, prose=True, check=path_problems,
              hint=mark("文件夹和文件名")),
    FieldSpec(name="form", title=mark("格式"), kind="choice",
              choices=((".xlsx", "xlsx"), (".csv", "csv"), (".json", "json"))),
    FieldSpec(name="content", title=mark("内容"), kind="choice",
              choices=((MASKED, mark("电话和证件号打码")), (FULL, mark("完整")))),
    FieldSpec(name="reason", title=mark("理由"), prose=True, hint=mark("导出完整内容要写理由，会记入审计")),
)  # fmt: skip


class ExportForm(Form):
    """The form itself; saving it means to export."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("form.save", mark("导出"), ("ctrl+s", "f5"), mark("写成文件"), AREA, "save", palette=False,
                priority=True),
    )  # fmt: skip


class ExportDone(Prose, can_focus=True):
    """How many were written, and where the file is."""


class ExportScreen(Commanded, Modal[None]):
    """Asks, works with a count that Esc stops, and says where the file is."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("export.leave", mark("返回"), ("escape",), mark("关上，回到列表"), AREA,
                "leave", palette=False),
        Command("export.close", mark("关上"), ("enter",), mark("关上，回到列表"), AREA,
                "close", palette=False),
        Command("export.copy", mark("复制位置"), ("c",), mark("复制文件的位置"), AREA, "copy", palette=False),
    )  # fmt: skip
    AUTO_FOCUS = None
    CSS_PATH = "exporting.tcss"

    def __init__(
        self,
        kind: str,
        words: str = "",
        page: Callable[..., Sequence[Any]] | None = None,
        filter: object | None = None,
        ids: tuple[RecordId, ...] = (),
    ) -> None:
        super().__init__()
        self._wanted = Wanted(Kind(kind), page, filter, ids)
        self._words = words
        self._job: Job | None = None
        self._stands: Path | None = None
        self._state = ASKING

    def compose(self) -> ComposeResult:
        """Lay out heading, form, progress and outcome, one of them shown."""
        with Vertical():
            yield Static(shown(glyph("focus") + self._heading()), classes="heading")
            yield ExportForm(FIELDS, self._values(), id="export-asking", classes="export-part")
            yield ProgressPane(id="export-working", classes="export-part")
            yield ExportDone(id="export-done", classes="export-part")
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
        """Go back to the list."""
        self.dismiss(None)

    def action_close(self) -> None:
        """Go back to the list."""
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
            ended = path.with_suffix(raw["form"]) if suffix in FORMS else path
            form.load({"path": str(ended)}, as_typed=True)
        elif message.name == "path" and suffix in FORMS and suffix != raw["form"]:
            form.load({"form": suffix}, as_typed=True)

    @on(Submitted)
    def _submitted(self, message: Submitted) -> None:
        values = {name: str(value or "") for name, value in message.values.items()}
        full = values["content"] == FULL
        if full and not values["reason"]:
            self.query_one(Form).show_problems([Problem(mark("导出完整内容要写理由"), "reason")])
            return
        path = path_of(values["path"])
        if path.suffix.lower() not in FORMS:
            path = path.with_name(path.name + values["form"])
        self.run_worker(self._export(path, full, values["reason"]), exclusive=True)

    async def _export(self, path: Path, full: bool, reason: str) -> None:
        gateway = gateway_of(self)
        pane = self.query_one(ProgressPane)
        job = self._job = gateway.job(pane.tell)
        pane.start(tr("正在写 {name}", name=path.name), job.cancel, tr("Esc 取消，不留下文件"))
        self._show(WORKING)
        try:
            count = await gateway.run("export", export_list, self._wanted, path, full=full, reason=reason,
                                      progress=job.tick)  # fmt: skip
        except RuleBroken as refusal:
            self._show(ASKING)
            elsewhere = self.query_one(Form).show_problems(refusal.problems)
            self._say(" ".join(say(problem) for problem in elsewhere), "$error")
            return
        finally:
            self._job = None
        self._stands = path
        self.query_one(ExportDone).show(
            (Paragraph(tr("已导出 {n} 条", n=f"{count:,}")), Paragraph(""), Paragraph(short_path(path)))
        )
        self._show(DONE)

    def _show(self, state: str) -> None:
        self._state = state
        for part in self.query(".export-part"):
            part.display = part.id == f"export-{state}"
        self._say("")
        keys = {
            ASKING: tr("F5 导出  Esc 返回"),
            WORKING: tr("Esc 取消"),
            DONE: tr("回车 关上  c 复制位置"),
        }
        self.query_one(".keys", Static).update(Content(keys[state]))
        self.query_one(f"#export-{state}").focus()
        self.refresh_bindings()

    def _say(self, sentence: str, style: str = "") -> None:
        self.query_one(".refusal", Static).update(shown(sentence, style))

    def _heading(self) -> str:
        kind = tr(self._wanted.kind.label)
        if self._wanted.ids:
            return tr("导出选中的 {n} 条：{kind}", n=len(self._wanted.ids), kind=kind)
        return tr("导出 {kind} {words}", kind=kind, words=self._words).rstrip()

    def _values(self) -> dict[str, object]:
        day = local_date(gateway_of(self).clock())
        name = f"{tr(self._wanted.kind.label)}-{day:%Y%m%d}"
        folder = user_downloads_path()
        if not folder.is_dir():
            folder = Path.cwd()
        return {"path": clean(short_path(_free(folder, name))), "form": ".xlsx", "content": MASKED}


def _free(folder: Path, name: str) -> Path:
    """Return a path at which nothing stands yet."""
    path, number = folder / f"{name}.xlsx", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.xlsx"
    return path
