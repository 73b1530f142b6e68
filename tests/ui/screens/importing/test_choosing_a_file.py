"""Choosing the file: by typing, by arrows, by dropping; what cannot be read is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from gridtui.interchange.columns.kinds import Kind
from gridtui.storage.workspace import Workspace
from gridtui.ui.kit.prose import Prose
from gridtui.ui.screens.importing.choosing import ChoosingStep
from gridtui.ui.screens.importing.manner_form import MannerDialog
from tests.interchange.workbooks import bomb, protected
from tests.ui.screens.importing.import_desk import (
    LI,
    WANG,
    app_of,
    at_home,
    import_screen,
    press,
    register,
    settle,
)
from tests.ui.screens.neighbourhood import screen_text


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return at_home(monkeypatch, tmp_path)


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def picture(path: Path) -> Path:
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def headless(path: Path) -> Path:
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (empty, "空.csv", "文件是空的"),
        (protected, "锁.xls", "打开密码"),
        (picture, "图.xlsx", "不是表格文件"),
        (bomb, "大.xlsx", "超过 256 MB"),
        (headless, "无.csv", "没有找到表头"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_in_one_sentence(
    desk: Workspace, tmp_path: Path, home: Path, make: Callable[[Path], Path], name: str, sentence: str
) -> None:
    make(home / "台账" / name)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot)
        await press(app, pilot, "enter")
        assert screen.step == "choosing"
        said = " ".join(each.text for each in screen.query_one(".path-words", Prose).paragraphs)
        assert sentence in said
        screen.query_one(ChoosingStep).field.put("x")
        await settle(app, pilot)
        assert sentence not in screen_text(app)


async def test_a_missing_file_is_said(desk: Workspace, tmp_path: Path, home: Path) -> None:
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, home / "没有.xlsx")
        assert screen.step == "choosing" and "找不到文件 没有.xlsx" in screen_text(app)


async def test_folders_are_walked_into_and_names_narrow(desk: Workspace, tmp_path: Path, home: Path) -> None:
    (home / "下载" / "旧").mkdir()
    register(home / "下载" / "旧", name="楼栋.xlsx")
    register(home / "下载" / "旧", name="居民（新）.xlsx")
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot)
        field = screen.query_one(ChoosingStep).field
        field.put("~/下")
        await press(app, pilot, "enter")
        assert field.value == "~/下载/"
        await press(app, pilot, "enter")
        assert field.value == "~/下载/旧/"
        await press(app, pilot, *"xin")
        assert screen.query_one(ChoosingStep).table.total == 1
        await press(app, pilot, "enter")
        assert screen.step == "mapping" and "居民（新）.xlsx" in screen.filter_words


@pytest.mark.parametrize("typed", ["jiu", "下载/旧"])
async def test_enter_means_what_was_typed_before_it_however_fast(
    desk: Workspace, tmp_path: Path, home: Path, typed: str
) -> None:
    (home / "台账" / "下载" / "旧").mkdir(parents=True)
    for name in ("旧.xlsx", "下载/别的.xlsx", "新的.xlsx"):
        register(home / "台账", name=name)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot)
        for character in typed:
            app.post_message(events.Key(key=character, character=character))
        app.post_message(events.Key(key="enter", character="\r"))
        await settle(app, pilot)
        if typed == "jiu":
            assert screen.step == "mapping" and "旧.xlsx" in screen.filter_words
        else:
            assert screen.query_one(ChoosingStep).field.value.endswith("下载/旧/")


@pytest.mark.parametrize("dressed", ["{}", "'{}'", '"{}"', "file://{}", "{}\n", "& '{}'"])
async def test_a_dropped_path_takes_the_place_of_what_was_typed(
    desk: Workspace, tmp_path: Path, home: Path, dressed: str
) -> None:
    file = register(home / "下载", name="居民 登记.xlsx")
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot)
        await press(app, pilot, "x", "tab")
        assert not screen.query_one(ChoosingStep).field.has_focus
        app.post_message(events.Paste(dressed.format(file)))
        await press(app, pilot, "enter")
        assert screen.step == "mapping"


async def test_a_file_opened_before_is_offered_first_the_next_time(
    desk: Workspace, tmp_path: Path, home: Path
) -> None:
    elsewhere = tmp_path / "U盘"
    elsewhere.mkdir()
    file = register(elsewhere, WANG, LI, name="去年的.xlsx")
    register(home / "台账")
    close, desk.close = desk.close, lambda: None  # type: ignore[method-assign]
    async with app_of(desk, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await import_screen(pilot.app, pilot, file)
        assert screen.step == "mapping"
    async with app_of(desk, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await import_screen(pilot.app, pilot)
        row = screen.query_one(ChoosingStep).table.row
        assert row is not None and row.path == file
    close()


async def test_how_a_file_is_read_can_be_said(desk: Workspace, tmp_path: Path, home: Path) -> None:
    file = register(home / "台账", WANG, LI)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, file)
        assert screen.examined is not None and screen.examined.file.kind is Kind.PEOPLE
        await press(app, pilot, "f7")
        assert isinstance(app.screen, MannerDialog)
        await press(app, pilot, "6", "f5")
        assert app.screen is screen and screen.step == "mapping"
        assert screen.examined.file.kind is Kind.LEADERS
        await press(app, pilot, "f7", "escape")
        assert screen.examined.file.kind is Kind.LEADERS
        await press(app, pilot, "f5")
        assert screen.step == "mapping" and "至少要有一列" in screen_text(app)


async def test_a_wrong_row_for_the_header_is_said_and_nothing_is_lost(
    desk: Workspace, tmp_path: Path, home: Path
) -> None:
    file = register(home / "台账")
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await import_screen(app, pilot, file)
        await press(app, pilot, "f7", "tab", "tab", "9", "9", "f5")
        assert screen.step == "mapping" and "第 99 行没有内容" in screen_text(app)
