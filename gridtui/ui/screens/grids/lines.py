"""The lines of the tree at the left: organisations, the grids of each, and the buildings of none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.places.grids import GridNode, GridTree

LOOSE = b"loose"
NO_ORG = b"none"


@dataclass(frozen=True, slots=True)
class OrgLine:
    """An organisation with how many grids it has; ``folded`` ones hide them."""

    org_id: RecordId | None
    name: str
    code: str
    grids: int
    folded: bool

    @property
    def key(self) -> bytes:
        """What tells the line from every other."""
        return self.org_id or NO_ORG


@dataclass(frozen=True, slots=True)
class GridLine:
    """One grid."""

    node: GridNode

    @property
    def key(self) -> bytes:
        """What tells the line from every other."""
        return self.node.row.id


@dataclass(frozen=True, slots=True)
class LooseLine:
    """The buildings that are in no grid."""

    buildings: int

    @property
    def key(self) -> bytes:
        """What tells the line from every other."""
        return LOOSE


Line = OrgLine | GridLine | LooseLine


def lines_of(tree: GridTree, folded: Collection[bytes] = ()) -> list[Line]:
    """Return the tree line by line; the desk's own organisation stands there even without a grid."""
    return list(_lines(tree, folded))


def _lines(tree: GridTree, folded: Collection[bytes]) -> Iterator[Line]:
    groups: dict[RecordId | None, list[GridNode]] = {}
    if tree.desk_org is not None:
        groups[tree.desk_org.id] = []
    for node in tree.grids:
        groups.setdefault(node.row.org_id if node.org_name else None, []).append(node)
    if tree.desk_org is not None and not groups[tree.desk_org.id] and len(groups) > 1:
        del groups[tree.desk_org.id]
    for org_id, nodes in groups.items():
        own = tree.desk_org if tree.desk_org is not None and tree.desk_org.id == org_id else None
        name = nodes[0].org_name if nodes else own.name if own else ""
        code = nodes[0].org_code if nodes else own.division_code if own else ""
        is_folded = (org_id or NO_ORG) in folded
        yield OrgLine(org_id, name, code, len(nodes), is_folded)
        if not is_folded:
            yield from map(GridLine, nodes)
    if tree.loose_buildings:
        yield LooseLine(tree.loose_buildings)
