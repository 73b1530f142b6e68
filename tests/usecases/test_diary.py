"""The diary on both engines: whose day it is, what was recorded that day, and who may change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.people.diary import DiaryDraft
from gridtui.domain.people.visit import PromiseDraft, VisitDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.walks.diary import (
    DiaryFilter,
    day_facts,
    diary_count,
    diary_draft,
    diary_page,
    entry_of,
    month_of_diary,
)
from gridtui.usecases.diary import remove_diary, write_diary
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issue_moves import take_back
from gridtui.usecases.issues import register_issue
from gridtui.usecases.visits import record_visit
from tests.makers import as_operator, make_quarter, undo

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


def write(workspace, day: date = TODAY, text: str = "走了两户", entry: bytes | None = None) -> bytes:
    with workspace.write(Intent.WRITE_DIARY) as unit:
        return write_diary(unit, DiaryDraft(day=day, text=text), entry)


def facts(workspace, day: date = TODAY) -> list[str]:
    with workspace.read() as connection:
        return [fact.line for fact in day_facts(connection, workspace.operator, day)]


def test_a_day_is_written_over_and_taken_away_and_comes_back(workspace) -> None:
    entry = write(workspace)
    write(workspace, text="走了三户", entry=entry)
    with workspace.read() as connection:
        assert entry_of(connection, workspace.operator.id, TODAY) == entry
        found = diary_draft(connection, entry)
    assert (found.text, found.author_name) == ("走了三户", "王秀兰")
    with workspace.write(Intent.DELETE_RECORD) as unit:
        remove_diary(unit, entry)
    with workspace.read() as connection:
        assert entry_of(connection, workspace.operator.id, TODAY) is None
    undo(workspace)
    with workspace.read() as connection:
        assert diary_count(connection, DiaryFilter()) == 1


def test_a_second_entry_of_a_day_and_somebody_elses_are_refused(workspace) -> None:
    entry = write(workspace)
    with pytest.raises(RuleBroken, match="2026-11-24 已经写过一篇"):
        write(workspace)
    as_operator(workspace, "张敏")
    write(workspace)
    for attempt in (lambda: write(workspace, entry=entry), lambda: remove(workspace, entry)):
        with pytest.raises(RuleBroken, match="这是 王秀兰 的日志"):
            attempt()
    with workspace.read() as connection:
        assert diary_count(connection, DiaryFilter()) == 2


def remove(workspace, entry: bytes) -> None:
    with workspace.write(Intent.DELETE_RECORD) as unit:
        remove_diary(unit, entry)


def test_days_are_listed_newest_first_by_person_and_month(workspace) -> None:
    for ago in (0, 30, 1):
        write(workspace, TODAY - timedelta(days=ago), text=f"{ago} 天前")
    mine = workspace.operator.id
    as_operator(workspace, "张敏")
    write(workspace, text="字" * 999)
    with workspace.read() as connection:
        rows = diary_page(connection, DiaryFilter(), offset=0, limit=9)
        assert [row.author_name for row in rows] == ["张敏", "王秀兰", "王秀兰", "王秀兰"]
        assert (len(rows[0].beginning), rows[0].length) == (200, 999)
        own = diary_page(connection, DiaryFilter(mine, TODAY), offset=0, limit=9)
        assert [row.beginning for row in own] == ["0 天前", "1 天前"]
        month = month_of_diary(connection, DiaryFilter(month=TODAY))
    assert [(each.day.day, each.author_name) for each in month] == [
        (23, "王秀兰"), (24, "张敏"), (24, "王秀兰"),
    ]  # fmt: skip


def test_a_day_is_compiled_from_own_visits_and_steps_only(workspace) -> None:
    made = make_quarter(workspace)
    with workspace.write(Intent.RECORD_VISIT) as unit:
        draft = VisitDraft(household_id=made.household, outcome="met", problem="灯不亮")
        record_visit(unit, draft, promises=[PromiseDraft(text="送灯泡", due_on=TODAY + timedelta(days=3))])
        other = draft.model_copy(update={"visitor_name": "张敏"})
        record_visit(unit, other)
    with workspace.write(Intent.REGISTER_ISSUE) as unit:
        for values in ({}, {"nature": "report"}, {"anonymous": True}):
            base = {"nature": "help", "category": "M11-001", "household_id": made.household}
            draft = IssueDraft(text="漏水", registered_at=NOON - timedelta(hours=1), **{**base, **values})
            issue = register_issue(unit, draft)
    with workspace.write(Intent.MOVE_ISSUE) as unit:
        append_event(unit, issue, K.NOTE, text="去看了", at=NOON - timedelta(days=1))
        step = append_event(unit, issue, K.NOTE, text="记错了", at=NOON)
    with workspace.write(Intent.MOVE_ISSUE) as unit:
        take_back(unit, issue, step)
    found = facts(workspace)
    assert found[0] == "3-2-501 入户走访，见到。问题：灯不亮。承诺：送灯泡（11-27 前）。"
    assert [line.split("，")[-1] for line in found[1:]] == ["登记。", "登记。", "登记。"]
    assert [("3-2-501" in line) for line in found[1:]] == [True, False, False]
    assert not any("杨桂芬" in line for line in found)
    [note] = facts(workspace, TODAY - timedelta(days=1))
    assert note.endswith("，记录。去看了。")
