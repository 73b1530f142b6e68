"""What is asked while somebody is given a role: which buildings a text names, what is doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import AssignmentDraft, Person, PlaceKind, Role, overlap
from gridtui.domain.places.address import parse_buildings
from gridtui.domain.places.door_numbers import building_title
from gridtui.domain.words.problems import Problem, Severity
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Assignment, Building, Grid, Household, Org, Resident
from gridtui.words import mark

_SAME = mark("{name} 在这里的同一职务与已有的一段（{from_on} 起）重叠")
_ELSEWHERE = mark("{name} 是{community}的人，不在这个社区")
_SERVES_ELSEWHERE = mark("{name} 已在{community}任职，不在这个社区")


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell of several buildings names: those found, labels of none, and labels of more than one."""

    found: tuple[tuple[RecordId, str], ...] = ()
    unknown: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def buildings_named(connection: Connection, text: str, grid_id: RecordId | None = None) -> Named:
    """Return the buildings of a text such as ``13栋、12栋、11栋`` or ``11-13栋``, in its order.

    Of several buildings of one label the one in ``grid_id`` is meant.
    """
    pieces = parse_buildings(text)
    rows = connection.execute(
        _BUILDINGS.where(sa.or_(col(Building.label).in_(pieces), col(Building.name).in_(pieces)))
    ).all()
    found: list[tuple[RecordId, str]] = []
    unknown: list[str] = []
    doubtful: list[str] = []
    for piece in pieces:
        fitting = [row for row in rows if piece in (row.label, row.name)]
        near = [row for row in fitting if grid_id is not None and row.grid_id == grid_id]
        if len(near) == 1 or len(fitting) == 1:
            row = (near if len(near) == 1 else fitting)[0]
            found.append((row.id, building_title(row.name, row.label)))
        else:
            (doubtful if fitting else unknown).append(piece)
    return Named(tuple(dict.fromkeys(found)), tuple(unknown), tuple(doubtful))


def assignment_doubts(
    connection: Connection,
    draft: AssignmentDraft,
    places: Sequence[RecordId],
    except_id: RecordId | None = None,
) -> list[Problem]:
    """Return what is doubtful about giving somebody a role at these places; warnings, each once.

    The person holds it there already in the same time, or belongs to or serves in another community.
    """
    if not Role.has(draft.role) or not places or not (draft.person_name or draft.resident_id):
        return []
    others = [
        row
        for row in connection.execute(_OTHERS.where(_of(draft)))
        if row.id != except_id and _person(row).may_be(draft.person)
    ]
    found = [problem for row in others if (problem := _overlapping(draft, places, row))]
    communities = _Communities(connection)
    here = {communities.of_place(Role(draft.role).place, place) for place in places} - {None}
    found += _from_elsewhere(communities, draft, here)
    if not found:
        found += [
            _serving(communities, draft, row) for row in others if _is_elsewhere(communities, row, here)
        ][:1]
    return list(dict.fromkeys(found))


def succession_doubts(
    connection: Connection, assignment_ids: Sequence[RecordId], successor: Person, from_on: date | None
) -> list[Problem]:
    """Return what is doubtful about somebody taking over these posts; warnings, each once."""
    held: dict[str, list[RecordId]] = defaultdict(list)
    for some in chunks(assignment_ids):
        for row in connection.execute(_OTHERS.where(col(Assignment.id).in_(some))):
            held[row.role].append(getattr(row, Role(row.role).place.column))
    person = AssignmentDraft(
        person_name=successor.name, phone=successor.phone, resident_id=successor.resident_id, from_on=from_on
    )
    found: list[Problem] = []
    for role, places in held.items():
        found += assignment_doubts(connection, person.model_copy(update={"role": role}), places)
    return list(dict.fromkeys(found))


def _of(draft: AssignmentDraft) -> Any:
    same = col(Assignment.person_name) == draft.person_name
    return (
        same if draft.resident_id is None else sa.or_(same, col(Assignment.resident_id) == draft.resident_id)
    )


def _person(row: Any) -> Person:
    return Person(row.person_name, row.phone, row.sex, row.resident_id)


