"""Hot groups are joined, named, left out, split and given back by keys alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridtui.domain.words.intents import Intent
from gridtui.insight.hot_issues import HotIssues
from gridtui.interchange.hot_sheet import write_hot_groups
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.hot.group import HotGroupScreen
from gridtui.ui.screens.hot.screen import HotScreen
from gridtui.usecases.hot import dismiss_hot
from tests.ui.screens.issues.issue_desk import HOSTILE, PHONE, press, take_down, type_text
from tests.ui.screens.neighbourhood import desk_app, screen_text
from tests.ui.waiting import settled


@pytest.fixture
def spoken(desk: Workspace) -> Workspace:
    """Five households: three on a dark staircase, two on rubbish."""
    for name, text in (
        ("王建国", "三楼楼道灯又不亮"),
        ("李芳", "楼道灯不亮，三楼"),
        ("杨桂芬", "三楼楼道灯不亮了"),
    ):
        take_down(desk, f"{text} {PHONE}", reporter_name=name)
    for name, text in (("赵云飞", f"垃圾桶满了没人收{HOSTILE}"), ("陈立", "垃圾桶又满了没人收")):
        take_down(desk, text, reporter_name=name)
    return desk


def grouped(workspace: Workspace, *, hidden: bool = False) -> list[tuple[str, int]]:
    with workspace.read() as connection:
        groups = HotIssues().groups(connection, workspace.clock(), with_hidden=hidden)
    return [(group.heading, len(group.members)) for group in groups]


def newest(workspace: Workspace) -> bytes:
    with workspace.read() as connection:
        return HotIssues().groups(connection, workspace.clock())[0].ids[-1]


async def test_groups_are_decided_on_by_keys(spoken: Workspace, tmp_path: Path) -> None:
    app = desk_app(spoken, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(HotScreen())
        await settled(app, pilot)
        text = screen_text(app)
        assert "2 组" in text and "楼道灯" in text and "\x1b" not in text
        assert "大家怎么说" in text and "垃圾桶满了" not in text.partition("大家怎么说")[2]

        await press(app, pilot, "n")
        await press(app, pilot, "enter")
        assert "请给热点起个名字" in screen_text(app)
        await type_text(app, pilot, "三楼的灯")
        await press(app, pilot, "enter")
        assert grouped(spoken)[0] == ("三楼的灯", 3)
        await press(app, pilot, "n", "enter")
        assert "名字没有改" in screen_text(app)
        with spoken.read() as connection:
            [_, acts] = HotIssues().group_of(connection, spoken.clock(), newest(spoken))
        assert len(acts) == 1, "the same name again is no second decision"

        await press(app, pilot, "space", "space", "m")
        assert [count for _, count in grouped(spoken)] == [5]
        await press(app, pilot, "ctrl+z")
        assert [count for _, count in grouped(spoken)] == [3, 2]

        await press(app, pilot, "d")
        assert [count for _, count in grouped(spoken)] == [2]
        assert "三楼的灯" not in screen_text(app)
        await press(app, pilot, "a")
        assert "（不再提）三楼的灯" in screen_text(app)
        await press(app, pilot, "home", "u", "enter")
        assert grouped(spoken)[0] == ("三楼的灯", 3)

        await press(app, pilot, "enter", "o")
        opens, lists = app.opened[-2:]
        assert isinstance(opens, messages.OpenHotGroup) and isinstance(lists, messages.OpenIssues)
        assert lists.filter is not None and len(lists.filter.ids) == 3


async def test_issues_are_split_off_inside_the_group(spoken: Workspace, tmp_path: Path) -> None:
    with spoken.read() as connection:
        group = HotIssues().groups(connection, spoken.clock())[0]
    app = desk_app(spoken, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(HotGroupScreen(group.key))
        await settled(app, pilot)
        assert "3 户 · 3 件" in screen_text(app)
        await press(app, pilot, "s")
        assert "请先用空格选中" in screen_text(app)
        await press(app, pilot, "space", "s")
        assert "1 户" not in screen_text(app) and "2 户 · 2 件" in screen_text(app)
        assert grouped(spoken)[0][1] == 2
        await press(app, pilot, "enter")
        assert isinstance(app.opened[-1], messages.OpenIssue)
        await press(app, pilot, "e")
        assert app.opened[-1].kind == "issues" and len(app.opened[-1].ids) == 2
        await press(app, pilot, "u", "enter")
        assert "3 户 · 3 件" in screen_text(app)


async def test_home_shows_the_hottest_and_leads_to_all(spoken: Workspace, tmp_path: Path) -> None:
    app = desk_app(spoken, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        assert "热点" in screen_text(app) and "垃圾桶" in screen_text(app)
        app.screen.query_one("#hot").focus()
        await press(app, pilot, "enter")
        assert isinstance(app.opened[-1], messages.OpenHot)
        with spoken.read() as connection:
            group = HotIssues().groups(connection, spoken.clock())[0]
        with spoken.write(Intent.DECIDE_HOT) as unit:
            dismiss_hot(unit, group.ids, group.residents)
        app.screen.look()  # type: ignore[attr-defined]
        await settled(app, pilot)
        assert "三楼" not in app.screen.query_one("#hot").row.heading  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", [".xlsx", ".csv", ".json"])
def test_groups_are_handed_out_masked(spoken: Workspace, tmp_path: Path, form: str) -> None:
    with spoken.read() as connection:
        groups = HotIssues().groups(connection, spoken.clock())
    path = tmp_path / f"hot{form}"
    assert write_hot_groups(spoken, groups, path) == 2
    if form == ".json":
        first, second = json.loads(path.read_text(encoding="utf-8"))
        assert (first["order"], first["residents"], first["issues"]) == (1, 3, 3)
        assert first["numbers"].count("、") == 2 and PHONE not in first["said"]
        assert "\x1b" not in second["said"]
