"""Reading gaps 缺口: everything the roster and the records lack, each line with what closes it.

The few places and posts are read as wholes and compared here; the many households and service needs are
counted and narrowed by the engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.gaps import LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS, GapKind
from gridtui.domain.words.identifiers import phone_problems
from gridtui.domain.words.problems import Problem, Severity
from gridtui.queries.gap_ground import (
    Ground,
    Lacking,
    NeedRow,
    VisitsDue,
    needs_by_building,
    needs_in_order,
    read_ground,
    visits_due,
)

MOST_LINES = 1_000
"""How many lines of one kind are listed; the counts know all of them."""


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Which gaps are listed; what is left at its default does not narrow them."""

    kind: str = ""
    grid_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap: the record it is about, and which field of that record's form closes it, if one does.

    ``noun`` and ``record_id`` name the record, ``title`` what it is called; ``person`` is whose it is where
    it is somebody's. ``values`` fill the kind's sentence.
    """

    kind: GapKind
    noun: str
    record_id: RecordId
    title: str
    grid_id: RecordId | None = None
    person: str = ""
    missing: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> bytes:
        """What tells this line from every other: a building may lack two things."""
        return self.kind.value.encode() + self.record_id

    @property
    def problem(self) -> Problem:
        """What is wrong, to be said."""
        return Problem(self.kind.sentence, self.missing, Severity.WARNING, dict(self.values))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps by kind, each with how many there are; kinds without any are left out of ``counts``."""

    counts: Mapping[GapKind, int]
    lines: tuple[GapLine, ...]


def find_gaps(
    connection: Connection,
    wanted: GapFilter,
    today: date,
    *,
    most: int | None = MOST_LINES,
    due: VisitsDue | None = None,
) -> Gaps:
    """Return the gaps that fit, at most ``most`` lines of each kind; the counts are of all of them.

    ``due`` is what ``visits_due`` says today, where it was asked already.
    """
    asked = _Asked(connection, read_ground(connection, today), today, wanted.grid_id, due)
    counts: dict[GapKind, int] = {}
    lines: list[GapLine] = []
    for kind, find in _FINDERS.items():
        if wanted.kind not in ("", kind.value):
            continue
        fitting = (line for line in find(asked) if wanted.grid_id in (None, line.grid_id))
        listed = list(islice(fitting, most))
        counted = _COUNTERS.get(kind)
        number = counted(asked) if counted else len(listed) + sum(1 for _ in fitting)
        if number:
            counts[kind] = number
            lines += listed
    return Gaps(counts, tuple(lines))


def gap_counts(connection: Connection, due: VisitsDue, today: date) -> Mapping[GapKind, int]:
    """Return how many gaps of every kind there are, where any; ``due`` is what ``visits_due`` says today."""
    return find_gaps(connection, GapFilter(), today, most=0, due=due).counts


@dataclass(frozen=True)
class _Asked:
    connection: Connection
    ground: Ground
    today: date
    grid_id: RecordId | None
    known_due: VisitsDue | None = None

    @cached_property
    def due(self) -> VisitsDue:
        """What is due in each building."""
        return visits_due(self.connection, self.today) if self.known_due is None else self.known_due


Found = Iterator[GapLine]


def _no_worker(asked: _Asked) -> Found:
    served = asked.ground.held(Role.GRID_WORKER)
    for grid in asked.ground.grids:
        if grid.id not in served:
            yield GapLine(GapKind.NO_WORKER, "grid", grid.id, grid.title, grid.id, missing="assignment")


def _no_branch(asked: _Asked) -> Found:
    for grid in asked.ground.grids:
        if grid.branch_id is None:
            yield GapLine(GapKind.NO_BRANCH, "grid", grid.id, grid.title, grid.id, missing="branch_id")


def _same_code(asked: _Asked) -> Found:
    codes = Counter(grid.code for grid in asked.ground.grids if grid.code)
    doubled = [grid for grid in asked.ground.grids if codes[grid.code] > 1]
    for grid in sorted(doubled, key=lambda grid: grid.code):
        values = {"code": grid.code, "n": codes[grid.code]}
        yield GapLine(GapKind.SAME_CODE, "grid", grid.id, grid.title, grid.id, missing="code", values=values)


def _grid_size(asked: _Asked) -> Found:
    for grid in asked.ground.grids:
        number = asked.ground.households_of_grid(grid.id)
        if not grid.size_note and not LEAST_HOUSEHOLDS <= number <= MOST_HOUSEHOLDS:
            values = {"n": number, "least": LEAST_HOUSEHOLDS, "most": MOST_HOUSEHOLDS}
            yield GapLine(GapKind.GRID_SIZE, "grid", grid.id, grid.title, grid.id, missing="size_note",
                          values=values)  # fmt: skip


