"""Filling an upper office's form: choosing it, seeing and correcting its columns, writing it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.reactive import reactive

from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy_line
from gridtui.interchange.forms.sources import form_sources
from gridtui.queries.places.grids import GridRow
from gridtui.ui.answers import Superseded
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import AskText
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.screens.filling.choosing import FormChoosing
from gridtui.ui.screens.filling.examining import ExaminedForm, FormManner, examine
from gridtui.ui.screens.filling.mapping_step import FormMappingStep
from gridtui.ui.screens.filling.writing import FillOut
from gridtui.ui.used_files import FILLED, files_used, remember_files
from gridtui.words import mark, say_all, tr

CHOOSING, MAPPING = "choosing", "mapping"
_PLACE_WORDS = mark("写行号，如 5；有几张工作表时写 表名:5；空着就自动找")


class FillScreen(AreaScreen):
    """Leads from an empty form to a filled one; without ``file`` it asks for one first."""

    TITLE = mark("填上级的表")
    CSS_PATH = "filling.tcss"
    AUTO_FOCUS = None
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    step: reactive[str] = reactive("", init=False)
    """The step that is shown."""

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self._given = file
        self._manner = FormManner()
        self._grid: GridRow | None = None
        self._path: Path | None = None
        self.examined: ExaminedForm | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the steps, all hidden but the one of now."""
        yield FormChoosing(id="fill-choosing")
        yield FormMappingStep(id="fill-mapping")

    def on_mount(self) -> None:
        """Begin with the form that was given, or ask for one."""
        for name in (CHOOSING, MAPPING):
            self.query_one(f"#fill-{name}").add_class("fill-step")
        self.step = CHOOSING
        self.run_worker(self._recall(), group="recall")
        if self._given is not None:
            self._open(self._given)

    def watch_step(self, step: str) -> None:
        """Show a step and begin in it."""
        for widget in self.query(".fill-step"):
            widget.set_class(widget.id == f"fill-{step}", "-now")
        self.position = ""
        self.filter_words = self._told() if step == MAPPING else ""
        (self.choosing if step == CHOOSING else self.columns).begin()
        self.refresh_bindings()

    @property
    def choosing(self) -> FormChoosing:
        """The step that asks for a form."""
        return self.query_one(FormChoosing)

    @property
    def columns(self) -> FormMappingStep:
        """The step that shows its columns."""
        return self.query_one(FormMappingStep)

    @on(FormChoosing.Chosen)
    def _chosen(self, message: FormChoosing.Chosen) -> None:
        self._manner = FormManner(grid_id=self._manner.grid_id)
        self._open(message.path)

    @on(FormMappingStep.Asked)
    def _asked(self, message: FormMappingStep.Asked) -> None:
        {
            "fill": self._ask_where,
            "source": self._ask_source,
            "grid": self._ask_grid,
            "row": self._ask_row,
            "file": self._choose_again,
        }[message.what]()

    @on(FormMappingStep.Refused)
    def _refused(self, message: FormMappingStep.Refused) -> None:
        self.refuse(message.refusal)

    def _ask_where(self) -> None:
        examined = self.examined
        if examined is None:
            return
        try:
            examined.file.mapping.refuse_empty()
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.app.push_screen(FillOut(examined.file, self._manner.grid_id), lambda _: self._look_again())

    def _ask_source(self) -> None:
        if self.examined is None:
            return
        items = [Item(source.code, tr(source.title)) for source in form_sources().values()]

        def take(code: str | None) -> None:
            if code is not None and self._path is not None:
                self._manner = replace(self._manner, source=code)
                self._open(self._path)

        self.app.push_screen(PickItem(tr("从哪个清单填"), items, self.examined.file.source.code), take)

    def _ask_grid(self) -> None:
        def take(grid: GridRow | None) -> None:
            self._grid = grid
            self._manner = replace(self._manner, grid_id=grid.id if grid else None)
            self._look_again()

        pick_grid(self, self._grid, take)

    def _ask_row(self) -> None:
        def take(text: str | None) -> None:
            if text is not None and self._path is not None:
                sheet, row = _place(text)
                self._manner = replace(self._manner, sheet=sheet, header_row=row)
                self._open(self._path)

        question = tr("表头在第几行？")
        asked = AskText(question, facts=[tr(_PLACE_WORDS)], required=False, check=_place_problems, short=True)
        self.app.push_screen(asked, take)

    def _choose_again(self) -> None:
        self._manner = FormManner(grid_id=self._manner.grid_id)
        self.step = CHOOSING

    def _look_again(self) -> None:
        """Read the form anew: what is known of it and of the list may have changed."""
        if self._path is not None:
            self._open(self._path)

    def _open(self, path: Path) -> None:
        self._path = path
        self.run_worker(self._opening(path), group="fill", exclusive=True)

    async def _recall(self) -> None:
        self.choosing.recall(await files_used(gateway_of(self), FILLED))

    async def _opening(self, path: Path) -> None:
        if self.step == CHOOSING:
            self.choosing.say(tr("正在打开 {name}…", name=path.name))
        try:
            examined = await gateway_of(self).examine(examine, path, self._manner)
        except Superseded:
            return
        except RuleBroken as refusal:
            self._refuse_form(refusal)
            return
        kept = self.examined
        if kept is not None and self.step == MAPPING and _same_form(kept, examined):
            # What was corrected and not filled yet stays.
            examined.file.mapping = kept.file.mapping
        self.examined = examined
        self.choosing.put(path, known=True)
        await remember_files(gateway_of(self), FILLED, self.choosing.used)
        self.columns.load(examined)
        if self.step == MAPPING:
            self.filter_words = self._told()
        else:
            self.step = MAPPING

    def _refuse_form(self, refusal: RuleBroken) -> None:
        if self.step == CHOOSING:
            self.choosing.say(say_all(refusal.problems), "$error")
        else:
            self.refuse(refusal)
        if any(problem.field == "header_row" for problem in refusal.problems):
            self._ask_row()

    def _told(self) -> str:
        if self.examined is None:
            return ""
        file = self.examined.file
        parts = [file.path.name, tr("表头第 {row} 行", row=file.layout.header_row), tr(file.source.title)]
        if self._grid is not None:
            parts.append(self._grid.name)
        if file.remembered:
            parts.append(tr("按上次对列"))
        return " · ".join(parts)


def _same_form(one: ExaminedForm, other: ExaminedForm) -> bool:
    return (one.file.path, one.file.source.code, one.file.layout.fingerprint) == (
        other.file.path,
        other.file.source.code,
        other.file.layout.fingerprint,
    )


def _place(text: str) -> tuple[str, int | None]:
    """Return the sheet and the row that a text names."""
    line = tidy_line(text).replace("：", ":")
    sheet, colon, row = line.rpartition(":")
    number = typed_number(row)
    return (line, None) if not colon and number is None else (sheet.strip(), number)


def _place_problems(text: str) -> list[Problem]:
    _, row = _place(text)
    if row is not None and not 1 <= row <= 1_048_576:
        return [Problem(_PLACE_WORDS)]
    return []
