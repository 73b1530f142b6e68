"""Taking down visits and promises: one entry is one step, and what is wrong is said in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.people.visit import PromiseDraft, VisitDraft, VisitKind, visit_periods
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.walks.due_doors import DueFilter, due_count, due_page
from gridtui.queries.walks.promises import PromiseFilter, promise_count, promise_page, promises_of
from gridtui.queries.walks.visits import visit_lines
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.tables import Household, Issue, IssueEvent, Promise, Resident, TimeLimit, Visit
from gridtui.usecases import visits
from tests.makers import everything, make_quarter, stored, undo

TODAY = date(2026, 11, 24)


def record(workspace, household, *, outcome="met", promises=(), issue=None, **values):
    draft = VisitDraft(household_id=household, outcome=outcome, **values)
    with workspace.write(Intent.RECORD_VISIT) as unit:
        id = visits.record_visit(unit, draft, promises=promises, issue=issue)
        return id, unit.label


def refused(workspace, *args, **values) -> dict[str, str]:
    before = everything(workspace, Visit, Promise, Issue)
    with pytest.raises(RuleBroken) as refusal:
        record(workspace, *args, **values)
    assert everything(workspace, Visit, Promise, Issue) == before
    return {problem.field: str(problem) for problem in refusal.value.problems}


def total(workspace) -> int:
    with workspace.read() as connection:
        return due_count(connection, DueFilter(today=TODAY))


def test_a_visit_fills_in_who_when_and_where(workspace) -> None:
    made = make_quarter(workspace)
    assert total(workspace) == 1
    id, label = record(workspace, made.household, problem="独自买菜不方便", result="约好志愿者")
    row = stored(workspace, Visit, id)
    assert (row["building_id"], row["dwelling_id"]) == (made.building, made.dwelling)
    assert (row["visited_on"], row["visitor_name"], row["manner"]) == (TODAY, "王秀兰", "door")
    assert label == "3-2-501"
    assert total(workspace) == 0


def test_nobody_at_home_leaves_the_door_due(workspace) -> None:
    made = make_quarter(workspace)
    record(workspace, made.household, outcome="absent")
    with workspace.read() as connection:
        [row] = due_page(connection, DueFilter(TODAY), offset=0, limit=9)
    assert (row.last_on, row.last_outcome, row.met_on, row.days) == (TODAY, "absent", None, None)
    record(workspace, made.household, outcome="absent", next_on=TODAY + timedelta(days=2))
    assert total(workspace) == 0


def test_one_entry_with_promise_and_issue_is_one_step(workspace) -> None:
    made = make_quarter(workspace)
    tables = (Visit, Promise, Issue, IssueEvent, Household)
    before = everything(workspace, *tables)
    record(
        workspace,
        made.household,
        promises=[PromiseDraft(text="送助餐登记表", due_on=TODAY + timedelta(days=3))],
        issue=IssueDraft(text="楼道灯不亮", category="P01-001", nature="help"),
        next_on=TODAY + timedelta(days=30),
    )
    with workspace.read() as connection:
        [promise] = promise_page(connection, PromiseFilter(), offset=0, limit=9)
        [line] = visit_lines(connection, made.household)
        issue = connection.execute(Issue.__table__.select()).one()
    assert (promise.door, promise.owner_name, promise.issue) == ("3-2-501", "王秀兰", issue.number)
    assert (issue.household_id, issue.source, issue.place) == (made.household, "visit", "3-2-501")
    assert line.next_on == TODAY + timedelta(days=30)
    undo(workspace)
    after = everything(workspace, *tables)
    assert after["household"] == before["household"]
    with workspace.read() as connection:
        assert visit_lines(connection, made.household) == []
        assert promise_count(connection, PromiseFilter(open=None)) == 0


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on", "还没有到"),
        ({"next_on": TODAY}, "next_on", "之后"),
        ({"next_on": TODAY + timedelta(days=9_999)}, "next_on", "太远"),
        ({"outcome": ""}, "outcome", "请选结果"),
        ({"outcome": "happy"}, "outcome", "happy"),
        ({"promises": [PromiseDraft(text="送表")]}, "promise_due_on", "兑现日期"),
        ({"promises": [PromiseDraft(due_on=TODAY)]}, "promise_text", "承诺了什么"),
        ({"issue": IssueDraft(category="P01-001")}, "issue_text", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_done(workspace, values, field, words) -> None:
    made = make_quarter(workspace)
    found = refused(workspace, made.household, **values)
    assert words in found[field]


def test_a_household_that_moved_away_is_not_visited(workspace) -> None:
    made = make_quarter(workspace)
    with workspace.write(Intent.EDIT_RESIDENT) as unit:
        unit.update(Resident, made.resident, {"moved_out_on": TODAY - timedelta(days=9)})
    assert total(workspace) == 0
    assert "都已离开" in refused(workspace, made.household)["household_id"]
    record(workspace, made.household, visited_on=TODAY - timedelta(days=20))
    assert "哪一户" in refused(workspace, None)["household_id"]
    with workspace.write(Intent.DELETE_RECORD) as unit:
        unit.delete(Household, made.household)
    assert "已经删除" in refused(workspace, made.household)["household_id"]


def test_a_visit_to_a_joined_household_goes_to_the_one_it_joined(workspace) -> None:
    made, other = make_quarter(workspace), make_quarter(workspace, "李四")
    with workspace.write(Intent.JOIN_RECORDS) as unit:
        unit.update(Household, other.household, {"alias_of": made.household})
    id, _ = record(workspace, other.household)
    assert stored(workspace, Visit, id)["household_id"] == made.household


def test_visits_are_corrected_and_taken_away(workspace) -> None:
    made = make_quarter(workspace)
    id, _ = record(workspace, made.household, promises=[PromiseDraft(text="送表", due_on=TODAY)])
    draft = VisitDraft(household_id=made.household, outcome="absent", visited_on=TODAY, visitor_name="王秀兰")
    with workspace.write(Intent.EDIT_VISIT) as unit:
        assert visits.edit_visit(unit, id, draft)
    assert total(workspace) == 1
    with workspace.write(Intent.DELETE_RECORD) as unit:
        visits.remove_visit(unit, id)
    with workspace.read() as connection:
        assert promises_of(connection, made.household) == []
    undo(workspace)
    with workspace.read() as connection:
        assert [row.text for row in promises_of(connection, made.household)] == ["送表"]


def test_promises_are_kept_once_and_can_be_opened_again(workspace) -> None:
    made = make_quarter(workspace)
    with workspace.write(Intent.ADD_PROMISE) as unit:
        late = visits.add_promise(
            unit, PromiseDraft(household_id=made.household, text="修扶手", due_on=TODAY - timedelta(days=1))
        )
        visits.add_promise(
            unit, PromiseDraft(household_id=made.household, text="送表", due_on=TODAY + timedelta(days=5))
        )

    def open_texts(**wanted) -> list[str]:
        with workspace.read() as connection:
            rows = promise_page(connection, PromiseFilter(**wanted), offset=0, limit=9)
            assert promise_count(connection, PromiseFilter(**wanted)) == len(rows)
        return [row.text for row in rows]

    assert open_texts() == ["修扶手", "送表"]
    assert open_texts(due_by=TODAY) == ["修扶手"]
    assert open_texts(grid_id=made.grid, building_id=made.building) == ["修扶手", "送表"]
    with workspace.write(Intent.KEEP_PROMISE) as unit:
        visits.keep_promise(unit, late, outcome="已修好")
    assert open_texts() == ["送表"]
    with pytest.raises(RuleBroken, match="已经兑现"), workspace.write(Intent.KEEP_PROMISE) as unit:
        visits.keep_promise(unit, late)
    with workspace.read() as connection:
        assert [row.text for row in promises_of(connection, made.household)] == ["送表", "修扶手"]
    undo(workspace)
    assert open_texts() == ["修扶手", "送表"]


def test_the_schedule_is_the_offices_own_and_can_be_the_shipped_one_again(workspace) -> None:
    def periods() -> dict[str, int]:
        with workspace.read() as connection:
            return visit_periods(limits_in_force(connection))

    assert periods() == {"ordinary": 182, "service": 30}
    for days in (90, 60):
        with workspace.write(Intent.SET_LIMITS) as unit:
            visits.set_period(unit, VisitKind.ORDINARY, days)
        assert periods() == {"ordinary": days, "service": 30}
    assert len(everything(workspace, TimeLimit)["time_limit"]) == 1
    with workspace.write(Intent.SET_LIMITS) as unit:
        visits.set_period(unit, VisitKind.ORDINARY, None)
    assert periods() == {"ordinary": 182, "service": 30}
    undo(workspace)
    assert periods() == {"ordinary": 60, "service": 30}
    with pytest.raises(RuleBroken, match="1 到"), workspace.write(Intent.SET_LIMITS) as unit:
        visits.set_period(unit, VisitKind.SERVICE, 0)


def test_promises_follow_their_household_and_go_with_it(workspace) -> None:
    made, other = make_quarter(workspace), make_quarter(workspace, "李四")
    with workspace.write(Intent.ADD_PROMISE) as unit:
        visits.add_promise(unit, PromiseDraft(household_id=other.household, text="送表", due_on=TODAY))

    def listed(**wanted) -> list[bytes | None]:
        with workspace.read() as connection:
            return [
                row.household_id
                for row in promise_page(connection, PromiseFilter(**wanted), offset=0, limit=9)
            ]

    with workspace.write(Intent.JOIN_RECORDS) as unit:
        unit.update(Household, other.household, {"alias_of": made.household})
    assert listed() == listed(building_id=made.building) == listed(grid_id=made.grid) == [made.household]
    assert listed(building_id=other.building) == []
    with workspace.write(Intent.DELETE_RECORD) as unit:
        unit.delete(Household, made.household)
    assert listed() == []
