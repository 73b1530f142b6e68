"""Text that steers terminals or reads as markup on every screen of places and people; two languages."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridtui import words
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.storage.tables import (
    Assignment,
    Building,
    Dwelling,
    Grid,
    Household,
    Org,
    Resident,
    ServiceTag,
    Unit,
)
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.usecases.issues import register_issue
from tests.hostile_store import unchecked
from tests.ui.screens.neighbourhood import screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, settled, type_in

HOSTILE = (
    ("[red]红[/][@click=app.quit()]x", "[red]红"),
    ("李四[/b]\\[b]", "李四[/b]"),
    ("赵\x1b[31m红\x1b[2J\u202eabc\x00\x9b5m👨‍👩‍👧\nb", "赵"),
    ("", ""),
)
"""What is stored, and what stands on most screens because of it."""


def everything(desk: Workspace, text: str, *, latin: bool = False) -> dict[str, bytes]:
    """Write one of everything with this text wherever a text can stand."""
    org = desk.desk.org_id
    with unchecked(), desk.write("import_file") as unit:
        ids = {"org": org}
        unit.update(Org, org, {"name": text or "x", "short_name": text})
        grid = ids["grid"] = unit.create(
            Grid,
            {
                "org_id": org,
                "branch_id": org,
                "code": text,
                "name": text,
                "boundary": text,
                "external_ids": text,
            },
            scope=org,
        )
        building = ids["building"] = unit.new_id()
        unit.create(
            Building,
            {
                "org_id": org,
                "grid_id": grid,
                "label": text,
                "name": text,
                "address": text,
                "kind": "block",
                "floors": 7,
                "built_year": 1999,
                "note": text,
            },
            scope=building,
            id=building,
        )
        unit.create(Building, {"org_id": org, "label": "9", "name": text}, scope=building)
        stairs = unit.create(Unit, {"building_id": building, "label": text}, scope=building)
        dwelling = unit.create(
            Dwelling,
            {
                "building_id": building,
                "unit_id": stairs,
                "room": text,
                "door": text,
                "use": "shop",
                "occupancy": "rented",
            },
            scope=building,
        )
        household = ids["household"] = unit.create(
            Household,
            {
                "building_id": building,
                "dwelling_id": dwelling,
                "code": text,
                "kind": "permanent",
                "note": text,
            },
            scope=building,
        )
        person = dict.fromkeys(
            (
                "name",
                "relation",
                "politics",
                "ethnicity",
                "education",
                "marriage",
                "occupation",
                "registered_address",
                "actual_address",
                "moved_to",
                "note",
                "id_number",
            ),
            text,
        )
        resident = ids["resident"] = unit.create(
            Resident,
            {
                **person,
                "building_id": building,
                "household_id": household,
                "sex": "male",
                "birth_date": date(1960, 3, 5),
                "kind": "permanent",
                "residence_state": "together",
            },
            scope=building,
        )
        ids["service_tag"] = unit.create(
            ServiceTag,
            {
                "building_id": building,
                "resident_id": resident,
                "tag": "living_alone",
                "purpose": text,
                "basis": text,
                "review_on": date(2027, 1, 1),
            },
            scope=building,
        )
        for number, place in enumerate((Role.GRID_WORKER, Role.BUILDING_LEADER, Role.PARTY_HUB_HOUSEHOLD)):
            column = place.place.column
            target = {"grid_id": grid, "building_id": building, "household_id": household}[column]
            draft = AssignmentDraft(role=place)
            values = {
                **draft.columns(),
                column: target,
                "person_name": text,
                "phone": text,
                "note": text,
                "from_on": date(2024, 1, 1),
                "to_on": None if number else date(2025, 1, 1),
            }
            ids["assignment"] = unit.create(Assignment, values, scope=building)
        register_issue(
            unit,
            IssueDraft(
                title="T" if latin else "漏水",
                text="T",
                nature="help",
                source="phone",
                category="M11-001",
                building_id=building,
                household_id=household,
                resident_id=resident,
            ),
        )
        # The issue takes its reporter's phone over, and would refuse this one.
        unit.update(Resident, resident, {"phone": text})
    return ids


def requests(ids: dict[str, bytes]) -> Iterator[messages.OpenRequest]:
    """Return a request for every screen of places and people."""
    yield messages.OpenGrid(ids["grid"])
    yield messages.OpenBuilding(ids["building"])
    yield messages.OpenHousehold(ids["household"])
    yield messages.OpenResident(ids["resident"])
    for noun in ("org", "grid", "building", "household", "resident", "assignment", "service_tag"):
        yield messages.OpenUpkeep(noun, record_id=ids[noun])
    for noun, parent in (
        ("building", "grid"),
        ("household", "building"),
        ("resident", "household"),
        ("assignment", "household"),
        ("assignment", "org"),
        ("service_tag", "resident"),
    ):
        yield messages.OpenUpkeep(noun, parent_id=ids[parent])


async def every_screen(app: Any, pilot: Any, ids: dict[str, bytes], *, with_help: bool = True) -> list[str]:
    """Open every screen, and the help of each, and return what stands there."""
    seen = []
    for area, keys in (("3", ("right", "left")), ("4", ("t", "t"))):
        await type_in(app, pilot, area)
        for key in keys:
            seen.append(screen_text(app))
            await type_in(app, pilot, key)
    for request in requests(ids):
        await opened(app, pilot, request)
        seen.append(screen_text(app))
        if with_help:
            await pilot.press("f1")
            await settled(app, pilot)
            seen.append(screen_text(app))
            await pilot.press("escape")
        app.pop_screen()
        await settled(app, pilot)
    return seen


@pytest.mark.parametrize(("text", "there"), HOSTILE)
async def test_no_text_steers_a_screen(desk: Workspace, tmp_path: Path, text: str, there: str) -> None:
    ids = everything(desk, text)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        seen = await every_screen(app, pilot, ids, with_help=False)
        assert app.is_running
    assert not any(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200d]", page) for page in seen)
    assert not text or sum(there in page for page in seen) >= 10


ENGLISH = re.compile(r"[A-Za-z]{3,}")
KNOWN = {"Esc", "Tab", "Shift", "Ctrl", "Home", "End", "Del", "PgUp", "PgDn", "ABC"}


async def test_no_english_is_left_in_the_chinese_program(desk: Workspace, tmp_path: Path) -> None:
    ids = everything(desk, "甲")
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        seen = await every_screen(app, pilot, ids)
    assert {word for page in seen for word in ENGLISH.findall(page)} - KNOWN == set()


class Elsewhere(gettext.NullTranslations):
    """A language of w's, in which every text has a translation with the same placeholders."""

    def gettext(self, message: str) -> str:
        return "".join(
            part if part.startswith("{") else re.sub(r"[^ -~]+", "w", part)
            for part in re.split(r"(\{[^}]*\})", message)
        )


async def test_no_chinese_is_left_in_another_language(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = everything(desk, "Abc", latin=True)
    app = app_on(desk, tmp_path)
    monkeypatch.setattr(words, "_catalogue", Elsewhere())
    async with app.run_test(size=(160, 40)) as pilot:
        seen = await every_screen(app, pilot, ids)
    ours = {"王秀兰", "翠湖西路第二支部"}
    left = {run for page in seen for run in re.findall(r"[\u4e00-\u9fff]+", page)}
    assert left - ours == set()
