"""The card of a building 楼栋."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.places.building import BuildingKind
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.queries.people.assignments import AssignmentFilter
from gridtui.queries.people.households import HouseholdRow, building_homes
from gridtui.queries.places.buildings import BuildingDetail, BuildingRow, building_detail
from gridtui.ui import messages
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.grids.columns import building_name, home_columns, unit_heading
from gridtui.ui.screens.grids.doors import DoorLine, HomeLine, UnitLine, door_lines
from gridtui.ui.screens.grids.place import PlaceScreen
from gridtui.words import mark, tr


class BuildingScreen(PlaceScreen):
    """Shows the building of that id: its facts, its households by floor, who leads it, its open issues."""

    TITLE = mark("楼栋")
    NOUN = "building"
    POSTS: ClassVar[tuple[Role, ...]] = (Role.BUILDING_LEADER,)

    def __init__(self, building_id: RecordId) -> None:
        super().__init__(building_id)
        self.detail: BuildingDetail | None = None
        self._homes = ListSource[DoorLine]([], lambda line: line.key)

    def make_list(self) -> VirtualTable[Any]:
        """Return the list of its households."""
        return VirtualTable(home_columns(), self._homes, spanning=unit_heading, id="place-list",
                            empty=mark("这栋楼还没有户\n按 n 一户接一户地录"))  # fmt: skip

    def inside_title(self) -> str:
        """Return what the list is called."""
        return tr("各层住户")

    def read(self) -> None:
        """Read the building and its households."""
        self.ask("building", building_detail, self.record_id, self.today(), then=self._show)
        self.ask("homes", building_homes, self.record_id, then=self._show_homes)

    def served(self) -> AssignmentFilter:
        """Return who serves in the building and its households."""
        return AssignmentFilter(building_id=self.record_id)

    def raised(self) -> IssueFilter:
        """Return the open issues of the building."""
        return IssueFilter(open=True, order=IssueOrder.DUE, building_id=self.record_id)

    def record_title(self) -> str:
        """Return what the building is called."""
        return building_name(self.detail.row) if self.detail else ""

    def _show(self, detail: BuildingDetail | None) -> None:
        self.detail = detail
        self.refresh_bindings()
        if detail is None:
            self.show_gone()
            return
        row, draft = detail.row, detail.draft
        self.filter_words = " · ".join(part for part in (building_name(row), row.grid_name) if part)
        label = tr("门牌以 {label}- 开头", label=row.label) if row.label else ""
        built = (
            tr(BuildingKind.label_of(draft.kind)),
            tr("{n} 层", n=draft.floors) if draft.floors else "",
            tr("{year} 年建", year=draft.built_year) if draft.built_year else "",
            label,
        )
        numbers = tr("{households} 户 {residents} 人，未办结 {issues} 件", households=row.households,
                     residents=row.residents, issues=row.open_issues)  # fmt: skip
        self.show_facts([
            (tr("网格"), row.grid_name or tr("没有划入网格，按 v 选一个")),
            (tr("庭院"), row.courtyard),
            (tr("楼栋"), " · ".join(part for part in built if part)),
            (tr("地址"), draft.address),
            (tr("现有"), numbers),
            (tr("备注"), draft.note),
        ])  # fmt: skip

    def _show_homes(self, rows: list[HouseholdRow]) -> None:
        first = not self._homes.rows
        self._homes.put(door_lines(rows))
        table = self.query_one("#place-list", VirtualTable)
        table.refresh_rows()
        if first and isinstance(table.row, UnitLine):
            table.move_to(1)

    @on(VirtualTable.RowChosen, "#place-list")
    def _open_home(self, event: VirtualTable.RowChosen) -> None:
        if isinstance(event.row, HomeLine):
            self.post_message(messages.OpenHousehold(event.row.row.id))

    def building_here(self) -> BuildingRow | None:
        """Return this building."""
        return self.detail.row if self.detail else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Go up only where there is a grid."""
        if action == "up" and not (self.detail and self.detail.row.grid_id):
            return False
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Make a new household in this building."""
        self.post_message(messages.OpenUpkeep("household", parent_id=self.record_id))

    def action_issue(self) -> None:
        """Take down an issue in this building, at the door under the cursor."""
        table = self.query_one("#place-list", VirtualTable)
        line = table.row if self.focused is table else None
        home = line.row.id if isinstance(line, HomeLine) else None
        self.post_message(messages.NewIssue(building_id=self.record_id, household_id=home))

    def action_up(self) -> None:
        """Open the grid."""
        if self.detail and self.detail.row.grid_id:
            self.post_message(messages.OpenGrid(self.detail.row.grid_id))
