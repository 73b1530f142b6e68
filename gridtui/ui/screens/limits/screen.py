"""Every limit in force, shipped or the office's own; one form changes them."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.issues.limits import DEFAULT_LABEL, Limit, default_limits
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.limits import limits_in_force
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.limits import drop_limit, set_limit
from gridtui.words import mark, tr

AREA = mark("期限")


class LimitsScreen(LookingScreen):
    """Lists the limits; Enter changes one, Delete lets the shipped one be in force again."""

    TITLE = AREA
    AUTO_FOCUS = "#limit-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("limits.change", mark("修改"), ("m",), mark("改这一条期限，改了以后未办结的都重新算"), AREA,
                "change", lists_only=True, writes=True),
        Command("limits.drop", mark("恢复默认"), ("delete",), mark("这一条回到默认值"), AREA, "drop",
                lists_only=True, writes=True),
        Command("limits.calendar", mark("工作日历"), ("c",), mark("哪天放假、哪天调休上班；期限按它算"), AREA,
                "calendar", lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._rows = ListSource[Limit]([], key_of)
        self._categories: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="pane"):
            yield VirtualTable(self._columns(), self._rows, id="limit-list")

    def on_mount(self) -> None:
        """Show every limit."""
        self.filter_words = tr(DEFAULT_LABEL)
        gateway = gateway_of(self)
        self._categories = {row.code: row.name for row in gateway.read_now(category_rows) or ()}

    def look(self) -> None:
        """Show every limit that is in force."""
        table = gateway_of(self).read_now(limits_in_force) or default_limits()
        self._rows.put(_in_force(table.limits))
        self.table.refresh_rows()
        self.table.set_total(len(self._rows.rows))

    @property
    def table(self) -> VirtualTable[Limit]:
        """The list."""
        return self.query_one("#limit-list", VirtualTable)

    @on(VirtualTable.RowChosen)
    def _chosen(self, event: VirtualTable.RowChosen) -> None:
        self.app.push_screen(LimitScreen(event.row))

    def action_change(self) -> None:
        """Change the limit under the bar."""
        if self.table.row is not None:
            self.app.push_screen(LimitScreen(self.table.row))

    def action_calendar(self) -> None:
        """Show the working calendar."""
        self.post_message(messages.OpenCalendar())

    async def action_drop(self) -> None:
        """Let the shipped limit be in force again."""
        row = self.table.row
        if row is not None and not row.shipped:
            await gateway_of(self).write(Intent.SET_LIMITS, drop_limit, row)
            self.say(tr("已恢复默认，Ctrl+Z 撤销"))

    def _columns(self) -> list[Column[Limit]]:
        return [
            Column(mark("环节"), 12, lambda row: tr(row.stage.label), style="strong"),
            Column(mark("适用"), 14, self._where, flexible=True),
            Column(mark("期限"), 10, lambda row: f"{row.amount} {tr(row.unit.label)}", align="right"),
            Column(mark("预警"), 8, lambda row: str(row.amber or "80%"), align="right", style="muted"),
            Column(mark("来源"), 8, _source, style="muted"),
            Column(mark("说明"), 12, lambda row: row.note, flexible=True, style="muted", min_width=64),
        ]

    def _where(self, row: Limit) -> str:
        nature = tr(IssueNature.label_of(row.nature)) if row.nature else ""
        category = self._categories.get(row.category, row.category)
        level = tr("{n} 级", n=row.level) if row.level else ""
        return " ".join(part for part in (nature, category, level) if part) or tr("全部")


class LimitScreen(KeptFormScreen):
    """Changes one limit."""

    TITLE = AREA

    def __init__(self, limit: Limit) -> None:
        super().__init__()
        self.limit = limit

    def compose_body(self) -> ComposeResult:
        """Show what is in force."""
        limit = self.limit
        values = {"amount": str(limit.amount), "unit": limit.unit.value, "amber": str(limit.amber or ""),
                  "note": limit.note}  # fmt: skip
        yield Form(FIELDS, values, id="limit-form")

    def on_mount(self) -> None:
        """Begin with the number."""
        self.title = self.limit.stage.label
        self.form.focus_field()
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return "limit:" + key_of(self.limit).decode()

    async def store(self, values: dict[str, object]) -> None:
        """Put the limit in force."""
        amber = str(values["amber"] or "")
        changed = replace(
            self.limit,
            amount=int(str(values["amount"] or 0)),
            unit=TimeUnit(str(values["unit"])),
            amber=int(amber) if amber else None,
            note=str(values["note"] or ""),
            shipped=False,
        )
        await gateway_of(self).write(Intent.SET_LIMITS, set_limit, changed, form=self.draft_key)
        self.writing = False
        self.close(tr("期限已改，未办结的都重新算了，Ctrl+Z 撤销"))


def key_of(limit: Limit) -> bytes:
    """Return what tells a limit from every other."""
    return f"{limit.stage.value}/{limit.nature}/{limit.category}/{limit.level}".encode()


def _source(limit: Limit) -> str:
    if limit.shipped:
        return tr("默认")
    return tr("上级规定") if limit.above else tr("本单位")


def _in_force(limits: tuple[Limit, ...]) -> list[Limit]:
    """Return the limits without those that a later one of the same place replaces."""
    return list({key_of(limit): limit for limit in limits}.values())


def _number_problems(text: str) -> list[Problem]:
    if text.isdecimal() and 1 <= int(text) <= LONGEST:
        return []
    return [Problem(mark("应在 {low} 到 {high} 之间"), values={"low": 1, "high": LONGEST})]


FIELDS = (
    FieldSpec(name="amount", title=mark("期限"), required=True, width=8, check=_number_problems),
    FieldSpec(name="unit", title=mark("单位"), kind="choice", required=True, choices=TimeUnit.choices()),
    FieldSpec(name="amber", title=mark("预警"), width=8, check=_number_problems,
              hint=mark("过了多少就预警；空着就是期限的 80%")),
    FieldSpec(name="note", title=mark("说明"), prose=True, hint=mark("依据哪个文件，可以不写")),
)  # fmt: skip
