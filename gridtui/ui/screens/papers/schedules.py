"""How often each paper is handed in: the shipped lines and the office's own, changed in one form."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.papers.schedules import LATEST, SHIPPED_LABEL, Every, Schedule
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.papers.register import PAPERS
from gridtui.queries.issues.issues import grid_names
from gridtui.queries.papers.schedules import schedules_in_force
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.tones import WAITING
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.schedules import drop_schedule, set_schedule
from gridtui.words import mark, tr

AREA = mark("报送时间")
USUAL, ALL_GRIDS = "usual", "all"
ON, OFF = "on", "off"
NEW = Schedule("", "ledger.sentiment", Every.MONTH, 5)


class SchedulesScreen(LookingScreen):
    """Lists the lines; Enter changes one, Delete lets the shipped one be in force again."""

    TITLE = AREA
    AUTO_FOCUS = "#schedule-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("schedules.change", mark("修改"), ("m",), mark("改这一条：多久一次、几天内、报给谁"), AREA,
                "change", lists_only=True, writes=True),
        Command("schedules.new", mark("新增"), ("n",), mark("加一条要报的"), AREA, "new", lists_only=True,
                writes=True),
        Command("schedules.switch", mark("停用/启用"), ("t",), mark("这一条不报了；再按一次又要报"), AREA,
                "switch", lists_only=True, writes=True),
        Command("schedules.drop", mark("恢复默认"), ("delete",),
                mark("这一条回到默认值；自己加的就没有了"), AREA, "drop", lists_only=True, writes=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._rows = ListSource[Schedule]([], lambda row: row.code.encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(
            _columns(),
            self._rows,
            tone=lambda row: None if row.active else WAITING.lettered(mark("停")),
            id="schedule-list",
        )

    def on_mount(self) -> None:
        """Say what is shipped."""
        self.filter_words = tr(SHIPPED_LABEL)

    @property
    def table(self) -> VirtualTable[Schedule]:
        """The list."""
        return self.query_one("#schedule-list", VirtualTable)

    def look(self) -> None:
        """Read the lines again."""
        if gateway_of(self).is_open:
            self._rows.put(gateway_of(self).read_now(schedules_in_force) or [])
            self.table.refresh_rows()
            self.table.set_total(len(self._rows.rows))

    @on(VirtualTable.RowChosen)
    def action_change(self) -> None:
        """Change the line under the bar."""
        if self.table.row is not None:
            self.app.push_screen(ScheduleFormScreen(self.table.row))

    def action_new(self) -> None:
        """Add a line of one's own."""
        self.app.push_screen(ScheduleFormScreen(NEW))

    async def action_switch(self) -> None:
        """Ask for this paper no longer, or again."""
        row = self.table.row
        if row is not None:
            changed = replace(row, active=not row.active)
            await gateway_of(self).write(Intent.SET_SCHEDULES, set_schedule, changed)
            self.say(tr("又要报了，Ctrl+Z 撤销") if changed.active else tr("不报了，Ctrl+Z 撤销"))

    async def action_drop(self) -> None:
        """Let the shipped line be in force again."""
        row = self.table.row
        if row is None:
            return
        if row.shipped:
            self.say(tr("这一条就是默认值；不报按 t"))
            return
        await gateway_of(self).write(Intent.SET_SCHEDULES, drop_schedule, row)
        self.say(tr("已恢复默认，Ctrl+Z 撤销"))


