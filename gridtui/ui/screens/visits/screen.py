"""The area of visits: the doors that are due in the order of the stairs, or the promises by their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import VisitKind
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.queries.places.building_names import buildings_named
from gridtui.queries.places.grids import GridRow, grid_rows
from gridtui.queries.walks.due_doors import DueFilter, DueRow, due_count, due_page
from gridtui.queries.walks.promises import PromiseFilter, PromiseRow, promise_count, promise_page
from gridtui.queries.walks.visits_made import VisitFilter, made_page, visits_of
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.visits.columns import (
    due_columns,
    last_words,
    overdue_words,
    promise_columns,
    why_words,
)
from gridtui.ui.screens.visits.commands import AREA, AREA_COMMANDS
from gridtui.ui.views import ViewedScreen
from gridtui.usecases.visits import keep_promise, remove_promise
from gridtui.words import mark, tr

NOTHING_DUE = mark("没有到期的户\n按 r 看多久走访一次，按 t 看承诺")
NO_PROMISE = mark("没有要兑现的承诺\n走访时记下的承诺列在这里，按 t 看到期的户")
LATE_DAYS = 30

NARROWINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "": (mark("全部到期的"), {}),
    "never": (mark("没走访过的"), {"never": True}),
    "late": (mark("超期 30 天以上的"), {"overdue_days": LATE_DAYS}),
    "service": (mark("服务需要户"), {"kind": VisitKind.SERVICE.value}),
    "ordinary": (mark("普通户"), {"kind": VisitKind.ORDINARY.value}),
}
"""What due doors can be narrowed to: the words, and the fields of the filter."""


@dataclass(frozen=True, slots=True)
class VisitsSeen:
    """What the area shows: promises or due doors, of one grid or building, narrowed as the menu says."""

    by_promise: bool = False
    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    narrowing: str = ""


class VisitsScreen(ViewedScreen, LookingScreen):
    """Shows where to go next; with ``t`` what was promised and is still to be kept."""

    TITLE = AREA
    CSS_PATH = "visits.tcss"
    AUTO_FOCUS = "#due-doors"
    VIEWS = "visits"
    COMMANDS: ClassVar[tuple[Command, ...]] = AREA_COMMANDS

    def __init__(self) -> None:
        super().__init__()
        self.by_promise = False
        self.grid: GridRow | None = None
        self.building: tuple[RecordId, str] | None = None
        self.narrowing = ""
        self._today = date.min

    def compose_body(self) -> ComposeResult:
        """Lay out both lists, of which one is shown."""
        with Vertical(id="visits-side"):
            yield VirtualTable(due_columns(self._day), empty=NOTHING_DUE, id="due-doors")
            promises = VirtualTable(promise_columns(self._day), empty=NO_PROMISE, id="promises")
            promises.display = False
            yield promises

    def on_mount(self) -> None:
        """Show the first rows."""
        self._show()

    @property
    def table(self) -> VirtualTable[Any]:
        """The list that is shown."""
        return self.query_one("#promises" if self.by_promise else "#due-doors", VirtualTable)

    def _show(self) -> None:
        """Show the rows that fit, and say above them which those are."""
        gateway, table = gateway_of(self), self.table
        self._today = self._day()
        grid_id, building_id = self._places
        words, fields = NARROWINGS[self.narrowing]
        if self.by_promise:
            promises = PromiseFilter(grid_id=grid_id, building_id=building_id)
            table.set_source(gateway.source(promise_page, promise_count, promises, lambda row: row.id))
            words = mark("没兑现的承诺")
        else:
            doors = DueFilter(self._today, grid_id=grid_id, building_id=building_id, **fields)
            table.set_source(gateway.source(due_page, due_count, doors, lambda row: row.id))
        self.filter_words = self.called(" · ".join((tr(words), *self._where)))
        self.position = table.position

    @property
    def _places(self) -> tuple[RecordId | None, RecordId | None]:
        """The grid and the building that the list is narrowed to."""
        return self.grid.id if self.grid else None, self.building[0] if self.building else None

    @property
    def _where(self) -> list[str]:
        names = (self.grid.name if self.grid else "", self.building[1] if self.building else "")
        return [name for name in names if name]

    def look(self) -> None:
        """Read the rows again; place and filter stay, but the day may be another."""
        if not gateway_of(self).is_open:
            return
        if self._today != self._day():
            self._show()
        else:
            self.table.refresh_rows()

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        if household_id := self.household_id:
            self.post_message(messages.OpenHousehold(household_id))

    @on(VirtualTable.MarksChanged)
    def _count_marks(self, event: VirtualTable.MarksChanged) -> None:
        self.note = tr("选中 {n} 行", n=len(event.keys)) if event.keys else ""

    @property
    def household_id(self) -> RecordId | None:
        """The household under the cursor."""
        row: DueRow | PromiseRow | None = self.table.row
        return row.household_id if isinstance(row, PromiseRow) else row.id if row else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the list and the row under the cursor have."""
        if action in ("keep", "edit", "delete") and (not self.by_promise or self.table.row is None):
            return False
        if action == "narrow" and self.by_promise:
            return False
        if action in ("visit", "promise", "issue") and self.household_id is None:
            return False
        if action in ("copy_rows", "walk_sheet") and self.table.row is None:
            return False
        return super().check_action(action, parameters)

    def action_visit(self) -> None:
        """Take down a visit to the household under the cursor."""
        if household_id := self.household_id:
            self.post_message(messages.NewVisit(household_id))

    @property
    def seen(self) -> VisitsSeen:
        """What is shown now."""
        grid_id = self.grid.id if self.grid else None
        building_id = self.building[0] if self.building else None
        return VisitsSeen(self.by_promise, grid_id, building_id, self.narrowing)

    def see(self, wanted: VisitsSeen) -> None:
        """Show what a view keeps; everything where the grid, building or kind of doors is gone."""
        gateway = gateway_of(self)
        grids = gateway.read_now(grid_rows) or ()
        self.grid = next((row for row in grids if row.id == wanted.grid_id), None)
        found = gateway.read_now(buildings_named, (wanted.building_id or b"").hex()) or ()
        self.building = next(((row.id, row.name or row.label) for row in found), None)
        self.narrowing = wanted.narrowing if wanted.narrowing in NARROWINGS else ""
        self._turn(wanted.by_promise)

    def action_turn(self) -> None:
        """Show promises instead of doors, or the other way round."""
        self._turn(not self.by_promise)

    def _turn(self, by_promise: bool) -> None:
        self.by_promise = by_promise
        self.query_one("#due-doors").display = not self.by_promise
        self.query_one("#promises").display = self.by_promise
        self.table.clear_marks()
        self._show()
        self.table.focus()

    async def action_keep(self) -> None:
        """Note that the promise under the cursor was kept today."""
        row: PromiseRow | None = self.table.row
        if row is not None:
            await gateway_of(self).write(Intent.KEEP_PROMISE, keep_promise, row.id)
            self.say(tr("{door} 的承诺已兑现，Ctrl+Z 撤销", door=row.door or tr("这一户")))

    def action_narrow(self) -> None:
        """Choose which of the due doors to see."""
        items = [Item(key, tr(words)) for key, (words, _) in NARROWINGS.items()]

        def take(value: str | None) -> None:
            if value is not None:
                self.narrowing = value
                self._show()

        self.app.push_screen(PickItem(tr("看哪些到期的户"), items, self.narrowing), take)

    def action_pick_grid(self) -> None:
        """Choose one grid, or all."""

        def take(grid: GridRow | None) -> None:
            self.grid, self.building = grid, None
            self._show()

        pick_grid(self, self.grid, take)

    def action_only_building(self) -> None:
        """Show only the building under the cursor, or all again."""
        row: DueRow | PromiseRow | None = self.table.row
        if self.building is not None:
            self.building = None
        elif row is not None and row.building_id is not None:
            self.building = (row.building_id, row.building_name)
        self._show()

    def action_promise(self) -> None:
        """Note what was promised to the household under the cursor."""
        if household_id := self.household_id:
            self.post_message(messages.OpenUpkeep("promise", parent_id=household_id))

    def action_edit(self) -> None:
        """Change the promise under the cursor."""
        row: PromiseRow | None = self.table.row
        if row is not None:
            self.post_message(messages.OpenUpkeep("promise", record_id=row.id))

    async def action_delete(self) -> None:
        """Delete the promise under the cursor, that was noted by mistake."""
        row: PromiseRow | None = self.table.row
        if row is not None:
            await gateway_of(self).write(Intent.DELETE_RECORD, remove_promise, row.id)
            self.say(
                tr("已删除 {title}，Ctrl+Z 撤销", title=tr("{door} 的承诺", door=row.door or tr("这一户")))
            )

    def action_issue(self) -> None:
        """Take down an issue of the household under the cursor."""
        row: DueRow | PromiseRow | None = self.table.row
        if row is not None:
            self.post_message(messages.NewIssue(row.building_id, self.household_id))

    def action_walk_sheet(self) -> None:
        """Show the stair-walk sheet of the building under the cursor."""
        row: DueRow | PromiseRow | None = self.table.row
        if row is not None and row.building_id is not None:
            self.post_message(messages.OpenWalk(row.building_id))

    def action_diary(self) -> None:
        """Show the days of the diary."""
        self.post_message(messages.OpenDiaries())

    def action_schedule(self) -> None:
        """Show how often each kind of household is visited."""
        self.post_message(messages.OpenSchedule())

    def action_export(self) -> None:
        """Hand out the promises that are listed, or the visits made at these places; what is marked alone."""
        marked = tuple(self.table.marks)
        grid_id, building_id = self._places
        if self.by_promise:
            promises = PromiseFilter(grid_id=grid_id, building_id=building_id)
            self.post_message(
                messages.ExportList("promises", self.filter_words, promise_page, promises, marked)
            )
            return
        ids = (gateway_of(self).read_now(visits_of, marked) or ()) if marked else ()
        if marked and not ids:
            self.say(tr("选中的户还没有走访记录"))
            return
        made = VisitFilter(grid_id, building_id)
        self.post_message(messages.ExportList("visits", " · ".join(self._where), made_page, made, ids))

    def action_copy_rows(self) -> None:
        """Copy the marked rows, else the row under the cursor."""
        row = self.table.row
        rows = list(self.table.marks.values()) or ([row] if row else [])
        self.app.copy_to_clipboard("\n".join("\t".join(_cells(row, self._today)) for row in rows))
        self.say(tr("已复制 {n} 行", n=len(rows)))

    def _day(self) -> date:
        return local_date(gateway_of(self).clock())


def _cells(row: DueRow | PromiseRow, today: date) -> list[str]:
    if isinstance(row, PromiseRow):
        found = [str(row.due_on or ""), row.door, row.text, row.owner_name, row.issue]
    else:
        found = [row.door, row.head, last_words(row, today), overdue_words(row), why_words(row)]
    return [" ".join(cell.split()) for cell in found]
