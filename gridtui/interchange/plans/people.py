"""Deciding rows of people: who is there already, where they live, what changes, what is made along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.resident import ResidenceState, ResidentDraft
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.words.identifiers import birth_date_of, sex_of
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import Difference, compare, masked_cells
from gridtui.interchange.plans.places import Place, Places
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.interchange.plans.stored_people import COLUMNS, StoredPeople, StoredPerson, same_person
from gridtui.interchange.plans.wheres import Where, where_of
from gridtui.storage.tables import Resident, ServiceTag
from gridtui.words import mark, tr

PURPOSE = mark("按登记的需要提供服务")
BASIS = mark("导入，待补本人同意")
REVIEW_AFTER = timedelta(days=30)
"""An imported need is looked at again this soon: its consent is still to be asked for."""

_TWICE = mark("与第 {row} 行是同一个人，内容不同：请只留一行")
_SAME_TWICE = mark("与第 {row} 行重复")
_MANY = mark("库里有 {count} 个同名的人，分不清是谁：请补身份证号或出生日期")
_GONE = mark("没有写迁出日期，按导入当天记")
_DEAD = mark("没有写死亡日期，按导入当天记")
_STILL_GONE = mark("库里已登记迁出或去世，表里写的是否，没有改动")
_NEEDS = mark("服务需要“{needs}”没有同意日期，请在 {days} 天内补上")
_PLACE, _NEED, _NOWHERE = mark("门牌"), mark("服务需要"), mark("空")


@dataclass(slots=True)
class _Seen:
    """A row of this file that stands for somebody, as later rows are compared with it."""

    row: int
    contents: int
    person: StoredPerson


class PeoplePlanner:
    """Decides rows of people."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._places = Places(run)
        self._people = StoredPeople(run)
        self._seen: dict[object, list[_Seen]] = defaultdict(list)
        self._claimed: dict[RecordId, _Seen] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        wheres = [where_of(row.fields) for row in rows]
        if self._run.top(Resident):
            places = {where: self._places.look(where) for where in wheres if isinstance(where, Where)}
            self._people.look_up([row.fields for row in rows], places.values())
        return [self._decide(row, where) for row, where in zip(rows, wheres, strict=True)]

    def finish(self, _progress: Progress, /) -> None:
        """Nothing is left to decide."""

    def _decide(self, row: RowValues, where: Where | Problem) -> PlanLine:
        fields = row.fields
        name = str(fields.get("name", ""))
        problems = errors(row.problems)
        if isinstance(where, Problem):
            return refused(row, name, [*problems, where])
        if problems:
            return refused(row, name, problems)
        place = self._place(where)
        found = self._people.matching(fields, place)
        if len(found) > 1:
            return refused(row, name, [Problem(_MANY, "name", values={"count": len(found)})])
        stored = found[0] if found else None
        keys = self._keys(fields, place)
        before = self._earlier(fields, keys, stored)
        if before is not None:
            return self._repeated(row, name, before)
        line = self._new(row, name, place) if stored is None else self._known(row, name, where, stored)
        if not line.problems:
            if stored is None:
                # What was missing of the place is there now.
                keys = self._keys(fields, self._place(where))
            self._remember(row, keys, stored)
        return line

    def _new(self, row: RowValues, name: str, place: Place) -> PlanLine:
        values, notes = self._values(row.fields, None)
        problems = masked_cells(Kind.PEOPLE, row.fields) or self._wrong(values)
        stopping = [*errors(problems), *place.problems]
        if stopping:
            return refused(row, name, stopping)
        notes = [*doubts(row.problems), *doubts(problems), *notes, *place.notes]
        made = self._places.make(place)
        values |= {"building_id": made.building_id, "household_id": made.household_id}
        id = self._run.writer.create(Resident, values)
        notes += self._tag(row.fields, id, made.building_id, frozenset())[1]
        return decided(row, name, new=True, notes=notes)

    def _known(self, row: RowValues, name: str, where: Where, stored: StoredPerson) -> PlanLine:
        values, notes = self._values(row.fields, stored)
        found = compare(Kind.PEOPLE, stored.values, values)
        if found.values:
            wrong = self._wrong({**stored.values, **found.values})
            found.problems += [one for one in wrong if one.field in found.values]
            notes += doubts(found.problems)
        place = None if where == stored.where else self._place(where)
        stopping = [*errors(found.problems), *(place.problems if place else ())]
        if stopping:
            return refused(row, name, stopping)
        notes = [*doubts(row.problems), *notes]
        building_id, scope = stored.building_id, None
        if place is not None:
            notes += place.notes
            found.changes += place.changes
            scope = self._move(found, self._places.make(place), stored)
            building_id = scope or building_id
        if found.values:
            self._run.writer.update(Resident, stored.id, found.values, scope=scope)
        changes, more = self._tag(row.fields, stored.id, building_id, stored.needs)
        return decided(row, name, new=False, changes=[*found.changes, *changes], notes=[*notes, *more])

    def _move(self, found: Difference, place: Place, stored: StoredPerson) -> RecordId | None:
        """Note that somebody lives behind another door; return the new building where it is another one."""
        if not place.where.has_building and not place.where.has_door:
            return None
        other_building = place.building_id != stored.building_id
        same_home = place.household_id == stored.household_id or (
            place.dwelling_id == stored.dwelling_id and not place.where.code
        )
        if not other_building and (not place.where.has_door or same_home):
            return None
        found.values |= {"building_id": place.building_id, "household_id": place.household_id}
        found.changes.append(FieldChange(_PLACE, stored.title or tr(_NOWHERE), place.title))
        if not other_building:
            return None
        for tag_id in stored.tags:
            self._run.writer.update(
                ServiceTag, tag_id, {"building_id": place.building_id}, scope=place.building_id
            )
        return place.building_id

    def _values(
        self, fields: Mapping[str, Any], stored: StoredPerson | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """Return the columns that the row fills, and what is doubtful about them."""
        values = {name: fields[name] for name in COLUMNS if name in fields}
        notes = _gone(values, fields, stored, self._run.today)
        separated = fields.get("separated")
        if separated is not None and "residence_state" not in values:
            values["residence_state"] = _residence(bool(separated), "actual_address" in values).value
        number = values.get("id_number", "")
        for name, told in (("birth_date", birth_date_of), ("sex", sex_of)):
            if number and name not in values and (stored is None or not stored.values[name]):
                known = told(number)
                if known:
                    values[name] = known
        return values, notes

    def _wrong(self, values: Mapping[str, Any]) -> list[Problem]:
        return draft_problems(ResidentDraft, values, self._run.today)

    def _tag(
        self, fields: Mapping[str, Any], id: RecordId, building_id: RecordId | None, there: frozenset[str]
    ) -> tuple[list[FieldChange], list[Problem]]:
        """Note service needs that are not there yet; consent is not made up, so it is asked for."""
        missing = [need for need in fields.get("needs", ()) if need not in there]
        if not missing:
            return [], []
        for need in missing:
            self._run.make(
                ServiceTag,
                {
                    "resident_id": id,
                    "building_id": building_id,
                    "tag": need,
                    "purpose": PURPOSE,
                    "basis": BASIS,
                    "review_on": self._run.today + REVIEW_AFTER,
                },
            )
        words = tr("、").join(tr(ServiceNeed.label_of(need)) for need in missing)
        note = Problem(_NEEDS, "needs", Severity.WARNING, {"needs": words, "days": REVIEW_AFTER.days})
        return [FieldChange(_NEED, tr(_NOWHERE), words)], [note]

    def _place(self, where: Where) -> Place:
        return self._places.look(where)

    def _earlier(
        self, fields: Mapping[str, Any], keys: Sequence[object], stored: StoredPerson | None
    ) -> _Seen | None:
        """Return the earlier row of this file that stands for the same person."""
        if stored is not None:
            return self._claimed.get(stored.id)
        for key in keys:
            for seen in self._seen.get(key, ()):
                if same_person(fields, seen.person):
                    return seen
        return None

    def _keys(self, fields: Mapping[str, Any], place: Place) -> list[object]:
        number = fields.get("id_number", "")
        keys: list[object] = [number] if number and "*" not in number else []
        at = (place.building_id, place.door) if place.building or place.door else None
        return [*keys, (fields.get("name"), at)]

    def _remember(self, row: RowValues, keys: Sequence[object], stored: StoredPerson | None) -> None:
        seen = _Seen(row.number, _contents(row.fields), StoredPerson.brief(row.fields))
        if stored is not None:
            self._claimed[stored.id] = seen
        for key in keys:
            self._seen[key].append(seen)

    def _repeated(self, row: RowValues, name: str, before: _Seen) -> PlanLine:
        if before.contents == _contents(row.fields):
            note = Problem(_SAME_TWICE, severity=Severity.WARNING, values={"row": before.row})
            return decided(row, name, new=False, notes=[note])
        return refused(row, name, [Problem(_TWICE, "name", values={"row": before.row})])


def _contents(fields: Mapping[str, Any]) -> int:
    return hash(frozenset(fields.items()))


def _residence(separated: bool, elsewhere: bool) -> ResidenceState:
    if not separated:
        return ResidenceState.TOGETHER
    return ResidenceState.REGISTERED_ONLY if elsewhere else ResidenceState.LIVING_ONLY


def _gone(
    values: dict[str, Any], fields: Mapping[str, Any], stored: StoredPerson | None, today: date
) -> list[Problem]:
    """Fill the day on which somebody moved out or died where the row only says that it happened."""
    notes: list[Problem] = []
    if "moved_out" not in fields and "dead" not in fields:
        return notes
    for flag, column, words in (("moved_out", "moved_out_on", _GONE), ("dead", "died_on", _DEAD)):
        there = stored is not None and stored.values[column] is not None
        if fields.get(flag) is True and column not in values and not there:
            values[column] = today
            notes.append(Problem(words, column, Severity.WARNING))
        elif fields.get(flag) is False and there and column not in values:
            notes.append(Problem(_STILL_GONE, column, Severity.WARNING))
    return notes
