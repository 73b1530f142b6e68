"""One pass over a file: what the planners of all kinds share, whether they write or only try."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.actors import Desk, Operator
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.mapping import ColumnMapping
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.plan import FieldChange, Outcome, Plan, PlanLine
from gridtui.storage.layouts import remember_layout
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import (
    TOGETHER,
    AllowedItem,
    Assignment,
    Building,
    CalendarDay,
    Courtyard,
    Dwelling,
    Grid,
    Household,
    Issue,
    IssueEvent,
    Org,
    Promise,
    Resident,
    ServiceTag,
    Unit,
    Visit,
)

Progress: TypeAlias = Callable[[int, "int | None"], None]
"""Told how many rows of how many (None: not known) are done; what it raises ends the work, unwritten."""

BATCH = 2_000
"""Rows that are looked up, decided and written together."""

_ORDER: tuple[RecordTable, ...] = (
    Org,
    Grid,
    Courtyard,
    Building,
    Unit,
    Dwelling,
    Household,
    Resident,
    ServiceTag,
    Assignment,
    Issue,
    IssueEvent,
    CalendarDay,
    Visit,
    Promise,
    AllowedItem,
    *TOGETHER.values(),
)


_DECLARED = frozenset(TOGETHER.values())


class Writer(Protocol):
    """Where decisions go."""

    def new_id(self) -> RecordId:
        """Return the id of a record to be made."""

    def create(self, model: RecordTable, values: dict[str, Any], /) -> RecordId:
        """Make a record; ``values`` may bring its id."""

    def update(
        self, model: RecordTable, id: RecordId, values: Mapping[str, Any], *, scope: RecordId | None = None
    ) -> None:
        """Change fields of a record; ``scope`` where it moves to another building."""

    def remember(self, name: str, body: str) -> None:
        """Keep something for later imports on this device."""

    def flush(self) -> None:
        """Write what was decided so far."""


class Trial:
    """A writer that writes nothing: for dry runs."""

    def __init__(self) -> None:
        self._ids = count(1)

    def new_id(self) -> RecordId:
        """Return an id that no record has."""
        return next(self._ids).to_bytes(16, "big")

    def create(self, _model: RecordTable, values: dict[str, Any], /) -> RecordId:
        """Return the id that the record would have."""
        id: RecordId = values.get("id") or self.new_id()
        return id

    def update(
        self, model: RecordTable, id: RecordId, values: Mapping[str, Any], *, scope: RecordId | None = None
    ) -> None:
        """Do nothing."""

    def remember(self, name: str, body: str) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Do nothing."""


class GateWriter:
    """Gathers records and changes and writes them set-wise through the write gate, parents first."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._made: dict[RecordTable, list[dict[str, Any]]] = defaultdict(list)
        self._changed: dict[tuple[RecordTable, RecordId | None], list[tuple[RecordId, Mapping[str, Any]]]] = (
            defaultdict(list)
        )

    def new_id(self) -> RecordId:
        """Return a new record id."""
        return self._unit.new_id()

    def create(self, model: RecordTable, values: dict[str, Any], /) -> RecordId:
        """Note a record to be made and return its id."""
        id: RecordId = values.setdefault("id", None) or self._unit.new_id()
        values["id"] = id
        self._made[model].append(values)
        return id

    def update(
        self, model: RecordTable, id: RecordId, values: Mapping[str, Any], *, scope: RecordId | None = None
    ) -> None:
        """Note fields to be changed."""
        self._changed[model, scope].append((id, values))

    def remember(self, name: str, body: str) -> None:
        """Keep something for later imports on this device."""
        remember_layout(self._unit.connection, name, name, body, self._unit.now)

    def flush(self) -> None:
        """Write the new records, then the changes, and bring the search index along."""
        if not self._made and not self._changed:
            return
        for model in _ORDER:
            rows = self._made.pop(model, [])
            if rows:
                self._unit.create_many(model, rows, scope=_scope_of(model, self._unit.desk))
        for (model, scope), changes in self._changed.items():
            self._unit.update_many(model, changes, scope=scope)
        self._changed.clear()
        self._unit.refresh()


def _scope_of(model: RecordTable, desk: Desk) -> Callable[[Mapping[str, Any]], RecordId]:
    if model is Building:
        return lambda row: row["id"]
    if model in (Org, Grid, Courtyard, AllowedItem, CalendarDay):
        codes = codes_scope(desk.org_id)
        return lambda _: codes
    if model in _DECLARED:
        return lambda row: row.get("org_id") or desk.org_id
    if model in (Issue, Assignment):
        return lambda row: row.get("building_id") or row.get("org_id") or desk.org_id
    return lambda row: row.get("building_id") or desk.org_id


@dataclass(slots=True)
class Run:
    """What one pass knows: the store, who imports, when, the columns, and the plan being filled.

    Only records up to ``top`` of a table count as being there already, so that a dry run and the import
    itself decide alike.
    """

    connection: Connection
    writer: Writer
    desk: Desk
    operator: Operator
    now: datetime
    today: date
    mapping: ColumnMapping
    plan: Plan
    _tops: dict[RecordTable, int] = field(default_factory=dict)

    def top(self, model: RecordTable) -> int:
        """Return the highest row number of a table before this pass; 0 for an empty one."""
        if model not in self._tops:
            highest = sa.select(sa.func.max(table_of(model).c.num))
            self._tops[model] = self.connection.execute(highest).scalar() or 0
        return self._tops[model]

    def make(self, model: RecordTable, values: dict[str, Any]) -> RecordId:
        """Make a record that no row of the file stands for, and count it."""
        self.plan.along[str(table_of(model).name)] += 1
        return self.writer.create(model, values)


class Planner(Protocol):
    """Decides the rows of one kind."""

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order; rows with errors are among them."""

    def finish(self, progress: Progress, /) -> None:
        """Decide what only the whole file shows."""


def draft_problems(draft: type[Draft], values: Mapping[str, Any], today: date) -> list[Problem]:
    """Return what is wrong with values that were read already, so that only their meaning is checked."""
    return _blank(draft).model_copy(update=values).problems(today)


@cache
def _blank(draft: type[Draft]) -> Draft:
    # Copying a blank draft is three times as fast as making one.
    return draft.model_construct()


def refused(row: RowValues, name: str, problems: Sequence[Problem]) -> PlanLine:
    """Return the line of a row that is not imported."""
    return PlanLine(row.number, Outcome.REFUSED, name, problems=tuple(errors(problems)))


def doubts(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return only the problems that do not stop a row."""
    return tuple(problem for problem in problems if problem.severity is Severity.WARNING)


def decided(
    row: RowValues,
    name: str,
    *,
    new: bool,
    changes: Sequence[FieldChange] = (),
    notes: Sequence[Problem] = (),
) -> PlanLine:
    """Return the line of a row that is imported or changes nothing."""
    outcome = Outcome.NEW if new else Outcome.CHANGED if changes else Outcome.UNCHANGED
    return PlanLine(row.number, outcome, name, tuple(changes), notes=tuple(notes))
