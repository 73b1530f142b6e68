"""Working together at a city's size: the source's own figures, the loose ends, the registers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.words.dates import local_date
from gridtui.queries.together.figures import FigureFilter, read_figures
from gridtui.queries.together.loose_ends import loose_ends
from gridtui.queries.together.registers import registers
from gridtui.sample.city import build_city
from gridtui.sample.places import BRANCH_NAME, COMMUNITY_CODE
from gridtui.sample.stores import SECRETARY
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.stores import SEED, made_store, open_store, system_clock
from tests.engines import VARIABLE, postgres_database

ROUNDS = 11
LIMIT = 1_000.0
"""Milliseconds in which the page of figures is aimed to be there."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask the same of a city and of an empty desk; on PostgreSQL too where a server is named."""
    today = local_date(system_clock())
    fill = partial(build_city, seed=1, today=today)
    city = open_store(made_store(bench.stores, "city", fill))
    empty = open_store(made_store(bench.stores, "no city", lambda _: None))
    try:
        yield from _asked(city, empty, today, "")
    finally:
        city.close()
        empty.close()
    if os.environ.get(VARIABLE):
        with _shared("city") as city, _shared("no_city") as empty:
            fill(city)
            with city.writing() as connection:
                connection.execute(sa.text("ANALYZE"))
            yield from _asked(city, empty, today, ", on PostgreSQL")


def _asked(city: Workspace, empty: Workspace, today: date, where: str) -> Iterator[Figure]:
    year = FigureFilter(since=today.replace(month=1, day=1), until=today)
    for name, query in (
        ("The figures of a city", lambda connection: read_figures(connection, year, today)),
        ("Its loose ends", lambda connection: loose_ends(connection, today)),
        ("Its registers", lambda connection: registers(connection, today)),
    ):
        yield _paired(city, empty, name + where, query)


@contextmanager
def _shared(name: str) -> Iterator[Workspace]:
    """Lend a new shared store, gone afterwards."""
    with postgres_database(f"bench_{name}") as url:
        founding = Founding(BRANCH_NAME, COMMUNITY_CODE, SECRETARY)
        workspace = create_shared(url, founding, clock=system_clock, ids=seeded_ids(SEED))
        try:
            yield workspace
        finally:
            workspace.close()


def _paired(city: Workspace, empty: Workspace, name: str, query: Callable[[Connection], object]) -> Figure:
    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: query(connection))

    values, others = alternate(lambda: run(city), lambda: run(empty), ROUNDS)
    met = sorted(values)[len(values) // 2] <= LIMIT
    return Figure(name, values, "ms", "an empty desk", others, f"≤ {LIMIT:.0f} ms", met)
