"""The area of households, the card of a household, the card of a resident."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.storage.log import audit
from gridtui.storage.tables import Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.households.detail import HouseholdScreen
from gridtui.ui.screens.households.resident import ResidentScreen
from gridtui.ui.screens.households.screen import HouseholdsScreen
from gridtui.usecases.households import Home, settle_household
from gridtui.usecases.residents import add_resident
from tests.conftest import FrozenClock
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import (
    BORN_1960,
    app_on,
    door,
    id_number,
    opened,
    rows_of,
    said,
    type_in,
)


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk)


def with_id(desk: Workspace, made: Neighbourhood) -> bytes:
    with desk.write("add_resident") as unit:
        draft = ResidentDraft(
            name="杨桂芬",
            id_number=id_number(BORN_1960),
            phone="13887012210;0871-65312345",
            household_id=made.households["3-2-501"],
            relation="户主",
        )
        return add_resident(unit, draft)


def listed(app: object) -> list[str]:
    lines = screen_text(app).split("\n")  # type: ignore[arg-type]
    return [
        line.split()[0].lstrip("▌") or line.split()[1]
        for line in lines
        if line.count("-") >= 1 and "栋" in line
    ]


async def test_doors_come_in_their_natural_order(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    with desk.write("add_household") as unit:
        for text in ("3-10-101", "3-2-1001", "3-2-502"):
            settle_household(unit, Home(made.buildings["3"], door(text)), HouseholdDraft())
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4")
        assert isinstance(app.screen, HouseholdsScreen)
        rows = [app.screen.table._window.row(place).door for place in range(app.screen.table.total)]
        assert rows == ["3-1-101", "3-2-501", "3-2-502", "3-2-1001", "3-10-101", "5-301", "7-1-102"]


@pytest.mark.parametrize(
    ("text", "doors"),
    [
        ("3-2-", ["3-2-501"]),
        ("3栋", ["3-1-101", "3-2-501"]),
        ("李芳", ["3-1-101"]),
        ("lf", ["3-1-101"]),
        ("2210", ["3-1-101", "3-2-501", "5-301", "7-1-102"]),
        ("没有", []),
    ],
)
async def test_a_household_is_found_by_door_name_initials_or_phone(
    desk: Workspace, made: Neighbourhood, tmp_path: Path, text: str, doors: list[str]
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "/", f"'{text}'", "enter")
        table = app.screen.table  # type: ignore[attr-defined]
        assert [table._window.row(place).door for place in range(table.total)] == doors


async def test_the_list_turns_to_people_and_keeps_the_filter(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "/", "'3-2-'", "enter", "t")
        assert isinstance(app.screen, HouseholdsScreen)
        assert app.screen.table.total == 2
        text = screen_text(app)
        assert "按人 · 含“3-2-”" in text
        assert "138****2210" in text
        assert "13887012210" not in text
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, ResidentScreen)


async def test_one_grid_alone_can_be_chosen(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "w", "'第二'", "enter")
        assert isinstance(app.screen, HouseholdsScreen)
        assert app.screen.table.total == 2
        assert "第二网格" in app.screen.filter_words


async def test_the_card_shows_people_and_issues_and_leads_on(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenHousehold(made.households["3-2-501"]))
        text = screen_text(app)
        assert "王建国" in text
        assert "漏水维修" in text
        assert "138****2210" in text
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, ResidentScreen)
        await type_in(app, pilot, "o")
        assert isinstance(app.screen, HouseholdScreen)
        await type_in(app, pilot, "a")
        raw = app.screen.form.raw_values()  # type: ignore[attr-defined]
        assert (raw["role"], raw["place"], raw["person_name"]) == ("party_hub_household", "3-2-501", "王建国")


async def test_numbers_are_masked_revealed_for_half_a_minute_and_noted(
    desk: Workspace, made: Neighbourhood, tmp_path: Path, clock: FrozenClock
) -> None:
    person = with_id(desk, made)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenResident(person))
        assert id_number(BORN_1960) not in screen_text(app)
        assert "530***************" in screen_text(app)
        await type_in(app, pilot, "v")
        text = screen_text(app)
        assert id_number(BORN_1960) in text
        assert "13887012210" in text
        clock.pass_time(seconds=29)
        screen.revealing.hide_when_due()
        assert screen.revealing.is_shown
        clock.pass_time(seconds=1)
        screen.revealing.hide_when_due()
        await type_in(app, pilot, "f6")
        text = screen_text(app)
        assert id_number(BORN_1960) not in text
        assert "13887012210" not in text
        with desk.read() as connection:
            noted = audit.lines(connection, person)
        assert [(line.action, line.actor_id) for line in noted] == [(audit.REVEAL, desk.operator.id)]


async def test_another_screen_on_top_masks_again(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    person = with_id(desk, made)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenResident(person))
        await type_in(app, pilot, "v", "o", "escape")
        assert "13887012210" not in screen_text(app)


async def test_nothing_is_revealed_where_it_cannot_be_noted(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    desk.read_only = True
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenResident(made.residents["李芳"]))
        await type_in(app, pilot, "v")
        assert "只能看" in said(app)
        assert "13887012210" not in screen_text(app)


async def test_a_household_with_people_is_asked_about_and_comes_back(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        before = rows_of(desk, Resident.id)
        await type_in(app, pilot, "4", "j", "d")
        assert isinstance(app.screen, Ask)
        assert "一起删除：2 位居民的资料" in screen_text(app)
        await type_in(app, pilot, "left", "enter")
        assert (len(rows_of(desk, Household.id)), len(rows_of(desk, Resident.id))) == (3, 4)
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, Resident.id) == before
        assert "已撤销" in said(app)


async def test_a_resident_goes_from_the_card_and_the_card_closes(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenResident(made.residents["陈立"]))
        await type_in(app, pilot, "d")
        assert not isinstance(app.screen, ResidentScreen)
        assert ("陈立",) not in rows_of(desk, Resident.name)


async def test_rows_are_copied_masked(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "t", "space", "space", "c")
        assert app.clipboard.count("\n") == 1
        assert "138****2210" in app.clipboard
        assert "已复制 2 行" in said(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 40)])
async def test_the_card_beside_the_list_comes_with_the_room(
    desk: Workspace, made: Neighbourhood, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=size) as pilot:
        await type_in(app, pilot, "4", "j")
        text = screen_text(app)
        assert ("户内" in text) is (size[0] >= 140)
        assert "3-2-501" in text
