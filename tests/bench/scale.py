"""What a city costs on PostgreSQL: rows, bytes and bundles a day, from what a sample of it takes.

A branch with people and issues sends everything to its community on PostgreSQL; what each record takes there
is what the server says of its tables. The table of docs/scale.md is that, times the assumptions below.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from gridtui.domain.changes.actors import Level
from gridtui.sample.large import build_large
from gridtui.storage.derived.search_documents import DOCUMENTS
from gridtui.storage.derived.search_index import index_name
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.sync import receiving, sending
from gridtui.sync.joining import begin_chain
from tests.bench.bench import Bench
from tests.bench.figures import Figure
from tests.bench.shared_store import refuse_without_server
from tests.bench.stores import PASSPHRASE, SEED, system_clock
from tests.bench.terminal import ROOT
from tests.conftest import FrozenClock
from tests.engines import drop_postgres, postgres_url
from tests.sync.offices import Offices, device

RESIDENTS, ISSUES, SMALL = 3_000, 3_000, 3
FILE = ROOT / "docs" / "scale.md"

CITY_RESIDENTS = 9_000_000
ISSUES_A_YEAR = 1_000_000
VISITS_A_YEAR = 2
HOUSEHOLDS_A_GRID = 400
SENDING_DAYS = 250
YEARS = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """What was measured: bytes a row by table with its indexes, rows by table, and of the exchange."""

    bytes_a_row: Mapping[str, float]
    rows: Mapping[str, int]
    bytes_a_change: float
    changes_a_second: float


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure a sample, reckon the city, and write its table into docs/scale.md."""
    refuse_without_server()
    part = SMALL if bench.small else 1
    sample = _sample(bench, RESIDENTS // part, ISSUES // part)
    for name in ("resident", "household", "issue", "issue_event", "change"):
        yield Figure(f"Bytes of a row of {name}, with indexes", [sample.bytes_a_row[name]], "bytes")
    for name in ("search_resident", "search_issue"):
        yield Figure(f"Bytes of a row of {name}, with its index", [sample.bytes_a_row[name]], "bytes")
    yield Figure("Bytes of a change in a bundle", [sample.bytes_a_change], "bytes")
    yield Figure("Taking in, people and issues with their steps", [sample.changes_a_second], "changes/s")
    lines = _city(sample)
    print("\n".join(lines))
    text = FILE.read_text(encoding="utf-8")
    table = "<!-- city -->\n" + "\n".join(lines) + "\n<!-- /city -->"
    FILE.write_text(
        re.sub(r"<!-- city -->.*<!-- /city -->", lambda _: table, text, flags=re.S), encoding="utf-8"
    )


def _sample(bench: Bench, residents: int, issues: int) -> Sample:
    folder = bench.scratch / "scale"
    folder.mkdir()
    clock = FrozenClock(system_clock())
    offices, url = Offices(folder, clock), postgres_url("scale")
    assert url is not None
    try:
        office = create_shared(url, Founding("社区", "530102001001", "经办", Level.COMMUNITY), clock=clock)
        offices.desks["社区"] = office
        branch = offices.found("支部", Level.BRANCH, PASSPHRASE)
        build_large(branch, residents=residents, issues=issues, seed=SEED)
        begin_chain(office, "社区一号机")
        offices.admit(office, branch)
        sent = sending.pack(branch, device(office), folder)
        began = time.perf_counter()
        for path in sent.paths:
            receiving.apply(office, path)
        taken = time.perf_counter() - began
        size = sum(path.stat().st_size for path in sent.paths)
        with office.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What was written more than once is cleared away first, as it is from time to time.
            connection.exec_driver_sql("VACUUM FULL ANALYZE")
            names = [*SQLModel.metadata.tables, *map(index_name, DOCUMENTS)]
            rows = {name: _count(connection, name) for name in names}
            taken_by = {name: _bytes(connection, name) for name in names}
        return Sample(
            {name: taken_by[name] / rows[name] for name in names if rows[name] > 100},
            rows,
            size / sent.changes,
            sent.changes / taken,
        )
    finally:
        offices.close()
        drop_postgres(url)


def _count(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())


def _bytes(connection: Connection, name: str) -> int:
    asked = sa.text("SELECT pg_total_relation_size(to_regclass(:t))")
    return int(connection.execute(asked, {"t": f'"{name}"'}).scalar_one())


def _city(sample: Sample) -> list[str]:
    """Return the lines of the table: rows and bytes at first and after some years, and what goes a day."""
    rows, each = sample.rows, sample.bytes_a_row
    households = CITY_RESIDENTS * rows["household"] / rows["resident"]
    events = rows["issue_event"] / rows["issue"]
    # A visit is no dearer than a household: as many columns, fewer of them filled.
    visit = each["household"]
    at_first = {"resident": CITY_RESIDENTS, "household": households, "dwelling": households}
    a_year = {
        "issue": ISSUES_A_YEAR,
        "issue_event": ISSUES_A_YEAR * events,
        "visit": VISITS_A_YEAR * households,
    }
    searched = {"resident": each["search_resident"], "issue": each["search_issue"]}
    lines = ["| records | rows | bytes a row, with indexes and search | in all |", "|---|---|---|---|"]
    whole = changes = 0.0
    for name, count in [*at_first.items(), *((name, count * YEARS) for name, count in a_year.items())]:
        size = (visit if name == "visit" else each[name]) + searched.get(name, 0.0)
        lines.append(f"| {name} | {count:,.0f} | {size:,.0f} | {count * size / 1e9:,.1f} GB |")
        whole, changes = whole + count * size, changes + count
    log = changes * each["change"]
    daily = sum(a_year.values()) / SENDING_DAYS
    grids = households / HOUSEHOLDS_A_GRID
    lines += [
        f"| change (one a record) | {changes:,.0f} | {each['change']:,.0f} | {log / 1e9:,.1f} GB |",
        f"| **all, after {YEARS} years** | {2 * changes:,.0f} | | **{(whole + log) / 1e9:,.0f} GB** |",
        "",
        "| exchange | |",
        "|---|---|",
        f"| grids of {HOUSEHOLDS_A_GRID} households | {grids:,.0f} |",
        f"| changes a sending day, whole city | {daily:,.0f} |",
        f"| of one grid | {daily / grids:,.0f} |",
        f"| bundles' bytes a sending day ({sample.bytes_a_change:.0f} a change) | "
        f"{daily * sample.bytes_a_change / 1e6:,.1f} MB |",
        f"| taking a day in, one process ({sample.changes_a_second:,.0f} changes/s) | "
        f"{daily / sample.changes_a_second:,.0f} s |",
        f"| taking everything in once | {changes / sample.changes_a_second / 3600:,.1f} h |",
    ]
    return lines
