"""The list of papers: what each line leads to, notice boards into a folder, and what is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gridtui.domain.papers.schedules import Every, Schedule
from gridtui.interchange.notices.writing import remembered_words
from gridtui.queries.papers.schedules import schedules_in_force
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages, paper_messages
from gridtui.ui.screens.papers.schedules import ScheduleFormScreen
from gridtui.ui.screens.papers.screen import PapersScreen
from gridtui.ui.screens.papers.writing import WritePaper
from gridtui.usecases.schedules import set_schedule
from tests.makers import make_issue, make_quarter
from tests.ui.screens.issues.issue_desk import HOSTILE, press
from tests.ui.screens.neighbourhood import desk_app, screen_text
from tests.ui.waiting import settled


@pytest.fixture
def filled(desk: Workspace) -> Workspace:
    make_quarter(desk)
    make_issue(desk)
    with desk.write("set_schedules") as unit:
        set_schedule(unit, Schedule("", "ledger.sentiment", Every.MONTH, 9, title=f"我们的{HOSTILE}"))
        set_schedule(unit, Schedule("", "of.a.newer.one", Every.MONTH, 9, recipient=HOSTILE))
    return desk


async def to_line(app: Any, pilot: Any, key: str) -> None:
    screen = app.screen
    screen.table.move_to(screen._lines.place(key.encode()))
    await settled(app, pilot)


async def test_lines_lead_on_and_say_what_is_missing(filled: Workspace, tmp_path: Path) -> None:
    app = desk_app(filled, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(PapersScreen())
        await settled(app, pilot)
        text = screen_text(app)
        assert "本月要报 8 份" in text and "我们的" in text and "\x1b" not in text
        for key, wanted in (
            ("paper:form", paper_messages.FillForm),
            ("paper:whistle_sheet", messages.OpenWhistles),
            ("paper:case_sheet", messages.OpenIssues),
        ):
            await to_line(app, pilot, key)
            await press(app, pilot, "enter")
            assert isinstance(app.opened[-1], wanted)
        assert "办件单：一件诉求一张，在诉求里打印" in screen_text(app)
        await press(app, pilot, "home")
        assert "e 写成文件" not in screen_text(app), "a heading is not written"
        assert app.opened[-1].filter.registered_from is not None
        await press(app, pilot, "o", "o", "o")
        assert "台账与报表 · 全部" in screen_text(app)
        assert "往前" not in screen_text(app), "there is nothing before all times"
        await to_line(app, pilot, "paper:report.month")
        await press(app, pilot, "enter")
        assert "先按 o" in screen_text(app)
        await press(app, pilot, "o", "]")
        assert "后面的还没有到" in screen_text(app)
        await press(app, pilot, "s")
        assert isinstance(app.opened[-1], paper_messages.OpenSchedules)


async def test_boards_go_into_a_folder_with_what_the_office_adds(filled: Workspace, tmp_path: Path) -> None:
    app = desk_app(filled, tmp_path)
    folder = tmp_path / "牌子"
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(PapersScreen())
        await settled(app, pilot)
        await to_line(app, pilot, "paper:notices")
        await press(app, pilot, "enter")
        dialog = app.screen
        assert isinstance(dialog, WritePaper) and "工作日" in screen_text(app)
        form = dialog.query_one("HandOutForm")
        form.load({"path": str(tmp_path), "hours": "全天", "office": "值班室"}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "f5")
        assert "已经有文件夹" in screen_text(app)
        form.load({"path": str(folder)}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "f5")
        assert "已写好，1 条" in screen_text(app), screen_text(app)
        assert [path.name for path in folder.iterdir()] == ["公示牌 第一网格 翠湖3栋.docx"]
        with filled.read() as connection:
            assert remembered_words(connection).hours == "全天"


async def test_a_form_that_a_paper_cannot_have_is_refused(filled: Workspace, tmp_path: Path) -> None:
    app = desk_app(filled, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ScheduleFormScreen(Schedule("", "of.a.newer.one", Every.YEAR, 5, ".docx")))
        await settled(app, pilot)
        assert "of.a.newer.one" in screen_text(app)
        form = app.screen.query_one("#schedule-form")
        form.load({"paper": "ledger.visits"}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "ctrl+s")
        assert "只能写成 .xlsx" in screen_text(app)
        form.load({"due_day": "400"}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "ctrl+s")
        assert "0 到 366" in screen_text(app)
        form.load({"due_day": "5", "form": "usual", "paper": "report.month"}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "ctrl+s")
        assert "周期只能是每月" in screen_text(app)
        form.load({"paper": "ledger.visits", "every": "week"}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "ctrl+s")
        with filled.read() as connection:
            assert schedules_in_force(connection)[-1].every is Every.WEEK
