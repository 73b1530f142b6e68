"""Import 导入: choosing a file, its columns, the dry run, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.reactive import reactive

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.plan import Plan
from gridtui.interchange.plans.planning import plan_import
from gridtui.ui import messages
from gridtui.ui.answers import Job, Superseded
from gridtui.ui.desk import DeskApp
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.progress import ProgressPane
from gridtui.ui.screens.importing.choosing import ChoosingStep
from gridtui.ui.screens.importing.examining import Examined, Manner, examine
from gridtui.ui.screens.importing.manner_form import MannerDialog
from gridtui.ui.screens.importing.mapping_step import MappingStep
from gridtui.ui.screens.importing.result_file import refused_path, write_result
from gridtui.ui.screens.importing.result_step import ResultStep
from gridtui.ui.screens.importing.trial_step import TrialStep
from gridtui.ui.screens.importing.wording import LISTS, file_words
from gridtui.ui.used_files import IMPORTED, files_used, remember_files
from gridtui.words import mark, say_all, tr

Answer = TypeVar("Answer")

CHOOSING, WORKING, MAPPING, TRIAL, RESULT = "choosing", "working", "mapping", "trial", "result"

_NOTHING_TO_APPLY = mark("没有要改的，也没有退回的行，不用应用")
_PROMISES = {
    "trial": mark("只是试算，还没有写入；Esc 取消"),
    "import": mark("Esc 取消，什么也不会改"),
    "file": mark("Esc 取消"),
}


class ImportScreen(AreaScreen):
    """Leads from a file to what came of it; without ``file`` it asks for one first.

    ``kind`` is the code of the kind as which files are read, "" where that is found out.
    """

    TITLE = mark("导入")
    CSS_PATH = "importing.tcss"
    AUTO_FOCUS = None
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    step: reactive[str] = reactive("", init=False)
    """The step that is shown."""

    def __init__(self, file: Path | None = None, kind: str = "") -> None:
        super().__init__()
        self._given = file
        self._usual = self._manner = Manner(Kind(kind) if kind else None)
        self._job: Job | None = None
        self.examined: Examined | None = None

    @property
    def replaces(self) -> frozenset[str]:
        """The app's actions whose keys belong to this screen now."""
        return frozenset({"next_pane"}) if self.step == TRIAL else frozenset()

    def compose_body(self) -> ComposeResult:
        """Lay out the steps, all hidden but the one of now."""
        yield ChoosingStep(id="import-choosing")
        yield ProgressPane(id="import-working")
        yield MappingStep(id="import-mapping")
        yield TrialStep(id="import-trial")
        yield ResultStep(id="import-result")

    def on_mount(self) -> None:
        """Begin with the file that was given, or ask for one."""
        for name in (CHOOSING, WORKING, MAPPING, TRIAL, RESULT):
            self.query_one(f"#import-{name}").add_class("import-step")
        self.step = CHOOSING
        self.run_worker(self._recall(), group="recall")
        if self._given is not None:
            self._open(self._given)

    def on_unmount(self) -> None:
        """Stop what nobody waits for any more."""
        if self._job is not None:
            self._job.cancel()

    def on_store_changed(self, message: messages.StoreChanged) -> None:
        """Say on the result that it was taken back."""
        self.query_one(ResultStep).follow(message.intent)

    def watch_step(self, step: str) -> None:
        """Show a step and begin in it."""
        for widget in self.query(".import-step"):
            widget.set_class(widget.id == f"import-{step}", "-now")
        self.position = ""
        usual = tr(self._usual.kind.label) if self._usual.kind else ""
        self.filter_words = file_words(self.examined) if self.examined and step != CHOOSING else usual
        now = self.query_one(f"#import-{step}")
        if isinstance(now, ProgressPane):
            now.focus()
        elif isinstance(now, ChoosingStep | MappingStep | TrialStep | ResultStep):
            now.begin()
        self.refresh_bindings()

    @property
    def choosing(self) -> ChoosingStep:
        """The step that asks for a file."""
        return self.query_one(ChoosingStep)

    @on(ChoosingStep.Chosen)
    def _chosen(self, message: ChoosingStep.Chosen) -> None:
        self._open(message.path)

    @on(ChoosingStep.MannerAsked)
    @on(MappingStep.MannerAsked)
    def _ask_manner(self) -> None:
        def taken(manner: Manner | None) -> None:
            if manner is None:
                return
            self._manner = manner
            if self.step == MAPPING and self.examined is not None:
                self._open(self.examined.file.path)
            else:
                self.choosing.say(tr("记下了，打开文件时就这样读"))

        self.app.push_screen(MannerDialog(self._manner), taken)

    @on(MappingStep.Left)
    @on(TrialStep.Left)
    @on(ResultStep.Left)
    def _choose_again(self) -> None:
        self._manner = self._usual
        self.step = CHOOSING

    @on(MappingStep.Refused)
    def _refused(self, message: MappingStep.Refused) -> None:
        self._tell(message.refusal)

    @on(MappingStep.Confirmed)
    def _confirmed(self, message: MappingStep.Confirmed) -> None:
        if self.examined is not None:
            self.examined.file.mapping = message.mapping
            self._work(self._try(MAPPING))

    @on(TrialStep.MappingAsked)
    def _change_mapping(self) -> None:
        self.step = MAPPING

    @on(TrialStep.Applied)
    def _applied(self) -> None:
        plan = self.query_one(TrialStep).plan
        if plan is not None and not (plan.new or plan.changed or plan.refused):
            self.say(tr(_NOTHING_TO_APPLY))
        else:
            self._work(self._apply())

    @on(TrialStep.ExportAsked)
    def _export_asked(self) -> None:
        self._work(self._export())

    @on(ResultStep.ListAsked)
    def _list_asked(self) -> None:
        plan = self.query_one(ResultStep).plan
        if plan is not None and (list_of := LISTS.get(plan.kind)):
            self.post_message(list_of())

    @on(ResultStep.CorrectedAsked)
    def _corrected_asked(self, message: ResultStep.CorrectedAsked) -> None:
        self._open(message.path)

    @on(ResultStep.CopyAsked)
    def _copy_asked(self, message: ResultStep.CopyAsked) -> None:
        self.app.copy_to_clipboard(str(message.path))
        self.say(tr("已复制 {path}", path=short_path(message.path)))

    def _work(self, work: Any) -> None:
        self.run_worker(work, group="import", exclusive=True)

    def _open(self, path: Path) -> None:
        self._work(self._opening(path))

    async def _recall(self) -> None:
        self.choosing.recall(await files_used(gateway_of(self), IMPORTED))

    async def _opening(self, path: Path) -> None:
        """Look into a file; show its columns, or go straight on where they are known from last time."""
        if self.step == CHOOSING:
            self.choosing.say(tr("正在打开 {name}…", name=path.name))
        try:
            manner = self._manner
            examined = await gateway_of(self).newest((self, "open"), examine, path, manner)
        except Superseded:
            return
        except RuleBroken as refusal:
            self._refuse_file(refusal)
            return
        self.examined = examined
        self.choosing.put(path, known=True)
        await remember_files(gateway_of(self), IMPORTED, self.choosing.used)
        self.query_one(MappingStep).load(examined)
        if examined.file.remembered and not examined.file.mapping.problems() and self.step != MAPPING:
            await self._try(CHOOSING)
        else:
            self.filter_words = file_words(examined)
            self.step = MAPPING

    async def _try(self, back: str) -> None:
        examined = self.examined
        assert examined is not None
        title = tr("正在试算 {name}", name=examined.file.path.name)
        plan = await self._long(title, "trial", back, plan_import, examined.file)
        if plan is not None:
            self.query_one(TrialStep).load(plan)
            self.step = TRIAL
            self.say(self._what_follows(plan, examined.file.path))

    async def _apply(self) -> None:
        examined = self.examined
        assert examined is not None
        file = examined.file
        backups = cast("DeskApp", self.app).backup_folder
        title = tr("正在导入 {name}", name=file.path.name)
        plan = await self._long(title, "import", TRIAL, apply_import, file, backup_folder=backups,
                                refused_path=refused_path(file.path), changes=True)  # fmt: skip
        if plan is not None:
            self.query_one(ResultStep).load(plan)
            self.step = RESULT
            if plan.new or plan.changed:
                self.say(tr("已导入 {summary}，Ctrl+Z 撤销", summary=plan.summary))

    async def _export(self) -> None:
        examined, plan = self.examined, self.query_one(TrialStep).plan
        if examined is None or plan is None:
            return
        try:
            path = await gateway_of(self).run("export", write_result, examined.file.path, plan)
        except RuleBroken as refusal:
            self._tell(refusal)
            return
        self.say(tr("试算结果已存为 {path}", path=short_path(path)))

    async def _long(
        self, title: str, promise: str, back: str, work: Callable[..., Answer], *args: Any, **options: Any
    ) -> Answer | None:
        """Run long work with its count and bar in view; None, and back a step, where it was refused."""
        pane = self.query_one(ProgressPane)
        job = self._job = gateway_of(self).job(pane.tell)
        pane.start(title, job.cancel, tr(_PROMISES[promise]))
        self.step = WORKING
        try:
            return await gateway_of(self).run("import", work, *args, progress=job.tick, **options)
        except RuleBroken as refusal:
            self.step = back
            self._tell(refusal)
            return None
        finally:
            self._job = None

    def _what_follows(self, plan: Plan, file: Path) -> str:
        if not (plan.new or plan.changed or plan.refused):
            return tr("没有要改的。Esc 另选文件")
        if not plan.refused:
            return tr("还没有写入。F5 应用：先备份，再写入，一次可撤销")
        name = refused_path(file).name
        return tr("还没有写入。F5 应用可一次撤销；退回的 {n} 行另存为 {name}", n=plan.refused, name=name)

    def _refuse_file(self, refusal: RuleBroken) -> None:
        words = say_all(refusal.problems)
        if self.step == CHOOSING:
            self.choosing.say(words, "$error")
        else:
            self.say(words, "error")

    def _tell(self, refusal: RuleBroken | str) -> None:
        if isinstance(refusal, str):
            self.say(refusal)
        else:
            self.refuse(refusal)
