"""Deciding rows of people in roles: one row may stand for several buildings, each its own assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import AssignmentDraft, PlaceKind, Role
from gridtui.domain.places.address import parse_buildings
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import compare, masked_cells
from gridtui.interchange.plans.orgs import Orgs
from gridtui.interchange.plans.places import Place, Places
from gridtui.interchange.plans.plan import FieldChange, Outcome, PlanLine
from gridtui.interchange.plans.roster import PLACES, Roster, Stored
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.interchange.plans.wheres import Where, split_building, where_of
from gridtui.words import mark

COLUMNS = ("person_name", "phone", "sex", "from_on", "to_on", "note")

_NO_PLACE = {
    PlaceKind.GRID: mark("没有写明负责哪个网格"),
    PlaceKind.BUILDING: mark("没有写明负责哪栋楼"),
    PlaceKind.HOUSEHOLD: mark("没有写明党员中心户的门牌"),
}
_NEW_GRID = mark("还没有网格“{grid}”，将一并建立")
_NO_ORG = mark("库里没有“{name}”，先记在本单位名下")
_SAME_TWICE = mark("与第 {row} 行重复")
_NEW_PLACE, _NONE = mark("负责楼栋"), mark("空")


class LeaderPlanner:
    """Decides rows of people in roles."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._orgs = Orgs(run)
        self._places = Places(run)
        self._roster = Roster(run)
        self._claimed: dict[RecordId, int] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Nothing is left to decide."""

    def _decide(self, row: RowValues) -> PlanLine:
        fields = row.fields
        name = str(fields.get("person_name", ""))
        role = Role(str(fields["role"])) if "role" in fields else _usual_role(fields)
        values = {"role": role.value, **{key: fields[key] for key in COLUMNS if key in fields}}
        problems = [
            *row.problems,
            *(
                problem
                for problem in draft_problems(AssignmentDraft, values, self._run.today)
                if problem.field not in PLACES
            ),
        ]
        if fields.get("phone") and "*" in str(fields["phone"]):
            problems = [problem for problem in problems if problem.field != "phone"]
        wheres = self._wheres(role, fields)
        looked = [self._places.look(where, household=role.place is PlaceKind.HOUSEHOLD) for where in wheres]
        problems += [problem for place in looked for problem in place.problems]
        if not looked and role.place in (PlaceKind.BUILDING, PlaceKind.HOUSEHOLD):
            problems.append(Problem(_NO_PLACE[role.place], "buildings"))
        if role.place is PlaceKind.GRID and not fields.get("grid"):
            problems.append(Problem(_NO_PLACE[role.place], "grid"))
        if errors(problems):
            return refused(row, name, problems)
        return self._assign(row, name, role, values, looked, doubts(problems))

    def _wheres(self, role: Role, fields: Mapping[str, Any]) -> list[Where]:
        """Return the places that the role is served at, where they are buildings or doors."""
        named = str(fields.get("place", ""))
        grid = str(fields.get("grid", ""))
        if role.place is PlaceKind.HOUSEHOLD:
            where = where_of({key: fields[key] for key in ("place", "door", "grid") if key in fields})
            return [where] if isinstance(where, Where) and where.has_door else []
        if role.place is not PlaceKind.BUILDING:
            return []
        if "buildings" not in fields:
            return [Where(name=named, grid=grid)] if named else []
        found = []
        for piece in parse_buildings(str(fields["buildings"])):
            name, label = split_building(piece)
            found.append(Where(name=name or named, label=label, grid=grid))
        return found

    def _assign(
        self,
        row: RowValues,
        name: str,
        role: Role,
        values: dict[str, Any],
        looked: Sequence[Place],
        notes: Sequence[Problem],
    ) -> PlanLine:
        found = list(notes)
        targets = self._targets(role, row.fields, looked, found)
        single = len(targets) == 1
        stored = [self._stored(row.fields, values, id, single) for id, _ in targets]
        wrong = self._masked(values, stored)
        if wrong:
            return refused(row, name, wrong)
        changes: list[FieldChange] = []
        outcomes = set()
        for (id, make), before in zip(targets, stored, strict=True):
            outcome, more = self._one(row, role, values, id, make, before, found)
            outcomes.add(outcome)
            changes += more
        if Outcome.NEW in outcomes and len(outcomes) > 1:
            # Some buildings were this person's already: the row changes what is there.
            return decided(row, name, new=False, changes=changes, notes=found)
        return decided(
            row,
            name,
            new=Outcome.NEW in outcomes,
            changes=[] if Outcome.NEW in outcomes else changes,
            notes=found,
        )

    def _targets(
        self, role: Role, fields: Mapping[str, Any], looked: Sequence[Place], notes: list[Problem]
    ) -> list[tuple[RecordId | None, Place | None]]:
        """Return the id of every place served, None where it is yet to be made, with the place looked for."""
        if role.place is PlaceKind.ORG:
            return [(self._org(fields, notes), None)]
        if role.place is PlaceKind.GRID:
            grid = self._places.grid(str(fields["grid"]))
            if grid is None:
                notes.append(Problem(_NEW_GRID, "grid", Severity.WARNING, {"grid": fields["grid"]}))
            return [(grid.id if grid else None, None)]
        for place in looked:
            notes += place.notes
        if role.place is PlaceKind.HOUSEHOLD:
            return [(place.household_id, place) for place in looked]
        return [(place.building_id, place) for place in looked]

    def _one(
        self,
        row: RowValues,
        role: Role,
        values: dict[str, Any],
        id: RecordId | None,
        place: Place | None,
        stored: Stored | None,
        notes: list[Problem],
    ) -> tuple[Outcome, list[FieldChange]]:
        if stored is None:
            return Outcome.NEW, self._make(row, role, values, id, place)
        if stored["id"] in self._claimed:
            notes.append(
                Problem(_SAME_TWICE, severity=Severity.WARNING, values={"row": self._claimed[stored["id"]]})
            )
        self._claimed[stored["id"]] = row.number
        found = compare(Kind.LEADERS, stored, values)
        target = id if id is not None else self._made_id(role, row.fields, place)
        column = role.place.column
        if stored[column] != target:
            found.values |= {**dict.fromkeys(PLACES), column: target}
            found.changes.append(FieldChange(_NEW_PLACE, "…", place.title if place else ""))
        if found.values:
            self._roster.change(stored, found.values)
        return (Outcome.CHANGED if found.changes else Outcome.UNCHANGED), found.changes

    def _make(
        self, row: RowValues, role: Role, values: dict[str, Any], id: RecordId | None, place: Place | None
    ) -> list[FieldChange]:
        target = id if id is not None else self._made_id(role, row.fields, place)
        made = self._roster.make({**values, role.place.column: target})
        self._claimed[made] = row.number
        return [FieldChange(_NEW_PLACE, _NONE, place.title if place else "")]

    def _made_id(self, role: Role, fields: Mapping[str, Any], place: Place | None) -> RecordId | None:
        if place is None:
            return self._places.make_grid(str(fields["grid"])).id
        made = self._places.make(place)
        return made.household_id if role.place is PlaceKind.HOUSEHOLD else made.building_id

    def _stored(
        self, fields: Mapping[str, Any], values: Mapping[str, Any], place: RecordId | None, single: bool
    ) -> Stored | None:
        if single and fields.get("id") in self._roster.by_id:
            return self._roster.by_id[fields["id"]]
        if place is None:
            return None
        phone = values.get("phone", "")
        found = self._roster.matching(values["role"], values["person_name"], phone, place)
        if found is not None and found["id"] in self._claimed and phone not in ("", found["phone"]):
            return None
        return found

    def _masked(self, values: Mapping[str, Any], stored: Sequence[Stored | None]) -> list[Problem]:
        for before in stored:
            wrong = (
                masked_cells(Kind.LEADERS, values)
                if before is None
                else compare(Kind.LEADERS, before, values).problems
            )
            if wrong:
                return wrong
        return []

    def _org(self, fields: Mapping[str, Any], notes: list[Problem]) -> RecordId:
        for key, levels in (("branch", (Level.BRANCH,)), ("community", (Level.COMMUNITY, Level.BRANCH))):
            if name := str(fields.get(key, "")):
                found = self._orgs.by_name(name, *levels)
                if found is not None:
                    return found.id
                notes.append(Problem(_NO_ORG, key, Severity.WARNING, {"name": name}))
        return self._run.desk.org_id


def _usual_role(fields: Mapping[str, Any]) -> Role:
    """Return the role that a table without a column for it is about."""
    if "buildings" in fields or "place" in fields:
        return Role.BUILDING_LEADER
    return Role.PARTY_HUB_HOUSEHOLD if "door" in fields else Role.GRID_WORKER
