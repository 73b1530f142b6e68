"""The card of a grid 网格."""

from __future__ import annotations

from typing import ClassVar

from textual import on

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.words.dates import shown_date
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.queries.people.assignments import AssignmentFilter
from gridtui.queries.places.buildings import BuildingRow
from gridtui.queries.places.grid_overview import GridOverview, grid_overview
from gridtui.queries.places.grids import GridDetail, grid_detail
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.bars import sparkline
from gridtui.ui.screens.grids.place import PlaceScreen
from gridtui.ui.screens.grids.reshaping import NamedGrid
from gridtui.ui.screens.grids.tiles import BuildingTiles
from gridtui.words import mark, tr


class GridScreen(PlaceScreen):
    """Shows the grid of that id: its facts, its buildings, who serves in it, its open issues."""

    TITLE = mark("网格")
    NOUN = "grid"
    POSTS: ClassVar[tuple[Role, ...]] = (Role.GRID_WORKER,)

    def __init__(self, grid_id: RecordId) -> None:
        super().__init__(grid_id)
        self.detail: GridDetail | None = None
        self.overview: GridOverview | None = None

    def make_list(self) -> BuildingTiles:
        """Return the tiles of its buildings."""
        return BuildingTiles(empty=mark("这里还没有楼栋\n按 n 新建楼栋"), id="place-list")

    def inside_title(self) -> str:
        """Return what the tiles are called."""
        return tr("楼栋")

    def read(self) -> None:
        """Read the grid, its buildings and its months."""
        self.ask("grid", grid_detail, self.record_id, gateway_of(self).clock(), then=self._show)
        self.ask("overview", grid_overview, self.record_id, self.today(), then=self._show_overview)

    @property
    def tiles(self) -> BuildingTiles:
        """The tiles."""
        return self.query_one("#place-list", BuildingTiles)

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
        self._show_facts()

    def _show_overview(self, overview: GridOverview) -> None:
        self.overview = overview
        self.tiles.show(overview.tiles)
        self._show_facts()

    def _show_facts(self) -> None:
        detail, overview = self.detail, self.overview
        if detail is None:
            return
        row, draft = detail.row, detail.draft
        closed = tr("{day} 撤销", day=shown_date(draft.closed_on)) if draft.closed_on else ""
        self.filter_words = " · ".join(part for part in (row.name, closed) if part)
        late = tr("，其中超期 {n} 件", n=row.overdue) if row.overdue else ""
        numbers = tr("{buildings} 栋 {households} 户，未办结 {issues} 件", buildings=row.buildings,
                     households=row.households, issues=row.open_issues)  # fmt: skip
        due = tr("，要走访 {n} 户", n=overview.due) if overview and overview.due else ""
        twin = detail.code_shared_with
        doubled = tr("（和 {name} 重复，按 r 重编码）", name=twin) if twin else ""
        code = draft.code + doubled
        self.show_facts([
            (tr("编码"), "  ".join(part for part in (code, draft.external_ids) if part)),
            (tr("组织"), " · ".join(dict.fromkeys(filter(None, (detail.org_name, detail.branch_name))))),
            (tr("四至"), draft.boundary),
            (tr("现有"), numbers + late + due),
            (tr("户数说明"), draft.size_note),
            (tr("诉求"), _months(overview)),
        ])  # fmt: skip

    @on(BuildingTiles.Chosen)
    def _open_building(self, event: BuildingTiles.Chosen) -> None:
        self.post_message(messages.OpenBuilding(event.tile.row.id))

    @on(BuildingTiles.Walked)
    def _say_position(self, event: BuildingTiles.Walked) -> None:
        self.position = event.position
        self.refresh_bindings()

    def building_here(self) -> BuildingRow | None:
        """Return the building of the tile under the cursor, while the tiles have the focus."""
        tile = self.tiles.tile if self.focused is self.tiles else None
        return tile.row if tile else None

    def marked_buildings(self) -> list[BuildingRow]:
        """Return the buildings of the marked tiles."""
        return [tile.row for tile in self.tiles.marks.values()]

    def grid_here(self) -> NamedGrid | None:
        """Return this grid."""
        return (self.record_id, self.detail.row.name) if self.detail else None

    def forget_marks(self) -> None:
        """Release the marks of the tiles."""
        self.tiles.action_clear_marks()

    async def action_moves(self) -> None:
        """Show which buildings came and went."""
        await self.show_moves(None, self.grid_here())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing above a grid."""
        return action != "up" and super().check_action(action, parameters)

    def action_new(self) -> None:
        """Make a new building in this grid."""
        self.post_message(messages.OpenUpkeep("building", parent_id=self.record_id))

    def action_issue(self) -> None:
        """Take down an issue, at the building under the cursor while the buildings have the focus."""
        row = self.building_here()
        self.post_message(messages.NewIssue(building_id=row.id if row else None))

    def action_up(self) -> None:
        """Stay: there is nothing above a grid."""


def _months(overview: GridOverview | None) -> str:
    """Return the issues of twelve months as a line of heights, with their sum and this month's."""
    if overview is None:
        return ""
    line, total = sparkline(overview.months), sum(overview.months)
    return tr("近 12 个月 {line} 共 {n} 件，本月 {last}", line=line, n=total, last=overview.months[-1])
