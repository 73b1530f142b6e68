"""The list of issues by keys: filters in words, order, marks, copying, what survives a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.words.dates import KUNMING
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.issues.screen import IssuesScreen
from tests.conftest import NOON, FrozenClock
from tests.ui.screens.issues.issue_desk import (
    HOSTILE,
    SMALL,
    WIDE,
    WIDEST,
    IssueDesk,
    Made,
    furnish,
    press,
    screen_lines,
    settled,
    shown,
    sitting,
    take_down,
    type_text,
)

DONE = (K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY, K.CALLBACK)


@pytest.fixture
def made(desk: Workspace) -> Made:
    return furnish(desk)


@pytest.fixture
def some(desk: Workspace, made: Made) -> dict[str, bytes]:
    """Five issues: late, due today, waiting, fresh, ended."""
    home = made.households["3-2-501"]
    other = made.households["7-1-102"]
    return {
        "late": take_down(desk, "卫生间顶滴水", household_id=home, registered_at=NOON - timedelta(days=30)),
        "today": take_down(
            desk,
            "电梯停运",
            household_id=home,
            category="M11-002",
            registered_at=NOON - timedelta(days=1, hours=20),
        ),
        "waiting": take_down(desk, "路灯不亮", K.REPORT_UP, household_id=other, category="P01"),
        "fresh": take_down(desk, "楼道堆物", household_id=other, category="M11-004"),
        "ended": take_down(desk, "咨询低保", K.VOID, household_id=other, category="M14-001"),
    }


def texts(app: IssueDesk) -> list[str]:
    """The texts of the rows in order."""
    table = app.list_screen.table
    source = table.source
    assert source is not None
    return [row.text for row in source.page(0, 50, None)]


async def test_open_issues_by_due_date_with_letters_and_words(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, _pilot):
        lines = screen_lines(app)
        assert lines[0].startswith(" 诉求 · 未办结 · 按期限")
        assert lines[0].rstrip().endswith("第 1 / 4 行")
        first = lines[4]
        assert "超" in first[:8] and "3-2-501" in first and "漏水维修" in first and "卫生间顶滴水" in first
        assert "超2" in first or "超1" in first
        assert any("蓝" in line[:8] and "路灯不亮" in line and "待受理" in line for line in lines)


async def test_keys_go_through_open_all_and_ended(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "o")
        assert app.screen.filter_words.startswith("全部")  # type: ignore[attr-defined]
        assert len(texts(app)) == 5
        await press(app, pilot, "o")
        assert texts(app) == ["咨询低保"]
        assert "已结束" in shown(app)
        await press(app, pilot, "o")
        assert len(texts(app)) == 4


async def test_overdue_only_and_back(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path, clock: FrozenClock
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "u")
        assert texts(app) == ["卫生间顶滴水"]
        assert "超期" in app.list_screen.filter_words
        clock.pass_time(days=20)
        app.store_changed("register_issue")
        await settled(app, pilot)
        assert len(texts(app)) == 4, "what became overdue since belongs there too"
        await press(app, pilot, "u")
        assert "超期" not in app.list_screen.filter_words


async def test_sorting_by_key_and_by_heading(desk: Workspace, some: dict[str, bytes], tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "s")
        assert "新的在前" in app.list_screen.filter_words
        assert texts(app)[-1] == "卫生间顶滴水"
        await press(app, pilot, "s")
        assert "按编号" in app.list_screen.filter_words
        assert texts(app)[0] == "卫生间顶滴水"
        await pilot.click("#issue-list", offset=(62, 0))
        await settled(app, pilot)
        assert app.list_screen.wanted.order is IssueOrder.DUE


@pytest.mark.parametrize(
    ("key", "typed", "left", "words"),
    [
        ("t", "待受理", ["路灯不亮"], "待受理"),
        ("w", "dewg", ["路灯不亮", "楼道堆物"], "第二网格"),
        ("l", "m11", ["卫生间顶滴水", "电梯停运", "楼道堆物"], "物业小区"),
        ("l", "dt", ["电梯停运"], "电梯"),
    ],
)
async def test_one_state_grid_or_category(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path, key: str, typed: str, left: list[str], words: str
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, key)
        await type_text(app, pilot, typed)
        await press(app, pilot, "enter")
        assert sorted(texts(app)) == sorted(left)
        assert words in screen_lines(app)[0]
        await press(app, pilot, key)
        await type_text(app, pilot, "全部")
        await press(app, pilot, "enter")
        assert len(texts(app)) == 4


async def test_escape_leaves_a_choice_as_it_was(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "t", "down", "down", "escape")
        assert app.screen is app.list_screen
        assert app.list_screen.wanted.state == ""


@pytest.mark.parametrize("slash", ["slash", "ideographic_comma"])
async def test_text_narrows_while_it_is_typed(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path, slash: str
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, slash)
        await type_text(app, pilot, "电梯")
        assert texts(app) == ["电梯停运"]
        assert "含“电梯”" in shown(app)
        await press(app, pilot, "enter")
        assert app.focused is app.list_screen.table
        await press(app, pilot, "escape")
        assert len(texts(app)) == 4
        assert app.screen is app.list_screen


async def test_letters_are_text_inside_the_line(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "slash", "o", "x", "n", "2")
        assert app.list_screen.wanted.text == "oxn2"
        assert app.asked == []
        await press(app, pilot, "escape", "x")
        assert app.list_screen.wanted.text == ""
        assert len(texts(app)) == 4


async def test_filter_order_and_cursor_survive_a_change(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path, made: Made
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "w")
        await type_text(app, pilot, "dewg")
        await press(app, pilot, "enter", "s", "down")
        before = app.list_screen.table.row
        take_down(desk, "新来的", household_id=made.households["7-1-102"])
        app.store_changed("register_issue")
        await settled(app, pilot)
        assert before is not None and app.list_screen.table.row is not None
        assert app.list_screen.table.row.id == before.id
        assert "第二网格 · 新的在前" in app.list_screen.filter_words
        assert len(texts(app)) == 3


async def test_enter_opens_and_n_takes_down(desk: Workspace, some: dict[str, bytes], tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "down", "up", "enter")
        assert app.detail.issue_id == some["late"]
        await press(app, pilot, "escape", "n")
        assert [type(asked) for asked in app.asked] == [messages.OpenIssue, messages.NewIssue]


async def test_marks_are_counted_and_copied(desk: Workspace, some: dict[str, bytes], tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "c")
        assert app.copied[-1].split("\t")[1:4] == ["3-2-501", "漏水维修", "卫生间顶滴水"]
        await press(app, pilot, "space", "space")
        assert "选中 2 件" in shown(app)
        await press(app, pilot, "c")
        assert app.copied[-1].count("\n") == 1
        assert app.said == "已复制 2 行"


async def test_the_row_menu_offers_what_letters_do(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "f9")
        await type_text(app, pilot, "超期")
        await press(app, pilot, "enter")
        assert texts(app) == ["卫生间顶滴水"]


async def test_an_empty_store_says_what_to_do(desk: Workspace, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        assert "还没有诉求" in shown(app)
        assert "按 n 记下第一条" in shown(app)
        await press(app, pilot, "n")
        await type_text(app, pilot, "东门")
        await press(app, pilot, "enter", *"m99", "enter", "2", "enter", *"dark", "ctrl+s", "escape", "t")
        await type_text(app, pilot, "已归档")
        await press(app, pilot, "enter")
        assert "按 x 清除筛选" in shown(app)


async def test_the_issue_stands_beside_the_list_where_there_is_room(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path, WIDEST) as (app, pilot):
        assert "王秀兰于2026-10-25 12:00登记" in shown(app)
        await press(app, pilot, "down")
        assert "王秀兰于2026-11-22 16:00登记" in shown(app)


async def test_a_filter_given_from_elsewhere_is_said_in_words(
    desk: Workspace, some: dict[str, bytes], made: Made, tmp_path: Path
) -> None:
    wanted = IssueFilter(
        household_id=made.households["3-2-501"],
        nature="help",
        idle_since=NOON - timedelta(days=20),
        registered_before=NOON,
    )
    async with sitting(desk, tmp_path) as (app, pilot):
        await app.push_screen(IssuesScreen(filter=wanted))
        await settled(app, pilot)
        assert "全部 · 本户 · 求助 · 20天无记录 · 11-24 12:00 前登记" in screen_lines(app)[0]
        assert "第 1 / 1 行" in screen_lines(app)[0]
        month = datetime(2026, 11, 1, tzinfo=KUNMING), datetime(2026, 12, 1, tzinfo=KUNMING)
        wanted = IssueFilter(registered_from=month[0], registered_before=month[1])
        await app.push_screen(IssuesScreen(filter=wanted))
        await settled(app, pilot)
        assert "11-01 至 11-30 登记" in screen_lines(app)[0]


@pytest.mark.parametrize("size", [SMALL, WIDE, WIDEST])
async def test_hostile_text_goes_through_the_list(
    desk: Workspace, made: Made, tmp_path: Path, size: tuple[int, int]
) -> None:
    take_down(desk, HOSTILE, title=HOSTILE, place=HOSTILE, reporter_name=HOSTILE, number=HOSTILE[:20])
    with desk.write("edit_grid") as unit:
        from gridtui.storage.tables import Grid

        unit.update(Grid, made.grids["第一网格"], {"name": HOSTILE})
    async with sitting(desk, tmp_path, size) as (app, pilot):
        await press(app, pilot, "w", "down", "enter", "x", "c", "slash")
        await type_text(app, pilot, HOSTILE)
        await press(app, pilot, "escape", "escape", "enter")
        assert "\x1b" not in shown(app) and "\u202e" not in shown(app)


async def test_more_than_a_page_is_counted(desk: Workspace, made: Made, tmp_path: Path) -> None:
    from gridtui.domain.issues.issue import IssueDraft
    from gridtui.usecases.issues import register_issue

    with desk.write("import_file") as unit:
        for place in range(130):
            register_issue(unit, IssueDraft(text=f"第{place}件", category="M99", nature="help"))
    async with sitting(desk, tmp_path) as (app, pilot):
        assert "第 1 / 130 行" in screen_lines(app)[0]
        await press(app, pilot, "end")
        assert "第 130 / 130 行" in screen_lines(app)[0]


async def test_ascii_terminals_get_no_drawing_signs(
    desk: Workspace, some: dict[str, bytes], tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path, ascii=True) as (app, pilot):
        await press(app, pilot, "enter")
        drawn = {
            sign for line in screen_lines(app) for sign in line if not sign.isalnum() and ord(sign) > 0x7F
        }
        assert drawn <= set("，。、：；？！（）“”《》　")
