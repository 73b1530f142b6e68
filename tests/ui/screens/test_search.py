"""Search by keys, on a real store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.domain.places.grid import GridDraft
from gridtui.domain.words.intents import Intent
from gridtui.ui import messages
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.screens.search.lines import GroupLine, HitLine, lit, words_of
from gridtui.ui.screens.search.screen import AT_ONCE, FoundList, SearchField, SearchScreen
from gridtui.usecases import places
from tests.ui.screens.neighbourhood import HOSTILE, build, desk_app, screen_text
from tests.ui.waiting import finished, settled


async def opened(app, pilot, text: str = "") -> SearchScreen:
    await finished(app)
    await pilot.pause()
    app.post_message(messages.OpenSearch(text))
    await settled(app, pilot)
    assert isinstance(app.screen, SearchScreen)
    return app.screen


def searching(desk, tmp_path, **options):
    return desk_app(desk, tmp_path, follow=(messages.OpenSearch,), **options)


def found(screen) -> list[str]:
    return [line.hit.title for line in screen.query_one(FoundList).source.rows if isinstance(line, HitLine)]


async def type_in(app, pilot, text: str) -> None:
    field = app.screen.query_one(SearchField)
    field.load("")
    for character in text:
        field.replace(character, *field.selection)
    await settled(app, pilot)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("王建国", ["王建国"]),
        ("wjg", ["王建国"]),
        ("王", ["王敏", "王建国", "王秀兰"]),
        ("2210", ["陈立", "王敏", "赵云飞", "李芳", "王建国"]),
        ("路灯", ["路灯不亮"]),
        ("20261124", ["小区停车", "路灯不亮"]),
        ("第二网格", ["第二网格"]),
        ("漏水 3-2-501", ["漏水维修"]),
        ("没有这样的事", []),
    ],
)
async def test_what_is_typed_is_found(desk, tmp_path, typed, expected) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await type_in(app, pilot, typed)
        assert set(expected) <= set(found(screen))
        if not expected:
            assert found(screen) == []
            assert "没有找到" in screen_text(app)


@pytest.mark.parametrize("key", ["ctrl+f", "slash", "ideographic_comma"])
async def test_it_is_opened_by_its_keys_and_takes_what_is_typed(desk, tmp_path, key) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await finished(app)
        await pilot.pause()
        await pilot.press(key)
        await settled(app, pilot)
        assert isinstance(app.screen, SearchScreen)
        await pilot.press(*"wjg")
        await settled(app, pilot)
        assert app.screen.query_one(SearchField).value == "wjg"
        assert found(app.screen) == ["王建国"]
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, SearchScreen)


async def test_enter_in_the_field_opens_the_first_hit(desk, tmp_path) -> None:
    made = build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        await pilot.press(*"wjg")
        await settled(app, pilot)
        await pilot.press("enter")
        assert app.opened[-1].arguments() == {"resident_id": made.residents["王建国"]}


async def test_each_noun_opens_its_own_place(desk, tmp_path) -> None:
    made = build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        for typed, expected in (
            ("路灯", messages.OpenIssue(made.issues["路灯不亮"])),
            ("第二网格", messages.OpenGrid(made.grids["第二网格"])),
            ("7栋", messages.OpenBuilding(made.buildings["7"])),  # behind the residents of it
            ("王秀兰", messages.OpenBuilding(made.buildings["3"])),
            ("张敏", messages.OpenGrid(made.grids["第一网格"])),
        ):
            await type_in(app, pilot, typed)
            await pilot.press("down", "left", "enter")
            await settled(app, pilot)
            await pilot.press("slash")
            assert type(app.opened[-1]) is type(expected), typed
            assert app.opened[-1].arguments() == expected.arguments(), typed


async def test_down_goes_to_the_list_and_up_comes_back(desk, tmp_path) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await type_in(app, pilot, "王")
        await pilot.press("down")
        assert isinstance(screen.focused, FoundList)
        await pilot.press("j", "k", "up", "up")
        assert isinstance(screen.focused, SearchField)


async def test_slash_and_ctrl_f_go_back_to_the_field_instead_of_a_second_search(desk, tmp_path) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await type_in(app, pilot, "王")
        for key in ("slash", "ctrl+f"):
            await pilot.press("down")
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is screen
            assert isinstance(screen.focused, SearchField)
        await pilot.press(*"wm")
        assert screen.query_one(SearchField).value == "wm"


async def test_left_and_right_go_from_group_to_group(desk, tmp_path) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await type_in(app, pilot, "3")
        table = screen.query_one(FoundList)
        headings = [at for at, line in enumerate(table.source.rows) if isinstance(line, GroupLine)]
        assert len(headings) > 1
        await pilot.press("down")
        seen = []
        for key in ("right", "left", "left"):
            await pilot.press(key)
            seen.append(table.cursor - 1)
        assert seen == [headings[1], headings[0], headings[-1]]


async def test_more_hits_than_are_read_at_once_follow(desk, tmp_path) -> None:
    with desk.write(Intent.IMPORT_FILE) as unit:
        for number in range(AT_ONCE + 20):
            places.add_grid(unit, GridDraft(name=f"滨河网格{number}", org_id=unit.desk.org_id))
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, "滨河")
        assert len(found(screen)) == AT_ONCE + 20
        assert f"地点和岗位 {AT_ONCE + 20}" in screen_text(app)


async def test_a_thousand_and_more_is_said_so(desk, tmp_path) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, "网格")
        findings = screen.found
        many = findings.places.hits * 500
        screen._fill(replace(findings, places=type(findings.places)(many[:1000], True)))
        await pilot.pause()
        assert "地点和岗位 1000+" in screen_text(app)


async def test_stored_text_is_shown_as_it_is_and_phones_masked(desk, tmp_path) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "李四")
        text = screen_text(app)
        assert clean(HOSTILE) in text
        assert "138****2210" in text
        assert "13887012210" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_it_draws_in_both_languages(desk, tmp_path, language) -> None:
    build(desk)
    app = searching(desk, tmp_path, language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, "王")
        assert "王建国" in screen_text(app)


async def test_a_change_elsewhere_is_found_and_the_cursor_stays(desk, tmp_path) -> None:
    build(desk)
    app = searching(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, "网格")
        await pilot.press("down", "down")
        held = screen.query_one(FoundList).row.key
        draft = GridDraft(name="第三网格", org_id=desk.desk.org_id)
        await app.gateway.write(Intent.ADD_GRID, places.add_grid, draft)
        await settled(app, pilot)
        assert "第三网格" in found(screen)
        assert screen.query_one(FoundList).row.key == held


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
async def test_any_text_can_be_looked_for(made_desk, tmp_path, texts) -> None:
    app = searching(made_desk, tmp_path)
    made_desk.close, close = (lambda: None), made_desk.close
    try:
        async with app.run_test(size=(60, 16)) as pilot:
            await opened(app, pilot)
            for text in texts:
                await type_in(app, pilot, text)
                assert isinstance(app.screen, SearchScreen)
    finally:
        made_desk.close = close


@given(st.text(), st.text(max_size=5))
def test_a_lit_word_changes_no_character(text, word) -> None:
    drawn = lit(text, words_of(word))
    assert drawn.plain == clean(text)
    assert cell_width(drawn.plain) == cell_width(clean(text))


@pytest.fixture
def made_desk(desk):
    build(desk)
    return desk
