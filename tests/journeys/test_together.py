"""Working together by keys: every register is walked; a promise goes from deliberation to acceptance."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.together.catalogue import BY_NAME, NOUNS, nouns_of
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.nouns import Area, Kind, Noun
from gridtui.domain.words.intents import Intent
from gridtui.queries.together.loose_ends import loose_ends
from gridtui.queries.together.records import RecordFilter, record_count, record_page
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.app import GridApp
from gridtui.ui.screens.together.card import RecordScreen
from gridtui.ui.screens.together.chain import ChainScreen, LooseEndsScreen
from gridtui.ui.screens.together.figures import TogetherFiguresScreen
from gridtui.ui.screens.together.matches import MatchesScreen
from gridtui.ui.screens.together.records import RecordsScreen
from gridtui.ui.screens.together.screen import TogetherScreen
from gridtui.ui.screens.together.signing_in import SignInScreen
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from gridtui.usecases.issues import register_issue
from gridtui.usecases.together import records
from tests.conftest import FrozenClock
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text
from tests.ui.waiting import settled

TODAY = date(2026, 11, 24)
WHOLE = [noun for area in Area for noun in nouns_of(area)]
"""In the order in which the area shows them."""
NEEDS_ANOTHER = frozenset({"decision", "mentoring", "claim", "service_log", "certificate", "inspection"})
"""Registers whose form needs a record of another noun: they are walked in their own test."""


async def test_every_register_is_walked_by_keys(desk: Workspace, tmp_path: Path, clock: FrozenClock) -> None:
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "0")
        assert isinstance(app.screen, TogetherScreen)
        for noun in WHOLE:
            area = app.screen
            assert isinstance(area, TogetherScreen)
            for _ in NOUNS:
                if area.register is not None and area.register.noun == noun.name:
                    break
                await press(app, pilot, "down")
            assert area.register is not None and area.register.noun == noun.name
            if noun.name in NEEDS_ANOTHER:
                continue
            await press(app, pilot, "n")
            assert isinstance(app.screen, UpkeepScreen), noun.name
            for each in noun.attributes:
                if each.required:
                    app.screen.form.focus_field(each.name)
                    await press(app, pilot, "'今天'" if each.kind is Kind.DATE else "'20'")
            if noun.name == "report_in":
                app.screen.form.focus_field("unit_name")
                await press(app, pilot, "'水务局'")
            await press(app, pilot, "ctrl+s")
            assert "已存" in said(app), (noun.name, said(app))
            await _leave_form(app, pilot)
            await press(app, pilot, "enter")
            assert isinstance(app.screen, RecordsScreen), noun.name
            assert app.screen.table.total == 1, noun.name
            await press(app, pilot, "enter")
            assert isinstance(app.screen, RecordScreen), noun.name
            assert "20" in screen_text(app) or "2026" in screen_text(app), noun.name
            await press(app, pilot, "m")
            assert isinstance(app.screen, UpkeepScreen), noun.name
            await press(app, pilot, "ctrl+s")
            assert "没有改动" in said(app), (noun.name, said(app))
            await press(app, pilot, "d", "ctrl+z", "escape", "escape")
        with desk.read() as connection:
            for noun in WHOLE:
                wanted = 0 if noun.name in NEEDS_ANOTHER else 1
                rows = record_page(connection, RecordFilter(noun.name), offset=0, limit=9)
                assert len(rows) == wanted, noun.name
        assert_sound(desk)


async def test_registers_that_need_another_are_walked_by_keys(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        for whole, typed, parts in (
            (
                "worker",
                {"name": "'周敏'"},
                (("certificate", {}), ("mentoring", {"studio": "'邻里'", "mentor": "'老王'"})),
            ),
            ("compound", {"name": "'翠湖花园'"}, (("inspection", {"inspected_on": "'今天'"}),)),
            ("wish", {"title": "'老花镜'"}, ()),
            (
                "report_in",
                {"name": "'水务支部'", "reported_on": "'今天'"},
                (("service_log", {"served_on": "'今天'", "minutes": "'2'"}),),
            ),
        ):
            await press(app, pilot, "0")
            await _go_to(app, pilot, whole)
            await _new(app, pilot, **typed)
            await press(app, pilot, "enter")
            for part, said_of_it in parts:
                await _part(app, pilot, part, **said_of_it)
        await press(app, pilot, "0")
        await _go_to(app, pilot, "claim")
        await press(app, pilot, "n")
        for name in ("report_in_id", "wish_id"):
            app.screen.form.focus_field(name)
            await press(app, pilot, "'水务'" if name == "report_in_id" else "'老花'", "down", "enter")
        await _fill(app, pilot, claimed_on="'今天'")
        await press(app, pilot, "ctrl+s")
        assert "已存" in said(app), said(app)
        await _leave_form(app, pilot)
        await press(app, pilot, "0")
        await _go_to(app, pilot, "service_log")
        await press(app, pilot, "y")
        assert "1 条的支部确认日期记为今天" in said(app), screen_text(app)
        await press(app, pilot, "y")
        assert "都已记过支部确认日期" in said(app)
        with desk.read() as connection:
            for noun in ("certificate", "mentoring", "inspection", "claim", "service_log"):
                assert record_count(connection, RecordFilter(noun)) == 1, noun
        assert_sound(desk)


async def test_a_chain_from_its_issue_a_table_into_a_register_and_the_figures_of_a_quarter(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    with desk.write(Intent.REGISTER_ISSUE) as unit:
        issue = register_issue(unit, IssueDraft(category="M99", text="楼道灯不亮"))
    with desk.write(Intent.ADD_RECORD) as unit:
        talk = records.add(unit, draft_class("deliberation").model_validate({"title": "楼道照明"}))
        tied = {"deliberation_id": talk, "issue_id": issue}
        records.add(unit, draft_class("deliberation_issue").model_validate(tied))
    table = tmp_path / "teams.csv"
    table.write_text("队名,类型\n邻里队,邻里互助队\n", encoding="utf-8")
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "t")
        assert isinstance(app.screen, ChainScreen) and "楼道照明" in screen_text(app)
        await press(app, pilot, "0")
        await _go_to(app, pilot, "team")
        await press(app, pilot, "i")
        assert "志愿服务队" in app.screen.filter_words
        await press(app, pilot, f"'{table}'", "enter")
        await press(app, pilot, "f5")
        await press(app, pilot, "f5")
        assert "已导入" in said(app), screen_text(app)
        await press(app, pilot, "0", "f", "t", "down", "enter")
        assert isinstance(app.screen, TogetherFiguresScreen)
        assert app.screen.filter_words == "2026年第4季度"
        await press(app, pilot, "left", "w", "down", "enter")
        assert app.screen.filter_words.startswith("2026年第3季度 · ")
        await press(app, pilot, "end", "enter")
        assert "2026-07-01 至 2026-09-30" in app.screen.filter_words
        assert_sound(desk)


async def test_a_promise_goes_from_a_deliberation_to_acceptance(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "0")
        await _go_to(app, pilot, "deliberation")
        await _new(app, pilot, title="'楼道照明'", state="'2'", held_on="'今天'")
        await press(app, pilot, "enter")
        await _part(app, pilot, "decision", title="'换声控灯'", owner_name="'周敏'", due_on="'20261201'")
        await press(app, pilot, "enter", "enter")
        assert isinstance(app.screen, RecordScreen) and app.screen.noun.name == "decision"
        await _part(app, pilot, "project", title="'换灯'", owner_name="'周敏'", state="'2'")
        await press(app, pilot, "p")
        assert isinstance(app.screen, ChainScreen)
        assert [word in screen_text(app) for word in ("楼道照明", "换声控灯", "换灯")] == [True] * 3
        await press(app, pilot, "end", "enter")
        assert isinstance(app.screen, RecordScreen) and app.screen.noun.name == "project"
        await press(app, pilot, "m")
        await _fill(app, pilot, state="'3'", finished_on="'今天'")
        await press(app, pilot, "ctrl+s")
        with desk.read() as connection:
            assert [line.noun for line in loose_ends(connection, TODAY).lines] == ["project"]
        await _part(app, pilot, "acceptance", accepted_on="'今天'", outcome="'1'")
        with desk.read() as connection:
            [row] = record_page(connection, RecordFilter("project"), offset=0, limit=9)
            assert row.state == "accepted"
            assert not loose_ends(connection, TODAY).lines
        await press(app, pilot, "0", "l")
        assert isinstance(app.screen, LooseEndsScreen) and "没有断头" in screen_text(app)
        await press(app, pilot, "escape", "f")
        assert isinstance(app.screen, TogetherFiguresScreen)
        assert_sound(desk)


async def test_a_resource_is_taken_for_a_demand_and_a_project_made_of_both(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "0")
        await _go_to(app, pilot, "resource")
        await _new(app, pilot, title="'会议室 40 座'")
        await press(app, pilot, "0")
        await _go_to(app, pilot, "demand")
        await _new(app, pilot, title="'要一间会议室'")
        await press(app, pilot, "enter", "y")
        assert isinstance(app.screen, MatchesScreen) and "类别相同" in screen_text(app)
        await press(app, pilot, "y")
        assert "Ctrl+Z" in said(app)
        await press(app, pilot, "r")
        await _fill(app, pilot, title="'腾出会议室'")
        await press(app, pilot, "ctrl+s")
        with desk.read() as connection:
            [demand] = record_page(connection, RecordFilter("demand"), offset=0, limit=9)
            [project] = record_page(connection, RecordFilter("project"), offset=0, limit=9)
        assert demand.state == "matched"
        assert "要一间会议室" in project.cells
        assert_sound(desk)


async def test_people_sign_in_with_one_key(desk: Workspace, tmp_path: Path, clock: FrozenClock) -> None:
    with desk.write(Intent.ADD_RECORD) as unit:
        for name in ("张建华", "普文静"):
            member = {"kind": "member", "name": name, "unit_name": "水务局", "reported_on": TODAY}
            records.add(unit, draft_class("report_in").model_validate(member))
        records.add(unit, draft_class("activity").model_validate({"title": "清扫楼道"}))
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "0")
        await _go_to(app, pilot, "activity")
        await press(app, pilot, "enter", "s")
        assert isinstance(app.screen, SignInScreen)
        await press(app, pilot, "enter", "down", "enter")
        assert app.screen.filter_words == "清扫楼道 · 到 2 人"
        await press(app, pilot, "enter")
        assert app.screen.filter_words == "清扫楼道 · 到 1 人"
        await press(app, pilot, "/", "'zjh'", "enter", "enter")
        assert "张建华" in said(app)
        assert_sound(desk)


async def _leave_form(app: GridApp, pilot: object) -> None:
    """Go back; where a list of offers is open, Esc closes that first."""
    while isinstance(app.screen, UpkeepScreen):
        await press(app, pilot, "escape")


async def _go_to(app: GridApp, pilot: object, noun: str) -> None:
    """Open a register from the area."""
    area = app.screen
    assert isinstance(area, TogetherScreen)
    await press(app, pilot, "home")
    for _ in range(len(NOUNS) * 2):
        if area.register is not None and area.register.noun == noun:
            break
        await press(app, pilot, "down")
    await press(app, pilot, "enter")
    assert isinstance(app.screen, RecordsScreen) and app.screen.noun.name == noun


async def _fill(app: GridApp, pilot: object, **typed: str) -> None:
    for name, keys in typed.items():
        app.screen.form.focus_field(name)
        await press(app, pilot, keys)


async def _new(app: GridApp, pilot: object, **typed: str) -> None:
    await press(app, pilot, "n")
    assert isinstance(app.screen, UpkeepScreen)
    await _fill(app, pilot, **typed)
    await press(app, pilot, "ctrl+s")
    assert "已存" in said(app), said(app)
    await _leave_form(app, pilot)


async def _part(app: GridApp, pilot: object, noun: str, **typed: str) -> None:
    """Add to the record on screen one that refers to it."""
    card = app.screen
    assert isinstance(card, RecordScreen)
    await press(app, pilot, "home")
    for _ in card.card.linked if card.card else ():
        if card.line is not None and card.line.noun == noun:
            break
        await press(app, pilot, "down")
    await _new(app, pilot, **typed)


def test_the_walk_covers_every_area() -> None:
    walked: set[Noun] = {noun for noun in WHOLE if noun.name not in NEEDS_ANOTHER}
    assert {noun.area for noun in walked} == {noun.area for noun in NOUNS}
    assert BY_NAME.keys() >= NEEDS_ANOTHER
