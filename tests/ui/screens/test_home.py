"""Home by keys and by mouse, on a real store."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.words.intents import Intent
from gridtui.queries.dashboard import dashboard
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.messages import OpenImport
from gridtui.ui.screens.home.lines import GROUPS, GapLine, Heading, IssueLine, lines_of
from gridtui.ui.screens.home.screen import HomeList, HomeScreen
from gridtui.usecases import issues
from tests.ui.screens.neighbourhood import build, desk_app, screen_text
from tests.ui.waiting import finished

SIZES = [(80, 24), (120, 40)]


async def shown(app, pilot):
    """Wait until home has read the store, and return it."""
    await finished(app)
    await pilot.pause()
    await finished(app)
    await pilot.pause()
    assert isinstance(app.screen, HomeScreen)
    assert app.screen.seen is not None
    return app.screen


def lines(screen):
    return screen.query_one("#todo", HomeList).source.rows


def groups(screen):
    return {line.group.id: line.count for line in lines(screen) if isinstance(line, Heading)}


@pytest.mark.parametrize("size", SIZES)
async def test_every_group_stands_with_its_count(desk, tmp_path, size) -> None:
    build(desk)
    async with desk_app(desk, tmp_path).run_test(size=size) as pilot:
        home = await shown(pilot.app, pilot)
        assert groups(home) == {
            "overdue": 3, "today": 1, "verify": 1, "callback": 1, "visits": 4, "waiting": 1, "cold": 1,
                "gaps": 13,
        }  # fmt: skip
        assert sum(home.seen.gap_counts.values()) == 13
        text = screen_text(pilot.app)
        for words in (
            "今日 · 11月24日 周二", "未办结 7", "到期与超期  3", "超19时", "3-2-501", "没有网格员", "近12周",
        ):  # fmt: skip
            assert words in text


async def test_an_issue_is_listed_once_in_the_first_group_it_fits(desk, tmp_path) -> None:
    made = build(desk)
    async with desk_app(desk, tmp_path).run_test(size=(80, 24)) as pilot:
        home = await shown(pilot.app, pilot)
        listed = [line.row.id for line in lines(home) if isinstance(line, IssueLine)]
        assert len(listed) == len(set(listed))
        leak = made.issues["漏水维修"]
        of_leak = [line for line in lines(home) if isinstance(line, IssueLine) and line.row.id == leak]
        assert [line.group.id for line in of_leak] == ["overdue"]


@pytest.mark.parametrize("size", SIZES)
async def test_stored_text_is_shown_as_it_is(desk, tmp_path, size) -> None:
    build(desk)
    async with desk_app(desk, tmp_path).run_test(size=size) as pilot:
        await shown(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert "李四[/b]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_enter_opens_the_issue_and_a_heading_opens_the_list_behind(desk, tmp_path) -> None:
    build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await shown(app, pilot)
        first = lines(home)[1]
        await pilot.press("enter")
        await pilot.press("up", "enter")
        assert [one.arguments() for one in app.opened] == [
            {"issue_id": first.row.id, "step": True}, {"filter": home.seen.overdue.filter},
        ]  # fmt: skip


async def test_a_gap_opens_its_place_and_its_heading_the_grids(desk, tmp_path) -> None:
    made = build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await shown(app, pilot)
        await pilot.press("G", "enter")
        assert app.opened[-1].arguments() == {"building_id": made.buildings["7"]}
        todo = home.query_one("#todo", HomeList)
        gap = next(at for at, line in enumerate(lines(home)) if isinstance(line, GapLine))
        todo.move_to(gap)
        await pilot.press("enter")
        assert app.opened[-1].arguments() == {"grid_id": made.grids["第二网格"]}
        await pilot.press("up", "enter")
        await pilot.pause()
        assert app.opened[-1].arguments() == {"kind": ""}


async def test_panes_are_reached_with_f6_and_open_what_they_show(desk, tmp_path) -> None:
    made = build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        home = await shown(app, pilot)
        await pilot.press("f6")
        assert home.focused.id == "grids"
        await pilot.press("down", "enter")
        assert app.opened[-1].arguments() == {"grid_id": made.grids["第二网格"]}
        await pilot.press("f6")
        assert home.focused.id == "states"
        await pilot.press("enter")
        assert app.opened[-1].filter.state == "registered"
        await pilot.press("f6")
        assert home.focused.id == "categories"
        await pilot.press("enter")
        assert app.opened[-1].filter.category == "M11-001"
        await pilot.press("f6")
        assert home.focused.id == "todo"


async def test_a_double_click_opens(desk, tmp_path) -> None:
    build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await shown(app, pilot)
        await pilot.click("#todo", offset=(20, 2), times=2)
        assert app.opened[-1].arguments() == {"issue_id": lines(home)[2].row.id, "step": True}


async def test_an_empty_store_leads_with_three_beginnings(desk, tmp_path) -> None:
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await shown(app, pilot)
        text = screen_text(app)
        for words in ("从这里开始", "新建网格", "导入表格", "打开示例"):
            assert words in text
        assert not home.query_one("#beside").display
        await pilot.press("enter")
        assert app.opened[-1].arguments()["noun"] == "grid"
        await pilot.press("n")
        assert len(app.opened) == 2
        await pilot.press("i")
        await pilot.pause()
        assert isinstance(app.opened[-1], OpenImport) and not app.areas


async def test_the_letters_of_beginnings_do_nothing_once_there_are_records(desk, tmp_path) -> None:
    build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        await pilot.press("n", "i", "s", "space")
        assert (app.opened, app.areas) == ([], [])


async def test_equals_explains_the_order_and_the_clock(desk, tmp_path) -> None:
    build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        await pilot.press("equals_sign")
        await finished(app)
        await pilot.pause()
        assert isinstance(app.screen, Notice)
        assert "超得最久的在前" in screen_text(app)
        assert "工作日" in screen_text(app)
        await pilot.press("escape", "up", "fullwidth_equals_sign")
        await pilot.pause()
        assert "按轻重缓急分组" in screen_text(app)


async def test_a_change_is_seen_and_the_cursor_stays_on_its_line(desk, tmp_path) -> None:
    build(desk)
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await shown(app, pilot)
        await pilot.press("down", "down")
        held = home.query_one("#todo", HomeList).row.key
        draft = IssueDraft(title="新来的", text="急", category="M99", nature="help")
        await app.gateway.write(Intent.REGISTER_ISSUE, issues.register_issue, draft)
        await shown(app, pilot)
        assert "未办结 8" in screen_text(app)
        assert home.query_one("#todo", HomeList).row.key == held


async def test_the_window_growing_brings_more_lines(desk, tmp_path) -> None:
    build(desk, [("3-2-501", f"漏水{n}", "in_progress", 30.0 + n) for n in range(30)])
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await shown(app, pilot)
        before = len(lines(home))
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert len(lines(home)) > before
        await pilot.resize_terminal(80, 16)
        await pilot.pause()
        assert len(lines(home)) < before


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ascii", [False, True])
async def test_it_draws_in_both_languages_and_in_ascii(desk, tmp_path, language, ascii) -> None:
    build(desk)
    app = desk_app(desk, tmp_path, language=language, ascii=ascii)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        text = screen_text(app)
        assert "3-2-501" in text
        assert ("▌" in text) is not ascii


async def test_no_english_is_left_in_chinese(desk, tmp_path) -> None:
    build(desk, [("3-2-501", "漏水", "in_progress", 3.0)])
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(app, pilot)
        assert re.findall(r"[A-Za-z]{3,}", screen_text(app)) == []


@given(st.integers(0, 60))
def test_lines_never_outgrow_the_window_unless_the_headings_do(seen_dashboard, height) -> None:
    found = lines_of(seen_dashboard, height)
    assert len(found) <= max(height, sum(isinstance(line, Heading) for line in found))
    order = [line.group for line in found if isinstance(line, Heading)]
    assert order == [group for group in GROUPS if group in order]


def test_room_is_filled_before_anything_is_left_out(seen_dashboard) -> None:
    everything = len(lines_of(seen_dashboard, 1000))
    for height in range(8, everything):
        assert len(lines_of(seen_dashboard, height)) == height


@pytest.fixture(scope="module")
def seen_dashboard(tmp_path_factory):
    from tests.conftest import FrozenClock, found_store

    workspace = found_store(tmp_path_factory.mktemp("home") / "desk.gtdb", FrozenClock())
    build(workspace)
    with workspace.read() as connection:
        seen = dashboard(connection, workspace.clock())
    workspace.close()
    return replace(seen)
