"""Visits and promises of the store as rows are matched with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.interchange.plans.run import Run
from gridtui.interchange.plans.stored_people import HOME_COLUMNS, home_fields
from gridtui.interchange.plans.wheres import Where, where_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Promise, Visit

VISIT_COLUMNS = (
    "visited_on",
    "manner",
    "outcome",
    "visitor_name",
    "problem",
    "measures",
    "result",
    "next_on",
)
PROMISE_COLUMNS = ("due_on", "text", "owner_name", "done_on", "outcome")
"""Columns that a row fills under the same name."""


@dataclass(frozen=True, slots=True)
class StoredNote:
    """One visit or promise: its columns by name, and the household it was made to, as that is shown."""

    id: RecordId
    values: Mapping[str, Any]
    home: RecordId | None
    where: Where | None


class StoredNotes:
    """The visits, or promises, that the rows of one batch may mean; ``same`` tells two of a home apart."""

    def __init__(
        self, run: Run, model: type[Visit | Promise], columns: Sequence[str], same: tuple[str, str]
    ) -> None:
        self._run, self._model, self._same = run, model, same
        self._chosen = _chosen(model, columns)
        self._by_id: dict[RecordId, StoredNote] = {}
        self._by_home: dict[tuple[Any, ...], list[StoredNote]] = defaultdict(list)

    def look_up(self, ids: Iterable[RecordId], homes: Iterable[RecordId]) -> None:
        """Read what these records are, and what there is of these households."""
        self._by_id, self._by_home = {}, defaultdict(list)
        if self._run.top(self._model):
            self._read(col(self._model.id), ids)
            self._read(_HOME, homes)

    def matching(self, fields: Mapping[str, Any], home: RecordId | None) -> StoredNote | None:
        """Return what a row means: by record, else of that household and alike in what tells two apart."""
        known = self._by_id.get(fields.get("id", b""))
        if known is not None or home is None:
            return known
        return next(iter(self._by_home.get(self.key(fields, home), ())), None)

    def key(self, fields: Mapping[str, Any], home: RecordId | None) -> tuple[Any, ...]:
        """Return what makes two rows the same thing."""
        return home, *(fields.get(name) for name in self._same)

    def _read(self, column: Any, wanted: Iterable[RecordId]) -> None:
        num = col(self._model.num)
        for some in chunks(sorted(set(wanted))):
            chosen = self._chosen.where(column.in_(some), num <= self._run.top(self._model)).order_by(num)
            for row in self._run.connection.execute(chosen):
                if row.id in self._by_id:
                    continue
                values = row._asdict()
                where = where_of(home_fields(values))
                note = StoredNote(row.id, values, row.home, where if isinstance(where, Where) else None)
                self._by_id[row.id] = note
                self._by_home[self.key(values, row.home)].append(note)


_HOME = sa.func.coalesce(col(Household.alias_of), col(Household.id))


def _chosen(model: type[Visit | Promise], columns: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(model.id),
            *(col(getattr(model, name)) for name in columns),
            _HOME.label("home"),
            *HOME_COLUMNS,
        )
        .select_from(model)
        .outerjoin(Household, col(Household.id) == col(model.household_id))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(model.building_id))
        .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
        .where(col(model.deleted).is_(False))
    )
