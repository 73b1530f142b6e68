"""Deciding rows of buildings and compounds; ledger columns without a field are kept as details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.building import BuildingDraft, pack_details
from gridtui.domain.places.door_numbers import building_title
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import Difference, compare, compare_parts
from gridtui.interchange.plans.orgs import Orgs
from gridtui.interchange.plans.places import BuildingRef, Places
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.interchange.plans.wheres import split_building
from gridtui.storage.tables import Building, Courtyard
from gridtui.words import mark, tr

COLUMNS = ("label", "name", "kind", "address", "floors", "built_year", "external_ids", "note")
PACKED = ("details", "contacts")

MOST_UNITS = 30
"""A single building has no more staircases than this; a larger number counts those of a compound."""

_MANY = mark("库里有 {count} 栋都叫“{label}”：请补上小区名称或所属网格")
_TWICE = mark("与第 {row} 行是同一栋，内容不同：请只留一行")
_SAME_TWICE = mark("与第 {row} 行重复")
_NO_ORG = mark("库里没有“{name}”，先记在本单位名下")
_GRID, _YARD, _ORG, _UNITS = mark("所属网格"), mark("庭院/居民小组"), mark("社区"), mark("单元数")
_NEW_GRID = mark("还没有网格“{grid}”，将一并建立")


class BuildingPlanner:
    """Decides rows of buildings."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._orgs = Orgs(run)
        self._places = Places(run)
        self._yards: dict[str, RecordId] = {}
        self._yard_names: dict[RecordId, str] = {}
        self._stored: dict[RecordId, Mapping[str, Any]] = {}
        self._seen: dict[RecordId, tuple[int, int]] = {}
        chosen = sa.select(col(Courtyard.id), col(Courtyard.name)).where(
            col(Courtyard.deleted).is_(False), col(Courtyard.num) <= run.top(Courtyard)
        )
        for id, name in run.connection.execute(chosen):
            self._yards[plain(name)], self._yard_names[id] = id, name

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Nothing is left to decide."""

    def _decide(self, row: RowValues) -> PlanLine:
        fields = _split(row.fields)
        title = building_title(fields.get("name", ""), fields.get("label", ""))
        values = {key: fields[key] for key in COLUMNS if key in fields}
        problems = [*row.problems, *draft_problems(BuildingDraft, values, self._run.today)]
        if errors(problems):
            return refused(row, title, errors(row.problems) or problems)
        found = self._matching(fields)
        if len(found) > 1:
            values_told: dict[str, object] = {"count": len(found), "label": title}
            return refused(row, title, [Problem(_MANY, "label", values=values_told)])
        contents = hash(repr(sorted(fields.items(), key=lambda pair: pair[0])))
        if found:
            before = self._seen.setdefault(found[0].id, (row.number, contents))
            if before[0] != row.number:
                return _repeated(row, title, before, contents)
            return self._known(row, title, fields, values, problems, found[0])
        return self._new(row, title, fields, values, problems, contents)

    def _matching(self, fields: Mapping[str, Any]) -> list[BuildingRef]:
        stored = self._places.building_of(fields.get("id"))
        if stored is not None:
            return [stored]
        name, label = fields.get("name", ""), fields.get("label", "")
        grid = self._places.grid(fields.get("grid", ""))
        found = self._places.buildings(name, label, grid.id if grid is not None else None)
        if label:
            return found
        # A line without a number is a compound: never one of the numbered buildings of the same name.
        return [ref for ref in found if not ref.label]

    def _new(
        self,
        row: RowValues,
        title: str,
        fields: Mapping[str, Any],
        values: dict[str, Any],
        problems: Sequence[Problem],
        contents: int,
    ) -> PlanLine:
        packed = {whole: compare_parts(Kind.BUILDINGS, whole, "", fields.get(whole, {})) for whole in PACKED}
        wrong = [problem for part in packed.values() for problem in part.problems]
        if wrong:
            return refused(row, title, wrong)
        places, _, notes = self._belongs(fields, {})
        for whole, part in packed.items():
            if part.values:
                values[whole] = pack_details(part.values)
        values = {"org_id": self._run.desk.org_id, **values, **places}
        id = self._run.writer.create(Building, values)
        ref = self._places.add_building(
            BuildingRef(
                id, values.get("label", ""), values.get("name", ""), values.get("grid_id"), there=False
            )
        )
        self._seen[id] = (row.number, contents)
        self._add_units(ref, fields)
        return decided(row, title, new=True, notes=[*doubts(problems), *notes])

    def _known(
        self,
        row: RowValues,
        title: str,
        fields: Mapping[str, Any],
        values: dict[str, Any],
        problems: Sequence[Problem],
        ref: BuildingRef,
    ) -> PlanLine:
        stored = self._read(ref.id)
        found = compare(Kind.BUILDINGS, stored, values)
        for whole in PACKED:
            part = compare_parts(Kind.BUILDINGS, whole, stored[whole], fields.get(whole, {}))
            found.problems += part.problems
            found.changes += part.changes
            if part.values:
                found.values[whole] = pack_details(part.values)
        if found.problems:
            return refused(row, title, found.problems)
        places, changes, notes = self._belongs(fields, stored)
        found.values |= places
        found.changes += changes
        if found.values:
            self._run.writer.update(Building, ref.id, found.values)
        self._count_units(ref, fields, found)
        return decided(row, title, new=False, changes=found.changes, notes=[*doubts(problems), *notes])

    def _belongs(
        self, fields: Mapping[str, Any], stored: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[FieldChange], list[Problem]]:
        """Return the columns for community, grid and courtyard, how they change, and what is made along."""
        places: dict[str, Any] = {}
        changes: list[FieldChange] = []
        notes: list[Problem] = []
        if community := fields.get("community"):
            org = self._orgs.by_name(community, Level.COMMUNITY, Level.BRANCH)
            if org is None:
                notes.append(Problem(_NO_ORG, "community", Severity.WARNING, {"name": community}))
            else:
                own = self._orgs.by_id(stored.get("org_id"))
                _put(places, changes, stored, "org_id", org.id, _ORG, own.name if own else "", org.name)
        if grid := fields.get("grid"):
            if self._places.grid(grid) is None:
                notes.append(Problem(_NEW_GRID, "grid", Severity.WARNING, {"grid": grid}))
            made = self._places.make_grid(grid)
            before = self._places.grid_name(stored.get("grid_id"))
            _put(places, changes, stored, "grid_id", made.id, _GRID, before, made.name)
        if yard := fields.get("courtyard"):
            id = self._yard(yard, places.get("grid_id") or stored.get("grid_id"))
            before = self._yard_names.get(stored.get("courtyard_id") or b"", "")
            _put(places, changes, stored, "courtyard_id", id, _YARD, before, yard)
        return places, changes, notes

    def _yard(self, name: str, grid_id: RecordId | None) -> RecordId:
        id = self._yards.get(plain(name))
        if id is None:
            org_id = self._run.desk.org_id
            id = self._run.make(Courtyard, {"name": name, "org_id": org_id, "grid_id": grid_id})
            self._yards[plain(name)], self._yard_names[id] = id, name
        return id

    def _add_units(self, ref: BuildingRef, fields: Mapping[str, Any]) -> int:
        """Make the staircases that a single building's number of them says are missing."""
        wanted = fields.get("units") or 0
        if not ref.label or wanted > MOST_UNITS:
            return 0
        there = self._places.units_of(ref)
        missing = wanted - len(there)
        labels = (str(number) for number in range(1, wanted + 1) if str(number) not in there)
        made = [label for label, _ in zip(labels, range(missing), strict=False)]
        for label in made:
            self._places.make_unit(
                ref, label, floors=fields.get("floors"), doors_per_floor=fields.get("doors_per_floor")
            )
        return len(made)

    def _count_units(self, ref: BuildingRef, fields: Mapping[str, Any], found: Difference) -> None:
        before = len(self._places.units_of(ref)) if "units" in fields else 0
        made = self._add_units(ref, fields)
        if made:
            found.changes.append(FieldChange(_UNITS, str(before), str(before + made)))

    def _read(self, id: RecordId) -> Mapping[str, Any]:
        names = (*COLUMNS, *PACKED, "org_id", "grid_id", "courtyard_id")
        chosen = sa.select(*(col(getattr(Building, name)) for name in names)).where(col(Building.id) == id)
        return self._run.connection.execute(chosen).one()._asdict()


def _split(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the building's number taken out of ``3栋`` and ``翠湖小区3栋``."""
    found = dict(fields)
    if "label" in found:
        name, label = split_building(found["label"])
        if label:
            found["label"] = label
            if name:
                found.setdefault("name", name)
    return found


def _put(
    places: dict[str, Any],
    changes: list[FieldChange],
    stored: Mapping[str, Any],
    column: str,
    id: RecordId,
    title: str,
    before: str,
    after: str,
) -> None:
    if stored.get(column) != id:
        places[column] = id
        changes.append(FieldChange(title, before or tr("空"), after))


def _repeated(row: RowValues, title: str, before: tuple[int, int], contents: int) -> PlanLine:
    if before[1] == contents:
        note = Problem(_SAME_TWICE, severity=Severity.WARNING, values={"row": before[0]})
        return decided(row, title, new=False, notes=[note])
    return refused(row, title, [Problem(_TWICE, "name", values={"row": before[0]})])
