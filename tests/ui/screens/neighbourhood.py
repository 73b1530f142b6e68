"""A small invented neighbourhood with an issue in every state, for the tests of screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.address import parse_door
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.words.intents import Intent
from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.launch import Launch
from gridtui.usecases import assignments, households, issue_events, issues, places, residents
from tests.hostile_store import unchecked

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
HOSTILE = "李四[/b]\x1b[31m\u202e[red][@click=app.quit()]x"
"""A name that is markup, an escape sequence and a change of direction at once."""

K = EventKind
_STEPS: dict[str, tuple[EventKind, ...]] = {
    "registered": (),
    "in_progress": (K.SELF_HANDLE,),
    "pending_accept": (K.REPORT_UP,),
    "pending_verify": (K.SELF_HANDLE, K.FEEDBACK),
    "pending_callback": (K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY),
    "closed": (K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY, K.CALLBACK),
}
_SAID = {
    K.CALLBACK: {
        "reached": True,
        "resolved": "resolved",
        "satisfaction": "satisfied",
        "closure_kind": "substantive",
    }
}


@dataclass
class Neighbourhood:
    """What was built, by the names used to build it."""

    grids: dict[str, bytes] = field(default_factory=dict)
    buildings: dict[str, bytes] = field(default_factory=dict)
    households: dict[str, bytes] = field(default_factory=dict)
    residents: dict[str, bytes] = field(default_factory=dict)
    issues: dict[str, bytes] = field(default_factory=dict)


Matter = tuple[str, str, str, float]


def build(workspace: Workspace, matters: Sequence[Matter] | None = None) -> Neighbourhood:
    """Fill a store: two grids, three buildings, four households, and the matters given or the usual ones.

    A matter is (door, title, state, days ago).
    """
    made = Neighbourhood()
    with unchecked(), workspace.write(Intent.BUILD_SAMPLE) as unit:
        _places(unit, made)
        _people(unit, made)
        for door, title, state, ago in USUAL if matters is None else matters:
            made.issues[title] = take_down(unit, made, door, title, state, NOON - timedelta(days=ago))
    return made


USUAL = (
    ("3-2-501", "漏水维修", "pending_callback", 3.0),
    ("7-1-102", "楼道堆物", "in_progress", 20.0),
    ("3-1-101", "邻里噪声", "pending_verify", 1.0),
    ("3-2-501", HOSTILE, "in_progress", 45.0),
    ("5-301", "路灯不亮", "pending_accept", 0.1),
    ("5-301", "小区停车", "registered", 0.2),
    ("7-1-102", "咨询低保", "closed", 15.0),
    ("3-1-101", "今天要回", "in_progress", 9.0),
)


def take_down(
    unit: UnitOfWork, made: Neighbourhood, door: str, title: str, state: str, at: datetime
) -> bytes:
    """Take an issue down at that instant and bring it into the state."""
    household = made.households.get(door)
    draft = IssueDraft(title=title, text=f"{title}，请尽快处理", nature="help", category="M11-001",
                       source="phone", registered_at=at, household_id=household,
                       building_id=made.buildings[door.partition("-")[0]])  # fmt: skip
    id = issues.register_issue(unit, draft)
    for hours, kind in enumerate(_STEPS[state], start=1):
        issue_events.append_event(
            unit,
            id,
            kind,
            text="已去现场" if kind is K.FEEDBACK else "",
            data=_SAID.get(kind),
            at=at + timedelta(hours=hours / 10),
        )
    return id


def _places(unit: UnitOfWork, made: Neighbourhood) -> None:
    for name in ("第一网格", "第二网格"):
        made.grids[name] = places.add_grid(unit, GridDraft(name=name, org_id=unit.desk.org_id))
    for label, grid in (("3", "第一网格"), ("5", "第二网格"), ("7", "第二网格")):
        draft = BuildingDraft(label=label, name=f"{label}栋", grid_id=made.grids[grid], floors=7)
        made.buildings[label] = places.add_building(unit, draft)
    assignments.assign(
        unit,
        AssignmentDraft(
            role=Role.GRID_WORKER, person_name="张敏", phone="13708712210", grid_id=made.grids["第一网格"]
        ),
    )
    assignments.assign(
        unit,
        AssignmentDraft(role=Role.BUILDING_LEADER, person_name="王秀兰", building_id=made.buildings["3"]),
    )


def _people(unit: UnitOfWork, made: Neighbourhood) -> None:
    for door, names in (
        ("3-2-501", ("王建国", HOSTILE)), ("3-1-101", ("李芳",)), ("5-301", ("赵云飞", "王敏")),
        ("7-1-102", ("陈立",)),
    ):  # fmt: skip
        address = parse_door(door)
        assert address is not None
        building = made.buildings[door.partition("-")[0]]
        there = places.ensure_door(unit, building, address)
        made.households[door] = households.add_household(
            unit, HouseholdDraft(building_id=building, dwelling_id=there.dwelling_id, kind="permanent")
        )
        for name in names:
            made.residents[name] = residents.add_resident(
                unit,
                ResidentDraft(
                    name=name,
                    phone="13887012210",
                    household_id=made.households[door],
                    sex="male",
                    residence_state="together",
                ),
            )


class DeskOf(GridApp):
    """The real app over an open store; what it is asked to open is noted, and opened only where told."""

    def __init__(self, launch: Launch, *, follow: tuple[type[Any], ...] = ()) -> None:
        super().__init__(launch)
        self.opened: list[Any] = []
        self.areas: list[str] = []
        self.follow = follow

    def open_place(self, message: Any) -> None:
        self.opened.append(message)
        if isinstance(message, self.follow):
            super().open_place(message)

    async def action_go(self, area: str) -> None:
        self.areas.append(area)


def desk_app(
    workspace: Workspace,
    folder: Path,
    *,
    language: str = "zh",
    ascii: bool = False,
    follow: tuple[type[Any], ...] = (),
) -> DeskOf:
    """Return the app as it starts on an open store, the first area being home."""
    launch = Launch(
        folder / "desk.gtdb",
        Settings(language=language, ascii=ascii),
        Places(folder, folder, folder / "logs"),
        workspace.clock,
        opener=lambda: workspace,
    )
    return DeskOf(launch, follow=follow)


def screen_text(app: GridApp) -> str:
    """Return what stands on the screen, line by line."""
    size = app.size
    lines = [strip.text for strip in app.screen._compositor.render_strips(size)]
    return "\n".join(line.rstrip() for line in lines)
