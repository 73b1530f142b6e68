"""Working together at a city's size: the source's own figures, the loose ends, the registers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Connection

from gridtui.domain.words.dates import local_date
from gridtui.queries.together.figures import FigureFilter, read_figures
from gridtui.queries.together.loose_ends import loose_ends
from gridtui.queries.together.registers import registers
from gridtui.sample.city import build_city
from gridtui.storage.workspace import Workspace
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.stores import made_store, open_store, system_clock

ROUNDS = 11
LIMIT = 1_000.0
"""Milliseconds in which the page of figures is aimed to be there."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask the same of a city and of an empty desk."""
    today = local_date(system_clock())
    city = open_store(made_store(bench.stores, "city", partial(build_city, seed=1, today=today)))
    empty = open_store(made_store(bench.stores, "no city", lambda _: None))
    year = FigureFilter(since=today.replace(month=1, day=1), until=today)
    try:
        for name, query in (
            ("The figures of a city", lambda connection: read_figures(connection, year, today)),
            ("Its loose ends", lambda connection: loose_ends(connection, today)),
            ("Its registers", lambda connection: registers(connection, today)),
        ):
            yield _paired(city, empty, name, query)
    finally:
        city.close()
        empty.close()


def _paired(city: Workspace, empty: Workspace, name: str, query: Callable[[Connection], object]) -> Figure:
    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: query(connection))

    values, others = alternate(lambda: run(city), lambda: run(empty), ROUNDS)
    met = sorted(values)[len(values) // 2] <= LIMIT
    return Figure(name, values, "ms", "an empty desk", others, f"≤ {LIMIT:.0f} ms", met)
