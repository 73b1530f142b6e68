"""The figures of a period agree with a slow reckoning over the issues of the sample."""

from __future__ import annotations

import statistics as reference
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.dates import local_date
from gridtui.queries.issues.statistics import KeptStatistics, Rate, Statistics, statistics
from gridtui.sample.stores import open_sample
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
FIRST, LAST = date(2026, 8, 3), date(2026, 11, 24)
ANSWERS = {EventKind.FEEDBACK, EventKind.REPLY, EventKind.CALLBACK, EventKind.CLOSE}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("sample")
    return open_sample(folder, seed=20261124, clock=lambda: NOW)


@pytest.fixture(scope="module")
def found(sample: Workspace) -> Statistics:
    with sample.read() as connection:
        return statistics(connection, FIRST, LAST, NOW)


def within(instant: datetime | None) -> bool:
    return instant is not None and FIRST <= local_date(instant) <= LAST


def test_every_figure_agrees_with_the_slow_one(sample: Workspace, found: Statistics) -> None:
    with sample.read() as connection:
        rows = connection.execute(sa.select(Issue).where(col(Issue.deleted).is_(False))).all()
        statuses = {row.id: status_of(connection, row.id) for row in rows}
    came = [row for row in rows if within(row.registered_at)]
    went = [row for row in rows if within(statuses[row.id].closed_at)]
    assert (found.registered, found.closed) == (len(came), len(went))
    asked = [row for row in came if row.state not in ("voided", "merged")]
    answered = [row for row in asked if ANSWERS & {event.kind for event in statuses[row.id].live}]
    assert found.responded == Rate(len(answered), len(asked))
    said = [str(statuses[row.id].resolved or "") for row in went]
    assert found.resolved == Rate(said.count("resolved"), len(said) - said.count(""), said.count(""))
    moods = Counter(str(statuses[row.id].satisfaction or "") for row in went)
    happy = moods["satisfied"] + moods["mostly"]
    rated = happy + moods["dissatisfied"]
    assert found.satisfied == Rate(happy, rated, len(went) - rated)
    days = [max(0, (row.closed_at - row.registered_at) // timedelta(days=1)) for row in went]
    assert found.days_to_close.number == len(days) > 20
    assert found.days_to_close.median == reference.median_low(days)
    by_week = Counter((local_date(row.registered_at) - FIRST).days // 7 for row in came)
    assert [week[1] for week in found.weeks] == [by_week[number] for number in range(len(found.weeks))]
    assert sum(found.categories.values()) == sum(found.natures.values()) == len(came)
    late = Counter(row.state for row in rows if row.is_open and row.due_at < NOW)
    assert {state.value: number for state, number in found.overdue.items()} == dict(late)


def test_weeks_begin_on_monday_and_the_parts_make_the_whole(found: Statistics) -> None:
    assert all(week.weekday() == 0 for week, _, _ in found.weeks)
    assert sum(week[2] for week in found.weeks) == found.closed
    assert sum(each.number for each in found.by_category.values()) == found.closed
    assert sum(each.number for each in found.by_grid.values()) == found.closed


def test_a_period_without_anything_is_zero_and_no_rate(sample: Workspace) -> None:
    with sample.read() as connection:
        nothing = statistics(connection, date(2001, 1, 1), date(2001, 1, 2), NOW)
    assert (nothing.registered, nothing.closed, nothing.days_to_close.median) == (0, 0, 0)
    assert nothing.responded.share is None


def test_kept_figures_are_those_worked_out_until_something_is_written(desk: Workspace) -> None:
    kept = KeptStatistics()
    day = local_date(NOW)

    def registered() -> int:
        with desk.read() as connection:
            return kept.read(connection, day, day, NOW).registered

    assert registered() == 0
    with desk.write("register_issue") as unit:
        register_issue(unit, IssueDraft(text="路灯不亮", nature="help", category="M99", registered_at=NOW))
    assert registered() == 1
    with desk.writing() as connection:
        before = {"registered_at": NOW - timedelta(days=9), "due_at": NOW - timedelta(days=1)}
        connection.execute(sa.update(Issue).values(**before))
    with desk.read() as connection:
        again = kept.read(connection, day, day, NOW)
    assert again.registered == 1, "nothing was logged, so nothing is grouped anew"
    assert sum(again.overdue.values()) == 1, "what is late is counted whenever it is asked for"
