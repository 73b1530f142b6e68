"""The doors that are due in a whole street: the list, its filters, the counts of every building."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import Connection

from gridtui.domain.words.dates import local_date
from gridtui.queries.places.grids import grid_rows
from gridtui.queries.walks.due_doors import DueFilter, due_count, due_page
from gridtui.queries.walks.visits import due_by_building
from gridtui.storage.workspace import Workspace
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.stores import open_store, system_clock
from tests.bench.streets import street_of

LARGE, SMALL, TINY = 200_000, 20_000, 2_000
PAGE = 100
ROUNDS = 21
LIMIT = 200.0
"""Milliseconds in which a due list is aimed to be there."""

Query = Callable[[Connection], object]


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask the same of a street of 200,000 households and of one of 2,000."""
    households = SMALL if bench.small else LARGE
    large, tiny = (open_store(street_of(bench.stores, size)) for size in (households, TINY))
    everything = DueFilter(local_date(system_clock()))
    try:
        with large.read() as connection:
            grid = grid_rows(connection)[0].id
        for name, wanted in (
            (f"of {households:,} households", everything),
            ("of one grid", replace(everything, grid_id=grid)),
            ("of nobody ever met", replace(everything, never=True)),
            ("overdue a year, with a service need", replace(everything, overdue_days=365, kind="service")),
        ):
            yield _paired(large, tiny, f"Due doors {name}, first page and count", _listed(wanted))
        yield _paired(large, tiny, "Due doors, last page (G)", lambda c: _last(c, everything))
        today = everything.today
        yield _paired(large, tiny, "Due doors of every building", lambda c: due_by_building(c, today))
    finally:
        large.close()
        tiny.close()


def _listed(wanted: DueFilter) -> Query:
    return lambda c: (due_page(c, wanted, offset=0, limit=PAGE), due_count(c, wanted))


def _last(connection: Connection, wanted: DueFilter) -> object:
    at = max(0, due_count(connection, wanted) - PAGE)
    return due_page(connection, wanted, offset=at, limit=PAGE)


def _paired(large: Workspace, tiny: Workspace, name: str, query: Query) -> Figure:
    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: query(connection))

    values, others = alternate(lambda: run(large), lambda: run(tiny), ROUNDS)
    met = sorted(values)[len(values) // 2] <= LIMIT
    return Figure(name, values, "ms", f"{TINY:,} households", others, f"≤ {LIMIT:.0f} ms", met)
