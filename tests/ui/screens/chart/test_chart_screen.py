"""The chart of a building, walked by keys in the real app."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.door_rules import DoorRule, Staircase
from gridtui.sample.places import building_row, staircases
from gridtui.storage.tables import Building, Dwelling, Household, Resident, Unit
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.pick_one import PickItem
from gridtui.ui.screens.chart.screen import ChartScreen
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from gridtui.usecases.doors import generate_doors
from gridtui.usecases.places import add_building
from tests.ui.screens.neighbourhood import DeskOf, Neighbourhood, build, desk_app, screen_text
from tests.ui.screens.upkeep.keyboard import said, settled, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk)


def tower(workspace: Workspace, floors: int, units: int, doors: int) -> bytes:
    """Write a building with all its doors and one household, on the top floor of the first staircase."""
    rng = Random(1)
    with workspace.write("import_file") as unit:
        row = building_row(rng, unit.new_id(), 9, floors, workspace.desk.org_id)
        id: bytes = row.pop("id")
        unit.create(Building, row, scope=id, id=id)
        for stairs, rows in staircases(rng, unit.new_id, {**row, "id": id}, units, doors):
            unit.create(Unit, {**stairs}, scope=id, id=stairs.pop("id"))
            unit.create_many(Dwelling, rows, scope=lambda _: id)
    return id


async def on_chart(app: DeskOf, pilot: Any, building: bytes) -> ChartScreen:
    await settled(app, pilot)
    app.open_place(messages.OpenChart(building))
    await settled(app, pilot)
    assert isinstance(app.screen, ChartScreen)
    return app.screen


def app_for(workspace: Workspace, folder: Path, **options: Any) -> DeskOf:
    return desk_app(workspace, folder, follow=(messages.OpenChart,), **options)


async def test_arrows_walk_the_doors_and_the_door_under_the_cursor_is_told(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_chart(app, pilot, made.buildings["3"])
        text = screen_text(app)
        assert "楼栋图 · 3栋 · 第一网格 · 楼栋长 王秀兰" in text
        assert "2户 诉求4 超期2 待访2" in text
        assert "1单元" in text
        assert screen.door is not None
        assert screen.door.text == "3-2-501"
        assert "[诉2!]" in text
        assert "3-2-501  王建国 2 人" in text
        assert "138****2210" in text
        assert "13887012210" not in text
        assert "还没走访过" in text
        await type_in(app, pilot, "j")
        assert "3-1-101  李芳" in screen_text(app)
        await type_in(app, pilot, "right", "tab")
        assert screen.door.text == "3-2-501"


async def test_digits_go_to_a_door_and_to_no_area(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    building = tower(desk, 12, 2, 2)
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_chart(app, pilot, building)
        for typed, door in (
            ("502", "9-1-502"), ("2-502", "9-2-502"), ("9-1-101", "9-1-101"), ("12", "9-1-1201"),
        ):  # fmt: skip
            await type_in(app, pilot, f"'{typed}'")
            assert said(app) == f"门牌 {typed}"
            await type_in(app, pilot, "enter")
            assert screen.door is not None
            assert (screen.door.text, said(app)) == (door, "")
        await type_in(app, pilot, "'509'", "enter")
        assert "没有 509 这个门牌" in said(app)
        await type_in(app, pilot, "'3'", "backspace", "'50'", "escape", "'1'", "h")
        assert screen.door is not None
        assert (screen.door.text, screen.view.typed) == ("9-1-1201", "")
        screen.view.typed = "201"
        screen.view.finish_typing()
        assert screen.door.text == "9-1-201"
        assert app.areas == []
        assert [type(each).__name__ for each in app.opened] == ["OpenChart"]


async def test_enter_i_and_v_act_at_the_door(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    building, home = made.buildings["3"], made.households["3-1-101"]
    with desk.write("import_file") as unit:
        empty = unit.create(
            Dwelling, {"building_id": building, "room": "附1号", "door": "3-附1号"}, scope=building
        )
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_chart(app, pilot, building)
        await type_in(app, pilot, "'101'", "enter", "enter", "i", "v")
        assert app.opened[1:] == [
            messages.OpenHousehold(home),
            messages.NewIssue(building, household_id=home),
            messages.NewVisit(home),
        ]
        await type_in(app, pilot, "G")
        assert "其他" in screen_text(app)
        assert "[附1号" in screen_text(app)
        await type_in(app, pilot, "enter", "i")
        assert app.opened[4:] == [
            messages.OpenUpkeep("household", parent_id=empty), messages.NewIssue(building, dwelling_id=empty)
        ]  # fmt: skip
        await type_in(app, pilot, "v")
        assert "还没有户" in said(app)
        assert len(app.opened) == 6
        await type_in(app, pilot, "f9", "'jsq'", "enter")
        assert app.opened[6:] == [messages.NewIssue(building, dwelling_id=empty)]
        assert screen.is_current


async def test_a_household_begins_at_the_door_that_has_none(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    building = tower(desk, 3, 1, 2)
    app = desk_app(desk, tmp_path, follow=(messages.OpenChart, messages.OpenUpkeep))
    async with app.run_test(size=(80, 24)) as pilot:
        await on_chart(app, pilot, building)
        await type_in(app, pilot, "'202'", "enter", "enter")
        assert isinstance(app.screen, UpkeepScreen)
        await type_in(app, pilot, "ctrl+s", "escape")
        assert isinstance(app.screen, ChartScreen)
        assert app.screen.door is not None
        assert (app.screen.door.text, len(app.screen.door.households)) == ("9-1-202", 1)


async def test_of_two_households_behind_a_door_one_is_picked(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    building = made.buildings["7"]
    with desk.write("import_file") as unit:
        door = unit.create(
            Dwelling, {"building_id": building, "room": "301", "door": "7-301"}, scope=building
        )
        homes = [
            unit.create(Household, {"building_id": building, "dwelling_id": door}, scope=building)
            for _ in range(2)
        ]
        unit.create(
            Resident, {"building_id": building, "household_id": homes[1], "name": "郑爽"}, scope=building
        )
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await on_chart(app, pilot, building)
        await type_in(app, pilot, "'301'", "enter", "enter")
        assert isinstance(app.screen, PickItem)
        await type_in(app, pilot, "'zs'", "enter")
        assert app.opened[1:] == [messages.OpenHousehold(homes[1])]


async def test_a_tower_scrolls_under_its_heads_and_beside_its_floors(desk: Workspace, tmp_path: Path) -> None:
    building = tower(desk, 34, 2, 8)
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_chart(app, pilot, building)
        lines = screen_text(app).split("\n")
        columns = ["01", "02", "03", "04", "05", "06", "07", "08"]
        assert lines[3].split()[:12] == [*columns, *columns[:4]]
        assert lines[4].split()[0] == "34"
        await type_in(app, pilot, "'104'", "enter", "tab")
        lines = screen_text(app).split("\n")
        assert screen.door is not None
        assert screen.door.text == "9-2-104"
        assert "2单元" in lines[2]
        assert [word for word in lines[3].split() if word.isdecimal()][-8:] == columns
        assert [line.split()[0] for line in lines[4:8]] == ["9", "8", "7", "6"]
        await type_in(app, pilot, "pageup", "home")
        assert screen.door.text == "9-1-901"
        assert "1单元" in screen_text(app).split("\n")[2]


async def test_ascii_without_colour_says_the_same(
    desk: Workspace, made: Neighbourhood, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_for(desk, tmp_path, ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_chart(app, pilot, made.buildings["3"])
        text = screen_text(app)
        assert "[S2!]" in text
        assert "S 诉求  ! 超期" in text
        assert not set(text) & set("·★▌─│→←…诉访") - set("诉访")
        chart = [line for line in text.split("\n")[4:11] if line.strip()]
        assert all(line.isascii() for line in chart)


async def test_the_cursor_stays_on_its_door_when_the_store_changes(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    building = tower(desk, 5, 1, 3)
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_chart(app, pilot, building)
        await type_in(app, pilot, "'302'", "enter")
        with desk.write("import_file") as unit:
            row = {"building_id": building, "room": "601", "door": "9-601", "unit_id": None}
            unit.create(Dwelling, row, scope=building)
        app.store_changed("import_file")
        await settled(app, pilot)
        assert screen.door is not None
        assert screen.door.text == "9-1-302"
        assert len(screen.view.doors) == 16


async def test_the_mouse_selects_and_opens(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    app = app_for(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_chart(app, pilot, made.buildings["3"])
        line, x = next(
            (number, text.index("诉")) for number, text in enumerate(screen_text(app).split("\n"))
            if text.split()[:1] == ["1"]
        )  # fmt: skip
        await pilot.click("#chart", offset=(x, line - 2))
        await settled(app, pilot)
        assert screen.door is not None
        assert screen.door.text == "3-1-101"
        await pilot.click("#chart", offset=(x, line - 2), times=2)
        await settled(app, pilot)
        assert app.opened[1:] == [messages.OpenHousehold(made.households["3-1-101"])]


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_a_building_without_doors_says_what_to_do_until_that_is_done(
    desk: Workspace, tmp_path: Path, size: tuple[int, int]
) -> None:
    with desk.write("add_building") as unit:
        building = add_building(unit, BuildingDraft(label="10"))
    app = app_for(desk, tmp_path)
    async with app.run_test(size=size) as pilot:
        await on_chart(app, pilot, building)
        await type_in(app, pilot, "down", "tab", "5")
        assert "按 u 打开楼栋卡：p 按一行规则生成门牌" in screen_text(app)
        with desk.write("generate_doors") as unit:
            generate_doors(unit, building, DoorRule(1, Staircase(2, 2)))
        app.store_changed("generate_doors")
        await settled(app, pilot)
        assert "还没有登记门牌" not in screen_text(app) and "[?]" in screen_text(app)
