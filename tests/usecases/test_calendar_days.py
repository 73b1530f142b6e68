"""The office's own calendar: in force at once for issues and whistles, undone as one step, both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gridtui.domain.issues.calendar_days import CalendarDayDraft, YearSource
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.domain.issues.whistle import WhistleDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.calendar_days import calendar_year
from gridtui.queries.issues.issues import explained_deadlines
from gridtui.queries.issues.whistles import whistle_detail
from gridtui.storage.derived.calendars import shipped_days, working_calendar
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import CalendarDay, Issue, Whistle
from gridtui.storage.workspace import Workspace
from gridtui.usecases.calendar_days import drop_calendar_days, drop_calendar_year, set_calendar_day
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.whistles import draft_whistle
from tests.interchange.imports import rows_of
from tests.makers import make_issue, stored, undo
from tests.usecases.test_whistles import step

WEDNESDAY = date(2026, 11, 25)


def set_day(workspace: Workspace, day: date, works: bool) -> None:
    with workspace.write("set_calendar") as unit:
        set_calendar_day(unit, CalendarDayDraft(day=day, works=works, name="停电"))


def sound(workspace: Workspace) -> bool:
    with workspace.read() as connection:
        return check_store(connection).problems == []


def test_a_day_off_moves_the_clocks_of_issues_and_whistles_and_back(workspace: Workspace) -> None:
    issue = make_issue(workspace, "漏水")
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, K.SELF_HANDLE)
    draft = WhistleDraft(issue_id=issue, purpose="advance", title="漏水", level=4)
    with workspace.write("blow_whistle") as unit:
        whistle = draft_whistle(unit, draft, ["水务"])
    for each in (S.APPROVE, S.SPLIT, S.SIGN, S.CONTACT):
        step(workspace, whistle, each, "水务" if each in (S.SIGN, S.CONTACT) else "")

    def dues() -> tuple[datetime, datetime]:
        return stored(workspace, Issue, issue)["due_at"], stored(workspace, Whistle, whistle)["due_at"]

    before = dues()
    set_day(workspace, WEDNESDAY, False)
    assert all(now > then for now, then in zip(dues(), before, strict=True))
    assert sound(workspace)
    undo(workspace)
    assert dues() == before and sound(workspace)


def test_the_first_own_day_of_a_year_takes_over_the_days_the_program_brought(workspace: Workspace) -> None:
    set_day(workspace, WEDNESDAY, False)
    brought = [day for day in shipped_days() if day.year == 2026]
    with workspace.read() as connection:
        year = calendar_year(connection, 2026)
        assert year.source is YearSource.OWN and len(year.days) == len(brought) + 1
        assert not any(working_calendar(connection).is_workday(day) for day in brought if day.month == 10
                       and not shipped_days()[day].works)  # fmt: skip
        assert calendar_year(connection, 2025).source is YearSource.SHIPPED
    with workspace.write("set_calendar") as unit:
        drop_calendar_year(unit, 2026)
    with workspace.read() as connection:
        assert calendar_year(connection, 2026).source is YearSource.SHIPPED
        assert working_calendar(connection).is_workday(WEDNESDAY)


def test_a_year_of_own_days_is_taken_from_them_alone(workspace: Workspace) -> None:
    with workspace.write("set_calendar") as unit:
        unit.create(CalendarDay, {"day": WEDNESDAY, "works": False, "name": ""}, scope=unit.desk.org_id)
    with workspace.read() as connection:
        calendar = working_calendar(connection)
        assert calendar.is_workday(date(2026, 10, 1)) and not calendar.is_workday(WEDNESDAY)
        assert calendar.knows(2026) and calendar.knows(2025) and not calendar.knows(2031)


def test_a_day_set_twice_stands_once_and_can_be_dropped(workspace: Workspace) -> None:
    for works in (False, True, False):
        set_day(workspace, date(2031, 5, 1), works)
    assert rows_of(workspace, CalendarDay, "day", "works") == [(date(2031, 5, 1), False)]
    with workspace.write("set_calendar") as unit:
        drop_calendar_days(unit, rows_of(workspace, CalendarDay, "id"))
    with workspace.read() as connection:
        assert calendar_year(connection, 2031).source is YearSource.UNKNOWN


def test_an_impossible_day_is_refused_and_nothing_is_written(workspace: Workspace) -> None:
    with pytest.raises(RuleBroken), workspace.write("set_calendar") as unit:
        set_calendar_day(unit, CalendarDayDraft(day=date(1900, 1, 1)))
    assert rows_of(workspace, CalendarDay, "day") == []


def test_a_year_nobody_knows_is_said_where_a_date_is_explained(workspace: Workspace, clock) -> None:
    clock.at = datetime(2030, 12, 30, 4, 0, tzinfo=UTC)
    issue = make_issue(workspace, "漏水", registered_at=clock.at)
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, K.SELF_HANDLE)
    with workspace.write("blow_whistle") as unit:
        whistle = draft_whistle(
            unit, WhistleDraft(issue_id=issue, purpose="advance", title="漏水", level=4), ["水务"]
        )
    for each in (S.APPROVE, S.SPLIT):
        step(workspace, whistle, each)
    with workspace.read() as connection:
        issue_words = [str(line) for line in explained_deadlines(connection, issue)]
        detail = whistle_detail(connection, whistle)
        assert detail is not None
        whistle_words = [str(line) for line in detail.clocks.explained(detail.status.units[0], "水务")]
    for words in (issue_words, whistle_words):
        assert any("2030 年的放假安排还没有导入，按周一至周五计算" in line for line in words)
    set_day(workspace, date(2030, 10, 1), False)
    set_day(workspace, date(2031, 10, 1), False)
    with workspace.read() as connection:
        assert not any("还没有导入" in str(line) for line in explained_deadlines(connection, issue))


def test_a_day_that_is_said_as_it_is_changes_nothing(workspace: Workspace) -> None:
    def said(day: date, works: bool, name: str) -> bool:
        with workspace.write("set_calendar") as unit:
            return set_calendar_day(unit, CalendarDayDraft(day=day, works=works, name=name))

    new_year = shipped_days()[date(2026, 1, 1)]
    assert not said(new_year.day, new_year.works, new_year.name)
    with workspace.read() as connection:
        assert calendar_year(connection, 2026).source is YearSource.SHIPPED
    assert said(WEDNESDAY, False, "停电") and not said(WEDNESDAY, False, "停电")
    assert said(WEDNESDAY, True, "停电")
