"""A day of stairs by keys: one key a door, what was said, and everything stored in one step."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gridtui.domain.people.walking import DoorNote, WalkNotes
from gridtui.domain.words.intents import Intent
from gridtui.queries.walks.promises import promises_of
from gridtui.queries.walks.visits import visit_lines
from gridtui.storage.drafts import keep_draft, kept_draft
from gridtui.storage.tables import Dwelling, Household, Visit
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.handing_out import HandOutForm
from gridtui.ui.screens.households.detail import HouseholdScreen
from gridtui.ui.screens.walk.printing import PrintScreen
from gridtui.ui.screens.walk.screen import WalkScreen
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    """The neighbourhood with a vacant door 3-2-601 above 3-2-501."""
    made = build(desk, ())
    with desk.write("import_file") as unit:
        building = made.buildings["3"]
        with desk.read() as connection:
            door = connection.execute(Dwelling.__table__.select()).first()
        values = {"building_id": building, "unit_id": door.unit_id, "room": "601", "door": "3-2-601"}
        unit.create(Dwelling, {**values, "occupancy": "vacant"}, scope=building)
    return made


def visits(desk: Workspace, household: bytes):
    with desk.read() as connection:
        return visit_lines(connection, household)


async def test_a_sheet_is_typed_back_with_a_key_a_door(desk, made, tmp_path) -> None:
    app = app_on(desk, tmp_path)
    first, second = made.households["3-1-101"], made.households["3-2-501"]
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenWalk(made.buildings["3"]))
        await type_in(app, pilot, "d", "ctrl+u", "'-1'", "enter", "ctrl+u", "'张敏'", "enter")
        assert "走访日期 11-23 周一   走访人 张敏" in screen_text(app)
        await type_in(app, pilot, "p", "'楼道灯不亮'", "enter", "'送灯泡'", "enter", "'+3'", "enter")
        await type_in(app, pilot, "１")
        assert "走访人 张敏；要改按 d" in said(app)
        await type_in(app, pilot, "1")
        assert "3-2-601 没有登记户" in said(app)
        await type_in(app, pilot, "space", "3", "backspace", "backspace", "space", "space", "2")
        text = screen_text(app)
        assert "已录 2 户" in text and "到末一户了" in said(app)
        await type_in(app, pilot, "ctrl+s")
        assert not isinstance(app.screen, WalkScreen)
        assert "3栋 已存 2 户走访：见到 1、未在家 1、承诺 1" in said(app)
        [met], [missed] = visits(desk, first), visits(desk, second)
        assert (met.visited_on, met.visitor_name, met.outcome) == (YESTERDAY, "张敏", "met")
        assert (met.problem, missed.outcome, missed.manner) == ("楼道灯不亮", "absent", "door")
        with desk.read() as connection:
            [promise] = promises_of(connection, first)
        assert (promise.text, promise.due_on) == ("送灯泡", TODAY + timedelta(days=3))
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, Visit.outcome) == []


async def test_a_sheet_left_half_typed_or_killed_is_offered_again(desk, made, tmp_path) -> None:
    building, home = made.buildings["3"], made.households["3-2-501"]
    key = f"walk:{building.hex()}"
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenWalk(building))
        await type_in(app, pilot, "1", "space", "p", "'漏水'")
        # Ctrl+Q in the middle of a field is a program that ends.
        await app.keep_drafts()
        with desk.read() as connection:
            body = kept_draft(connection, key).body
        assert body["doors"][home.hex()] == ["", "漏水", "", ""]
        assert body["at"] == home.hex()
        await type_in(app, pilot, "escape", "escape")
        assert "可以接着录" in said(app)
        await opened(app, pilot, messages.OpenWalk(building))
        assert "2026-11-24 王秀兰，已录 1 户" in screen_text(app)
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, WalkScreen)
        assert app.screen.table.row.household_id == home
        await type_in(app, pilot, "ctrl+s")
        assert "3-2-501：写了字，还没有选结果" in said(app)
        assert rows_of(desk, Visit.outcome) == []
        await type_in(app, pilot, "4", "ctrl+s")
        assert sorted(rows_of(desk, Visit.outcome)) == [("met",), ("moved",)]
        with desk.read() as connection:
            assert kept_draft(connection, key) is None


async def test_households_that_moved_since_are_told_and_a_gone_one_can_be_dropped(
    desk, made, tmp_path
) -> None:
    building, moved, gone = made.buildings["3"], made.households["3-2-501"], made.households["3-1-101"]
    notes = WalkNotes(TODAY, "王秀兰", doors={moved: DoorNote("met"), gone: DoorNote("met")})
    with desk.writing() as connection:
        keep_draft(connection, f"walk:{building.hex()}", notes.body(), desk.clock())
    with desk.write(Intent.MOVE_PEOPLE) as unit:
        [(there, dwelling)] = [
            row for row in rows_of(desk, Household.building_id, Household.dwelling_id)
            if row[0] == made.buildings["5"]
        ]  # fmt: skip
        unit.update(Household, moved, {"building_id": there, "dwelling_id": dwelling}, scope=there)
        unit.delete(Household, gone)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenWalk(building))
        await type_in(app, pilot, "enter")
        text = screen_text(app)
        assert "已搬到 5-301" in text and "这一户已经不在册" in text
        await type_in(app, pilot, "ctrl+s")
        assert "可能已经删除" in said(app) and "都没存" in said(app)
        await type_in(app, pilot, "0", "ctrl+s")
        assert [line.outcome for line in visits(desk, moved)] == ["met"]


async def test_the_sheet_is_printed_and_the_keys_are_in_the_menu(
    desk, made, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridtui.ui.handing_out.user_downloads_path", lambda: tmp_path)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, messages.OpenWalk(made.buildings["3"]))
        await type_in(app, pilot, "f9")
        assert all(word in screen_text(app) for word in ("见到", "未在家", "承诺", "打印"))
        await type_in(app, pilot, "escape", "e")
        assert isinstance(app.screen, PrintScreen)
        file = Path(app.screen.query_one(HandOutForm).raw_values()["path"])
        assert file.name == "扫楼单-3栋-20261124.xlsx"
        await type_in(app, pilot, "tab", "2", "f5")
        assert "已写好 2 个单元 2 户" in screen_text(app)
        assert "王*国" in (tmp_path / "扫楼单-3栋-20261124.txt").read_text(encoding="utf-8-sig")
        await type_in(app, pilot, "enter", "u", "home", "enter")
        assert isinstance(app.screen, HouseholdScreen)
