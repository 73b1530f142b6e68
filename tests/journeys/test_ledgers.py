"""An empty laptop and the two registers an office already has: both brought in by keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from gridtui.domain.words.identifiers import check_character
from gridtui.queries.people.residents import ResidentFilter, resident_count
from gridtui.storage.store.opening import open_workspace
from gridtui.ui.app import GridApp
from gridtui.ui.screens.importing.screen import ImportScreen
from tests.conftest import PASSPHRASE, FrozenClock
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, screen_text, settled

PEOPLE, DOORS = 60, 20
SURNAMES = "王李张刘陈杨赵黄周吴"
PEOPLE_HEAD = (
    "姓名",
    "与其他人员关系",
    "身份证号",
    "性别",
    "联系电话",
    "现住小区/建筑",
    "门牌地址",
    "所属网格",
    "人员类型",
    "是否重点人员",
    "重点类别",
    "健康状况",
    "备注",
)
BUILDING_HEAD = ("小区/建筑名称", "类型", "所属网格", "详细地址", "建成年份", "户数")


def ledger(path: Path, title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    """Write a register as offices keep it: a merged title, the header, a row of notes, and the rows."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        sheet.merge_range(0, 0, 0, len(head) - 1, title)
        sheet.write_row(1, 0, head)
        for place, row in enumerate(rows, start=2):
            sheet.write_row(place, 0, row)
    return path


def person(number: int) -> tuple[str, ...]:
    first = f"530102{1950 + number % 50}0{number % 9 + 1}1{number % 9 + 1}{number:03d}"
    door = number % DOORS
    relation = "户主" if number < DOORS else "配偶"
    return (
        f"{SURNAMES[number % len(SURNAMES)]}小{number}",
        relation,
        first + check_character(first),
        "男" if number % 2 else "女",
        f"138{number:08d}",
        "翠湖小区",
        f"3栋{door % 2 + 1}单元{door // 2 + 101}室",
        "第一网格",
        "常住人口",
        "1",
        "独居老人" if number % 7 == 0 else "",
        "良好",
        "",
    )


async def bring_in(app: GridApp, pilot: Any, file: Path) -> ImportScreen:
    """Choose a file, agree with its columns and its dry run."""
    screen = app.screen
    assert isinstance(screen, ImportScreen)
    while screen.step != "choosing":
        await press(app, pilot, "escape")
    await press(app, pilot, f"'{file.name}'", "enter")
    for step in ("mapping", "trial"):
        if screen.step == step:
            await press(app, pilot, "f5")
    assert screen.step == "result", screen_text(app)
    return screen


async def test_the_first_day_begins_with_the_registers(
    home: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    buildings = ledger(
        home / "建筑台账.xlsx",
        "翠湖社区建筑台账",
        BUILDING_HEAD,
        [("翠湖小区", "住宅小区", "第一网格", "翠湖路1号", "1999", str(DOORS))],
    )
    people = ledger(
        home / "人员台账.xlsx",
        "翠湖社区人员台账（2026年）",
        PEOPLE_HEAD,
        [person(number) for number in range(PEOPLE)],
    )
    app = GridApp(launch_on(tmp_path, clock))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(
            app,
            pilot,
            "down",
            "enter",
            "'翠湖西路第二支部'",
            "enter",
            "enter",
            "'530102001001'",
            "enter",
            "'王秀兰'",
            "enter",
            f"'{PASSPHRASE}'",
            "enter",
            f"'{PASSPHRASE}'",
            "ctrl+s",
        )
        await bring_in(app, pilot, buildings)
        await bring_in(app, pilot, people)
        assert f"新增 {PEOPLE}" in screen_text(app)
        await press(app, pilot, "4")
        assert "3-1-101" in screen_text(app) and f"/ {DOORS} 行" in screen_text(app)
        await press(
            app, pilot, "ctrl+n", "'3-2-101'", "enter", "'lswx'", "enter", "2", "enter", "'漏水'", "ctrl+s"
        )
        assert "已登记" in screen_text(app)
        await press(app, pilot, "escape", "ctrl+z", "ctrl+z")
        await press(app, pilot, "6", "i")
        while app.screen.step != "choosing":  # type: ignore[attr-defined]
            await press(app, pilot, "escape")
        await press(app, pilot, "ctrl+y", "ctrl+y")
        await bring_again(app, pilot, people)
    workspace = open_workspace(tmp_path / "desk.gtdb", PASSPHRASE, clock=clock)
    assert_sound(workspace)
    with workspace.read() as connection:
        assert resident_count(connection, ResidentFilter()) == PEOPLE
    workspace.close()


async def bring_again(app: GridApp, pilot: Any, file: Path) -> None:
    """The same register again changes nobody."""
    await press(app, pilot, f"'{file.name}'", "enter")
    assert f"不变 {PEOPLE}" in screen_text(app), screen_text(app)
