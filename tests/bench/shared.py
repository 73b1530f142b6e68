"""A shared store on PostgreSQL: searching very many issues, and taking bundles in."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlalchemy import Connection, make_url
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.text import tidy_line
from gridtui.domain.words.tokens import Query, filter_token, read_query
from gridtui.queries.searching import matching_nums, search_issues
from gridtui.storage.derived.search_index import _lexemes, index_name, matching
from gridtui.storage.store.opening import Founding, create_shared, open_shared
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.sync import receiving, sending
from gridtui.sync.joining import begin_chain
from tests.bench.bench import Bench, milliseconds
from tests.bench.exchanging import BUILDINGS, build_houses, fill_residents
from tests.bench.figures import Figure
from tests.bench.shared_store import many_issues, refuse_without_server
from tests.bench.stores import PASSPHRASE
from tests.conftest import FrozenClock
from tests.engines import drop_postgres, postgres_url
from tests.sync.offices import Offices, device

ISSUES, SMALL = 1_000_000, 100_000
CHANGES, FEW = 100_000, 20_000
WORST, APPLY = 500.0, 20_000
LIMIT, _QUERIES, _SAMPLE = 50, 25, 3_000
_NAME = index_name(Issue)

Asked = tuple[str, tuple[str, ...]]
"""What somebody typed, and the tokens of the filters beside it."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Search a store of very many issues, then let an office take bundles in."""
    refuse_without_server()
    yield from taking_in(bench)
    with many_issues(SMALL if bench.small else ISSUES) as workspace:
        yield from searching(workspace)


def searching(workspace: Workspace) -> Iterator[Figure]:
    """Ask for the first 50 hits of each kind of text, beside what the planner does by itself."""
    worst: list[tuple[float, str]] = []
    with workspace.read() as connection:
        for name, asked in _kinds(connection, Random(5)).items():
            ours, theirs, whole = [], [], []
            for text, filters in asked:
                query = read_query(tidy_line(text))
                if not query.terms:
                    continue
                ours.append(
                    milliseconds(partial(matching, connection, Issue, query, limit=LIMIT, filters=filters))
                )
                theirs.append(milliseconds(_planned(connection, query, filters)))
                whole.append(milliseconds(partial(search_issues, connection, text, LIMIT)))
                worst.append((ours[-1], text))
            yield Figure(f"Shared search: {name}", ours, "ms", "the planner alone", theirs)
            yield Figure(
                f"… the slowest of {len(ours)}", [max(ours)], "ms", "the planner alone", [max(theirs)]
            )
            yield Figure("… whole answer", whole, "ms")
        slowest = max(worst)
        yield Figure(
            f"Slowest of all {len(worst)} searches ({slowest[1]})",
            [slowest[0]],
            "ms",
            aim=f"≤ {WORST:g} ms",
            met=slowest[0] <= WORST,
        )
        thousand = [milliseconds(lambda: matching_nums(connection, Issue, "漏水")) for _ in range(7)]
        yield Figure("The first 1,000 hits of a common word, for a list", thousand, "ms")


def _planned(connection: Connection, query: Query, filters: Sequence[str]) -> Callable[[], object]:
    asked = " & ".join([*(_lexemes(term) for term in query.terms), *(f"'{token}'" for token in filters)])
    sql = f"SELECT num FROM {_NAME} WHERE t @@ CAST(:q AS tsquery) ORDER BY num DESC LIMIT {LIMIT}"
    return lambda: connection.execute(sa.text(sql), {"q": asked}).all()


