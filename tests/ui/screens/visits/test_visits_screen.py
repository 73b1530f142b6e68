"""Visits by keys: the due doors, taking a visit down in a few keys, promises, the schedule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridtui.domain.people.visit import PromiseDraft, VisitDraft, VisitKind, visit_periods
from gridtui.domain.words.intents import Intent
from gridtui.queries.issues.limits import limits_in_force
from gridtui.queries.walks.due_doors import DueFilter, due_page
from gridtui.queries.walks.promises import PromiseFilter, promise_count, promises_of
from gridtui.queries.walks.visits import visit_lines
from gridtui.storage.tables import Issue, Resident, Visit
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.handing_out import HandOutForm
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.home.screen import HomeScreen
from gridtui.ui.screens.households.detail import HouseholdScreen
from gridtui.ui.screens.visits.entry import VisitEntryScreen
from gridtui.ui.screens.visits.schedule import ScheduleScreen
from gridtui.ui.screens.visits.screen import VisitsScreen
from gridtui.usecases.visits import add_promise, record_visit
from tests.ui.screens.neighbourhood import HOSTILE, Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in

TODAY = date(2026, 11, 24)


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk, ())


def lines_of(desk: Workspace, household: bytes):
    with desk.read() as connection:
        return visit_lines(connection, household)


def rows(app, id: str) -> list:
    """Return the rows of a list as it stands on the screen."""
    table = app.screen.query_one(f"#{id}", VirtualTable)
    return [table._window.row(place) for place in range(table.total)]


def due_doors(desk: Workspace) -> list[str]:
    with desk.read() as connection:
        return [row.door for row in due_page(connection, DueFilter(TODAY), offset=0, limit=99)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_three_keys_take_a_visit_down_and_the_next_door_follows(desk, made, tmp_path, size) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=size) as pilot:
        await type_in(app, pilot, "5")
        assert isinstance(app.screen, VisitsScreen)
        text = screen_text(app)
        assert "走访 · 全部到期的" in text
        assert [word in text for word in ("3-1-101", "没走访过", "普通户")] == [True] * 3
        await type_in(app, pilot, "v")
        assert isinstance(app.screen, VisitEntryScreen)
        assert "3-1-101 · 李芳" in screen_text(app)
        await type_in(app, pilot, "1", "ctrl+s")
        assert isinstance(app.screen, VisitEntryScreen)
        assert "3-2-501 · 王建国" in screen_text(app)
        assert "已记 3-1-101 的走访" in said(app)
        await type_in(app, pilot, "2", "ctrl+s")
        assert isinstance(app.screen, VisitsScreen)
        assert "没有到期的户了" in said(app)
        assert due_doors(desk) == ["3-2-501", "5-301", "7-1-102"]
        [met] = lines_of(desk, made.households["3-1-101"])
        [missed] = lines_of(desk, made.households["3-2-501"])
        assert (met.outcome, met.manner, met.visited_on, met.visitor_name) == ("met", "door", TODAY, "王秀兰")
        assert missed.outcome == "absent"


async def test_promise_and_issue_are_taken_down_with_the_visit(desk, made, tmp_path) -> None:
    household = made.households["7-1-102"]
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.NewVisit(household))
        screen = app.screen
        assert isinstance(screen, VisitEntryScreen)
        screen.form.load({"problem": "灯不亮", "promise_text": "送灯泡"}, as_typed=True)
        await type_in(app, pilot, "3", "ctrl+s")
        problems = " ".join(str(each) for each in screen.form.rows["promise_due_on"].problems)
        assert "兑现日期" in problems
        screen.form.load({"promise_due_on": "+3", "issue_text": "厨房漏水"}, as_typed=True)
        screen.form.focus_field("issue_category")
        await type_in(app, pilot, "'lswx'", "ctrl+s")
        assert "诉求已登记、承诺已记下" in said(app)
        [line] = lines_of(desk, household)
        assert (line.manner, line.outcome, line.problem) == ("phone", "met", "灯不亮")
        with desk.read() as connection:
            [promise] = promises_of(connection, household)
            issue = connection.execute(Issue.__table__.select()).one()
        assert (promise.text, promise.due_on) == ("送灯泡", TODAY + timedelta(days=3))
        assert (issue.household_id, issue.source, issue.text) == (household, "visit", "厨房漏水")


async def test_a_visit_left_half_typed_is_offered_again_and_another_is_corrected(
    desk, made, tmp_path
) -> None:
    household = made.households["5-301"]
    with desk.write(Intent.RECORD_VISIT) as unit:
        draft = VisitDraft(household_id=household, outcome="met", resident_id=made.residents["王敏"])
        visit = record_visit(unit, draft)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.NewVisit(household))
        await type_in(app, pilot, "2", "tab", "'没人'", "escape")
        await opened(app, pilot, messages.NewVisit(household))
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, VisitEntryScreen)
        assert app.screen.form.raw_values()["problem"] == "没人"
        await type_in(app, pilot, "f7", "right", "enter")
        await opened(app, pilot, messages.EditVisit(visit))
        assert app.screen.form.raw_values()["resident_id"] == "王敏"
        await type_in(app, pilot, "5", "ctrl+s")
        [line] = lines_of(desk, household)
        assert line.outcome == "declined"
        with desk.read() as connection:
            row = connection.execute(Visit.__table__.select()).one()
        assert (row.resident_id, row.visitor_id) == (made.residents["王敏"], desk.operator.id)


async def test_promises_are_kept_with_one_key_and_home_counts_them(desk, made, tmp_path) -> None:
    with desk.write(Intent.ADD_PROMISE) as unit:
        for text, days in (("修扶手", -1), ("送表", 5)):
            due = TODAY + timedelta(days=days)
            add_promise(unit, PromiseDraft(household_id=made.households["3-2-501"], text=text, due_on=due))
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "1")
        assert isinstance(app.screen, HomeScreen)
        text = screen_text(app)
        assert "该兑现的承诺  1" in text
        assert "修扶手" in text
        assert "待走访  4" in text
        await type_in(app, pilot, "5", "t")
        screen = app.screen
        assert isinstance(screen, VisitsScreen)
        assert [row.text for row in rows(app, "promises")] == ["修扶手", "送表"]
        await type_in(app, pilot, "x")
        assert [row.text for row in rows(app, "promises")] == ["送表"]
        assert "已兑现" in said(app)
        await type_in(app, pilot, "ctrl+z", "m", "end", "'了'", "ctrl+s")
        with desk.read() as connection:
            assert promise_count(connection, PromiseFilter()) == 2
            assert "送表了" in [row.text for row in promises_of(connection, made.households["3-2-501"])]
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, HouseholdScreen)


async def test_the_schedule_is_shown_with_its_default_and_changed(desk, made, tmp_path) -> None:
    for door in ("3-2-501", "3-1-101"):
        with desk.write(Intent.RECORD_VISIT) as unit:
            on = TODAY - timedelta(days=100)
            record_visit(unit, VisitDraft(household_id=made.households[door], outcome="met", visited_on=on))
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "5", "r")
        assert isinstance(app.screen, ScheduleScreen)
        assert "默认值，非昆明规定" in screen_text(app)
        await type_in(app, pilot, "ctrl+s")
        assert said(app) == "走访周期没有改动"
        await type_in(app, pilot, "r", "ctrl+u", "'0'", "tab")
        assert "天数" in " ".join(str(each) for each in app.screen.form.rows["ordinary"].problems)
        await type_in(app, pilot, "shift+tab", "ctrl+u", "'90'", "ctrl+s")
        assert isinstance(app.screen, VisitsScreen)
        assert due_doors(desk) == ["3-1-101", "3-2-501", "5-301", "7-1-102"]
        await type_in(app, pilot, "f", "down", "enter")
        assert [row.door for row in rows(app, "due-doors")] == ["5-301", "7-1-102"]
        await type_in(app, pilot, "b")
        assert "5栋" in screen_text(app).split("\n")[0]
        assert HOSTILE not in screen_text(app)
        with desk.read() as connection:
            assert visit_periods(limits_in_force(connection))[VisitKind.ORDINARY] == 90


async def test_a_visit_before_they_came_is_doubted_and_one_that_is_to_come_refused(
    desk, made, tmp_path
) -> None:
    household = made.households["3-2-501"]
    with desk.write(Intent.EDIT_RESIDENT) as unit:
        for id, home in rows_of(desk, Resident.id, Resident.household_id):
            if home == household:
                unit.update(Resident, id, {"moved_in_on": date(2026, 11, 20)})
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.NewVisit(household))
        await type_in(app, pilot, "1")
        screen.form.load({"visited_on": "2026-11-25"}, as_typed=True)
        await type_in(app, pilot, "ctrl+s")
        assert "2026-11-25 还没有到" in screen_text(app) and lines_of(desk, household) == []
        screen.form.load({"visited_on": "2026-11-18"}, as_typed=True)
        await type_in(app, pilot, "ctrl+s")
        assert "（注意：这户人 2026-11-20 才迁入" in said(app)
        assert [line.visited_on for line in lines_of(desk, household)] == [date(2026, 11, 18)]


async def test_visits_of_marked_doors_and_promises_are_handed_out(desk, made, tmp_path) -> None:
    first, second = made.households["3-1-101"], made.households["3-2-501"]
    with desk.write(Intent.RECORD_VISIT) as unit:
        for household in (first, second, second):
            visit = VisitDraft(household_id=household, outcome="absent", visited_on=TODAY)
            record_visit(unit, visit, promises=(PromiseDraft(text="送灯", due_on=TODAY),))
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        for place, (keys, words, count) in enumerate(
            (
                (("5", "e"), "导出 走访", 3),
                (("enter", "j", "space", "e"), "导出选中的 2 条：走访", 2),
                (("enter", "t", "e"), "导出 承诺", 3),
            )
        ):
            await type_in(app, pilot, *keys)
            assert words in screen_text(app)
            out = tmp_path / f"出{place}.csv"
            form = app.screen.query_one(HandOutForm)
            form.load({"form": ".csv", "path": str(out)}, as_typed=True)
            await type_in(app, pilot, "f5")
            assert len(out.read_text(encoding="utf-8-sig").splitlines()) == count + 1