def _overlapping(draft: AssignmentDraft, places: Sequence[RecordId], row: Any) -> Problem | None:
    same = row.role == draft.role and getattr(row, Role(draft.role).place.column) in places
    if not same or not overlap((draft.from_on, draft.to_on), (row.from_on, row.to_on)):
        return None
    since = row.from_on.isoformat() if isinstance(row.from_on, date) else "…"
    return _doubt(_SAME, name=row.person_name, from_on=since)


def _from_elsewhere(
    communities: _Communities, draft: AssignmentDraft, here: set[RecordId | None]
) -> list[Problem]:
    home = communities.of_resident(draft.resident_id) if draft.resident_id is not None else None
    if home is None or not here or home in here:
        return []
    return [_doubt(_ELSEWHERE, name=draft.person_name, community=communities.name(home))]


def _is_elsewhere(communities: _Communities, row: Any, here: set[RecordId | None]) -> bool:
    community = _community(communities, row)
    return bool(here) and community is not None and community not in here


def _serving(communities: _Communities, draft: AssignmentDraft, row: Any) -> Problem:
    return _doubt(
        _SERVES_ELSEWHERE,
        name=draft.person_name,
        community=communities.name(_community(communities, row) or b""),
    )


def _community(communities: _Communities, row: Any) -> RecordId | None:
    for kind in PlaceKind:
        if (place := getattr(row, kind.column)) is not None:
            return communities.of_place(kind, place)
    return None


def _doubt(text: str, **values: object) -> Problem:
    return Problem(text, "person_name", Severity.WARNING, values)


class _Communities:
    """The community that places and people belong to; None where the tree does not say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._orgs: Mapping[RecordId, Any] = {row.id: row for row in connection.execute(_ORGS)}

    def name(self, community: RecordId) -> str:
        """Return what a community is called."""
        row = self._orgs.get(community)
        return row.name if row is not None else ""

    def of_place(self, kind: PlaceKind, place: RecordId) -> RecordId | None:
        """Return the community of an organisation, grid, building or household."""
        if kind is PlaceKind.ORG:
            return self._above(place)
        if kind is PlaceKind.GRID:
            return self._above(self._field(Grid, place, col(Grid.org_id)))
        if kind is PlaceKind.HOUSEHOLD:
            return self._of_building(self._field(Household, place, col(Household.building_id)))
        return self._of_building(place)

    def of_resident(self, resident: RecordId) -> RecordId | None:
        """Return the community somebody lives in."""
        return self._of_building(self._field(Resident, resident, col(Resident.building_id)))

    def _of_building(self, building: RecordId | None) -> RecordId | None:
        grid = self._field(Building, building, col(Building.grid_id))
        by_grid = self._field(Grid, grid, col(Grid.org_id))
        return self._above(by_grid or self._field(Building, building, col(Building.org_id)))

    def _above(self, org: RecordId | None) -> RecordId | None:
        seen: set[RecordId] = set()
        while org is not None and org not in seen and (row := self._orgs.get(org)) is not None:
            if row.level <= Level.COMMUNITY:
                return org
            seen.add(org)
            org = row.parent_id
        return None

    def _field(self, model: RecordTable, id: RecordId | None, column: Any) -> RecordId | None:
        if id is None:
            return None
        found: RecordId | None = self._connection.execute(
            sa.select(column).where(col(model.id) == id)
        ).scalar()
        return found


_ORGS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Org.id), col(Org.parent_id), col(Org.level), col(Org.name)
).where(col(Org.deleted).is_(False))
_BUILDINGS: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(Building.id), col(Building.label), col(Building.name), col(Building.grid_id))
    .where(col(Building.deleted).is_(False))
    .order_by(col(Building.num))
)
_OTHERS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Assignment.id),
    col(Assignment.role),
    col(Assignment.person_name),
    col(Assignment.phone),
    col(Assignment.sex),
    col(Assignment.resident_id),
    *(col(getattr(Assignment, kind.column)) for kind in PlaceKind),
    col(Assignment.from_on),
    col(Assignment.to_on),
).where(col(Assignment.deleted).is_(False))
