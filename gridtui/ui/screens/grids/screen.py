"""The area of grids: the tree of organisations and grids, and the buildings of the chosen one beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.queries.places.buildings import BuildingFilter, BuildingRow, building_count, building_page
from gridtui.queries.places.courtyards import courtyards_used
from gridtui.queries.places.grids import GridTree, grid_tree
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.find_line import FindLine
from gridtui.ui.kit.header import DividerLine
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.marked import MarkedScreen
from gridtui.ui.removing import remove
from gridtui.ui.screens.grids.columns import building_columns, building_name, tree_columns, tree_heading
from gridtui.ui.screens.grids.commands import AREA_COMMANDS
from gridtui.ui.screens.grids.lines import GridLine, Line, LooseLine, OrgLine, lines_of
from gridtui.ui.screens.grids.reshaping import NamedGrid, ReshapingScreen
from gridtui.words import mark, tr

NO_GRID = mark("还没有网格\n按 n 新建第一个网格\n或按 6 导入现有的台账")
NO_BUILDING = mark("这里还没有楼栋\n按 b 新建楼栋\n或按 6 导入现有的台账")
NOT_FOUND = mark("没有这样的楼栋，退格可以改")


class GridsScreen(MarkedScreen, ReshapingScreen):
    """Shows who covers what: the grids at the left with their gaps, the buildings at the right."""

    TITLE = mark("网格")
    CSS_PATH = "grids.tcss"
    AUTO_FOCUS = "#tree"
    COMMANDS: ClassVar[tuple[Command, ...]] = AREA_COMMANDS
    MARKED_NOUNS: ClassVar[dict[str, str]] = {"tree": "grid", "buildings": "building"}

    def __init__(self) -> None:
        super().__init__()
        self.seen: GridTree | None = None
        self._folded: set[bytes] = set()
        self._lines = ListSource[Line]([], lambda line: line.key)
        self._wanted: BuildingFilter | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the tree, and the buildings beside it under the line to find by."""
        tree = VirtualTable(tree_columns(), self._lines, spanning=tree_heading, empty=NO_GRID, id="tree")
        gateway = gateway_of(self)
        yards = gateway.is_open and bool(gateway.read_now(courtyards_used))
        buildings = VirtualTable(building_columns(courtyards=yards), empty=NO_BUILDING, id="buildings")
        find = FindLine(mark("楼栋号、名称或地址里的字"), id="find-building")
        find.display = False
        with Horizontal():
            yield Pane(tree, title=tr("网格"), id="tree-pane")
            yield DividerLine()
            yield Pane(find, buildings, title=tr("楼栋"), id="buildings-pane")

    def look(self) -> None:
        """Read the tree, and the buildings again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            now = gateway.clock()
            org_id = gateway.workspace.desk.org_id
            gateway.ask(self, "tree", grid_tree, now, local_date(now), org_id, then=self._show)

    @property
    def tree_table(self) -> VirtualTable[Line]:
        """The tree."""
        return self.query_one("#tree", VirtualTable)

    @property
    def buildings(self) -> VirtualTable[BuildingRow]:
        """The buildings of what is under the cursor of the tree."""
        return self.query_one("#buildings", VirtualTable)

    def _show(self, tree: GridTree) -> None:
        first = self.seen is None or not self.seen.grids
        self.seen = tree
        self._lines.put(lines_of(tree, self._folded))
        self.tree_table.refresh_rows()
        if first and len(self._lines.rows) > 1:
            self.tree_table.move_to(1)
        if self.buildings.source is not None:
            self.buildings.refresh_rows()
        self._follow()

    @on(VirtualTable.RowHighlighted, "#tree")
    def _follow(self) -> None:
        """Show the buildings of the line under the cursor."""
        line = self.tree_table.row
        if line is None:
            return
        find = self.query_one("#find-building", FindLine)
        if find.text:
            wanted = BuildingFilter(text=find.text)
        elif isinstance(line, GridLine):
            wanted = BuildingFilter(grid_id=line.node.row.id)
        elif isinstance(line, LooseLine):
            wanted = BuildingFilter(without_grid=True)
        else:
            wanted = BuildingFilter(org_id=line.org_id)
        self._say_where(line, find.text)
        self._show_buildings(wanted)

    def _show_buildings(self, wanted: BuildingFilter) -> None:
        gateway = gateway_of(self)
        wanted = BuildingFilter(wanted.grid_id, wanted.org_id, wanted.without_grid, text=wanted.text,
                                today=local_date(gateway.clock()))  # fmt: skip
        if wanted == self._wanted:
            return
        self._wanted = wanted
        table = self.buildings
        no_grid = self.seen is not None and not self.seen.grids
        table.empty = NOT_FOUND if wanted.text else NO_GRID if no_grid else NO_BUILDING
        table.set_source(gateway.source(building_page, building_count, wanted, lambda row: row.id))

    def _say_where(self, line: Line, text: str) -> None:
        pane = self.query_one("#buildings-pane", Pane)
        pane.title, pane.note = self._name_of(line), self._note_of(line)
        if text:
            pane.title, pane.note = tr("含“{text}”的楼栋", text=text), ""
        self.filter_words = self._totals()

    def _totals(self) -> str:
        grids = [node for node in self.seen.grids if node.row.closed_on is None] if self.seen else []
        if not grids:
            return ""
        return tr("{grids} 个网格 · {buildings} 栋 · {households} 户", grids=len(grids),
                  buildings=sum(node.row.buildings for node in grids),
                  households=sum(node.row.households for node in grids))  # fmt: skip

    def _name_of(self, line: Line) -> str:
        if isinstance(line, GridLine):
            return line.node.row.name
        return tr("没有划入网格的楼栋") if isinstance(line, LooseLine) else line.name

    def _note_of(self, line: Line) -> str:
        if not isinstance(line, GridLine):
            return ""
        row = line.node.row
        worker = tr("网格员 {name}", name=row.worker) if line.node.has_worker else tr("没有网格员")
        return worker if row.closed_on is None else tr("{day} 撤销", day=row.closed_on.isoformat())

    @on(VirtualTable.RowChosen, "#tree")
    def _open_line(self, event: VirtualTable.RowChosen) -> None:
        line: Line = event.row
        if isinstance(line, GridLine):
            self.post_message(messages.OpenGrid(line.node.row.id))
        elif isinstance(line, OrgLine) and line.org_id is not None:
            self._fold(line, not line.folded)
        else:
            self.buildings.focus()

    @on(VirtualTable.RowChosen, "#buildings")
    def _open_building(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenBuilding(event.row.id))

    @on(FindLine.Narrowed)
    def _narrow(self) -> None:
        self._follow()

    @on(FindLine.Done)
    def _to_list(self) -> None:
        self.buildings.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take Escape only while one is finding something."""
        if action == "step_back" and not self.query_one("#find-building").display:
            return False
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Find a building."""
        find = self.query_one("#find-building", FindLine)
        find.display = True
        find.begin()

    def action_step_back(self) -> None:
        """Let go of what was looked for."""
        find = self.query_one("#find-building", FindLine)
        find.clear()
        find.display = False
        self.buildings.focus()
        self._follow()

    def action_fold(self) -> None:
        """Fold the organisation of the tree's line; from the buildings, go back to the tree."""
        line = self.tree_table.row
        if not self._in_tree:
            self.tree_table.focus()
        elif isinstance(line, OrgLine):
            self._fold(line, True)
        elif line is not None:
            owner = self._owner(line)
            self.tree_table.move_to(self._lines.place(owner.key) or 0 if owner else 0)

    def action_unfold(self) -> None:
        """Unfold the organisation of the tree's line; from a grid, go to its buildings."""
        line = self.tree_table.row
        if isinstance(line, OrgLine) and line.folded and self._in_tree:
            self._fold(line, False)
        else:
            self.buildings.focus()

    def action_new(self) -> None:
        """Make a new grid in the tree, a new building at the right."""
        if self._in_tree:
            self.post_message(messages.OpenUpkeep("grid", parent_id=self._org_of(self.tree_table.row)))
        else:
            self.action_new_building()

    def action_new_building(self) -> None:
        """Make a new building in the grid of the tree's line."""
        line = self.tree_table.row
        parent = line.node.row.id if isinstance(line, GridLine) else None
        self.post_message(messages.OpenUpkeep("building", parent_id=parent))

    def action_edit(self) -> None:
        """Change what is under the cursor."""
        if target := self._target():
            self.post_message(messages.OpenUpkeep(target[0], record_id=target[1]))

    def action_delete(self) -> None:
        """Delete what is under the cursor."""
        if target := self._target():
            noun, record_id, title = target
            line = self.tree_table.row
            closable = noun == "grid" and isinstance(line, GridLine) and line.node.row.closed_on is None
            remove(self, noun, record_id, title, closable=closable)

    def action_assign(self) -> None:
        """Give somebody a post at each of the marked places, else where the cursor is."""
        if self.marked_table() is not None:
            self.action_do_marked("assign")
        elif target := self._target():
            self.post_message(messages.OpenUpkeep("assignment", parent_id=target[1]))

    def action_issue(self) -> None:
        """Take down an issue, at the building under the cursor."""
        row = None if self._in_tree else self.buildings.row
        self.post_message(messages.NewIssue(building_id=row.id if row else None))

    def action_export(self) -> None:
        """Hand out the marked buildings, else those at the right."""
        title = self.query_one("#buildings-pane", Pane).title
        ids = tuple(self.buildings.marks)
        self.post_message(messages.ExportList("buildings", title, building_page, self._wanted, ids))

    def action_history(self) -> None:
        """Show who changed what."""
        if target := self._target():
            self.post_message(messages.ShowHistory(target[0], target[1]))

    def building_here(self) -> BuildingRow | None:
        """Return the building under the cursor of the right list."""
        return None if self._in_tree else self.buildings.row

    def marked_buildings(self) -> list[BuildingRow]:
        """Return the marked buildings."""
        return list(self.buildings.marks.values())

    def grid_here(self) -> NamedGrid | None:
        """Return the grid of the tree's line."""
        line = self.tree_table.row
        return (line.node.row.id, line.node.row.name) if isinstance(line, GridLine) else None

    def marked_grids(self) -> list[NamedGrid]:
        """Return the marked grids."""
        marked = (line.node.row for line in self.tree_table.marks.values() if isinstance(line, GridLine))
        return [(row.id, row.name) for row in marked]

    def marked_ids(self, table: VirtualTable[Any]) -> tuple[RecordId, ...]:
        """Return the marked records; organisations in the tree are none."""
        in_tree = table is self.tree_table
        return tuple(id for id, _ in self.marked_grids()) if in_tree else super().marked_ids(table)

    def forget_marks(self) -> None:
        """Release the marks of both lists."""
        self.tree_table.clear_marks()
        self.buildings.clear_marks()

    @property
    def _in_tree(self) -> bool:
        return self.focused is self.tree_table

    def _target(self) -> tuple[str, RecordId, str] | None:
        """Return noun, id and name of what is under the cursor of the list with the focus."""
        if not self._in_tree:
            row = self.buildings.row
            return ("building", row.id, building_name(row)) if row else None
        line: Any = self.tree_table.row
        if isinstance(line, GridLine):
            return "grid", line.node.row.id, line.node.row.name
        if isinstance(line, OrgLine) and line.org_id is not None:
            return "org", line.org_id, line.name
        return None

    def _org_of(self, line: Line | None) -> RecordId | None:
        if isinstance(line, OrgLine):
            return line.org_id
        return line.node.row.org_id if isinstance(line, GridLine) else None

    def _owner(self, line: Line) -> OrgLine | None:
        place = self._lines.place(line.key) or 0
        above = (each for each in reversed(self._lines.rows[:place]) if isinstance(each, OrgLine))
        return next(above, None)

    def _fold(self, line: OrgLine, folded: bool) -> None:
        if self.seen is None or not line.grids:
            return
        (self._folded.add if folded else self._folded.discard)(line.key)
        self._lines.put(lines_of(self.seen, self._folded))
        self.tree_table.refresh_rows()