def _no_grid(asked: _Asked) -> Found:
    for building in asked.ground.buildings:
        if building.grid_id is None:
            yield GapLine(GapKind.NO_GRID, "building", building.id, building.title, missing="grid_id")


def _no_leader(asked: _Asked) -> Found:
    led = asked.ground.held(Role.BUILDING_LEADER)
    for building in asked.ground.buildings:
        if building.id not in led:
            yield GapLine(GapKind.NO_LEADER, "building", building.id, building.title, building.grid_id,
                          missing="assignment")  # fmt: skip


def _no_hub(asked: _Asked) -> Found:
    hubs = asked.ground.held(Role.PARTY_HUB_HOUSEHOLD)
    for building in asked.ground.buildings:
        number = asked.ground.households.get(building.id, 0)
        if number and building.id not in hubs:
            yield GapLine(GapKind.NO_HUB, "building", building.id, building.title, building.grid_id,
                          missing="assignment", values={"n": number})  # fmt: skip


def _bad_phone(asked: _Asked) -> Found:
    places = asked.ground.titles()
    for post in asked.ground.posts:
        if post.phone and phone_problems(post.phone):
            title, grid_id = places.get(post.place_id or b"", ("", None))
            yield GapLine(GapKind.BAD_PHONE, "assignment", post.id, title, grid_id, post.person_name,
                          missing="phone")  # fmt: skip


def _visits(asked: _Asked, kind: GapKind) -> Found:
    for building in asked.ground.buildings:
        never, overdue = asked.due.get(building.id, (0, 0))
        number = never if kind is GapKind.NEVER_VISITED else overdue
        if number:
            yield GapLine(kind, "building", building.id, building.title, building.grid_id,
                          values={"n": number})  # fmt: skip


def _no_purpose(asked: _Asked) -> Found:
    for need in _needs(asked, Lacking(True, asked.today)):
        yield _need_line(GapKind.NO_PURPOSE, need)


def _review_past(asked: _Asked) -> Found:
    for need in _needs(asked, Lacking(False, asked.today)):
        day = need.review_on.isoformat() if need.review_on else ""
        yield _need_line(GapKind.REVIEW_PAST, need, day=day)


def _needs(asked: _Asked, lacking: Lacking) -> Iterator[NeedRow]:
    counts = _needs_counted(asked, lacking)
    order = {building.id: place for place, building in enumerate(asked.ground.buildings)}
    buildings = sorted(counts, key=lambda id: order.get(id or b"", -1))
    return needs_in_order(asked.connection, asked.ground, lacking, buildings)


def _needs_counted(asked: _Asked, lacking: Lacking) -> dict[RecordId | None, int]:
    """Return how many needs of each building of the grid asked for lack that."""
    grids = {building.id: building.grid_id for building in asked.ground.buildings}
    counts = needs_by_building(asked.connection, lacking)
    return {id: n for id, n in counts.items() if asked.grid_id in (None, grids.get(id or b""))}


def _need_line(kind: GapKind, need: NeedRow, **values: object) -> GapLine:
    return GapLine(
        kind,
        "service_tag",
        need.id,
        need.door,
        need.grid_id,
        need.person,
        missing=need.missing,
        values=values,
    )


_FINDERS: dict[GapKind, Callable[[_Asked], Found]] = {
    GapKind.NO_WORKER: _no_worker,
    GapKind.NO_BRANCH: _no_branch,
    GapKind.SAME_CODE: _same_code,
    GapKind.GRID_SIZE: _grid_size,
    GapKind.NO_GRID: _no_grid,
    GapKind.NO_LEADER: _no_leader,
    GapKind.NO_HUB: _no_hub,
    GapKind.BAD_PHONE: _bad_phone,
    GapKind.NEVER_VISITED: lambda asked: _visits(asked, GapKind.NEVER_VISITED),
    GapKind.VISIT_OVERDUE: lambda asked: _visits(asked, GapKind.VISIT_OVERDUE),
    GapKind.NO_PURPOSE: _no_purpose,
    GapKind.REVIEW_PAST: _review_past,
}
_COUNTERS: dict[GapKind, Callable[[_Asked], int]] = {
    GapKind.NO_PURPOSE: lambda asked: sum(_needs_counted(asked, Lacking(True, asked.today)).values()),
    GapKind.REVIEW_PAST: lambda asked: sum(_needs_counted(asked, Lacking(False, asked.today)).values()),
}
"""Kinds with so many lines that they are counted without reading them."""
