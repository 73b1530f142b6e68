"""Erasing by keys, who looked, what is due for review, the data sheet, a person's file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.tables import Assignment, Resident, ServiceTag
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.text_input import TextInput
from gridtui.ui.screens.privacy.erasure import ConfirmErasure, ErasureScreen
from gridtui.ui.screens.privacy.looks import LooksScreen
from gridtui.ui.screens.privacy.person_file import PersonFileScreen
from gridtui.ui.screens.privacy.review import ReviewScreen
from gridtui.usecases.revealing import note_export, note_reveal
from tests.canary import WORDS, keep_canary
from tests.makers import make_quarter, stored
from tests.ui.screens.issues.issue_desk import press, settled
from tests.ui.screens.neighbourhood import HOSTILE, build, desk_app, screen_text


def name_of(workspace: Workspace, id: RecordId) -> str:
    return str(stored(workspace, Resident, id)["name"])


async def test_a_person_is_erased_after_reason_and_name(desk: Workspace, tmp_path: Path) -> None:
    canary = keep_canary(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ErasureScreen(canary.resident))
        await settled(app, pilot)
        text = screen_text(app)
        assert "有 1 件诉求没有办结" in text and "服务需要 1 条" in text and WORDS["name"] in text
        await press(app, pilot, "x", "enter")
        assert isinstance(app.screen, ConfirmErasure)
        # The safe answer is where one begins: a hasty Enter leaves everything as it is.
        await press(app, pilot, "enter")
        assert "没有清除" in screen_text(app) and name_of(desk, canary.resident) == WORDS["name"]
        await press(app, pilot, "x", "enter")
        app.screen.query_one(TextInput).value = "别人"
        await pilot.click("#answer-erase")
        await settled(app, pilot)
        assert "写的不一样" in screen_text(app) and name_of(desk, canary.resident) == WORDS["name"]
        app.screen.query_one(TextInput).value = WORDS["name"]
        await pilot.click("#answer-erase")
        await settled(app, pilot)
        assert name_of(desk, canary.resident) == ""
        assert "已清除：9 条记录，民情日志 1 天，草稿 1 份" in screen_text(app)
        assert not app.screen.check_action("erase", ())


async def test_a_post_keeps_the_key_away(desk: Workspace, tmp_path: Path) -> None:
    quarter = make_quarter(desk, HOSTILE.replace("\x1b", "").replace("\u202e", ""))
    with desk.write("assign") as unit:
        unit.create(
            Assignment, {"role": "building_leader", "resident_id": quarter.resident}, scope=quarter.building
        )
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ErasureScreen(quarter.resident))
        await settled(app, pilot)
        assert "还担任 1 项职务：先结束任用，才能清除" in screen_text(app)
        assert not app.screen.check_action("erase", ()) and app.screen.check_action("file", ())


async def test_who_looked_stands_on_a_list(desk: Workspace, tmp_path: Path) -> None:
    made = build(desk)
    note_reveal(desk, made.residents["王建国"], "核对电话")
    note_export(desk, "people", 12, "街道要表")
    app = desk_app(desk, tmp_path, follow=(messages.OpenResident, messages.ShowLooks))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(app, pilot)
        app.post_message(messages.OpenResident(made.residents["王建国"]))
        await settled(app, pilot)
        await press(app, pilot, "w")
        assert isinstance(app.screen, LooksScreen)
        text = screen_text(app)
        assert "看完整号码" in text and "核对电话" in text and "导出名单（或含此人）" in text
        assert "王秀兰" in text and "街道要表" not in text


@pytest.fixture
def overdue(desk: Workspace) -> tuple[Workspace, bytes, bytes]:
    """A service need past its date, and somebody who moved out long ago."""
    quarter = make_quarter(desk)
    with desk.write("import_file") as unit:
        tag = unit.create(
            ServiceTag,
            {"resident_id": quarter.resident, "tag": "living_alone", "review_on": date(2026, 5, 1)},
            scope=quarter.building,
        )
        gone = unit.create(
            Resident, {"name": "走了的", "moved_out_on": date(2020, 1, 1)}, scope=quarter.building
        )
    with desk.writing() as connection:
        from gridtui.storage.drafts import keep_draft

        keep_draft(connection, "resident:new", {"name": "半截"}, datetime(2020, 1, 1, tzinfo=UTC))
    return desk, tag, gone


async def test_what_is_due_is_prolonged_narrowed_and_forgotten(
    overdue: tuple[Workspace, bytes, bytes], tmp_path: Path
) -> None:
    workspace, tag, gone = overdue
    app = desk_app(workspace, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ReviewScreen())
        await settled(app, pilot)
        text = screen_text(app)
        assert "杨桂芬 独居" in text and "走了的" in text and "没写完的居民" in text
        await press(app, pilot, "p", *"2027-06-01", "ctrl+s")
        assert stored(workspace, ServiceTag, tag)["review_on"] == date(2027, 6, 1)
        assert "1 项延长到 2027-06-01" in screen_text(app) and "独居" not in screen_text(app)
        await press(app, pilot, "x")
        assert app.opened == [messages.OpenErasure(gone)]
        await press(app, pilot, "down", "x")
        await press(app, pilot, "right", "enter")
        assert "已清除 1 条" in screen_text(app) and "没写完" not in screen_text(app)


async def test_the_data_sheet_is_reached_from_the_palette_and_a_file_is_written(
    desk: Workspace, tmp_path: Path
) -> None:
    quarter = make_quarter(desk)
    app = desk_app(desk, tmp_path, follow=(messages.OpenDataSheet,))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "ctrl+p", *"grzlqd", "enter")
        assert "办理事项核对身份" in screen_text(app) and "迁出或去世后 12 个月" in screen_text(app)
        await app.push_screen(PersonFileScreen(quarter.resident))
        await settled(app, pilot)
        assert "导出 杨桂芬 的全部资料" in screen_text(app)
        form = app.screen.query_one("HandOutForm")
        form.load({"path": str(tmp_path / "人.json"), "reason": "本人来要"}, as_typed=True)  # type: ignore[attr-defined]
        await press(app, pilot, "ctrl+s")
        assert "杨桂芬" in (tmp_path / "人.json").read_text(encoding="utf-8")
