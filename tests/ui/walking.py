"""A furnished store in either language, and a walk through every place of the program over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from textual.pilot import Pilot

from gridtui.domain.burdens.allowed_items import AllowedItemDraft
from gridtui.domain.burdens.form_request import FormRequestDraft
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.places.address import parse_door
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.words.intents import Intent
from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.tables import Category
from gridtui.storage.workspace import Workspace, seeded_ids
from gridtui.ui import messages, paper_messages
from gridtui.ui.app import GridApp
from gridtui.ui.kit.form import Form
from gridtui.ui.launch import Launch
from gridtui.ui.navigation import AREAS
from gridtui.usecases import assignments, households, issue_events, issues, places, residents
from gridtui.usecases.burdens import keep_item, take_down_request
from tests.ui.waiting import settled

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
K = EventKind


@dataclass(frozen=True)
class Names:
    """The words that people of one language would have entered."""

    org: str
    operator: str
    grid: str
    building: str
    people: tuple[str, str, str]
    head: str
    text: str


SPOKEN = {
    "zh": Names(
        "翠湖西路第二支部", "王秀兰", "第一网格", "三栋", ("王建国", "李芳", "张敏"), "户主", "顶上滴水"
    ),
    "en": Names("0123", "0456", "111", "333", ("1001", "1002", "1003"), "", "9999 8888"),
}
"""What stands in the store; digits in English, so that every letter on the screen is the program's own."""

_STEPS: tuple[tuple[tuple[EventKind, dict[str, Any]], ...], ...] = (
    (),
    ((K.REPORT_UP, {}),),
    ((K.SELF_HANDLE, {}), (K.URGENT, {}), (K.HOLD, {})),
    ((K.SELF_HANDLE, {}), (K.ASK_EXTENSION, {"amount": 3, "unit": "work_day"}),
     (K.SUPERVISE, {"grade": "red"})),
    ((K.SELF_HANDLE, {}), (K.NOTE, {}), (K.FEEDBACK, {})),
    ((K.SELF_HANDLE, {}), (K.FEEDBACK, {}), (K.PASS_VERIFY, {})),
    ((K.SELF_HANDLE, {}), (K.FEEDBACK, {}), (K.PASS_VERIFY, {}),
     (K.CALLBACK, {"reached": True, "resolved": "resolved", "satisfaction": "satisfied",
                   "closure_kind": "substantive"})),
)  # fmt: skip


@dataclass
class Furnished:
    """The ids that the walk asks for."""

    grid: bytes = b""
    building: bytes = b""
    household: bytes = b""
    resident: bytes = b""
    post: bytes = b""
    tag: bytes = b""
    issues: tuple[bytes, ...] = ()


def furnished(folder: Path, language: str) -> tuple[Workspace, Furnished]:
    """Return a new open store with something of everything."""
    names = SPOKEN[language]
    founding = Founding(names.org, "530102001001", names.operator)
    workspace = create_workspace(folder / "desk.gtdb", None, founding, clock=lambda: NOON, ids=seeded_ids(1))
    made = Furnished()
    with workspace.write(Intent.BUILD_SAMPLE) as unit:
        _places(unit, made, names)
        _people(unit, made, names)
        take_down_request(unit, FormRequestDraft(matter=names.text, asked_by=names.org, minutes=30))
        keep_item(unit, AllowedItemDraft(name=names.text))
        made.issues = tuple(_issue(unit, made, names, days) for days in range(len(_STEPS)))
        if language != "zh":
            _without_chinese(unit)
    return workspace, made


def _places(unit: UnitOfWork, made: Furnished, names: Names) -> None:
    made.grid = places.add_grid(unit, GridDraft(name=names.grid, org_id=unit.desk.org_id))
    made.building = places.add_building(
        unit, BuildingDraft(label="3", name=names.building, grid_id=made.grid, floors=7, kind="block")
    )
    places.add_building(unit, BuildingDraft(label="4", kind="apartment"))
    made.post = assignments.assign(
        unit,
        AssignmentDraft(
            role=Role.GRID_WORKER,
            person_name=names.people[2],
            phone="13708712210",
            grid_id=made.grid,
            from_on=date(2026, 1, 5),
        ),
    )


def _people(unit: UnitOfWork, made: Furnished, names: Names) -> None:
    address = parse_door("3-2-501")
    assert address is not None
    door = places.ensure_door(unit, made.building, address)
    made.household = households.add_household(
        unit, HouseholdDraft(building_id=made.building, dwelling_id=door.dwelling_id, kind="permanent")
    )
    for name, relation in zip(names.people, (names.head, "", ""), strict=True):
        made.resident = residents.add_resident(
            unit,
            ResidentDraft(
                name=name,
                phone="13887012210",
                household_id=made.household,
                sex="female",
                relation=relation,
                residence_state="together",
                kind="permanent",
                birth_date=date(1960, 3, 5),
            ),
        )
    made.tag = residents.tag_resident(
        unit,
        ServiceTagDraft(
            resident_id=made.resident,
            tag="living_alone",
            purpose=names.text,
            basis=names.text,
            consent_on=date(2026, 1, 5),
            review_on=date(2027, 1, 5),
        ),
    )


