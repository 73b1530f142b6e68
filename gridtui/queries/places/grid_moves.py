"""Reading which building was in which grid, and when, from the change log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.intents import Intent
from gridtui.queries.histories import titles_of
from gridtui.storage.log.history import LoggedChange, chunks, record_logs
from gridtui.storage.log.log_tables import Change, Step
from gridtui.storage.tables import Building

_MOVING = (Intent.MOVE_BUILDINGS, Intent.SPLIT_GRID, Intent.MERGE_GRIDS, Intent.EDIT_BUILDING)
"""Steps after which a building may be in another grid than before."""


@dataclass(frozen=True, slots=True)
class GridStay:
    """A stretch of time that a building was in a grid, ``until`` None while it still is.

    ``grid_id`` is None, and ``grid`` empty, while it was in none.
    """

    grid_id: RecordId | None
    grid: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class GridMove:
    """Buildings that came into a grid, or left it, in one step; ``other`` is where from or where to."""

    at: datetime
    buildings: tuple[str, ...]
    came: bool
    other: str
    actor: str


@dataclass(frozen=True, slots=True)
class _Passage:
    step: int
    at: datetime
    actor: str
    building: RecordId
    before: RecordId | None
    after: RecordId | None


def stays_of(connection: Connection, building_id: RecordId) -> list[GridStay]:
    """Return in which grids a building has been, newest first; what was undone does not count."""
    log = record_logs(connection, [building_id]).get(building_id, [])
    kinds = _kinds(connection, log)
    spans = list(_spans(log, kinds))
    names = titles_of(connection, "grid", {id for id, _ in spans if id})
    ends = [at for _, at in spans[1:]]
    return [
        GridStay(id, names.get(id or b"", ""), change.at, until.at if until else None)
        for (id, change), until in zip(spans, [*ends, None], strict=True)
    ][::-1]


def moves_of_grid(connection: Connection, grid_id: RecordId) -> list[GridMove]:
    """Return which buildings came into a grid and left it, newest first, those of one step together."""
    candidates = {*_here(connection, grid_id), *_moved_once(connection)}
    logs = record_logs(connection, sorted(candidates))
    kinds = _kinds(connection, (change for log in logs.values() for change in log))
    passages = [
        passage
        for building, log in logs.items()
        for passage in _passages(building, log, kinds)
        if grid_id in (passage.before, passage.after)
    ]
    titles = titles_of(connection, "building", {passage.building for passage in passages})
    others = {id for passage in passages for id in (passage.before, passage.after) if id}
    names = titles_of(connection, "grid", others)
    together: dict[tuple[int, bool, RecordId | None], list[_Passage]] = {}
    for passage in passages:
        came = passage.after == grid_id
        other = passage.before if came else passage.after
        together.setdefault((passage.step, came, other), []).append(passage)
    return [
        GridMove(
            some[0].at,
            tuple(titles.get(passage.building, "") for passage in some),
            came,
            names.get(other or b"", ""),
            some[0].actor,
        )
        for (_, came, other), some in sorted(together.items(), key=lambda item: -item[0][0])
    ]


def _here(connection: Connection, grid_id: RecordId) -> Sequence[RecordId]:
    chosen = sa.select(col(Building.id)).where(col(Building.grid_id) == grid_id)
    return connection.execute(chosen).scalars().all()


def _moved_once(connection: Connection) -> Iterator[RecordId]:
    """Yield the buildings that steps which move buildings have changed."""
    steps = connection.execute(sa.select(col(Step.num)).where(col(Step.intent).in_(_MOVING))).scalars().all()
    for some in chunks(steps):
        chosen = sa.select(col(Change.record)).where(
            col(Change.step_num).in_(some), col(Change.noun) == "building", col(Change.kind) == "set"
        )
        yield from connection.execute(chosen).scalars()


def _kinds(connection: Connection, log: Iterable[LoggedChange]) -> dict[int, str]:
    kinds: dict[int, str] = {}
    for some in chunks(sorted({change.step_num for change in log})):
        chosen = sa.select(col(Step.num), col(Step.kind)).where(col(Step.num).in_(some))
        kinds.update((row.num, row.kind) for row in connection.execute(chosen))
    return kinds


def _spans(
    log: Sequence[LoggedChange], kinds: dict[int, str]
) -> Iterator[tuple[RecordId | None, LoggedChange]]:
    """Yield each grid a building was in with the change that put it there; undone steps leave no trace."""
    spans: list[tuple[RecordId | None, LoggedChange]] = []
    for change in log:
        if change.kind == "create" or "grid_id" in change.fields:
            value = change.fields.get("grid_id")
            grid = bytes.fromhex(value) if value else None
            if kinds.get(change.step_num) == "undo" and len(spans) > 1 and spans[-2][0] == grid:
                spans.pop()
            elif not spans or spans[-1][0] != grid:
                spans.append((grid, change))
    yield from spans


def _passages(building: RecordId, log: Sequence[LoggedChange], kinds: dict[int, str]) -> Iterator[_Passage]:
    spans = list(_spans(log, kinds))
    for (before, _), (after, change) in pairwise(spans):
        yield _Passage(change.step_num, change.at, change.actor_name, building, before, after)
