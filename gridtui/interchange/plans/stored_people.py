"""Residents of the store as rows of people are matched with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import is_mask_of, looks_masked
from gridtui.domain.words.identifiers import birth_date_of, split_phones
from gridtui.interchange.plans.places import Place
from gridtui.interchange.plans.run import Run
from gridtui.interchange.plans.wheres import Where, where_of
from gridtui.storage.derived.aliases import shown_in_each
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Resident, ServiceTag

COLUMNS = (
    "name",
    "relation",
    "id_number",
    "sex",
    "birth_date",
    "phone",
    "kind",
    "residence_state",
    "registered_address",
    "actual_address",
    "moved_in_on",
    "moved_out_on",
    "moved_to",
    "died_on",
    "ethnicity",
    "politics",
    "marriage",
    "education",
    "occupation",
    "note",
)
"""Columns of a resident that a row fills under the same name."""


@dataclass(slots=True)
class StoredPerson:
    """One resident: the columns by name, the home, and the service needs with their records."""

    id: RecordId
    values: Mapping[str, Any]
    building_id: RecordId | None = None
    household_id: RecordId | None = None
    dwelling_id: RecordId | None = None
    where: Where | None = None
    title: str = ""
    needs: frozenset[str] = frozenset()
    tags: tuple[RecordId, ...] = ()

    @classmethod
    def brief(cls, fields: Mapping[str, Any]) -> StoredPerson:
        """Return a row of the file as later rows are compared with it."""
        return cls(b"", {name: fields.get(name) for name in _TELLING})


_TELLING = ("name", "id_number", "birth_date", "phone")


def same_person(fields: Mapping[str, Any], other: StoredPerson) -> bool:
    """Say whether a row means somebody of the same name at the same place.

    ID numbers decide where both have one, then birth dates, then a shared phone; where neither says
    more than the name, it is the same person.
    """
    mine, theirs = fields.get("id_number") or "", other.values["id_number"] or ""
    if mine and theirs:
        return bool(mine == theirs or is_mask_of(mine, theirs))
    if fields.get("name") != other.values["name"]:
        return False
    born, other_born = _born(fields), _born(other.values)
    if born is not None and other_born is not None:
        return bool(born == other_born)
    phones, others = _phones(fields), _phones(other.values)
    return not phones or not others or bool(phones & others) or any(map(looks_masked, phones | others))


def _born(values: Mapping[str, Any]) -> object:
    return values.get("birth_date") or birth_date_of(values.get("id_number") or "")


def _phones(values: Mapping[str, Any]) -> set[str]:
    return set(split_phones(values.get("phone") or ""))


class StoredPeople:
    """The residents whom the rows of one batch may mean."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._by_id: dict[RecordId, StoredPerson] = {}
        self._by_number: dict[str, StoredPerson] = {}
        self._by_home: dict[RecordId, list[StoredPerson]] = defaultdict(list)
        self._by_building: dict[RecordId, list[StoredPerson]] = defaultdict(list)
        self._by_name: dict[str, list[StoredPerson]] = defaultdict(list)

    def look_up(self, rows: Sequence[Mapping[str, Any]], places: Iterable[Place]) -> None:
        """Read everybody whom these rows may mean: by record, ID number, place, or name alone."""
        self._by_id, self._by_number = {}, {}
        self._by_home, self._by_name = defaultdict(list), defaultdict(list)
        self._by_building = defaultdict(list)
        ids = {row["id"] for row in rows if "id" in row}
        self._read(col(Resident.id), ids)
        known = self._by_id
        others = [row for row in rows if row.get("id") not in known]
        self._read(col(Resident.id_number), {row["id_number"] for row in others if "id_number" in row})
        if others:
            self._read_near(others, list(places))
        nameless = {row["name"] for row in others if "id_number" not in row and not _has_place(row)}
        for person in self._read(col(Resident.name), nameless):
            self._by_name[person.values["name"]].append(person)

    def _read_near(self, rows: Sequence[Mapping[str, Any]], places: Sequence[Place]) -> None:
        homes = {place.household_id for place in places} - {None}
        self._read(col(Resident.household_id), homes)
        # Of those whose door is not known only the same name can be meant.
        buildings = {place.building_id for place in places if place.household_id is None} - {None}
        for names in chunks(sorted({row["name"] for row in rows if "name" in row})) if buildings else ():
            self._read(col(Resident.building_id), buildings, col(Resident.name).in_(names))

    def matching(self, fields: Mapping[str, Any], place: Place) -> list[StoredPerson]:
        """Return the residents whom a row means; more than one where it cannot be told."""
        if not self._by_id:
            return []
        if fields.get("id") in self._by_id:
            return [self._by_id[fields["id"]]]
        number = fields.get("id_number", "")
        if number in self._by_number:
            return [self._by_number[number]]
        near = self._near(place)
        if not near and not _has_place(fields):
            near = [
                person
                for person in self._by_name.get(fields.get("name", ""), [])
                if _told_apart(fields, person)
            ]
        return [
            person
            for person in near
            if person.values["name"] == fields.get("name") and same_person(fields, person)
        ]

    def _near(self, place: Place) -> Sequence[StoredPerson]:
        """Return who lives behind the door, and who lives in the building as far as is known."""
        if place.household_id is not None and place.household_id in self._by_home:
            return self._by_home[place.household_id]
        if place.building_id is None:
            return []
        inside = self._by_building.get(place.building_id, [])
        if not place.where.has_door:
            return inside
        return [person for person in inside if person.household_id is None]

    def _read(self, column: Any, wanted: Iterable[Any], *where: Any) -> list[StoredPerson]:
        found = []
        for some in chunks(list(wanted)):
            chosen = _PEOPLE.where(column.in_(some), col(Resident.num) <= self._run.top(Resident), *where)
            rows = self._run.connection.execute(chosen.order_by(col(Resident.num))).all()
            found += self._kept([row for row in rows if row.alias_of is None])
            self._note_joined([row for row in rows if row.alias_of is not None])
        return found

    def _kept(self, rows: Sequence[Row[Any]]) -> list[StoredPerson]:
        tags = self._tags([row.id for row in rows])
        return [self._keep(row, tags.get(row.id, [])) for row in rows]

    def _note_joined(self, rows: Sequence[Row[Any]]) -> None:
        """Let a record that was joined to another, and its ID number, mean the one it is shown in."""
        into = shown_in_each(self._run.connection, Resident, [row.id for row in rows])
        for some in chunks([id for id in dict.fromkeys(into.values()) if id not in self._by_id]):
            chosen = _PEOPLE.where(col(Resident.id).in_(some)).order_by(col(Resident.num))
            self._kept(self._run.connection.execute(chosen).all())
        for row in rows:
            person = self._by_id.get(into[row.id])
            if person is not None:
                self._by_id.setdefault(row.id, person)
                if row.id_number:
                    self._by_number.setdefault(row.id_number, person)

    def _tags(self, ids: Sequence[RecordId]) -> dict[RecordId, list[tuple[RecordId, str]]]:
        tags: dict[RecordId, list[tuple[RecordId, str]]] = defaultdict(list)
        for some in chunks(ids):
            chosen = sa.select(col(ServiceTag.resident_id), col(ServiceTag.id), col(ServiceTag.tag)).where(
                col(ServiceTag.resident_id).in_(some), col(ServiceTag.deleted).is_(False)
            )
            for resident_id, id, tag in self._run.connection.execute(chosen):
                if resident_id is not None:
                    tags[resident_id].append((id, tag))
        return tags

    def _keep(self, row: Row[Any], tags: Sequence[tuple[RecordId, str]]) -> StoredPerson:
        if row.id in self._by_id:
            return self._by_id[row.id]
        values = row._asdict()
        where = where_of(home_fields(values))
        title = row.door or (row.building_name or row.building_label or "")
        person = StoredPerson(
            row.id,
            values,
            row.building_id,
            row.household_id,
            row.dwelling_id,
            where if isinstance(where, Where) else None,
            title,
            frozenset(tag for _, tag in tags),
            tuple(id for id, _ in tags),
        )
        self._by_id[row.id] = person
        if row.id_number:
            self._by_number.setdefault(row.id_number, person)
        if row.household_id is not None:
            self._by_home[row.household_id].append(person)
        if row.building_id is not None:
            self._by_building[row.building_id].append(person)
        return person


