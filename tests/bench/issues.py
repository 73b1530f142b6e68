"""What issues are looked at with: today, board, figures of a year, capture, suggestions, hot issues."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.words.dates import local_date
from gridtui.insight.capturing import understand
from gridtui.insight.hot_issues import HotIssues
from gridtui.insight.similar import similar_issues
from gridtui.insight.suggesting import suggest_categories
from gridtui.queries.dashboard import dashboard
from gridtui.queries.issues.board import board
from gridtui.queries.issues.statistics import KeptStatistics
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate, percentile
from tests.bench.stores import Size, open_store, store_of, system_clock

HOT = Size(2_000, 20_000)
CAPTURED = (
    "3-2-501 王 漏水 求助 !",
    "12-1-803 李芳 楼上半夜装修吵得睡不着 投诉",
    "小区东门路灯不亮 建议",
)
TELLING = ("卫生间顶滴水，楼上不肯修", "电动车飞线充电有火灾隐患", "半夜施工噪声大", "想问低保怎么办")
K = EventKind
ROUND = (K.FEEDBACK, K.FAIL_VERIFY, K.HOLD, K.RESUME, K.NOTE, K.URGENT, K.UNURGENT, K.SUPERVISE)
Query = Callable[[Connection], object]


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask the same of the store that is measured and of one with a thousand issues."""
    now = system_clock()
    of = f"of {bench.size.issues:,} issues"
    yield from _figures(bench, of, now)
    large, tiny = open_store(bench.large), open_store(bench.tiny)
    try:
        queries: tuple[tuple[str, Query], ...] = (
            ("Today", lambda c: dashboard(c, now)),
            ("Board", lambda c: board(c, now)),
        )
        for name, query in queries:
            yield _least(_paired(large, tiny, f"{name} {of}", query), 300)
            yield _busy(large, query)
        yield _folding()
        yield from _typing(large, tiny)
    finally:
        large.close()
        tiny.close()
    yield from _hot(bench, now)


def _figures(bench: Bench, of: str, now: datetime) -> Iterator[Figure]:
    """Work out a year in a store just opened, then once more in the same one."""
    year = local_date(now).year
    firsts: list[float] = []
    after: list[float] = []
    others: list[float] = []
    for store in (bench.large, bench.tiny):
        for _ in range(3):
            workspace, kept = open_store(store), KeptStatistics()
            with workspace.read() as connection:

                def read(connection: Connection = connection, kept: KeptStatistics = kept) -> object:
                    return kept.read(connection, date(year, 1, 1), date(year, 12, 31), now)

                (firsts if store == bench.large else others).append(milliseconds(read))
                if store == bench.large:
                    after += [milliseconds(read) for _ in range(3)]
            workspace.close()
    first = Figure(f"Figures of a year {of}, first", firsts, "ms", "1,000 of each", others)
    yield _least(first, 2_000)
    yield _least(Figure(f"Figures of a year {of}, afterwards", after, "ms"), 300)


def _folding() -> Figure:
    begin = datetime(2026, 1, 5, 1, tzinfo=UTC)
    kinds = [K.REGISTERED, K.SELF_HANDLE, *(ROUND[place % len(ROUND)] for place in range(198))]
    events = [_event(place, kind, begin) for place, kind in enumerate(kinds)]
    few = events[:10]
    values, others = alternate(
        lambda: milliseconds(lambda: fold(events)), lambda: milliseconds(lambda: fold(few)), 50
    )
    return _least(Figure("Folding an issue of 200 events", values, "ms", "of 10 events", others), 5, 0.95)


def _event(place: int, kind: EventKind, begin: datetime) -> Event:
    id = place.to_bytes(16, "big")
    after = frozenset([(place - 1).to_bytes(16, "big")]) if place else frozenset[bytes]()
    at = begin + timedelta(hours=place)
    return Event(id, place.to_bytes(16, "big"), kind, at, b"a" * 16, b"o" * 16, 5, after, {}, "已去现场")


def _typing(large: Workspace, tiny: Workspace) -> Iterator[Figure]:
    """Understand a line after each of its characters; suggest for each text."""
    lines = [line[:length] for line in CAPTURED for length in range(1, len(line) + 1)]
    for name, texts, ask, most in (
        ("Capture, understood after each key", lines, understand, 16),
        ("Suggested categories", TELLING * 8, suggest_categories, 20),
        ("Likely duplicates", TELLING * 8, similar_issues, 20),
    ):
        values, others = (_asked(workspace, texts, ask) for workspace in (large, tiny))
        yield _least(Figure(name, values, "ms", "1,000 of each", others), most, 0.95)


def _asked(
    workspace: Workspace, texts: Iterator[str] | list[str] | tuple[str, ...], ask: Callable[..., object]
) -> list[float]:
    found = []
    for text in ["漏水", *texts]:
        with workspace.read() as connection:
            found.append(milliseconds(lambda text=text, connection=connection: ask(connection, text)))
    return found[1:]


def _hot(bench: Bench, now: datetime) -> Iterator[Figure]:
    """Group the issues of a store, then again after one more was taken down."""
    there = store_of(bench.stores, HOT)
    folder = bench.scratch / "hot"
    folder.mkdir(exist_ok=True)
    for part in there.parent.glob(f"{there.name}*"):
        shutil.copy(part, folder / part.name)
    workspace = open_store(Path(folder) / there.name)
    try:
        firsts, later = [], []
        for _ in range(3):
            hot = HotIssues()
            with workspace.read() as connection:
                firsts.append(milliseconds(lambda: hot.groups(connection, now, limit=50)))  # noqa: B023
        for number in range(5):
            with workspace.write("register_issue") as unit:
                register_issue(unit, IssueDraft(text=f"楼道灯不亮 {number}", nature="help", category="M99"))
            began = time.perf_counter()
            with workspace.read() as connection:
                hot.groups(connection, system_clock(), limit=50)
            later.append((time.perf_counter() - began) * 1000)
    finally:
        workspace.close()
    yield _least(Figure(f"Hot issues among {HOT.issues:,}, first", firsts, "ms"), 3_000)
    yield Figure("… after one more was taken down", later, "ms")


def _paired(large: Workspace, tiny: Workspace, name: str, query: Query) -> Figure:
    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: query(connection))

    values, others = alternate(lambda: run(large), lambda: run(tiny), 7)
    return Figure(name, values, "ms", "1,000 of each", others)


def _busy(workspace: Workspace, query: Query) -> Figure:
    """Return the processor's time alone: what remains of a figure where others use the machine too."""
    values = []
    with workspace.read() as connection:
        for _ in range(5):
            began = time.process_time()
            query(connection)
            values.append((time.process_time() - began) * 1000)
    return Figure("… of it the processor's", values, "ms")


def _least(figure: Figure, most: float, share: float = 0.5) -> Figure:
    """Return the figure with its aim: the middle, or so large a share of the values, within so many ms."""
    words = f"≤ {most:,.0f} ms" if share == 0.5 else f"p95 ≤ {most:,.0f} ms"
    met = percentile(figure.values, share) <= most
    return Figure(figure.name, figure.values, "ms", figure.reference, figure.others, words, met)
