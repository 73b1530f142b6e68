"""A report is read, its cases chosen and worded, and written, by keys alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.periods import Period, Span
from gridtui.interchange.reports.asking import asked_by
from gridtui.interchange.reports.cases import chosen_texts
from gridtui.interchange.reports.facts import TypicalCase
from gridtui.storage.workspace import Workspace
from gridtui.ui import paper_messages
from gridtui.ui.screens.reports.case import CaseScreen
from gridtui.ui.screens.reports.screen import ReportScreen
from gridtui.usecases.issue_events import append_event
from tests.ui.screens.issues.issue_desk import HOSTILE, press, take_down, type_text
from tests.ui.screens.neighbourhood import desk_app, screen_text
from tests.ui.waiting import settled

K = EventKind
NOVEMBER = Period(date(2026, 11, 1))


@pytest.fixture
def solved(desk: Workspace) -> bytes:
    """An issue that was closed, reopened and solved in November, and one that nothing tells of."""
    take_down(desk, f"垃圾桶满了{HOSTILE}")
    issue = take_down(desk, f"楼道灯不亮{HOSTILE}", reporter_name="杨桂芬")
    callback = {"reached": True, "resolved": "resolved", "satisfaction": "satisfied"}
    with desk.write(Intent.BUILD_SAMPLE) as unit:
        for kind, data in (
            (K.SELF_HANDLE, {}),
            (K.FEEDBACK, {"measures": "换了灯"}),
            (K.FAIL_VERIFY, {"reason": "还是不亮"}),
            (K.FEEDBACK, {"measures": "换了线"}),
            (K.PASS_VERIFY, {}),
            (K.CALLBACK, callback),
        ):
            append_event(unit, issue, kind, data=data, text="好了")
    return issue


def chosen(desk: Workspace) -> list[TypicalCase]:
    with desk.read() as connection:
        return chosen_texts(connection, asked_by(desk, NOVEMBER))


async def test_cases_are_chosen_worded_and_written(desk: Workspace, solved: bytes, tmp_path: Path) -> None:
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ReportScreen())
        await settled(app, pilot)
        assert "2026年10月" in screen_text(app), "the month before is the one that is due"
        await press(app, pilot, "]")
        text = screen_text(app)
        assert "2026年11月 · 算到 2026-11-24" in text and "重办后解决" in text and "\x1b" not in text
        await press(app, pilot, "]")
        assert "还没有到" in screen_text(app)

        await press(app, pilot, "t")
        [case] = chosen(desk)
        assert case.issue_id == solved and "换了线" in "".join(case.paragraphs)
        assert "已选案例 1 件" in screen_text(app)
        await press(app, pilot, "t")
        assert chosen(desk) == []
        await press(app, pilot, "ctrl+z")
        assert [each.id for each in chosen(desk)] == [case.id]

        await press(app, pilot, "o", "o")
        assert "2026年10月" in screen_text(app), "a quarter begins with its first month"
        await press(app, pilot, "]", "enter")
        opened = app.opened[-1]
        assert isinstance(opened, paper_messages.WordCase) and opened.issue_id == solved

        await app.push_screen(CaseScreen(**opened.arguments()))
        await settled(app, pilot)
        await press(app, pilot, "ctrl+a")
        await type_text(app, pilot, "杨桂芬的灯")
        await press(app, pilot, "ctrl+s")
        assert "写进报表时会打码" in screen_text(app)
        assert chosen(desk)[0].title.endswith("杨*芬的灯") or chosen(desk)[0].title.startswith("杨*芬的灯")

        await press(app, pilot, "e")
        dialog = app.screen
        out = tmp_path / "月报.docx"
        dialog.query_one("HandOutForm").load({"path": str(out)}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "f5")
        await settled(app, pilot)
        assert "2026年11月民情月报已写好" in screen_text(app)
        text = "\n".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
        assert "杨*芬的灯" in text and "本月登记诉求2件" in text


async def test_an_issue_is_picked_by_its_number_and_a_draft_is_kept(
    desk: Workspace, solved: bytes, tmp_path: Path
) -> None:
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ReportScreen(NOVEMBER))
        await settled(app, pilot)
        await press(app, pilot, "n")
        await type_text(app, pilot, "20261124-999")
        await press(app, pilot, "ctrl+s")
        assert "没有诉求" in screen_text(app)
        await press(app, pilot, *["backspace"] * 3)
        await type_text(app, pilot, "001")
        await press(app, pilot, "ctrl+s")
        opened = app.opened[-1]
        assert isinstance(opened, paper_messages.WordCase) and opened.issue_id != solved

        await app.push_screen(CaseScreen(**opened.arguments()))
        await settled(app, pilot)
        assert "居民反映：垃圾桶满了" in screen_text(app)
        await type_text(app, pilot, "甲")
        await press(app, pilot, "escape")
        assert "已留作草稿" in screen_text(app) and chosen(desk) == []
        await app.push_screen(CaseScreen(**opened.arguments()))
        await settled(app, pilot)
        assert "接着写吗" in screen_text(app)


async def test_a_case_whose_issue_is_gone_cannot_be_saved(desk: Workspace, tmp_path: Path) -> None:
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(CaseScreen(Period(date(2026, 10, 1), Span.QUARTER), b"n" * 16, "题", "文"))
        await settled(app, pilot)
        assert "已经不在了" in screen_text(app)
        await press(app, pilot, "ctrl+s")
        assert chosen(desk) == []