def home_fields(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the home of a stored resident as an export writes it, without blanks."""
    told = {
        "compound": row["building_name"],
        "building": row["building_label"],
        "door": row["door"],
        "grid": row["grid_name"],
        "household_code": row["household_code"],
    }
    return {name: text for name, text in told.items() if text}


def _has_place(row: Mapping[str, Any]) -> bool:
    return any(name in row for name in ("door", "room", "building", "compound"))


def _told_apart(fields: Mapping[str, Any], person: StoredPerson) -> bool:
    """Say whether a row without a place says more than a name, and the same as the store."""
    if _born(fields) is not None and _born(person.values) is not None:
        return True
    return bool(_phones(fields) & _phones(person.values))


HOME_COLUMNS: tuple[Any, ...] = (
    col(Building.label).label("building_label"),
    col(Building.name).label("building_name"),
    col(Grid.name).label("grid_name"),
    col(Dwelling.door),
    col(Household.code).label("household_code"),
)
_PEOPLE = (
    sa.select(
        col(Resident.num),
        col(Resident.id),
        col(Resident.alias_of),
        col(Resident.building_id),
        col(Resident.household_id),
        col(Household.dwelling_id),
        *HOME_COLUMNS,
        *(col(getattr(Resident, name)) for name in COLUMNS),
    )
    .select_from(Resident)
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Resident.building_id))
    .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    .where(col(Resident.deleted).is_(False))
)
