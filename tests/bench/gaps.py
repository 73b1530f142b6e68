"""The gaps of a whole street: all, those of one grid, those of one kind; and home, which counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Connection

from gridtui.domain.people.gaps import GapKind
from gridtui.domain.words.dates import local_date
from gridtui.queries.dashboard import dashboard
from gridtui.queries.gaps import GapFilter, find_gaps
from gridtui.queries.places.grids import grid_rows
from gridtui.storage.workspace import Workspace
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.stores import open_store, system_clock
from tests.bench.streets import street_of

LARGE, SMALL, TINY = 200_000, 20_000, 2_000
ROUNDS = 21
LIMIT = 500.0
"""Milliseconds in which the gaps are aimed to be there."""
HOME_LIMIT = 300.0
"""Milliseconds in which home is aimed to be there."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask the same of a street of 200,000 households and of one of 2,000."""
    households = SMALL if bench.small else LARGE
    large, tiny = (open_store(street_of(bench.stores, size)) for size in (households, TINY))
    try:
        with large.read() as connection:
            grid = grid_rows(connection)[0].id
        for name, wanted in (
            (f"of {households:,} households", GapFilter()),
            ("of one grid", GapFilter(grid_id=grid)),
            ("of one kind: no building leader", GapFilter(GapKind.NO_LEADER.value)),
        ):
            yield _paired(large, tiny, f"Gaps {name}", partial(_gaps, wanted), LIMIT)
        yield _paired(large, tiny, f"Home of {households:,} households", _home, HOME_LIMIT)
    finally:
        large.close()
        tiny.close()


def _gaps(wanted: GapFilter, connection: Connection) -> object:
    return find_gaps(connection, wanted, local_date(system_clock()))


def _home(connection: Connection) -> object:
    return dashboard(connection, system_clock())


def _paired(
    large: Workspace, tiny: Workspace, name: str, query: Callable[[Connection], object], limit: float
) -> Figure:
    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: query(connection))

    values, others = alternate(lambda: run(large), lambda: run(tiny), ROUNDS)
    met = sorted(values)[len(values) // 2] <= limit
    return Figure(name, values, "ms", f"{TINY:,} households", others, f"≤ {limit:.0f} ms", met)