def _issue(unit: UnitOfWork, made: Furnished, names: Names, number: int) -> bytes:
    at = NOON - timedelta(days=number * 4, hours=3)
    id = issues.register_issue(unit, IssueDraft(
        text=names.text, nature="help", category="M11-001", source="phone", registered_at=at,
        household_id=made.household, building_id=made.building, reporter_name=names.people[0],
        reporter_phone="13887012210"))  # fmt: skip
    for hours, (kind, data) in enumerate(_STEPS[number], start=1):
        issue_events.append_event(unit, id, kind, text=names.text, data=data, at=at + timedelta(hours=hours))
    return id


def _without_chinese(unit: UnitOfWork) -> None:
    """Rename the shipped categories, which are data."""
    for id, code in unit.connection.execute(sa.select(Category.id, Category.code)).all():
        unit.update(Category, id, {"name": code})


async def walk(folder: Path, language: str, size: tuple[int, int]) -> AsyncIterator[tuple[str, list[str]]]:
    """Go everywhere; yield the name of each place and what stands on the screen there."""
    workspace, made = furnished(folder, language)
    kept = Places(folder, folder, folder / "logs")
    launch = Launch(folder / "desk.gtdb", Settings(language=language), kept, lambda: NOON,
                    opener=lambda: workspace)  # fmt: skip
    app = GridApp(launch)
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        for area in AREAS:
            await app.action_go(area.key)
            await settled(app, pilot)
            yield area.key, painted(app)
            for name, key in (("help", "f1"), ("palette", "ctrl+p"), ("row menu", "f9")):
                await pilot.press(key)
                await settled(app, pilot)
                yield f"{area.key} {name}", painted(app)
                await pilot.press("escape")
                await settled(app, pilot)
        await app.action_go("home")
        async for place in _through(app, pilot, _requests(made, folder)):
            yield place
        async for place in _import(app, pilot, folder, language):
            yield place


def _requests(made: Furnished, folder: Path) -> dict[str, messages.OpenRequest]:
    edited = {"grid": made.grid, "building": made.building, "household": made.household,
              "resident": made.resident, "assignment": made.post, "service_tag": made.tag}  # fmt: skip
    parents = {"building": made.grid, "household": made.building, "resident": made.household,
               "assignment": made.grid, "service_tag": made.resident}  # fmt: skip
    histories = {"grid": made.grid, "building": made.building, "household": made.household,
                 "resident": made.resident, "issue": made.issues[-1]}  # fmt: skip
    return {
        "household card": messages.OpenHousehold(made.household),
        "resident card": messages.OpenResident(made.resident),
        "grid card": messages.OpenGrid(made.grid),
        "building card": messages.OpenBuilding(made.building),
        "building chart": messages.OpenChart(made.building),
        **{f"issue {n}": messages.OpenIssue(id) for n, id in enumerate(made.issues)},
        "issue list": messages.OpenIssues(),
        "new issue": messages.NewIssue(household_id=made.household),
        "gaps": messages.OpenGaps(),
        "hand over": messages.HandOver(made.post),
        "new org": messages.OpenUpkeep("org"),
        "new grid": messages.OpenUpkeep("grid"),
        **{f"new {noun}": messages.OpenUpkeep(noun, parent_id=id) for noun, id in parents.items()},
        **{f"edit {noun}": messages.OpenUpkeep(noun, id) for noun, id in edited.items()},
        **{f"history {noun}": messages.ShowHistory(noun, id) for noun, id in histories.items()},
        **{f"export {kind}": messages.ExportList(kind) for kind in ("issues", "people")},
        "calendar": messages.OpenCalendar(),
        "requests": paper_messages.OpenBurdens(),
        "allowed items": paper_messages.OpenItems(),
        "filling": paper_messages.FillForm(),
        "verifying": messages.OpenRound("pending_verify"),
        "search": messages.OpenSearch("3"),
        "keeping": messages.KeepSample(folder / "kept.gtdb"),
    }


async def _through(
    app: GridApp, pilot: Pilot[Any], requests: dict[str, messages.OpenRequest]
) -> AsyncIterator[tuple[str, list[str]]]:
    """Open each place, look at it, give an empty form to be refused, and go back."""
    for name, request in requests.items():
        app.open_place(request)
        await settled(app, pilot)
        yield name, painted(app)
        if name.startswith("new ") and app.screen.query(Form):
            await pilot.press("ctrl+s")
            await settled(app, pilot)
            yield f"{name} refused", painted(app)
        while len(app.screen_stack) > 1:
            await app.pop_screen()
        await settled(app, pilot)


async def _import(
    app: GridApp, pilot: Pilot[Any], folder: Path, language: str
) -> AsyncIterator[tuple[str, list[str]]]:
    """Take a table of residents from its columns to the result."""
    names = SPOKEN[language]
    headers = "姓名,户籍地址,身份证号" if language == "zh" else "Name,Registered address,ID number"
    file = folder / "1.csv"
    file.write_text(f"{headers}\n{names.people[0]},3,\n{names.people[1]},3,123\n", encoding="utf-8")
    app.open_place(messages.OpenImport(file))
    await settled(app, pilot)
    for step in ("columns", "dry run", "result"):
        yield f"import {step}", painted(app)
        await pilot.press("f7" if step == "columns" else "f1")
        await settled(app, pilot)
        yield f"import {step} asked", painted(app)
        await pilot.press("escape")
        await settled(app, pilot)
        if step != "result":
            await pilot.press("f5")
            await settled(app, pilot)
    while len(app.screen_stack) > 1:
        await app.pop_screen()


def painted(app: GridApp) -> list[str]:
    """Return what stands on the screen, line by line."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size)]
