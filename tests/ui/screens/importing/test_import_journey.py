"""From a file to the store and back, by keys."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.message_line import MessageLine
from gridtui.ui.screens.importing.choosing import ChoosingStep
from gridtui.ui.screens.importing.mapping_step import MappingStep
from gridtui.ui.screens.importing.result_step import ResultStep
from gridtui.ui.screens.importing.trial_step import TrialStep
from tests.ui.screens.importing.import_desk import (
    LI,
    NAMELESS,
    WANG,
    ZHAO,
    app_of,
    at_home,
    import_screen,
    people,
    press,
    register,
    settle,
)
from tests.ui.screens.neighbourhood import screen_text

HEAD = ("姓名", "身份证号", "性别", "备用", "门牌地址", "健康状况")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return at_home(monkeypatch, tmp_path)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_file_is_found_by_initials_mapped_tried_applied_and_taken_back(
    desk: Workspace, tmp_path: Path, home: Path, size: tuple[int, int]
) -> None:
    rows = [(*row[:3], row[3], row[4], "良好") for row in (WANG, LI)]
    register(home / "台账", *rows, head=HEAD)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=size) as pilot:
        screen = await import_screen(app, pilot)
        await press(app, pilot, *"jmdj", "enter")
        assert screen.step == "mapping"
        text = screen_text(app)
        assert "不入库" in text and "良好" not in text
        assert "13800000001" not in text and "138****0001" in text
        await press(app, pilot, "down", "down", "down", "enter", *"lxdh", "enter")
        mapping = screen.query_one(MappingStep).mapping
        assert mapping is not None and mapping.has("phone")
        await press(app, pilot, "f5")
        assert screen.step == "trial"
        assert "新增 2" in screen_text(app) and "健康状况" in screen_text(app)
        assert people(desk) == 0
        await press(app, pilot, "f5")
        assert screen.step == "result"
        assert people(desk) == 2
        assert "Ctrl+Z 撤销" in screen.query_one(MessageLine).sentence
        await press(app, pilot, "ctrl+z")
        assert people(desk) == 0 and "已撤销，库里和导入前一样" in screen_text(app)
        await press(app, pilot, "ctrl+y")
        assert people(desk) == 2 and "已写入库里" in screen_text(app)


async def test_a_layout_is_asked_about_once(desk: Workspace, tmp_path: Path, home: Path) -> None:
    file = register(home / "台账")
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, file)
        assert screen.step == "mapping"
        await press(app, pilot, "f5", "f5", "escape")
        assert screen.step == "choosing"
        await press(app, pilot, "enter")
        assert screen.step == "trial"
        assert "按上次对列" in screen.filter_words
        assert "不变 2" in screen_text(app)
        await press(app, pilot, "f5")
        assert screen.step == "trial"
        await press(app, pilot, "f6")
        assert screen.step == "mapping"


async def test_refused_rows_go_into_a_file_that_is_corrected_and_imported(
    desk: Workspace, tmp_path: Path, home: Path
) -> None:
    file = register(home / "台账", WANG, NAMELESS, ZHAO)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, file)
        await press(app, pilot, "f5")
        trial = screen.query_one(TrialStep)
        assert trial.table.row.row == 3
        assert trial.table.total == 3
        await press(app, pilot, "space")
        assert trial.table.total == 1
        await press(app, pilot, "space", "f5")
        refused = file.with_name("居民登记表-退回.xlsx")
        assert people(desk) == 2 and refused.name in screen_text(app)
        _fill_name(refused, "孙浩")
        await press(app, pilot, "f5")
        assert screen.step in ("mapping", "trial")
        await press(app, pilot, *(["f5"] if screen.step == "mapping" else []), "f5")
        assert screen.step == "result" and people(desk) == 3
        await press(app, pilot, "enter")
        assert "households" in app.areas


async def test_giving_up_and_cancelling_write_nothing(
    desk: Workspace, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = register(home / "台账")
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, file)
        await press(app, pilot, "f5", "escape")
        assert screen.step == "choosing" and people(desk) == 0
        await press(app, pilot, "enter", "f5")
        assert screen.step == "trial"
        monkeypatch.setattr(
            screen.query_one("#import-working"), "focus", screen.query_one("#import-working").action_cancel
        )
        await press(app, pilot, "f5")
        assert screen.step == "trial"
        assert "什么也没有改" in screen.query_one(MessageLine).sentence
        assert people(desk) == 0
    assert not list((home / "台账").glob("*退回*"))


async def test_the_result_of_a_dry_run_is_a_file(desk: Workspace, tmp_path: Path, home: Path) -> None:
    file = register(home / "台账", WANG, NAMELESS)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await import_screen(app, pilot, file)
        await press(app, pilot, "f5", "e")
        assert "居民登记表-试算.xlsx" in app.screen.query_one(MessageLine).sentence
    sheet = openpyxl.load_workbook(file.with_name("居民登记表-试算.xlsx")).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [line[:2] for line in lines] == [[3, "退回"], [2, "新增"]]


async def test_a_store_that_is_only_read_can_be_tried_against(
    desk: Workspace, tmp_path: Path, home: Path
) -> None:
    file = register(home / "台账")
    desk.read_only = True
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, file)
        await press(app, pilot, "f5")
        assert screen.step == "trial"
        await press(app, pilot, "f5")
        assert screen.step == "trial" and "只能看" in screen.query_one(MessageLine).sentence
        assert people(desk) == 0


async def test_going_elsewhere_needs_no_answer(desk: Workspace, tmp_path: Path, home: Path) -> None:
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot)
        assert screen.query_one(ChoosingStep).field.has_focus
        await press(app, pilot, "escape")
        assert app.screen is not screen
        screen.post_message(messages.OpenArea("issues"))
        await settle(app, pilot)


def _fill_name(path: Path, name: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("姓名") + 1).value = name
    book.save(path)


async def test_result_step_without_a_plan_offers_nothing(desk: Workspace, tmp_path: Path, home: Path) -> None:
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot)
        step = screen.query_one(ResultStep)
        assert not any(step.check_action(action, ()) for action in ("open_list", "corrected", "copy_place"))
