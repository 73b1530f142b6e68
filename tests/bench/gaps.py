"""The gaps of a whole street: all of them, those of one grid, those of one kind."""

from __future__ import annotations

from collections.abc import Iterator

from gridtui.domain.dates import local_date
from gridtui.domain.gaps import GapKind
from gridtui.queries.gaps import GapFilter, find_gaps
from gridtui.queries.grids import grid_rows
from gridtui.storage.workspace import Workspace
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.stores import open_store, system_clock
from tests.bench.streets import street_of

LARGE, SMALL, TINY = 200_000, 20_000, 2_000
ROUNDS = 21
LIMIT = 500.0
"""Milliseconds in which the gaps are aimed to be there."""


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
            yield _paired(large, tiny, f"Gaps {name}", wanted)
    finally:
        large.close()
        tiny.close()


def _paired(large: Workspace, tiny: Workspace, name: str, wanted: GapFilter) -> Figure:
    today = local_date(system_clock())

    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: find_gaps(connection, wanted, today))

    values, others = alternate(lambda: run(large), lambda: run(tiny), ROUNDS)
    met = sorted(values)[len(values) // 2] <= LIMIT
    return Figure(name, values, "ms", f"{TINY:,} households", others, f"≤ {LIMIT:.0f} ms", met)
