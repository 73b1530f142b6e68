"""Long lists: opened, counted, walked through, narrowed; and the figures of home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import Connection

from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.paging import Anchor
from gridtui.queries.dashboard import dashboard
from gridtui.queries.issues.issues import (
    IssueFilter,
    IssueOrder,
    grid_names,
    issue_count,
    issue_page,
    usual_categories,
)
from gridtui.queries.people.households import HouseholdFilter, household_count, household_page
from gridtui.queries.people.residents import ResidentFilter, ResidentOrder, resident_count, resident_page
from gridtui.storage.workspace import Workspace
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate, at_most
from tests.bench.starting import wait_for_home
from tests.bench.stores import open_store, system_clock

PAGE = 100
ROUNDS = 25
Query = Callable[[Connection], object]


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask the same of the store that is measured and of one with a thousand issues and residents."""
    yield _opening(bench)
    large, tiny = open_store(bench.large), open_store(bench.tiny)
    try:
        beside = f"of {bench.size.issues:,} issues"
        yield at_most(_paired(large, tiny, f"First page {beside}", _issues()), 1.2)
        yield _paired(large, tiny, f"Counting {beside}", lambda c: issue_count(c, IssueFilter()))
        yield _paired(large, tiny, f"Last page {beside} (G)", lambda c: _last(c, IssueFilter()))
        yield at_most(_paired(large, tiny, "Nine pages down, by key", lambda c: _pages(c, 9), rounds=10), 1.2)
        for name, wanted in _filters(large):
            yield _paired(large, tiny, f"Issues: {name}, first page", _issues(wanted))
            yield _paired(
                large, tiny, f"Issues: {name}, counting", lambda c, w=wanted: issue_count(c, w), rounds=5
            )
        yield from _doors(bench, large, tiny)
        now = system_clock()
        figure = _paired(large, tiny, f"Home's figures ({beside})", lambda c: dashboard(c, now), rounds=7)
        met = max(figure.values[:7]) <= 300
        yield Figure(figure.name, figure.values, "ms", figure.reference, figure.others, "≤ 300 ms", met)
    finally:
        large.close()
        tiny.close()


def _opening(bench: Bench) -> Figure:
    """Open the area of issues in the program: from the key to the position in the list."""

    def opened(store: str) -> float:
        with bench.program(bench.large if store == "large" else bench.tiny) as program:
            wait_for_home(program)
            program.settle(1.5)
            at = program.send("2")
            return (program.wait_for("第 1") - at) * 1000

    values, others = alternate(lambda: opened("large"), lambda: opened("tiny"), 7)
    return at_most(
        Figure(
            f"Opening the list of {bench.size.issues:,} issues in the program",
            values,
            "ms",
            "1,000 issues",
            others,
        ),
        1.2,
    )


def _paired(large: Workspace, tiny: Workspace, name: str, query: Query, *, rounds: int = ROUNDS) -> Figure:
    def run(workspace: Workspace) -> float:
        with workspace.read() as connection:
            return milliseconds(lambda: query(connection))

    values, others = alternate(lambda: run(large), lambda: run(tiny), rounds)
    return Figure(name, values, "ms", "1,000 of each", others)


def _issues(wanted: IssueFilter | None = None) -> Query:
    return lambda connection: issue_page(connection, wanted or IssueFilter(), offset=0, limit=PAGE)


def _last(connection: Connection, wanted: IssueFilter) -> object:
    return issue_page(connection, wanted, offset=max(0, issue_count(connection, wanted) - PAGE), limit=PAGE)


def _pages(connection: Connection, pages: int) -> None:
    near = None
    for number in range(pages):
        rows = issue_page(connection, IssueFilter(), offset=number * PAGE, limit=PAGE, near=near)
        near = Anchor((number + 1) * PAGE - 1, rows[-1])


def _filters(workspace: Workspace) -> list[tuple[str, IssueFilter]]:
    with workspace.read() as connection:
        grid = next(iter(grid_names(connection)))
        category = usual_categories(connection)[-1]
    due, month = IssueOrder.DUE, system_clock() - timedelta(days=30)
    return [
        ("open by their clocks", IssueFilter(open=True, order=due)),
        ("ended", IssueFilter(open=False)),
        ("all by their clocks", IssueFilter(order=due)),
        ("all by number", IssueFilter(order=IssueOrder.NUMBER)),
        ("one state", IssueFilter(state=State.IN_PROGRESS.value)),
        ("a state that none has", IssueFilter(state=State.MERGED.value)),
        ("one grid", IssueFilter(grid_id=grid)),
        ("one grid, open, by their clocks", IssueFilter(grid_id=grid, open=True, order=due)),
        ("one category", IssueFilter(category=category)),
        ("idle for a month", IssueFilter(open=True, idle_since=month, order=due)),
        ("of a month", IssueFilter(registered_from=month)),
        ("with a text", IssueFilter(text="漏水")),
        ("open with a text", IssueFilter(text="漏水", open=True, order=due)),
    ]


def _doors(bench: Bench, large: Workspace, tiny: Workspace) -> Iterator[Figure]:
    by_door = ResidentFilter(order=ResidentOrder.DOOR)
    size = f"of {bench.size.residents:,} residents"

    def last(connection: Connection) -> object:
        at = max(0, resident_count(connection, by_door) - PAGE)
        return resident_page(connection, by_door, offset=at, limit=PAGE)

    def page(connection: Connection) -> object:
        return resident_page(connection, by_door, offset=0, limit=PAGE)

    yield _paired(large, tiny, f"First page {size} by door", page)
    yield _paired(large, tiny, f"Last page {size} by door (G)", last)
    yield _paired(large, tiny, f"Counting {size}", lambda c: resident_count(c, by_door))
    yield _paired(
        large,
        tiny,
        "Residents of one surname, first page",
        lambda c: resident_page(c, ResidentFilter(text="张"), offset=0, limit=PAGE),
    )
    yield _paired(
        large,
        tiny,
        "Households by door, first page",
        lambda c: household_page(c, HouseholdFilter(), offset=0, limit=PAGE),
    )
    yield _paired(large, tiny, "Counting households", lambda c: household_count(c, HouseholdFilter()))
