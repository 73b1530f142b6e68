"""The area of households: every door of the desk in its order, or every resident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.queries.people.households import HouseholdFilter, HouseholdRow, household_count, household_page
from gridtui.queries.people.residents import (
    ResidentFilter,
    ResidentOrder,
    ResidentRow,
    people_of,
    resident_count,
    resident_page,
)
from gridtui.queries.places.grids import GridRow, grid_rows
from gridtui.queries.searching import CEILING
from gridtui.ui import messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.find_line import FindLine
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.marked import MarkedScreen
from gridtui.ui.removing import remove
from gridtui.ui.screens.households.columns import (
    age_words,
    household_columns,
    living_words,
    relation_words,
    resident_columns,
)
from gridtui.ui.screens.households.commands import AREA_COMMANDS
from gridtui.ui.screens.households.preview import HouseholdPreview
from gridtui.ui.views import ViewedScreen
from gridtui.words import mark, tr

NOTHING = mark("没有找到\n门牌写到哪里找到哪里：3-2- 是三栋二单元；也可写姓名、首字母、电话尾号")
NONE_YET = mark("还没有户\n按 n 新建第一户，或按 6 导入现有的台账")
NOBODY_YET = mark("还没有居民\n按 p 给光标所在的户添居民，或按 6 导入现有的台账")


_OF_A_ROW = ("edit", "delete", "issue", "visit", "move", "leave", "history", "copy_rows")


@dataclass(frozen=True, slots=True)
class HomesSeen:
    """What the area shows: households or people, of one grid or of all, that fit a text."""

    by_person: bool = False
    grid_id: RecordId | None = None
    text: str = ""


class HouseholdsScreen(MarkedScreen, ViewedScreen, LookingScreen):
    """Shows households by door, or with ``t`` the people; ``/`` finds by door, name, initials or phone."""

    TITLE = mark("户")
    CSS_PATH = "households.tcss"
    AUTO_FOCUS = "#household-list"
    VIEWS = "households"
    COMMANDS: ClassVar[tuple[Command, ...]] = AREA_COMMANDS
    MARKED_NOUNS: ClassVar[dict[str, str]] = {"household-list": "household", "resident-list": "resident"}

    def __init__(self) -> None:
        super().__init__()
        self.by_person = False
        self.grid: GridRow | None = None
        self._text = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the line to find by, both lists of which one is shown, and the card beside them."""
        yield FindLine(mark("按 / 输入门牌、姓名、拼音首字母或电话尾号"), id="find-household")
        with Horizontal():
            with Vertical(id="household-side"):
                yield VirtualTable(household_columns(), empty=NONE_YET, id="household-list")
                people = VirtualTable(resident_columns(self._today), empty=NOBODY_YET, id="resident-list")
                people.display = False
                yield people
            yield HouseholdPreview(id="household-preview", classes="beside-when-very-wide")

    def on_mount(self) -> None:
        """Show the first rows."""
        self._show()

    @property
    def table(self) -> VirtualTable[Any]:
        """The list that is shown."""
        return self.query_one("#resident-list" if self.by_person else "#household-list", VirtualTable)

    @property
    def household_id(self) -> RecordId | None:
        """The household under the cursor."""
        row = self._row
        if row is None:
            return None
        return row.household_id if isinstance(row, ResidentRow) else row.id

    def _show(self) -> None:
        """Show the rows that fit, and say above them which those are."""
        gateway, table, text = gateway_of(self), self.table, self._text
        grid_id = self.grid.id if self.grid else None
        table.ceiling = CEILING if text else None
        table.empty = NOTHING if text or self.grid else NOBODY_YET if self.by_person else NONE_YET
        if self.by_person:
            people = ResidentFilter(grid_id=grid_id, text=text, order=ResidentOrder.DOOR)
            table.set_source(gateway.source(resident_page, resident_count, people, lambda row: row.id))
        else:
            homes = HouseholdFilter(grid_id=grid_id, text=text)
            table.set_source(gateway.source(household_page, household_count, homes, lambda row: row.id))
        parts = [tr("按人") if self.by_person else tr("按户"), self.grid.name if self.grid else ""]
        parts += [tr("含“{text}”", text=text)] if text else []
        self.filter_words = self.called(" · ".join(part for part in parts if part))
        self.position = table.position

    def look(self) -> None:
        """Read the rows again; place and filter stay."""
        if gateway_of(self).is_open:
            self.table.refresh_rows()
            self.query_one(HouseholdPreview).tell(self.household_id)

    @on(VirtualTable.RowHighlighted)
    def _look_at(self, event: VirtualTable.RowHighlighted) -> None:
        if event.table is self.table:
            self.query_one(HouseholdPreview).tell(self.household_id)

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        row = event.row
        opens = messages.OpenResident if isinstance(row, ResidentRow) else messages.OpenHousehold
        self.post_message(opens(row.id))

    @on(FindLine.Narrowed)
    def _narrow(self, event: FindLine.Narrowed) -> None:
        if event.text != self._text:
            self._text = event.text
            self._show()

    @on(FindLine.Done)
    def _to_list(self) -> None:
        self.table.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take Escape only where there is a step back inside the list."""
        if action == "step_back":
            find = self.query_one(FindLine)
            return find.is_typed_in or bool(self._text)
        if action in _OF_A_ROW and self.table.row is None:
            return False
        if action == "join" and len(self.table.marks) != 2:
            return False
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Go to the line to find by."""
        self.query_one(FindLine).begin()

    def action_step_back(self) -> None:
        """Leave the line for the list; from the list, let go of what was looked for."""
        find = self.query_one(FindLine)
        if find.is_typed_in:
            self.table.focus()
        else:
            find.clear()

    @property
    def seen(self) -> HomesSeen:
        """What is shown now."""
        return HomesSeen(self.by_person, self.grid.id if self.grid else None, self._text)

    def see(self, wanted: HomesSeen) -> None:
        """Show what a view keeps; all grids where that one is gone."""
        grids = gateway_of(self).read_now(grid_rows) or ()
        self.grid = next((row for row in grids if row.id == wanted.grid_id), None)
        self._text = wanted.text
        self.query_one(FindLine).put(wanted.text)
        self._turn(wanted.by_person)

    def action_turn(self) -> None:
        """Show people instead of households, or the other way round; the filter stays."""
        self._turn(not self.by_person)

    def _turn(self, by_person: bool) -> None:
        self.by_person = by_person
        self.query_one("#household-list").display = not self.by_person
        self.query_one("#resident-list").display = self.by_person
        self.table.clear_marks()
        self._show()
        self.table.focus()

    def action_pick_grid(self) -> None:
        """Choose one grid, or all."""

        def take(grid: GridRow | None) -> None:
            self.grid = grid
            self._show()

        pick_grid(self, self.grid, take)

    def action_new(self) -> None:
        """Make a new household in the building under the cursor."""
        row = self._row
        self.post_message(messages.OpenUpkeep("household", parent_id=row.building_id if row else None))

    def action_new_resident(self) -> None:
        """Add residents to the household under the cursor."""
        self.post_message(messages.OpenUpkeep("resident", parent_id=self.household_id))

    def action_edit(self) -> None:
        """Change what is under the cursor."""
        if row := self._row:
            self.post_message(messages.OpenUpkeep(self._noun, record_id=row.id))

    def action_delete(self) -> None:
        """Delete what is under the cursor."""
        if row := self._row:
            head = "" if isinstance(row, ResidentRow) else row.head
            title = row.name if isinstance(row, ResidentRow) else row.door or head or tr("这一户")
            remove(self, self._noun, row.id, title)

    def action_issue(self) -> None:
        """Take down an issue of this household or resident."""
        if row := self._row:
            person = row.id if isinstance(row, ResidentRow) else None
            self.post_message(messages.NewIssue(row.building_id, self.household_id, person))

    def action_visit(self) -> None:
        """Take down a visit to this household."""
        if household_id := self.household_id:
            self.post_message(messages.NewVisit(household_id))

    def action_move(self) -> None:
        """Move the household under the cursor to another door, the person to another household."""
        if row := self._row:
            noun = "move_household"
            if isinstance(row, ResidentRow):
                noun = "move_in" if row.gone else "move_person"
            self.post_message(messages.OpenUpkeep(noun, record_id=row.id))

    def action_leave(self) -> None:
        """Note that the household or the person under the cursor moved away."""
        if row := self._row:
            home = self.household_id or row.id
            many = (row.id,) if isinstance(row, ResidentRow) else ()
            self.post_message(messages.OpenUpkeep("move_out", record_id=home, aim=Aim(many=many)))

    def action_join(self) -> None:
        """Compare the two marked records, to join them."""
        first, second = self.table.marks
        self.post_message(messages.CompareTwins(self._noun, first, second))

    def action_twins(self) -> None:
        """Show which records may be one."""
        self.post_message(messages.OpenTwins())

    def action_history(self) -> None:
        """Show who changed what."""
        if row := self._row:
            self.post_message(messages.ShowHistory(self._noun, row.id))

    def action_export(self) -> None:
        """Hand out the marked people, or those of the marked households; else all that are listed."""
        wanted = ResidentFilter(grid_id=self.grid.id if self.grid else None, text=self._text,
                                order=ResidentOrder.DOOR)  # fmt: skip
        ids = tuple(self.table.marks)
        if ids and not self.by_person:
            ids = gateway_of(self).read_now(people_of, ids) or ()
            if not ids:
                self.say(tr("选中的户里没有居民可以导出"))
                return
        self.post_message(messages.ExportList("people", self.filter_words, resident_page, wanted, ids))

    def action_copy_rows(self) -> None:
        """Copy the marked rows, else the row under the cursor; phones stay masked."""
        rows = list(self.table.marks.values()) or ([self._row] if self._row else [])
        self.app.copy_to_clipboard("\n".join("\t".join(_cells(row, self._today())) for row in rows))
        self.say(tr("已复制 {n} 行", n=len(rows)))

    @property
    def _row(self) -> HouseholdRow | ResidentRow | None:
        row: HouseholdRow | ResidentRow | None = self.table.row
        return row

    @property
    def _noun(self) -> str:
        return "resident" if self.by_person else "household"

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())


def _cells(row: HouseholdRow | ResidentRow, today: date) -> list[str]:
    if isinstance(row, ResidentRow):
        found = [
            row.door,
            row.name,
            relation_words(row.relation),
            age_words(row.birth_date, today),
            row.phone,
        ]
    else:
        found = [row.door, row.head, str(row.people), str(row.open_issues), living_words(row)]
    return [" ".join(cell.split()) for cell in found]
