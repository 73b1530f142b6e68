"""What an office lays down goes down with its authority: codes, limits, calendar, dispatches, answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import LAID_DOWN_ABOVE, Level
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.calendar_days import CalendarDayDraft, YearSource
from gridtui.domain.issues.category import shipped_id
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import WhistleStep
from gridtui.domain.issues.limits import Limit, Stage, default_limits
from gridtui.domain.issues.whistle import WhistleDraft, WhistleState
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.histories import history_of
from gridtui.queries.issues.calendar_days import calendar_year
from gridtui.storage.derived.calendars import limits_in_force, working_calendar
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import CalendarDay, Category, Resident, TimeLimit
from gridtui.storage.workspace import Workspace
from gridtui.sync.chains import Role
from gridtui.sync.trust import Refusal
from gridtui.usecases.calendar_days import drop_calendar_days, drop_calendar_year, set_calendar_day
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.limits import drop_limit, set_limit
from gridtui.usecases.whistles import draft_whistle, step_whistle
from tests.conftest import FrozenClock
from tests.interchange.imports import imported, table, tried
from tests.makers import make_issue, make_quarter, stored
from tests.sync.offices import Offices, forge, office_and_branch
from tests.usecases.test_whistles import detail

ACCEPT = next(limit for limit in default_limits().limits if limit.stage is Stage.ACCEPT)
SHUT, ALSO = date(2027, 3, 3), date(2027, 3, 4)


@pytest.fixture
def three(tmp_path: Path, clock: FrozenClock) -> Iterator[tuple[Offices, Workspace, Workspace, Workspace]]:
    """A street, a branch below it, and a grid worker's desk below that, with a quarter."""
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    quarter = make_quarter(branch)
    worker = offices.found("网格", Level.GRID)
    offices.admit(branch, worker, [quarter.grid], (Role.WORK,))
    go_round(offices, street, branch, worker)
    yield offices, street, branch, worker
    offices.close()


def go_round(offices: Offices, street: Workspace, branch: Workspace, worker: Workspace) -> None:
    """Let everything reach everybody."""
    offices.exchange(street, branch)
    offices.exchange(branch, worker)
    offices.exchange(street, branch)


def lay_limit(workspace: Workspace, amount: int) -> None:
    with workspace.write("set_limits") as unit:
        set_limit(unit, replace(ACCEPT, amount=amount, amber=None, shipped=False))


def accepting(workspace: Workspace) -> Limit:
    with workspace.read() as connection:
        found = limits_in_force(connection).find(Stage.ACCEPT)
    assert found is not None
    return found


def lay_day(workspace: Workspace, day: date, name: str) -> None:
    with workspace.write("set_calendar") as unit:
        set_calendar_day(unit, CalendarDayDraft(day=day, works=False, name=name))


def rests(workspace: Workspace, day: date) -> bool:
    with workspace.read() as connection:
        return not working_calendar(connection).is_workday(day)


def test_a_limit_counts_where_it_was_laid_down_and_below_and_never_above(
    three: tuple[Offices, Workspace, Workspace, Workspace],
) -> None:
    offices, street, branch, worker = three
    lay_limit(branch, 9)
    go_round(offices, street, branch, worker)
    assert [accepting(desk).amount for desk in (street, branch, worker)] == [ACCEPT.amount, 9, 9]
    assert accepting(worker).above and not accepting(branch).above
    lay_limit(street, 4)
    go_round(offices, street, branch, worker)
    assert [accepting(desk).amount for desk in (street, branch, worker)] == [4, 4, 4]
    assert accepting(branch).above and not accepting(street).above
    for desk in (branch, worker):
        with pytest.raises(RuleBroken, match="由上级规定"):
            lay_limit(desk, 2)
        with pytest.raises(RuleBroken, match="由上级规定"), desk.write("set_limits") as unit:
            drop_limit(unit, accepting(desk))
    with street.write("set_limits") as unit:
        drop_limit(unit, accepting(street))
    go_round(offices, street, branch, worker)
    assert [accepting(desk).amount for desk in (street, branch, worker)] == [ACCEPT.amount, 9, 9]


def test_a_year_of_the_calendar_is_that_of_the_highest_office_that_laid_it_down(
    three: tuple[Offices, Workspace, Workspace, Workspace],
) -> None:
    offices, street, branch, worker = three
    lay_day(branch, ALSO, "居民区大扫除")
    go_round(offices, street, branch, worker)
    assert [rests(desk, ALSO) for desk in (street, branch, worker)] == [False, True, True]
    lay_day(street, SHUT, "街道停电")
    go_round(offices, street, branch, worker)
    assert [rests(desk, SHUT) for desk in (street, branch, worker)] == [True, True, True]
    assert not any(rests(desk, ALSO) for desk in (street, branch, worker)), "the year is the street's now"
    with branch.read() as connection:
        shown = calendar_year(connection, SHUT.year)
    assert shown.source is YearSource.ABOVE and [day.name for day in shown.days] == ["街道停电"]
    with pytest.raises(RuleBroken, match="由上级规定"):
        lay_day(branch, ALSO, "再来一次")
    with pytest.raises(RuleBroken, match="由上级规定"), branch.write("set_calendar") as unit:
        drop_calendar_days(unit, [day.id for day in shown.days if day.id])
    with pytest.raises(RuleBroken, match="由上级规定"), branch.write("set_calendar") as unit:
        drop_calendar_year(unit, SHUT.year)
    assert rests(branch, SHUT)


