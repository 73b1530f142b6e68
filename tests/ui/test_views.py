"""Named views by keys: kept, opened by number, renamed, deleted and brought back, in every list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gridtui.storage.saved_views import kept_views, put_view
from gridtui.storage.workspace import Workspace
from gridtui.ui.screens.households.screen import HouseholdsScreen
from gridtui.ui.screens.visits.screen import VisitsScreen
from tests.conftest import NOON, FrozenClock
from tests.ui.screens.issues.issue_desk import (
    IssueDesk,
    furnish,
    press,
    screen_lines,
    sitting,
    take_down,
    type_text,
)


def names(desk: Workspace, area: str = "issues") -> list[str]:
    with desk.read() as connection:
        return [view.name for view in kept_views(connection, desk.operator.id, area)]


def head(app: IssueDesk) -> str:
    return screen_lines(app)[0]


async def test_a_filter_is_kept_under_a_name_and_opened_again_another_day(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    made = furnish(desk)
    home = made.households["3-2-501"]
    take_down(desk, "卫生间顶滴水", household_id=home, registered_at=NOON - timedelta(days=40))
    take_down(desk, "楼道堆物", household_id=home, registered_at=NOON)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "u", "f3", "enter")
        await press(app, pilot, "enter")
        assert "请给视图起个名字" in "\n".join(screen_lines(app))
        await type_text(app, pilot, "超期的")
        await press(app, pilot, "enter")
        assert names(desk) == ["超期的"]
        assert "超期的 · 未办结 · 超期" in head(app) and "第 1 / 1 行" in head(app)
        await press(app, pilot, "x")
        assert "超期的" not in head(app) and "/ 2 行" in head(app)
        clock.pass_time(days=60)
        await press(app, pilot, "f3", "1", "enter")
        assert "超期的 · 未办结 · 超期" in head(app) and "/ 2 行" in head(app)


async def test_views_are_renamed_deleted_and_brought_back_without_a_question(
    desk: Workspace, tmp_path: Path
) -> None:
    with desk.writing() as connection:
        for name in ("甲", "乙"):
            put_view(connection, desk.operator.id, "issues", name, {"state": "closed"}, NOON)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "f3", "f2", "backspace", "enter")
        assert "请给视图起个名字" in "\n".join(screen_lines(app))
        await type_text(app, pilot, "乙")
        await press(app, pilot, "enter")
        assert "换一个名字" in "\n".join(screen_lines(app))
        await type_text(app, pilot, "二")
        await press(app, pilot, "enter")
        assert names(desk) == ["乙二", "乙"]
        await press(app, pilot, "f8")
        assert names(desk) == ["乙"]
        await press(app, pilot, "enter")
        assert "已删除，F8 恢复" in "\n".join(screen_lines(app))
        await press(app, pilot, "f8")
        assert sorted(names(desk)) == ["乙", "乙二"]
        await press(app, pilot, "enter")
        assert "乙二 · 已办结" in head(app)
        place = str(names(desk).index("乙二") + 1)
        await press(app, pilot, "f3", *(["down"] * (int(place) - 1)), "f2")
        await type_text(app, pilot, "新")
        await press(app, pilot, "enter", "escape")
        assert "乙二新 · 已办结" in head(app), "a view is called what it is called now"
        await press(app, pilot, "f3", *(["down"] * (int(place) - 1)), "f8", "escape")
        assert "乙二新" not in names(desk) and "乙二新" not in head(app)


async def test_keeping_under_a_known_name_takes_one_more_enter(desk: Workspace, tmp_path: Path) -> None:
    with desk.writing() as connection:
        put_view(connection, desk.operator.id, "issues", "甲", {"state": "closed"}, NOON)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "f3", "down", "enter")
        await type_text(app, pilot, "甲")
        await press(app, pilot, "enter")
        with desk.read() as connection:
            assert kept_views(connection)[0].body == {"state": "closed"}
        await press(app, pilot, "enter")
        with desk.read() as connection:
            assert kept_views(connection)[0].body == {"open": True, "order": "due"}


async def test_a_view_of_a_newer_program_is_not_opened_and_said(desk: Workspace, tmp_path: Path) -> None:
    with desk.writing() as connection:
        put_view(connection, desk.operator.id, "issues", "新", {"weather": "rain"}, NOON)
    async with sitting(desk, tmp_path) as (app, pilot):
        before = head(app)
        await press(app, pilot, "f3", "enter")
        assert "“新”是用更新的版本存的" in app.said
        assert head(app) == before


@pytest.mark.parametrize(
    ("screen", "turned", "area"),
    [(HouseholdsScreen, "按人", "households"), (VisitsScreen, "没兑现的承诺", "visits")],
)
async def test_the_other_lists_keep_views_in_the_same_way(
    desk: Workspace, tmp_path: Path, screen: type[HouseholdsScreen | VisitsScreen], turned: str, area: str
) -> None:
    furnish(desk)
    async with sitting(desk, tmp_path) as (app, pilot):
        await app.push_screen(screen())
        await press(app, pilot, "t", "w", "down", "down", "enter", "f3", "enter")
        await type_text(app, pilot, "我的")
        await press(app, pilot, "enter")
        assert names(desk, area) == ["我的"]
        await press(app, pilot, "t", "w", "enter")
        assert "我的" not in head(app)
        await press(app, pilot, "f3", "1", "enter")
        assert f"我的 · {turned} · 第二网格" in head(app)
