"""The card of a grid 网格."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on

from gridtui.domain.assignment import Role
from gridtui.domain.dates import shown_date
from gridtui.domain.ids import RecordId
from gridtui.queries.assignments import AssignmentFilter
from gridtui.queries.buildings import BuildingFilter, building_count, building_page
from gridtui.queries.grids import GridDetail, grid_detail
from gridtui.queries.issues import IssueFilter, IssueOrder
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.grids.columns import building_columns
from gridtui.ui.screens.grids.place import PlaceScreen
from gridtui.words import mark, tr


class GridScreen(PlaceScreen):
    """Shows the grid of that id: its facts, its buildings, who serves in it, its open issues."""

    TITLE = mark("网格")
    NOUN = "grid"
    POSTS: ClassVar[tuple[Role, ...]] = (Role.GRID_WORKER,)

    def __init__(self, grid_id: RecordId) -> None:
        super().__init__(grid_id)
        self.detail: GridDetail | None = None

    def make_list(self) -> VirtualTable[Any]:
        """Return the list of its buildings."""
        wanted = BuildingFilter(grid_id=self.record_id, today=self.today())
        source = gateway_of(self).source(building_page, building_count, wanted, lambda row: row.id)
        return VirtualTable(building_columns(), source, id="place-list",
                            empty=mark("这里还没有楼栋\n按 n 新建楼栋"))  # fmt: skip

    def inside_title(self) -> str:
        """Return what the list is called."""
        return tr("楼栋")

    def read(self) -> None:
        """Read the grid and its buildings."""
        self.ask("grid", grid_detail, self.record_id, gateway_of(self).clock(), then=self._show)
        self.query_one("#place-list", VirtualTable).refresh_rows()

    def served(self) -> AssignmentFilter:
        """Return everybody who serves in the grid and its buildings."""
        return AssignmentFilter(grid_id=self.record_id)

    def raised(self) -> IssueFilter:
        """Return the open issues of the grid."""
        return IssueFilter(open=True, order=IssueOrder.DUE, grid_id=self.record_id)

    def record_title(self) -> str:
        """Return the name."""
        return self.detail.row.name if self.detail else ""

    def closable(self) -> bool:
        """Whether the grid is still open."""
        return self.detail is not None and self.detail.draft.closed_on is None

    def _show(self, detail: GridDetail | None) -> None:
        self.detail = detail
        self.refresh_bindings()
        if detail is None:
            self.show_gone()
            return
        row, draft = detail.row, detail.draft
        closed = tr("{day} 撤销", day=shown_date(draft.closed_on)) if draft.closed_on else ""
        self.filter_words = " · ".join(part for part in (row.name, closed) if part)
        late = tr("，其中超期 {n} 件", n=row.overdue) if row.overdue else ""
        numbers = tr("{buildings} 栋 {households} 户，未办结 {issues} 件", buildings=row.buildings,
                     households=row.households, issues=row.open_issues)  # fmt: skip
        self.show_facts([
            (tr("编码"), "  ".join(part for part in (draft.code, draft.external_ids) if part)),
            (tr("组织"), " · ".join(dict.fromkeys(filter(None, (detail.org_name, detail.branch_name))))),
            (tr("四至"), draft.boundary),
            (tr("现有"), numbers + late),
        ])  # fmt: skip

    @on(VirtualTable.RowChosen, "#place-list")
    def _open_building(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenBuilding(event.row.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing above a grid."""
        return action != "up" and super().check_action(action, parameters)

    def action_new(self) -> None:
        """Make a new building in this grid."""
        self.post_message(messages.OpenUpkeep("building", parent_id=self.record_id))

    def action_issue(self) -> None:
        """Take down an issue, at the building under the cursor while the buildings have the focus."""
        table = self.query_one("#place-list", VirtualTable)
        row = table.row if self.focused is table else None
        self.post_message(messages.NewIssue(building_id=row.id if row else None))

    def action_up(self) -> None:
        """Stay: there is nothing above a grid."""
