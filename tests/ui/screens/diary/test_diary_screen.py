"""The diary by keys: a day begins compiled, is edited and kept, takes in what is new; a month goes out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridtui.domain.people.diary import DiaryDraft
from gridtui.domain.people.visit import VisitDraft
from gridtui.domain.words.intents import Intent
from gridtui.storage.drafts import kept_draft
from gridtui.storage.tables import DiaryEntry
from gridtui.storage.workspace import Workspace
from gridtui.ui.screens.diary.day import DiaryDayScreen
from gridtui.ui.screens.diary.screen import DiaryScreen
from gridtui.ui.screens.visits.screen import VisitsScreen
from gridtui.usecases.diary import write_diary
from gridtui.usecases.visits import record_visit
from tests.makers import as_operator
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, rows_of, said, type_in

TODAY = date(2026, 11, 24)


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    made = build(desk, ())
    visit(desk, made.households["3-2-501"], problem="灯不亮")
    return made


def visit(desk: Workspace, household: bytes, **values) -> None:
    with desk.write(Intent.RECORD_VISIT) as unit:
        record_visit(unit, VisitDraft(household_id=household, outcome="met", **values))


def texts(desk: Workspace) -> list[str]:
    return [text for (text,) in rows_of(desk, DiaryEntry.text)]


FIRST = "3-2-501 入户走访，见到。问题：灯不亮。"


async def test_a_day_begins_compiled_and_takes_in_what_is_new(desk, made, tmp_path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "5", "l")
        assert isinstance(app.screen, DiaryScreen)
        assert "今天还没写" in screen_text(app) and "还没有写过日志" in screen_text(app)
        await type_in(app, pilot, "n")
        assert isinstance(app.screen, DiaryDayScreen)
        assert FIRST in screen_text(app) and "汇总了 1 条记录" in said(app)
        assert "2026-11-24 周二 · 王秀兰" in screen_text(app)
        await type_in(app, pilot, "'早上下雨'", "ctrl+s")
        assert texts(desk) == [f"早上下雨{FIRST}"]
        visit(desk, made.households["7-1-102"])
        await type_in(app, pilot, "enter")
        assert "有 1 条新记录还没汇进来" in said(app)
        await type_in(app, pilot, "f5")
        assert "加了 1 条新记录" in said(app)
        await type_in(app, pilot, "f5")
        assert "没有新的记录" in said(app)
        await type_in(app, pilot, "ctrl+s", "enter", "ctrl+s")
        assert said(app) == "2026-11-24 的日志没有改动"
        await type_in(app, pilot, "escape")
        assert texts(desk) == [f"早上下雨{FIRST}\n7-1-102 入户走访，见到。"]
        assert isinstance(app.screen, VisitsScreen)


async def test_a_day_left_half_typed_is_offered_again(desk, made, tmp_path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "5", "l", "d", "'-1'", "ctrl+s")
        assert isinstance(app.screen, DiaryDayScreen)
        assert "这天没有走访和诉求的记录" in said(app)
        await type_in(app, pilot, "'昨天开会'")
        await app.keep_drafts()
        with desk.read() as connection:
            assert kept_draft(connection, "diary:2026-11-23").body["text"] == "昨天开会"
        await type_in(app, pilot, "escape", "d", "'昨天'", "ctrl+s", "enter")
        assert "昨天开会" in screen_text(app)
        await type_in(app, pilot, "ctrl+s")
        assert texts(desk) == ["昨天开会"]
        await type_in(app, pilot, "delete")
        assert texts(desk) == [] and "已删除 2026-11-23 的日志" in said(app)


async def test_somebody_elses_day_is_read_and_a_month_goes_out(desk, made, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("gridtui.ui.handing_out.user_downloads_path", lambda: tmp_path)
    before = as_operator(desk, "张敏")
    with desk.write(Intent.WRITE_DIARY) as unit:
        write_diary(unit, DiaryDraft(day=TODAY - timedelta(days=2), text="张敏写的，电话13887012210"))
    desk.operator = before
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await type_in(app, pilot, "5", "l", "enter")
        assert "这是 张敏 的日志，只能看" in said(app)
        await type_in(app, pilot, "'改'", "ctrl+s", "escape")
        assert texts(desk) == ["张敏写的，电话13887012210"]
        await type_in(app, pilot, "w")
        assert "张敏写的" not in screen_text(app)
        await type_in(app, pilot, "w", "e", "tab", "2", "tab", "tab", "2", "f5")
        assert "已导出 1 天" in screen_text(app)
        assert "138****2210" in (tmp_path / "民情日志-202611.txt").read_text(encoding="utf-8-sig")