def _kinds(connection: Connection, random: Random) -> dict[str, list[Asked]]:
    rows = connection.execute(
        sa.select(col(Issue.text), col(Issue.number), col(Issue.reporter_name)).where(
            col(Issue.num) % 331 == 1
        )
    ).all()[:_SAMPLE]
    texts = [row.text for row in rows if len(row.text) > 8]

    def part(length: int) -> str:
        while True:
            text = random.choice(texts)
            at = random.randrange(len(text) - length)
            if text[at : at + length].isalnum():
                return str(text[at : at + length])

    pairs = Counter(a + b for text in texts for a, b in pairwise(text) if (a + b).isalpha())
    common = [pair for pair, _ in pairs.most_common(60)]
    rare = [str(row.reporter_name) for row in rows if len(row.reporter_name) == 3]
    numbers = [str(row.number) for row in rows]

    def plain(make: Callable[[], str]) -> list[Asked]:
        return [(make(), ()) for _ in range(_QUERIES)]

    open_ones, closed_ones = (filter_token("o", "open"),), (filter_token("s", "closed"),)
    return {
        "one character": plain(lambda: part(1)),
        "two characters": plain(lambda: part(2)),
        "a common pair": plain(lambda: random.choice(common)),
        "a rare name": plain(lambda: random.choice(rare)),
        "a common pair and a rare name": plain(lambda: f"{random.choice(common)} {random.choice(rare)}"),
        "two common pairs": plain(lambda: " ".join(random.sample(common, 2))),
        "five common pairs": plain(lambda: " ".join(random.sample(common, 5))),
        "pairs that never meet": plain(lambda: _apart(random, common, texts)),
        "five characters": plain(lambda: part(5)),
        "the beginning of a number": plain(lambda: random.choice(numbers)[: random.randint(1, 11)]),
        "two characters, open ones": [(part(2), open_ones) for _ in range(_QUERIES)],
        "one character, closed ones": [(part(1), closed_ones) for _ in range(_QUERIES)],
    }


def _apart(random: Random, common: Sequence[str], texts: Sequence[str]) -> str:
    """Return two common pairs that no sampled text has together, the least that meet where there are none."""
    tried = [random.sample(common, 2) for _ in range(60)]
    together = [sum(one in text and other in text for text in texts) for one, other in tried]
    return " ".join(tried[together.index(min(together))])


def taking_in(bench: Bench) -> Iterator[Figure]:
    """Let a branch write residents, and its community take them in, on PostgreSQL and in a file."""
    count = FEW if bench.small else CHANGES
    folder = bench.scratch / "shared"
    folder.mkdir()
    clock = FrozenClock()
    offices = Offices(folder, clock)
    url = postgres_url("office")
    assert url is not None
    try:
        office = create_shared(url, Founding("社区", "530102001001", "经办", Level.COMMUNITY), clock=clock)
        branch = offices.found("支部", Level.BRANCH, PASSPHRASE)
        begin_chain(office, "社区一号机")
        offices.admit(office, branch)
        fill_residents(branch, build_houses(branch), 0, count)
        sent = sending.pack(branch, device(office), folder)
        office.close()
        yield from _rates(url, sent.paths, sent.changes, clock)
    finally:
        offices.close()
        drop_postgres(url)


def _rates(url: str, paths: Sequence[Path], changes: int, clock: FrozenClock) -> Iterator[Figure]:
    told: dict[str, list[float]] = {"rate": [], "ours": [], "server": []}
    for _ in range(3):
        copy = postgres_url("taking", template=str(make_url(url).database))
        assert copy is not None
        office = open_shared(copy, clock=clock)
        with office.read() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        began, ours, server = time.perf_counter(), time.process_time(), processor_seconds(pid)
        for path in paths:
            receiving.apply(office, path)
        told["rate"].append(changes / (time.perf_counter() - began))
        told["ours"].append((time.process_time() - ours) / changes * 1e6)
        told["server"].append((processor_seconds(pid) - server) / changes * 1e6)
        office.close()
        drop_postgres(copy)
    rate = Figure(f"Taking {changes:,} changes of {BUILDINGS} buildings in", told["rate"], "changes/s")
    yield replace(rate, aim=f"≥ {APPLY:,}", met=max(told["rate"]) >= APPLY)
    yield Figure("… of the program's processor, a change", told["ours"], "µs")
    yield Figure("… of the server's processor, a change", told["server"], "µs")


def processor_seconds(pid: int | None) -> float:
    """Return how long a process has run on a processor, of those that this system tells about."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