class ScheduleFormScreen(KeptFormScreen):
    """Changes one line, or adds one."""

    TITLE = AREA

    def __init__(self, schedule: Schedule) -> None:
        super().__init__()
        self.schedule = schedule

    def compose_body(self) -> ComposeResult:
        """Show what is in force."""
        row = self.schedule
        values = {
            "paper": row.paper,
            "title": row.title,
            "every": row.every.value,
            "due_day": str(row.due_day),
            "form": row.form or USUAL,
            "grid": row.grid_id.hex() if row.grid_id else ALL_GRIDS,
            "recipient": row.recipient,
            "active": ON if row.active else OFF,
            "note": row.note,
        }
        names = gateway_of(self).read_now(grid_names) or {}
        yield Form(_fields(self.schedule, names), values, id="schedule-form")

    def on_mount(self) -> None:
        """Begin with the first field, or with what was left half typed."""
        self.title = _title(self.schedule) if self.schedule.code else AREA
        self.form.focus_field()
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return f"schedule:{self.schedule.code}"

    async def store(self, values: dict[str, object]) -> None:
        """Put the line in force."""
        said = {name: str(value or "") for name, value in values.items()}
        form = "" if said["form"] in ("", USUAL) else said["form"]
        paper = PAPERS.get(said["paper"])
        if paper is not None and form and form not in paper.forms:
            names = tr("、").join(paper.forms)
            words = mark("“{title}”只能写成 {names}")
            problem = Problem(words, "form", values={"title": tr(paper.title), "names": names})
            raise RuleBroken(problem)
        every = Every(said["every"])
        if paper is not None and paper.whole is not None and every.span is not paper.whole:
            usual = next(each for each in Every if each.span is paper.whole)
            words = mark("“{title}”的周期只能是{every}")
            told: dict[str, object] = {"title": tr(paper.title), "every": tr(usual.label)}
            raise RuleBroken(Problem(words, "every", values=told))
        changed = replace(
            self.schedule,
            paper=said["paper"],
            title=said["title"],
            every=every,
            due_day=int(said["due_day"]),
            form=form,
            grid_id=None if said["grid"] in ("", ALL_GRIDS) else bytes.fromhex(said["grid"]),
            recipient=said["recipient"],
            active=said["active"] != OFF,
            note=said["note"],
            shipped=False,
        )
        await gateway_of(self).write(Intent.SET_SCHEDULES, set_schedule, changed, form=self.draft_key)
        self.writing = False
        self.close(tr("报送时间已改，Ctrl+Z 撤销"))


def _title(row: Schedule) -> str:
    paper = PAPERS.get(row.paper)
    return row.title or (tr(paper.title) if paper else row.paper)


def _days_problems(text: str) -> list[Problem]:
    if text.isdecimal() and int(text) <= LATEST:
        return []
    return [Problem(mark("应在 {low} 到 {high} 之间"), values={"low": 0, "high": LATEST})]


def _fields(schedule: Schedule, grids: dict[bytes, str]) -> tuple[FieldSpec, ...]:
    written = [paper for paper in PAPERS.values() if paper.write is not None]
    papers = [(paper.code, paper.title) for paper in written]
    if schedule.paper not in PAPERS:
        papers.append((schedule.paper, schedule.paper))
    forms = dict.fromkeys(form for paper in written for form in paper.forms)
    return (
        FieldSpec(name="paper", title=mark("报什么"), kind="choice", required=True, choices=papers),
        FieldSpec(name="title", title=mark("本单位叫法"), prose=True, max_length=60,
                  hint=mark("空着用原来的名称")),
        FieldSpec(name="every", title=mark("周期"), kind="choice", required=True, choices=Every.choices()),
        FieldSpec(name="due_day", title=mark("期限"), required=True, width=8, check=_days_problems,
                  hint=mark("一期过完后几天内报；0 就是最后一天")),
        FieldSpec(name="form", title=mark("格式"), kind="choice",
                  choices=((USUAL, mark("常用的")), *((form, form.removeprefix(".")) for form in forms))),
        FieldSpec(name="grid", title=mark("网格"), kind="choice",
                  choices=((ALL_GRIDS, mark("全部")), *((id.hex(), name) for id, name in grids.items()))),
        FieldSpec(name="recipient", title=mark("报给"), prose=True, max_length=60,
                  hint=mark("写单位，不写人名")),
        FieldSpec(name="active", title=mark("要不要报"), kind="choice",
                  choices=((ON, mark("要报")), (OFF, mark("停用")))),
        FieldSpec(name="note", title=mark("备注"), prose=True, max_length=200),
    )  # fmt: skip


def _columns() -> list[Column[Schedule]]:
    every = room_for((each.label for each in Every), least=6, most=12)
    return [
        Column(mark("名称"), 18, _title, style="strong", flexible=True),
        Column(mark("周期"), every, lambda row: tr(row.every.label)),
        Column(mark("期限"), 8, lambda row: tr("{n} 天内", n=row.due_day), align="right"),
        Column(mark("格式"), 6, lambda row: row.form.removeprefix("."), style="muted", min_width=60),
        Column(mark("报给"), 10, lambda row: tr(row.recipient), flexible=True, min_width=50),
        Column(mark("来源"), 8, lambda row: tr("默认") if row.shipped else tr("本单位"), style="muted"),
    ]
