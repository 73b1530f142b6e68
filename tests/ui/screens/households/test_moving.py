"""Moving, splitting, leaving by keys; the card that shows it all and scrolls."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gridtui.domain.people.assignment import AssignmentDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.visit import PromiseDraft, VisitDraft
from gridtui.storage.tables import Dwelling, Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.households.detail import HouseholdScreen
from gridtui.usecases.assignments import assign
from gridtui.usecases.residents import add_resident
from gridtui.usecases.revealing import note_reveal
from gridtui.usecases.visits import record_visit
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    found = build(desk)
    with desk.write("edit_resident") as unit:
        unit.update(Resident, found.residents["李芳"], {"relation": "户主"})
        found.residents["李明"] = add_resident(
            unit, ResidentDraft(name="李明", relation="子", household_id=found.households["3-1-101"])
        )
    return found


async def test_a_household_moves_by_keys_and_its_card_tells(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenHousehold(made.households["3-1-101"]))
        await type_in(app, pilot, "b", "'5-302'", "ctrl+s")
        assert isinstance(app.screen, HouseholdScreen)
        assert "已搬到 5-302" in said(app)
        assert "5-302" in app.screen.filter_words
        await type_in(app, pilot, "ctrl+z")
        assert app.screen.filter_words.startswith("3-1-101")
        await type_in(app, pilot, "ctrl+y")
        text = "".join(line.text for line in app.screen.query_one("#household-records").paragraphs)  # type: ignore[attr-defined]
        assert "从 3-1-101 搬到 5-302" in text


async def test_a_taken_door_is_asked_about_and_nothing_is_half_done(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    before = rows_of(desk, Household.dwelling_id), rows_of(desk, Dwelling.door)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenHousehold(made.households["3-1-101"]))
        await type_in(app, pilot, "b", "'3-2-501'", "ctrl+s")
        assert isinstance(app.screen, Ask)
        assert "3-2-501 已有一户，合住吗？" in screen_text(app)
        await type_in(app, pilot, "escape")
        assert "没有搬" in screen_text(app)
        assert (rows_of(desk, Household.dwelling_id), rows_of(desk, Dwelling.door)) == before
        await type_in(app, pilot, "ctrl+s", "left", "enter")
        assert "已搬到 3-2-501" in said(app)
        assert len(set(rows_of(desk, Household.dwelling_id))) == 3


async def test_marked_people_form_a_household_of_their_own(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenHousehold(made.households["3-1-101"]))
        await type_in(app, pilot, "j", "space", "f")
        raw = app.screen.form.raw_values()  # type: ignore[attr-defined]
        assert (raw["people"], raw["door"]) == ("李明", "3-1-101")
        await type_in(app, pilot, "ctrl+s")
        assert "已分出 3-1-101 1 人" in said(app)
        assert len(rows_of(desk, Household.id)) == 5
        assert ("李明", "户主") in rows_of(desk, Resident.name, Resident.relation)


async def test_leaving_and_coming_back_by_keys(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenResident(made.residents["李芳"]))
        await type_in(app, pilot, "l", "tab", "tab", "'大理'", "ctrl+s")
        assert "李芳 已迁出" in said(app)
        assert "迁出，去 大理" in screen_text(app)
        assert (date(2026, 11, 24),) in rows_of(desk, Resident.moved_out_on)
        await type_in(app, pilot, "b", "ctrl+s")
        assert "李芳 已迁回" in said(app)
        assert (date(2026, 11, 24),) not in rows_of(desk, Resident.moved_out_on)


async def test_the_card_shows_everything_and_scrolls_to_it(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    home, person = made.households["7-1-102"], made.residents["陈立"]
    with desk.write("record_visit") as unit:
        visit = VisitDraft(household_id=home, manner="door", outcome="met", problem="屋顶渗水")
        record_visit(unit, visit, promises=[PromiseDraft(text="请人补漏", due_on=date(2026, 12, 1))])
        assign(unit, AssignmentDraft(role="building_leader", person_name="陈立", resident_id=person,
                                     building_id=made.buildings["7"]))  # fmt: skip
    note_reveal(desk, person)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenHousehold(home))
        assert "已办结" in screen_text(app)
        screen.query_one("#household-scroll").scroll_end(animate=False)
        await type_in(app, pilot, "f6")
        screen.query_one("#household-scroll").scroll_end(animate=False)
        await pilot.pause()
        text = screen_text(app)
        for words in ("屋顶渗水", "请人补漏", "谁看过", "王秀兰  看完整号码"):
            assert words in text
        await opened(app, pilot, messages.OpenResident(person))
        app.screen.query_one("#resident-facts-scroll").scroll_end(animate=False)
        await pilot.pause()
        assert "楼栋长" in screen_text(app)