def test_a_calendar_from_a_file_goes_down_and_one_for_the_same_year_is_refused_row_by_row(
    three: tuple[Offices, Workspace, Workspace, Workspace], tmp_path: Path
) -> None:
    offices, street, branch, worker = three
    head, row = ("日期", "上班/休息", "说明"), (SHUT.isoformat(), "休息", "街道停电")
    imported(street, table(tmp_path / "街道.csv", head, row))
    go_round(offices, street, branch, worker)
    assert [rests(desk, SHUT) for desk in (street, branch, worker)] == [True, True, True]
    ours = table(
        tmp_path / "本级.csv", head, (ALSO.isoformat(), "休息", "大扫除"), ("2028-03-06", "休息", "")
    )
    plan = tried(branch, ours)
    assert (plan.new, plan.refused) == (1, 1)
    assert [str(problem) for some in plan.refusals.values() for problem in some] == [LAID_DOWN_ABOVE]


def test_what_a_lower_desk_forges_is_refused_above_and_its_history_says_so(
    three: tuple[Offices, Workspace, Workspace, Workspace],
) -> None:
    offices, street, branch, _ = three
    codes = codes_scope(street.desk.org_id)
    category = shipped_id("E01-001")
    with street.write("edit_category") as unit:
        unit.update(Category, category, {"name": "路灯不亮"})
    lay_limit(street, 4)
    offices.exchange(street, branch)
    assert stored(branch, Category, category)["name"] == "路灯不亮"
    with street.read() as connection:
        limit = connection.exec_driver_sql("SELECT id FROM time_limit").scalar_one()
    forge(branch, "set", Category, category, {"name": "不归我管"}, scope=codes)
    forge(branch, "set", TimeLimit, limit, {"amount": 90}, scope=codes)
    forge(branch, "create", CalendarDay, b"day".ljust(16, b"!"), {"day": SHUT, "works": False}, scope=codes)
    arrived = offices.send(branch, street)
    assert arrived.merged is not None and dict(arrived.merged.refused) == {Refusal.SCOPE.value: 3}
    assert stored(street, Category, category)["name"] == "路灯不亮"
    assert accepting(street).amount == 4 and not rests(street, SHUT)
    with street.read() as connection:
        history = history_of(connection, "time_limit", limit, refused=True)
        without = history_of(connection, "time_limit", limit)
    assert [(entry.refused, entry.actor_name) for entry in history.entries] == [
        (Refusal.SCOPE.value, "支部经办"),
        ("", "社区经办"),
    ]
    assert [(field.before, field.after) for field in history.entries[0].fields] == [(4, 90)]
    assert without.entries == history.entries[1:]


def test_dispatches_and_answers_to_whistles_come_down(
    three: tuple[Offices, Workspace, Workspace, Workspace],
) -> None:
    offices, street, branch, worker = three
    with branch.read() as connection:
        building = connection.exec_driver_sql("SELECT id FROM building").scalar_one()
    given, issue = (make_issue(branch, text, building_id=building) for text in ("井盖松了", "楼道灯不亮"))
    with branch.write("move_issue") as unit:
        for each in (given, issue):
            take_step(unit, each, EventKind.SELF_HANDLE)
        take_step(unit, given, EventKind.DISPATCH, data={"lead": worker.desk.org_id.hex()})
    with branch.write("blow_whistle") as unit:
        draft = WhistleDraft(issue_id=issue, title="楼道灯不亮", text="请来查线路", level=3)
        whistle = draft_whistle(unit, draft, ("供电局",))
    go_round(offices, street, branch, worker)
    with worker.read() as connection:
        assert status_of(connection, given).lead == worker.desk.org_id
    assert detail(street, whistle).row.state is WhistleState.DRAFTED
    for step in (WhistleStep.APPROVE, WhistleStep.SPLIT):
        with street.write("answer_whistle") as unit:
            step_whistle(unit, whistle, step, text="街道同意", data={"by": "街道办"})
    go_round(offices, street, branch, worker)
    for desk in (street, branch, worker):
        assert detail(desk, whistle).row.state is WhistleState.WORKING
        assert detail(desk, whistle).status == detail(street, whistle).status


def test_a_record_out_of_reach_is_refused_in_words_at_the_keyboard(
    three: tuple[Offices, Workspace, Workspace, Workspace],
) -> None:
    _, _, branch, worker = three
    with branch.write("add_resident") as unit:
        elsewhere = unit.create(Resident, {"name": "别处"}, scope=branch.desk.org_id)
    with pytest.raises(RuleBroken, match="不在这台电脑的管辖范围内"), worker.write("edit_resident") as unit:
        unit.create(Resident, {"name": "越界"}, scope=branch.desk.org_id)
    assert stored(branch, Resident, elsewhere)["name"] == "别处"
    assert Refusal.AUTHORITY.label == LAID_DOWN_ABOVE
