"""A new area from nothing by keys: buildings by rule, sixty households from a ledger, every gap closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from gridtui.domain.people.assignment import Role
from gridtui.domain.words.identifiers import check_character
from gridtui.queries.gaps import GapFilter, find_gaps
from gridtui.queries.people.assignments import AssignmentFilter, serving
from gridtui.queries.people.households import HouseholdFilter, household_count
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Building, Dwelling, Grid, Unit, Visit
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.screens.gaps.screen import GapsScreen
from gridtui.ui.screens.importing.screen import ImportScreen
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from gridtui.ui.screens.walk.screen import WalkScreen
from tests.conftest import FrozenClock
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text
from tests.journeys.test_first_day import PASSPHRASE, found
from tests.journeys.test_ledgers import PEOPLE_HEAD, ledger
from tests.ui.screens.upkeep.keyboard import rows_of

HOMES = 60
RULES = ("3 单元 × 7 层 × 2 户", "2 单元 × 2 层 × 2 户", "2 单元 × 3 层 × 2 户，顶层 1 户")
SMALL = "老城区的三栋楼，四周都是文物保护单位，街道同意单独成一个网格，按实际户数管理，2026年6月起"
"""Longer than its field is wide."""


async def test_a_new_area_from_nothing_until_no_gap_is_left(
    home: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    ledger(home / "人员台账.xlsx", "翠湖社区人员台账", PEOPLE_HEAD, list(people()))
    app = GridApp(launch_on(tmp_path, clock))
    async with app.run_test(size=SIZE) as pilot:
        await found(app, pilot)
        await make_buildings(app, pilot)
        await bring_people(app, pilot)
        await press(app, pilot, "ctrl+p", "'qk'", "enter")
        await close_posts(app, pilot)
        await close_hubs(app, pilot)
        await close_visits(app, pilot)
        assert "没有缺口" in screen_text(app) and "共 0 条" in screen_text(app)
    workspace = open_workspace(tmp_path / "desk.gtdb", PASSPHRASE, clock=clock)
    assert_stored(workspace, clock().date())
    workspace.close()


def doors() -> Iterator[tuple[str, str]]:
    """Yield building and door of what the rules make, written as ledgers do."""
    for building, units, floors in (("1", 3, 7), ("2", 2, 2), ("3", 2, 3)):
        for unit in range(1, units + 1):
            for floor in range(1, floors + 1):
                for place in range(1, 2 if (building, floor) == ("3", 3) else 3):
                    yield building, f"{building}栋{unit}单元{floor}0{place}"


def people() -> Iterator[tuple[str, ...]]:
    """Yield one head of a household for every door."""
    for number, (_, door) in enumerate(doors()):
        first = f"530102{1950 + number % 50}0{number % 9 + 1}1{number % 9 + 1}{number + 1:03d}"
        yield (
            f"{'王李张刘陈杨赵黄周吴'[number % 10]}小{number}", "户主", first + check_character(first), "",
            f"138{number:08d}", "翠湖小区", door, "第一网格", "常住人口", "", "", "良好", "",
        )  # fmt: skip


def gaps_screen(app: GridApp) -> GapsScreen:
    assert isinstance(app.screen, GapsScreen), screen_text(app)
    return app.screen


async def make_buildings(app: GridApp, pilot: Pilot[Any]) -> None:
    """A grid, and three buildings whose number goes up by itself, each with its doors in one line."""
    await press(app, pilot, "n", "'第一网格'", "ctrl+s", "escape", "3", "b", "'1'")
    for rule in RULES:
        await press(app, pilot, "tab", "tab", "1", "tab", "tab", "tab", f"'{rule}'")
        if rule == RULES[0]:
            assert "3 单元 42 户" in screen_text(app)
        await press(app, pilot, "ctrl+s")
    assert "已存 3栋" in said(app)
    await press(app, pilot, "escape")
    assert "3 栋 · 0 户" in screen_text(app)


async def bring_people(app: GridApp, pilot: Pilot[Any]) -> None:
    """The ledger moves into the doors that are there, and names the compound they belong to."""
    await press(app, pilot, "6", "i", "'人员台账.xlsx'", "enter", "f5")
    assert isinstance(app.screen, ImportScreen)
    text = screen_text(app)
    assert f"新增 {HOMES}" in text and f"一并建立 户 {HOMES}" in text, text
    await press(app, pilot, "f5")
    assert app.screen.step == "result"


async def close_posts(app: GridApp, pilot: Pilot[Any]) -> None:
    """Each line leads by Enter to the form that closes it; two buildings get one leader in one form."""
    screen = gaps_screen(app)
    assert "共 11 条" in screen.filter_words
    await press(app, pilot, "enter", "'李芳'", "tab", "'13887012210'", "ctrl+s")
    assert said(app) == "已存 网格员 李芳，Ctrl+Z 撤销"
    await press(app, pilot, "enter")
    assert isinstance(app.screen, UpkeepScreen) and app.screen.title == "修改网格"
    await press(app, pilot, f"'{SMALL}'")
    assert SMALL[-8:] in screen_text(app)
    await press(app, pilot, "ctrl+s", "enter", "'王小0'", "down", "enter", "ctrl+s")
    assert "没有楼栋长  2" in screen_text(app) and "翠湖小区2栋" in screen_text(app)
    await press(app, pilot, "enter", "shift+tab", "ctrl+u", "'2-3栋'", "enter", "'周强'", "ctrl+s")
    assert said(app) == "已存 楼栋长 周强 2 处，Ctrl+Z 撤销"
    assert "没有楼栋长" not in screen_text(app)


async def close_hubs(app: GridApp, pilot: Pilot[Any]) -> None:
    """A building in want of a hub household is given one of its own doors."""
    for door in ("3-702", "1-101", "2-301"):
        assert gaps_screen(app).table.row.kind == "no_hub"
        await press(app, pilot, "enter", f"'{door}'", "enter", "ctrl+s")
        assert "已存 党员中心户" in said(app), screen_text(app)


async def close_visits(app: GridApp, pilot: Pilot[Any]) -> None:
    """Every door was walked: a key a door, building by building."""
    for number in (42, 8, 10):
        assert gaps_screen(app).table.row.kind == "never_visited"
        await press(app, pilot, "enter")
        assert isinstance(app.screen, WalkScreen)
        await press(app, pilot, f"'{'1' * number}'")
        assert f"已录 {number} 户" in screen_text(app)
        await press(app, pilot, "ctrl+s")
        assert f"已存 {number} 户走访：见到 {number}" in said(app)


def assert_stored(workspace: Workspace, today: date) -> None:
    """What the screens said is what the store holds."""
    assert_sound(workspace)
    assert rows_of(workspace, Grid.name, Grid.size_note) == [("第一网格", SMALL)]
    assert rows_of(workspace, Building.label, Building.name, Building.floors) == [
        ("1", "翠湖小区", 7), ("2", "翠湖小区", 2), ("3", "翠湖小区", 3),
    ]  # fmt: skip
    assert (len(rows_of(workspace, Unit.id)), len(rows_of(workspace, Dwelling.id))) == (7, HOMES)
    assert rows_of(workspace, Visit.outcome) == [("met",)] * HOMES
    with workspace.read() as connection:
        assert household_count(connection, HouseholdFilter()) == HOMES
        assert find_gaps(connection, GapFilter(), today).counts == {}
        posts = serving(connection, AssignmentFilter(), today)
    told = sorted((post.role, post.person_name, post.place) for post in posts)
    assert told == sorted([
        (Role.GRID_WORKER, "李芳", "第一网格"),
        (Role.BUILDING_LEADER, "王小0", "翠湖小区1栋"),
        (Role.BUILDING_LEADER, "周强", "翠湖小区2栋"),
        (Role.BUILDING_LEADER, "周强", "翠湖小区3栋"),
        (Role.PARTY_HUB_HOUSEHOLD, "李小41", "1-3-702"),
        (Role.PARTY_HUB_HOUSEHOLD, "张小42", "2-1-101"),
        (Role.PARTY_HUB_HOUSEHOLD, "吴小59", "3-2-301"),
    ])  # fmt: skip
