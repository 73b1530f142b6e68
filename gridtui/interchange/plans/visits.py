"""Deciding rows of visits and of promises: each belongs to a household that is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gridtui.domain.people.visit import Manner, PromiseDraft, VisitDraft
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import compare
from gridtui.interchange.plans.places import Place, Places
from gridtui.interchange.plans.plan import PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.interchange.plans.stored_visits import PROMISE_COLUMNS, VISIT_COLUMNS, StoredNote, StoredNotes
from gridtui.interchange.plans.wheres import Where, where_of
from gridtui.storage.tables import Promise, Visit
from gridtui.usecases.visits import deserted
from gridtui.words import mark

_NO_HOME = mark("库里没有这一户（{door}）：请先登记，或先导入居民")
_NO_PLACE = mark("没有写是哪一户：请填门牌")
_ELSEWHERE = mark("门牌与库里的不同，仍记在原来的那一户")
_SAME_TWICE = mark("与第 {row} 行重复")
_TWICE = mark("与第 {row} 行是同一条，内容不同：请只留一行")


@dataclass(frozen=True, slots=True)
class _Noun:
    """What visits and promises differ in; ``fills`` returns what a new one gets where the row is silent."""

    kind: Kind
    model: type[Visit | Promise]
    draft: type[Draft]
    columns: tuple[str, ...]
    same: tuple[str, str]
    fills: Callable[[Run, Mapping[str, Any]], dict[str, Any]]


def _visit_fills(run: Run, values: Mapping[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {"manner": Manner.DOOR.value}
    if not values.get("visitor_name"):
        filled |= {"visitor_id": run.operator.id, "visitor_name": run.operator.name}
    return filled


_VISIT = _Noun(Kind.VISITS, Visit, VisitDraft, VISIT_COLUMNS, ("visited_on", "outcome"), _visit_fills)
_PROMISE = _Noun(
    Kind.PROMISES,
    Promise,
    PromiseDraft,
    PROMISE_COLUMNS,
    ("due_on", "text"),
    lambda run, values: {} if values.get("owner_name") else {"owner_name": run.operator.name},
)


def visit_planner(run: Run) -> NotePlanner:
    """Return what decides rows of visits."""
    return NotePlanner(run, _VISIT)


def promise_planner(run: Run) -> NotePlanner:
    """Return what decides rows of promises."""
    return NotePlanner(run, _PROMISE)


class NotePlanner:
    """Decides rows of one of the two."""

    def __init__(self, run: Run, noun: _Noun) -> None:
        self._run, self._noun = run, noun
        self._places = Places(run)
        self._stored = StoredNotes(run, noun.model, noun.columns, noun.same)
        self._seen: dict[object, tuple[int, int]] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        wheres = [where_of(row.fields) for row in rows]
        places = [self._places.look(where) if isinstance(where, Where) else None for where in wheres]
        ids = {id for row in rows if isinstance(id := row.fields.get("id"), bytes)}
        self._stored.look_up(ids, {place.household_id for place in places if place and place.household_id})
        return [self._decide(*each) for each in zip(rows, wheres, places, strict=True)]

    def finish(self, _progress: Progress, /) -> None:
        """Nothing is left to decide."""

    def _decide(self, row: RowValues, where: Where | Problem, place: Place | None) -> PlanLine:
        values = {name: row.fields[name] for name in self._noun.columns if name in row.fields}
        day = values.get(self._noun.same[0])
        name = " ".join(filter(None, (place.title if place else "", str(day or ""))))
        home = place.household_id if place is not None else None
        stored = self._stored.matching(row.fields, home)
        if errors(row.problems):
            return refused(row, name, row.problems)
        if stored is None and home is None:
            return refused(row, name, [self._homeless(where, place)])
        key = stored.id if stored is not None else self._stored.key(values, home)
        before = self._seen.setdefault(key, (row.number, hash(frozenset(values.items()))))
        if before[0] != row.number:
            return self._repeated(row, name, before, values)
        line = (
            self._new(row, name, place, values)
            if stored is None and place is not None
            else self._known(row, name, where, values, stored)
        )
        if line.problems:
            # A later row that says the same thing may be right.
            self._seen.pop(key, None)
        return line

    def _homeless(self, where: Where | Problem, place: Place | None) -> Problem:
        if isinstance(where, Problem):
            return where
        if place is None or not place.title:
            return Problem(_NO_PLACE, "door")
        return next(iter(place.problems), Problem(_NO_HOME, "door", values={"door": place.title}))

    def _repeated(
        self, row: RowValues, name: str, before: tuple[int, int], values: Mapping[str, Any]
    ) -> PlanLine:
        told: dict[str, object] = {"row": before[0]}
        if before[1] != hash(frozenset(values.items())):
            return refused(row, name, [Problem(_TWICE, self._noun.same[0], values=told)])
        return decided(
            row, name, new=False, notes=[Problem(_SAME_TWICE, severity=Severity.WARNING, values=told)]
        )

    def _new(self, row: RowValues, name: str, place: Place, values: dict[str, Any]) -> PlanLine:
        noun = self._noun
        values = {**noun.fills(self._run, values), **values}
        values |= {"building_id": place.building_id, "household_id": place.household_id}
        if noun.model is Visit:
            values["dwelling_id"] = place.dwelling_id
        problems = draft_problems(noun.draft, values, self._run.today)
        if noun.model is Visit and not errors(problems):
            gone = deserted(self._run.connection, values["household_id"], values["visited_on"])
            problems += [gone] if gone is not None else []
        if errors(problems):
            return refused(row, name, problems)
        self._run.writer.create(noun.model, values)
        return decided(row, name, new=True, notes=[*doubts(row.problems), *doubts(problems)])

    def _known(
        self,
        row: RowValues,
        name: str,
        where: Where | Problem,
        values: Mapping[str, Any],
        stored: StoredNote | None,
    ) -> PlanLine:
        assert stored is not None
        found = compare(self._noun.kind, stored.values, values)
        whole = {key: stored.values[key] for key in self._noun.columns} | {"household_id": stored.home}
        wrong = (
            draft_problems(self._noun.draft, whole | found.values, self._run.today) if found.values else []
        )
        found.problems += [problem for problem in wrong if problem.field in found.values]
        if errors(found.problems):
            return refused(row, name, found.problems)
        notes = [*doubts(row.problems), *doubts(found.problems)]
        if isinstance(where, Where) and (where.has_door or where.has_building) and where != stored.where:
            notes.append(Problem(_ELSEWHERE, "door", Severity.WARNING))
        if found.values:
            self._run.writer.update(self._noun.model, stored.id, found.values)
        return decided(row, name, new=False, changes=found.changes, notes=notes)
