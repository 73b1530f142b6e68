"""People by keys: a leader hands over, two records become one and two again, a person is erased."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.words.identifiers import check_character
from gridtui.domain.words.intents import Intent
from gridtui.queries.people.assignments import AssignmentFilter, held_on
from gridtui.queries.people.residents import ResidentFilter, resident_count
from gridtui.storage.tables import Assignment, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.grids.building import BuildingScreen
from gridtui.ui.screens.handover.screen import HandOverScreen
from gridtui.ui.screens.households.resident import ResidentScreen
from gridtui.ui.screens.privacy.erasure import ConfirmErasure, ErasureScreen
from gridtui.ui.screens.twins.compare import CompareScreen
from gridtui.usecases.assignments import assign, assign_each
from gridtui.usecases.places import add_building
from gridtui.usecases.residents import add_resident, edit_resident
from tests.canary import WORDS, found_in, keep_canary
from tests.conftest import FrozenClock
from tests.journeys.block import Block, make_block
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text
from tests.makers import everything
from tests.ui.screens.upkeep.keyboard import rows_of
from tests.ui.waiting import settled

LAST_DAY, FIRST_DAY = date(2026, 11, 30), date(2026, 12, 1)
ONE_ID, OTHER_ID = "53010219600305701", "53010219600305703"


def id_number(first_17: str) -> str:
    return first_17 + check_character(first_17)


async def test_all_that_a_leader_held_goes_to_somebody_else_from_a_day_on(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    block = make_block(desk)
    buildings = [block.building, *give_posts(desk, block)]
    before = everything(desk, Assignment)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "3", "right", "enter", "f6")
        assert isinstance(app.screen, BuildingScreen) and "刘素芬" in screen_text(app)
        await press(app, pilot, "b")
        assert isinstance(app.screen, HandOverScreen)
        assert app.screen.filter_words == "刘素芬 · 交 3 项，共 3 项"
        await press(app, pilot, "'罗明'", "tab", "'13988001122'", "tab", "ctrl+u", "'12-1'", "ctrl+s")
        assert said(app) == "3 项职务已交给 罗明，Ctrl+Z 撤销"
        for day, serves, not_yet in (("20261130", "刘素芬", "罗明"), ("20261201", "罗明", "刘素芬")):
            await press(app, pilot, "f", f"'{day}'", "enter")
            text = screen_text(app)
            assert f"{day[:4]}-{day[4:6]}-{day[6:]} 在岗" in text and serves in text and not_yet not in text
        for building in buildings:
            assert leaders(desk, building, LAST_DAY) == ["刘素芬"]
            assert leaders(desk, building, FIRST_DAY) == ["罗明"]
        with desk.read() as connection:
            workers = held_on(connection, AssignmentFilter(Role.GRID_WORKER.value), FIRST_DAY)
        assert [(row.person_name, row.place) for row in workers] == [("罗明", "第一网格")]
        await press(app, pilot, "ctrl+z")
        assert everything(desk, Assignment)["assignment"][:3] == before["assignment"]
        assert leaders(desk, block.building, FIRST_DAY) == ["刘素芬"]
        assert_sound(desk)


def give_posts(desk: Workspace, block: Block) -> list[RecordId]:
    """Let 刘素芬 lead two buildings and serve the grid; returns the second building."""
    person = {"person_name": "刘素芬", "phone": "13888001122", "from_on": date(2026, 3, 1)}
    with desk.write(Intent.ASSIGN) as unit:
        other = add_building(unit, BuildingDraft(label="4", grid_id=block.grid))
        leads = AssignmentDraft(role=Role.BUILDING_LEADER, **person)
        assign_each(unit, leads, [block.building, other])
        assign(unit, AssignmentDraft(role=Role.GRID_WORKER, grid_id=block.grid, **person))
    return [other]


def leaders(desk: Workspace, building: RecordId, day: date) -> list[str]:
    with desk.read() as connection:
        rows = held_on(connection, AssignmentFilter(building_id=building), day)
    return [row.person_name for row in rows if row.role == Role.BUILDING_LEADER]


async def test_two_records_of_one_person_are_joined_and_separated(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    block = make_block(desk)
    kept = block.heads["3-2-101"]
    other = give_twin(desk, block, kept)
    before = everything(desk, Resident)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "4", "t", "/", "'hzq'", "enter", "space", "space", "=")
        assert isinstance(app.screen, CompareScreen)
        text = screen_text(app)
        assert "怕狗" in text and ONE_ID not in text and "13887012210" not in text
        await press(app, pilot, "ctrl+s")
        assert isinstance(app.screen, Ask)
        text = screen_text(app)
        assert "真是同一个人吗" in text and "第 17、18 位" in text and ONE_ID not in text
        await press(app, pilot, "enter")
        assert everything(desk, Resident) == before
        await press(app, pilot, "ctrl+s", "left", "enter")
        assert "已合并" in said(app) and "第 1 / 1 行" in screen_text(app)
        assert dict(rows_of(desk, Resident.id, Resident.alias_of))[other] == kept
        with desk.read() as connection:
            assert resident_count(connection, ResidentFilter()) == len(block.heads)
        assert dict(rows_of(desk, Resident.id, Resident.note))[kept] == "怕狗"
        await press(app, pilot, "enter")
        assert isinstance(app.screen, ResidentScreen) and "怕狗" in screen_text(app)
        await press(app, pilot, "s")
        assert "已拆开" in said(app), screen_text(app)
        assert everything(desk, Resident) == before
        with desk.read() as connection:
            assert resident_count(connection, ResidentFilter()) == len(block.heads) + 1
        assert_sound(desk)


def give_twin(desk: Workspace, block: Block, kept: RecordId) -> RecordId:
    """Write a second record of the head of 3-2-101, one digit of the ID number off, with a note."""
    with desk.write(Intent.ADD_RESIDENT) as unit:
        draft = ResidentDraft(
            name="黄志强", household_id=block.homes["3-2-101"], relation="户主", phone="13887012210"
        )
        edit_resident(unit, kept, draft.model_copy(update={"id_number": id_number(ONE_ID)}))
        twin = {"id_number": id_number(OTHER_ID), "note": "怕狗", "relation": ""}
        return add_resident(unit, draft.model_copy(update=twin))


async def test_a_person_is_erased_and_found_nowhere(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    canary = keep_canary(desk)
    assert found_in(desk) == set(WORDS)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "4", "t", "/", "'zqname'", "enter", "enter")
        assert isinstance(app.screen, ResidentScreen) and WORDS["name"] in screen_text(app)
        await press(app, pilot, "x")
        assert isinstance(app.screen, ErasureScreen) and "清除以后找不到的" in screen_text(app)
        await press(app, pilot, "x", "enter")
        assert isinstance(app.screen, ConfirmErasure)
        await press(app, pilot, "'别人'", "enter", "right", "enter")
        assert "写的不一样" in screen_text(app)
        await press(app, pilot, "ctrl+u", f"'{WORDS['name']}'", "enter", "right")
        assert "写的不一样" not in screen_text(app) and found_in(desk) == set(WORDS)
        await press(app, pilot, "enter")
        assert "已清除" in screen_text(app), screen_text(app)
        await press(app, pilot, "escape", "escape")
        assert WORDS["name"] not in screen_text(app)
        await press(app, pilot, "ctrl+z")
        assert found_in(desk) == set()
        names = dict(rows_of(desk, col(Resident.id), col(Resident.name)))
        assert names[canary.spouse] == "李春兰" and names.get(canary.resident, "") == ""
        assert_sound(desk)
