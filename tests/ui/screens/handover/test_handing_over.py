"""Handing everything over from the card of a place, and looking at who served on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col

from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.storage.tables import Assignment, Grid
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.handover.screen import HandOverScreen
from gridtui.usecases import assignments, places, residents
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    """The usual neighbourhood, where 王秀兰 leads three buildings and is a hub household."""
    made = build(desk)
    with desk.write("assign") as unit:
        draft = AssignmentDraft(role=Role.BUILDING_LEADER, person_name="王秀兰", from_on=date(2026, 3, 1))
        assignments.assign_each(unit, draft, [made.buildings["5"], made.buildings["7"]])
        home = made.households["3-1-101"]
        assignments.assign(unit, AssignmentDraft(role=Role.PARTY_HUB_HOUSEHOLD, person_name="王秀兰",
                                                 household_id=home))  # fmt: skip
    return made


async def test_everything_but_what_is_left_out_goes_to_somebody_else(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        card = await opened(app, pilot, messages.OpenBuilding(made.buildings["3"]))
        card.query_one("#place-posts").focus()
        await type_in(app, pilot, "b")
        screen = app.screen
        assert isinstance(screen, HandOverScreen)
        assert screen.filter_words == "王秀兰 · 交 3 项，共 4 项"
        listed = [line.split()[-4:] for line in screen_text(app).splitlines() if "交 " in line]
        assert ["不交", "党员中心户", "3-1-101"] in [line[-3:] for line in listed]
        await type_in(app, pilot, "f6", "j", "space", "f6")
        assert screen.filter_words == "王秀兰 · 交 2 项，共 4 项"
        await type_in(app, pilot, "'周强'", "tab", "tab", "ctrl+u", "'12-1'", "ctrl+s")
        assert app.screen is card
        assert said(app) == "2 项职务已交给 周强，Ctrl+Z 撤销"
        before = [row[1] for row in rows_of(desk, col(Assignment.num), col(Assignment.to_on))]
        assert before == [None, date(2026, 11, 30), None, date(2026, 11, 30), None, None, None]
        await type_in(app, pilot, "ctrl+z")
        assert {row[0] for row in rows_of(desk, col(Assignment.to_on))} == {None}


async def test_a_hand_over_to_the_same_person_is_refused_under_its_field(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        ids = [row[0] for row in rows_of(desk, col(Assignment.id))]
        screen = await opened(app, pilot, messages.HandOver(ids[1]))
        await type_in(app, pilot, "'王秀兰'", "ctrl+s")
        assert app.screen is screen
        assert "接手的就是交出的这个人" in screen_text(app)
        with desk.write("add_org") as unit:
            near, far = (
                places.add_org(unit, OrgDraft(name=name, level=4)) for name in ("翠湖社区", "圆通社区")
            )
            unit.update_many(Grid, [(id, {"org_id": near}) for id in made.grids.values()])
            there = places.add_building(unit, BuildingDraft(label="99", org_id=far))
            residents.add_resident(unit, ResidentDraft(name="王远方", building_id=there))
        await type_in(app, pilot, "ctrl+u", "'王远方'", "down", "enter", "ctrl+s")
        assert "已交给 王远方，Ctrl+Z 撤销（注意：王远方 是圆通社区的人，不在这个社区）" in said(app)


async def test_who_served_on_a_day_is_shown_and_escape_comes_back(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        card = await opened(app, pilot, messages.OpenBuilding(made.buildings["5"]))
        assert [post.role for post in card._posts.rows] == ["building_leader"]
        await type_in(app, pilot, "f", "'20260228'", "enter")
        assert "2026-02-28 在岗" in screen_text(app)
        assert not hasattr(card._posts.rows[0], "person_name")
        await type_in(app, pilot, "f", "escape")
        assert card._posts.rows[0].person_name == "王秀兰"
