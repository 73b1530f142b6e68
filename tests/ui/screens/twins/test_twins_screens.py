"""Records that may be one: the list, the two side by side, joined and separated by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.storage.tables import Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.twins.compare import CompareScreen
from gridtui.ui.screens.twins.screen import TwinsScreen
from gridtui.usecases.households import Home, settle_household
from gridtui.usecases.residents import add_resident
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

OTHER_NUMBER = BORN_1960[:-1] + "3"


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    found = build(desk)
    with desk.write("add_resident") as unit:
        unit.update(Resident, found.residents["李芳"], {"id_number": id_number(BORN_1960)})
        found.residents["twin"] = add_resident(
            unit,
            ResidentDraft(
                name="李芳", phone="13887012211", note="低保户", household_id=found.households["3-1-101"]
            ),
        )
    return found


def alias_of(desk: Workspace, id: bytes) -> object:
    return dict(rows_of(desk, Resident.id, Resident.alias_of))[id]


async def test_a_pair_is_compared_joined_and_separated_by_keys(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "u")
        assert isinstance(app.screen, TwinsScreen)
        assert "同姓名、同门牌" in screen_text(app)
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, CompareScreen)
        assert "13887012211" not in screen_text(app)
        lines = app.screen._lines.rows
        await type_in(app, pilot, *["j"] * [line.name for line in lines].index("phone"), "3")
        assert app.screen.sides["phone"].value == "3"
        await type_in(app, pilot, "ctrl+s")
        assert isinstance(app.screen, TwinsScreen)
        assert "没有发现重复" in screen_text(app)
        assert "已合并：李芳" in said(app)
        kept = made.residents["李芳"]
        assert alias_of(desk, made.residents["twin"]) == kept
        assert ("13887012210;13887012211",) in rows_of(desk, Resident.phone)
        await opened(app, pilot, messages.OpenResident(made.residents["twin"]))
        assert "低保户" in screen_text(app)
        await type_in(app, pilot, "s")
        assert alias_of(desk, made.residents["twin"]) is None
        assert "疑似与 李芳" in screen_text(app)


async def test_different_id_numbers_are_asked_about_with_what_differs(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    twin = made.residents["twin"]
    with desk.write("edit_resident") as unit:
        unit.update(Resident, twin, {"id_number": id_number(OTHER_NUMBER)})
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.CompareTwins("resident", made.residents["李芳"], twin))
        await type_in(app, pilot, "ctrl+s")
        assert isinstance(app.screen, Ask)
        text = screen_text(app)
        assert "身份证号不同" in text
        assert "2 位不同：第 17、18 位" in text
        assert BORN_1960 not in text
        await type_in(app, pilot, "escape")
        assert alias_of(desk, twin) is None
        await type_in(app, pilot, "ctrl+s", "left", "enter")
        assert alias_of(desk, twin) == made.residents["李芳"]


async def test_two_marked_households_are_joined(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    with desk.write("add_household") as unit:
        second = settle_household(
            unit, Home(made.buildings["3"], door("3-1-101")), HouseholdDraft(note="后录")
        )
        add_resident(unit, ResidentDraft(name="周强", household_id=second))
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "space", "space", "=")
        assert isinstance(app.screen, CompareScreen)
        assert "李芳、周强" in screen_text(app).replace("李芳、李芳", "李芳")
        await type_in(app, pilot, "ctrl+s")
        assert "已并户" in said(app)
        assert dict(rows_of(desk, Household.id, Household.alias_of))[second] == made.households["3-1-101"]
        await type_in(app, pilot, "ctrl+z")
        assert dict(rows_of(desk, Household.id, Household.alias_of))[second] is None


async def test_a_pair_that_is_two_leaves_the_list_and_may_come_back_by_keys(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "u", "enter", "n")
        assert isinstance(app.screen, TwinsScreen)
        assert "没有发现重复" in screen_text(app)
        assert "不是同一人，不再列出" in said(app)
        await type_in(app, pilot, "f")
        assert "同姓名、同门牌" in screen_text(app)
        await type_in(app, pilot, "r")
        assert "没有核对为不是同一人的" in screen_text(app)
        await type_in(app, pilot, "f", "n")
        assert "没有发现重复" in screen_text(app)
        await type_in(app, pilot, "ctrl+z")
        assert "同姓名、同门牌" in screen_text(app)
