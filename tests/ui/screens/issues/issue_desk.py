"""A desk with two households, and the keys that a test presses at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.address import parse_door
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import GridDraft
from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.app import GridApp
from gridtui.ui.launch import Launch
from gridtui.ui.screens.issues.detail import IssueScreen
from gridtui.ui.screens.issues.entry import IssueEntryScreen
from gridtui.ui.screens.issues.screen import IssuesScreen
from gridtui.usecases import households, places, residents
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import register_issue
from tests.hostile_store import unchecked
from tests.ui.waiting import settled

SMALL, WIDE, WIDEST = (80, 24), (120, 40), (150, 40)
HOSTILE = "李四[/b]\x1b[31m\u202e[red][@click=app.quit()]x\x00"
PHONE = "13887012210"


@dataclass
class Made:
    """What the tests speak of, by name."""

    grids: dict[str, bytes] = field(default_factory=dict)
    buildings: dict[str, bytes] = field(default_factory=dict)
    households: dict[str, bytes] = field(default_factory=dict)
    residents: dict[str, bytes] = field(default_factory=dict)


def furnish(workspace: Workspace) -> Made:
    """Put two buildings of two grids and four households into a store."""
    made = Made()
    with workspace.write("build_sample") as unit:
        for label, grid in (("3", "第一网格"), ("7", "第二网格")):
            made.grids[grid] = places.add_grid(unit, GridDraft(name=grid, org_id=unit.desk.org_id))
            made.buildings[label] = places.add_building(
                unit, BuildingDraft(label=label, name=f"{label}栋", grid_id=made.grids[grid])
            )
        for door, names in (
            ("3-2-501", ("王建国", "李芳")),
            ("3-2-502", ("陈立",)),
            ("7-1-102", ("赵云飞",)),
            ("7-1-103", ()),
        ):
            _household(unit, made, door, names)
    return made


def _household(unit: UnitOfWork, made: Made, door: str, names: tuple[str, ...]) -> None:
    address = parse_door(door)
    assert address is not None
    building = made.buildings[address.building]
    there = places.ensure_door(unit, building, address)
    made.households[door] = households.add_household(
        unit, HouseholdDraft(building_id=building, dwelling_id=there.dwelling_id)
    )
    for place, name in enumerate(names):
        made.residents[name] = residents.add_resident(
            unit,
            ResidentDraft(
                name=name,
                phone=PHONE if name == "王建国" else f"1388701{len(made.residents):04d}",
                household_id=made.households[door],
                relation="配偶" if place else "户主",
            ),
        )


def take_down(workspace: Workspace, text: str = "卫生间顶滴水", *steps: EventKind, **values: Any) -> bytes:
    """Take down an issue and bring it forward by steps."""
    draft = IssueDraft(**{"text": text, "nature": "help", "category": "M11-001", **values})
    with unchecked(), workspace.write("register_issue") as unit:
        id = register_issue(unit, draft)
    for step in steps:
        with workspace.write("move_issue") as unit:
            append_event(unit, id, step)
    return id


class IssueDesk(GridApp):
    """The real app whose every area is the list of issues; other places asked for are only noted."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.asked: list[Any] = []
        self.copied: list[str] = []

    def area_screen(self, key: str) -> Screen[Any]:
        return IssuesScreen()

    def open_place(self, message: Any) -> None:
        self.asked.append(message)
        if isinstance(message, messages.OpenIssue | messages.NewIssue | messages.OpenAttachments):
            super().open_place(message)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    @property
    def list_screen(self) -> IssuesScreen:
        """The list at the bottom of the stack."""
        found = self.screen_stack[0]
        assert isinstance(found, IssuesScreen)
        return found

    @property
    def entry(self) -> IssueEntryScreen:
        """The form, which must be open."""
        assert isinstance(self.screen, IssueEntryScreen), self.screen
        return self.screen

    @property
    def detail(self) -> IssueScreen:
        """The issue, which must be open."""
        assert isinstance(self.screen, IssueScreen), self.screen
        return self.screen

    @property
    def said(self) -> str:
        """What stands in the message line."""
        return str(self.screen.query_one("#message").sentence)  # type: ignore[attr-defined]


@asynccontextmanager
async def sitting(
    workspace: Workspace,
    folder: Path,
    size: tuple[int, int] = SMALL,
    app_class: type[IssueDesk] = IssueDesk,
    **settings: Any,
) -> AsyncIterator[tuple[IssueDesk, Pilot[Any]]]:
    """Run the app on an open store, which stays open afterwards."""
    close, workspace.close = workspace.close, lambda: None  # type: ignore[method-assign]
    launch = Launch(
        folder / "desk.gtdb",
        Settings(**settings),
        Places(folder, folder, folder / "logs"),
        workspace.clock,
        opener=lambda: workspace,
    )
    app = app_class(launch)
    try:
        async with app.run_test(size=size) as pilot:
            await settled(app, pilot)
            yield app, pilot
    finally:
        workspace.close = close  # type: ignore[method-assign]


async def press(app: IssueDesk, pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait until they have done their work."""
    await pilot.press(*keys)
    await settled(app, pilot)


async def type_text(app: IssueDesk, pilot: Pilot[Any], text: str) -> None:
    """Send characters as an input method commits them."""
    for character in text:
        app.post_message(events.Key(key=character, character=character))
    await settled(app, pilot)


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(200):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came to be")


def screen_lines(app: GridApp) -> list[str]:
    """Return what stands on the screen, line by line."""
    screen = app.screen
    return [strip.text for strip in screen._compositor.render_strips()]


def shown(app: GridApp) -> str:
    """Return what stands on the screen as one text."""
    return "\n".join(screen_lines(app))
