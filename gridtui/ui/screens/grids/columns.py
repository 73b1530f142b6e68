"""The columns of the tree of grids, of buildings, and of the households of a building."""

from __future__ import annotations

from textual.content import Content

from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.places.building import BuildingKind, DwellingUse, Occupancy
from gridtui.queries.places.buildings import BuildingRow
from gridtui.queries.places.grids import GridNode
from gridtui.ui.building_words import building_words
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.screens.grids.doors import DoorLine, HomeLine, UnitLine
from gridtui.ui.screens.grids.lines import GridLine, Line, LooseLine, OrgLine
from gridtui.words import mark, tr


def tree_columns() -> list[Column[Line]]:
    """Return the columns of the tree."""
    return [
        Column(mark("网格"), 8, _grid_name, flexible=True),
        Column(mark("户"), 4, lambda line: _figure(line, "households"), "right", short=mark("家")),
        Column(mark("诉求"), 4, lambda line: _figure(line, "open_issues"), "right", short=mark("件")),
        Column(mark("超期"), 4, lambda line: _figure(line, "overdue"), "right"),
        Column(mark("缺岗"), 8, _gap),
    ]


def tree_heading(line: Line) -> Content | None:
    """Return what an organisation, or the buildings of no grid, show across all columns."""
    if isinstance(line, OrgLine):
        sign = glyph("shut" if line.folded else "open") if line.grids else " "
        name = line.name or tr("没有写明组织")
        folded = f"  {tr('{n} 个网格', n=line.grids)}" if line.folded else ""
        return Content.assemble(f" {sign} ", shown(name, "bold"), (folded, "$foreground-muted"))
    if isinstance(line, LooseLine):
        return Content.assemble("   ", (tr("没有划入网格的楼栋 {n}", n=line.buildings), "$warning"))
    return None


def gap_words(node: GridNode) -> str:
    """Return what a grid lacks: ``网格员``, ``楼栋长2``; before that, a code that another grid has too."""
    if node.row.closed_on is not None:
        return tr("已撤销")
    worker = "" if node.has_worker else tr("网格员")
    leaders = tr("楼栋长{n}", n=node.leaderless) if node.leaderless else ""
    if node.shared_code:
        return tr("编码重复")
    if worker and leaders:
        return f"{worker}+{node.leaderless}"
    return worker or leaders


def building_columns(*, courtyards: bool = False) -> list[Column[BuildingRow]]:
    """Return the columns of buildings; the wider the list, the more, courtyards where there are any."""
    yards = [Column[BuildingRow](mark("庭院"), 8, lambda row: row.courtyard, style="muted", min_width=52)]
    return [
        Column(mark("楼栋"), 7, building_name, style="strong", flexible=True, short=mark("栋")),
        *(yards if courtyards else ()),
        Column(mark("楼栋长"), 6, _leader, short=mark("楼长")),
        Column(mark("户"), 4, lambda row: _number(row.households), "right", short=mark("家")),
        Column(mark("人"), 4, lambda row: _number(row.residents), "right"),
        Column(mark("诉求"), 4, lambda row: _number(row.open_issues), "right", short=mark("件")),
        Column(mark("层数"), 4, lambda row: str(row.floors or ""), "right", style="muted", min_width=60),
        Column(mark("类型"), 8, lambda row: tr(BuildingKind.label_of(row.kind)), style="muted", min_width=60),
        Column(mark("地址"), 16, lambda row: row.address, flexible=True, style="muted", min_width=84),
    ]


def building_name(row: BuildingRow) -> str:
    """Return what a building is called."""
    return building_words(row.name, row.label) or tr("没有写楼栋号")


def home_columns() -> list[Column[DoorLine]]:
    """Return the columns of the households of a building."""
    return [
        Column(mark("层"), 3, lambda line: line.floor if isinstance(line, HomeLine) else "", "right",
               style="muted"),
        Column(mark("门牌"), 9, lambda line: line.row.door if isinstance(line, HomeLine) else "",
               style="strong"),
        Column(mark("户主"), 6, _head, flexible=True),
        Column(mark("人"), 2, lambda line: _of_home(line, "people"), "right"),
        Column(mark("诉求"), 4, lambda line: _of_home(line, "open_issues"), "right", short=mark("件")),
        Column(mark("居住"), 4, _living, style="muted", short=mark("住")),
        Column(mark("户类型"), 8, _kind, style="muted", min_width=56),
    ]  # fmt: skip


def unit_heading(line: DoorLine) -> Content | None:
    """Return what the beginning of a staircase shows across all columns."""
    if not isinstance(line, UnitLine):
        return None
    title = tr("{label}单元", label=line.label) if line.label else tr("不分单元")
    return Content.assemble(
        "  ", shown(title, "bold"), (f"  {tr('{n} 户', n=line.homes)}", "$foreground-muted")
    )


def _grid_name(line: Line) -> Content:
    if not isinstance(line, GridLine):
        return Content("")
    row = line.node.row
    return shown(f" {row.name}", "$foreground-disabled" if row.closed_on is not None else "")


def _figure(line: Line, name: str) -> str | Content:
    if not isinstance(line, GridLine):
        return ""
    value = getattr(line.node.row, name)
    return Content.styled(str(value), "$error") if value and name == "overdue" else _number(value)


def _gap(line: Line) -> Content:
    if not isinstance(line, GridLine):
        return Content("")
    closed = line.node.row.closed_on is not None
    return Content.styled(gap_words(line.node), "$foreground-disabled" if closed else "$warning")


def _leader(row: BuildingRow) -> Content:
    return shown(row.leader) if row.leader else Content.styled(tr("缺"), "$warning")


def _number(value: int) -> Content:
    return Content(str(value)) if value else Content.styled("0", "$foreground-disabled")


def _head(line: DoorLine) -> Content:
    if not isinstance(line, HomeLine):
        return Content("")
    star = f"{glyph('star')} " if line.row.hub else ""
    return shown(star + line.row.head)


def _of_home(line: DoorLine, name: str) -> Content:
    return _number(getattr(line.row, name)) if isinstance(line, HomeLine) else Content("")


def _living(line: DoorLine) -> str:
    if not isinstance(line, HomeLine):
        return ""
    row = line.row
    if row.use and row.use != DwellingUse.HOME:
        return tr(DwellingUse.label_of(row.use))
    return tr(Occupancy.label_of(row.occupancy))


def _kind(line: DoorLine) -> str:
    return tr(HouseholdKind.label_of(line.row.kind)) if isinstance(line, HomeLine) else ""
