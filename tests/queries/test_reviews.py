"""What is due for review, kind by kind; what is not due yet, or has nothing personal left, is not listed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.reviews import (
    KINDS,
    ReviewFilter,
    ReviewRow,
    review_count,
    review_counts,
    review_page,
)
from gridtui.storage.drafts import keep_draft
from gridtui.storage.log import audit
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Assignment, DiaryEntry, Issue, Promise, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.reviewing import forget, prolong_tags, remove_tags
from tests.makers import Quarter, make_quarter, person, stored, undo

TODAY = date(2026, 11, 24)
LONG_AGO = date(2020, 1, 1)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def due(workspace: Workspace) -> tuple[Workspace, Quarter]:
    """A store with one or two of everything that is due, and beside each one that is not."""
    quarter = make_quarter(workspace)
    scope, home, who = quarter.building, quarter.household, quarter.resident

    def each(model: Any, *rows: dict[str, Any]) -> None:
        unit.create_many(model, rows, scope=lambda _: scope)

    with workspace.write("import_file") as unit:
        tag = {"resident_id": who, "tag": "living_alone", "purpose": "送餐"}
        each(ServiceTag, {**tag, "review_on": days_ago(1)}, {**tag, "review_on": TODAY}, tag)
        gone = person(scope, home, "走了的")
        each(
            Resident,
            {**gone, "moved_out_on": days_ago(366)},
            {**gone, "moved_out_on": days_ago(360)},
            {**gone, "moved_out_on": days_ago(10), "died_on": LONG_AGO},
        )
        post = {"role": "building_leader", "building_id": scope, "person_name": "老楼长"}
        each(
            Assignment,
            {**post, "to_on": LONG_AGO, "phone": "13900000001"},
            {**post, "to_on": LONG_AGO},
            {**post, "to_on": days_ago(30), "phone": "13900000001"},
        )
        visit = {"household_id": home, "outcome": "met"}
        each(Visit, {**visit, "visited_on": LONG_AGO, "problem": "冷"}, {**visit, "visited_on": LONG_AGO})
        promise = {"household_id": home, "text": "送煤"}
        each(Promise, {**promise, "done_on": LONG_AGO}, promise)
        each(
            DiaryEntry,
            {"day": LONG_AGO, "text": "旧事", "author_name": "王秀兰"},
            {"day": TODAY, "text": "新"},
        )
        each(Issue, {"number": "20200101-001", "reporter_name": "某人"}, {"number": "20261101-001"})
    with workspace.writing() as connection:
        # What an import from years ago would have given; clocks and events are not what is tested here.
        old = datetime(2020, 1, 1, tzinfo=UTC)
        table = Issue.__table__  # type: ignore[attr-defined]
        closed = sa.update(table).where(table.c.reporter_name != "")
        connection.execute(closed.values(closed_at=old, is_open=False))
        keep_draft(connection, "resident:new", {"name": "半截"}, old)
        keep_draft(connection, "issue:new", {"text": "刚写"}, workspace.clock())
        for at in (old, old, workspace.clock()):
            audit.note(connection, audit.REVEAL, now=at, record=who)
    return workspace, quarter


def listed(workspace: Workspace, kind: str = "") -> list[ReviewRow]:
    with workspace.read() as connection:
        return review_page(connection, ReviewFilter(TODAY, kind), offset=0, limit=100)


def test_everything_that_is_due_is_listed_once_the_oldest_first(due: tuple[Workspace, Quarter]) -> None:
    workspace, quarter = due
    rows = listed(workspace)
    assert [(row.kind, row.title, row.place, row.since, row.code) for row in rows] == [
        ("service_tag", "杨桂芬", "3-2-501", date.min, "living_alone"),
        ("service_tag", "杨桂芬", "3-2-501", days_ago(1), "living_alone"),
        ("resident", "走了的", "3-2-501", LONG_AGO, ""),
        ("resident", "走了的", "3-2-501", days_ago(366), ""),
        ("assignment", "老楼长", "翠湖3栋", LONG_AGO, "building_leader"),
        ("issue", "20200101-001", "", LONG_AGO, ""),
        ("visit", "", "3-2-501", LONG_AGO, ""),
        ("promise", "", "3-2-501", LONG_AGO, ""),
        ("diary_entry", "王秀兰", "", LONG_AGO, ""),
        ("draft", "resident:new", "", LONG_AGO, ""),
        ("looks", "", "", LONG_AGO, ""),
    ]
    assert rows[-1].count == 2 and rows[-2].key == "resident:new"
    assert {row.resident_id for row in rows[:2]} == {quarter.resident}
    assert len({row.row_key for row in rows}) == len(rows)
    with workspace.read() as connection:
        assert review_counts(connection, TODAY) == {
            "service_tag": 2, "resident": 2, "assignment": 1, "issue": 1, "visit": 1, "promise": 1,
            "diary_entry": 1, "draft": 1, "looks": 1,
        }  # fmt: skip
        assert review_count(connection, ReviewFilter(TODAY), ceiling=5) == 5
        assert review_counts(connection, LONG_AGO) == {"service_tag": 1}


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pages_join_without_gap_or_repeat(due: tuple[Workspace, Quarter], limit: int) -> None:
    workspace, _ = due
    whole = listed(workspace)
    with workspace.read() as connection:
        for kind in ("", *KINDS):
            wanted = ReviewFilter(TODAY, kind)
            count = review_count(connection, wanted)
            paged = [
                row
                for offset in range(0, count, limit)
                for row in review_page(connection, wanted, offset=offset, limit=limit)
            ]
            assert paged == [row for row in whole if kind in ("", row.kind)]
            assert review_page(connection, wanted, offset=count, limit=limit) == []


def test_a_need_is_prolonged_or_removed_and_that_is_undone(due: tuple[Workspace, Quarter]) -> None:
    workspace, _ = due
    first, second = (row.id for row in listed(workspace, "service_tag"))
    for wrong in (None, TODAY, days_ago(3)):
        with pytest.raises(RuleBroken, match="今天之后"), workspace.write("edit_tag") as unit:
            prolong_tags(unit, [first], wrong)
    with workspace.write("edit_tag") as unit:
        assert prolong_tags(unit, [first], date(2027, 6, 1)) == 1
        assert remove_tags(unit, [second]) == 1
    assert listed(workspace, "service_tag") == []
    undo(workspace)
    assert [row.id for row in listed(workspace, "service_tag")] == [first, second]


def test_what_is_forgotten_is_listed_no_more_and_the_store_is_sound(due: tuple[Workspace, Quarter]) -> None:
    workspace, quarter = due
    rows = [row for row in listed(workspace) if row.kind not in ("resident", "looks")]
    assert forget(workspace, [(row.kind, row.id, row.key) for row in rows])
    assert {row.kind for row in listed(workspace)} == {"resident", "looks"}
    with workspace.read() as connection:
        assert check_store(connection).problems == []
    [visit] = [row.id for row in rows if row.kind == "visit"]
    kept = stored(workspace, Visit, visit)
    assert (kept["problem"], kept["visited_on"], kept["household_id"]) == ("", LONG_AGO, quarter.household)
    with pytest.raises(RuleBroken, match="不能再撤销"):
        undo(workspace)


def test_a_person_is_not_forgotten_by_the_way(due: tuple[Workspace, Quarter]) -> None:
    workspace, _ = due
    rows = [(row.kind, row.id, row.key) for row in listed(workspace)]
    with pytest.raises(RuleBroken, match="整个人清除"):
        forget(workspace, rows)
    assert len(listed(workspace)) == len(rows)
