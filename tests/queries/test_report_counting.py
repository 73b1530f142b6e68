"""What only reports count, and the lists of what does not move, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import Flag
from gridtui.domain.issues.typical_case import CaseDraft
from gridtui.domain.words.periods import Period
from gridtui.interchange.reports.asking import asked_by
from gridtui.interchange.reports.cases import chosen_texts, propose_cases
from gridtui.interchange.reports.reading import read_report
from gridtui.queries.issues.issues import IssueFilter, issue_count
from gridtui.queries.reports.counting import (
    Stretch,
    promises_counted,
    promises_late,
    registered_by_grid,
    visits_counted,
    whistles_by_level,
)
from gridtui.storage.tables import Promise, Visit, Whistle
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.report_cases import write_case
from tests.conftest import FrozenClock
from tests.makers import Quarter, make_issue, make_quarter

K = EventKind
NOVEMBER = Stretch(date(2026, 11, 1), date(2026, 11, 30))


def fill(workspace: Workspace) -> tuple[Quarter, dict[str, bytes]]:
    """Write two issues of a grid and one of none, visits, promises and whistles of two months."""
    made = make_quarter(workspace)
    issues = {
        name: make_issue(workspace, name, building_id=made.building if name != "别处" else None)
        for name in ("重办", "挂账", "别处")
    }
    with workspace.write("build_sample") as unit:
        for kind in (K.SELF_HANDLE, K.FEEDBACK, K.FAIL_VERIFY):
            append_event(unit, issues["重办"], kind, data={"reason": "还是不亮"})
        for kind in (K.SELF_HANDLE, K.HOLD):
            append_event(unit, issues["挂账"], kind, data={"reason": "等材料"})
        here = {"building_id": made.building, "household_id": made.household}
        for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 24)):
            unit.create(Visit, {**here, "visited_on": day}, scope=made.building)
        for due, done in ((date(2026, 11, 2), date(2026, 11, 2)), (date(2026, 11, 3), None)):
            values = {**here, "text": "修灯", "due_on": due, "done_on": done}
            unit.create(Promise, values, scope=made.building)
        for level, issue in ((3, "重办"), (3, "别处"), (4, "重办")):
            whistle = {"issue_id": issues[issue], "level": level, "drafted_at": unit.now}
            unit.create(Whistle, whistle, scope=made.building)
    return made, issues


def test_what_is_counted_of_a_period_and_a_grid(workspace: Workspace) -> None:
    made, _ = fill(workspace)
    here = replace(NOVEMBER, grid_id=made.grid)
    with workspace.read() as connection:
        assert registered_by_grid(connection, NOVEMBER) == {made.grid: 2, None: 1}
        assert registered_by_grid(connection, here) == {made.grid: 2}
        assert whistles_by_level(connection, NOVEMBER) == {3: 2, 4: 1}
        assert whistles_by_level(connection, here) == {3: 1, 4: 1}
        assert visits_counted(connection, NOVEMBER) == visits_counted(connection, here) == (2, 1)
        assert promises_counted(connection, NOVEMBER) == promises_counted(connection, here) == (2, 1)
        assert promises_late(connection, date(2026, 11, 4), None) == 1
        assert promises_late(connection, date(2026, 11, 3), None) == 0
        october = Stretch(date(2026, 10, 1), date(2026, 10, 31), made.grid)
        assert visits_counted(connection, october) == (1, 1)
        assert (registered_by_grid(connection, october), whistles_by_level(connection, october)) == ({}, {})


def test_lists_of_what_does_not_move(workspace: Workspace, clock: FrozenClock) -> None:
    _, issues = fill(workspace)
    with workspace.write("move_issue") as unit:
        append_event(unit, issues["别处"], K.REPORT_UP)
        append_event(
            unit, issues["别处"], K.RETURN, data={"reason": "不归我们", "duty": "物业", "basis": "规定"}
        )
    begin = clock()

    def count(wanted: IssueFilter) -> int:
        with workspace.read() as connection:
            return issue_count(connection, wanted)

    assert count(IssueFilter(open=True, reworked=True)) == 1
    assert count(IssueFilter(open=True, flag=Flag.HOLD.value)) == 1
    assert count(IssueFilter(open=True, refused_from=begin)) == 1
    assert count(IssueFilter(open=True, refused_before=begin)) == 0


def test_a_report_of_a_small_store_says_what_there_is(workspace: Workspace) -> None:
    made, issues = fill(workspace)
    with workspace.write("write_case") as unit:
        write_case(
            unit, CaseDraft(period="2026-11", issue_id=issues["重办"], title="灯", text="杨桂芬说好了")
        )
    with workspace.read() as connection:
        asked = asked_by(workspace, Period(date(2026, 11, 1)), made.grid)
        found = read_report(connection, asked)
        assert propose_cases(connection, asked) == []
        assert [case.paragraphs for case in chosen_texts(connection, asked)] == [("杨*芬说好了",)]
    assert (found.came.now, found.closed.now, found.whistled.now) == (2, 0, 2)
    assert {str(part.name): part.number.now for part in found.outstanding} == {
        "超期未办结": 0,
        "被退回或不予受理": 0,
        "重办未结": 1,
        "挂账未办": 1,
    }
