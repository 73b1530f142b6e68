"""What two desks did without knowing of each other: shown, settled by 1 2 3, and followed elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Building
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.app import GridApp
from gridtui.ui.screens.conflicts.screen import ConflictsScreen
from gridtui.ui.screens.home.screen import HomeScreen
from gridtui.ui.screens.issues.detail import IssueScreen
from gridtui.usecases.issue_moves import take_step
from tests.conftest import FrozenClock
from tests.journeys.sitting import assert_sound, launch_on, press, said, screen_text
from tests.makers import make_issue, make_quarter, stored
from tests.sync.offices import Offices, office_and_branch
from tests.ui.waiting import settled

FIRST, SECOND = "20261124-001", "20261124-002"


class Three(Offices):
    """A community, the laptop of a branch, and its second one."""

    office: Workspace
    laptop: Workspace
    other: Workspace
    building: bytes
    issues: dict[str, bytes]

    def go_round(self) -> None:
        """Let everything reach everybody."""
        for one, other in ((self.office, self.laptop), (self.office, self.other), (self.office, self.laptop)):
            self.exchange(one, other)

    def status(self, workspace: Workspace, number: str = FIRST) -> IssueStatus:
        """Return where an issue stands at a desk."""
        with workspace.read() as connection:
            return status_of(connection, self.issues[number])


@pytest.fixture
def three(tmp_path: Path, clock: FrozenClock) -> Iterator[Three]:
    """Three desks that all know of two issues that are closed."""
    made, office, laptop = office_and_branch(tmp_path, clock)
    found = Three(made.folder, clock, made.desks)
    found.office, found.laptop = office, laptop
    found.building = make_quarter(laptop).building
    found.other = found.found("支部二号", Level.BRANCH)
    found.admit(office, found.other, [laptop.desk.org_id], org=laptop.desk.org_id)
    found.issues = {}
    for number, text in ((FIRST, "楼道灯不亮"), (SECOND, "井盖松了")):
        issue = found.issues[number] = make_issue(laptop, text, building_id=found.building)
        done = {"closure_kind": "substantive", "resolved": "resolved", "reason": "当面问过"}
        with laptop.write("move_issue") as unit:
            take_step(unit, issue, K.SELF_HANDLE)
            take_step(unit, issue, K.CLOSE, data=done)
    found.go_round()
    yield found
    found.close()


@asynccontextmanager
async def at(
    workspace: Workspace, tmp_path: Path, clock: FrozenClock, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[GridApp, Pilot[Any]]]:
    """Sit down at a desk."""
    places = tmp_path / f"places-{workspace.name}"
    places.mkdir(exist_ok=True)
    app = GridApp(launch_on(places, clock, workspace))
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        yield app, pilot
        assert_sound(workspace)


async def opened(app: GridApp, pilot: Pilot[Any], issue: bytes) -> None:
    """Open an issue."""
    app.post_message(messages.OpenIssue(issue))
    await settled(app, pilot)
    assert isinstance(app.screen, IssueScreen)


async def test_an_issue_closed_here_and_reopened_there_is_settled_by_a_digit(
    three: Three, tmp_path: Path, clock: FrozenClock
) -> None:
    async with (
        at(three.laptop, tmp_path, clock) as (here, pilot),
        at(three.other, tmp_path, clock) as (
            there,
            other_pilot,
        ),
    ):
        for number in (FIRST, SECOND):
            await opened(here, pilot, three.issues[number])
            await press(here, pilot, "d", "k")
            assert said(here) == f"{number} 已归档，Ctrl+Z 撤销"
            clock.pass_time(minutes=5)
            await opened(there, other_pilot, three.issues[number])
            await press(there, other_pilot, "d", "o", "'又坏了'", "ctrl+s")
            assert "已重办" in said(there)
        three.go_round()
        here.store_changed("exchange")
        await press(here, pilot, "1")
        assert isinstance(here.screen, HomeScreen)
        text = screen_text(here)
        assert "待确认  2  一处办结、一处还在办" in text and "待确认 2" in text.splitlines()[-1]
        await press(here, pilot, "2")
        assert screen_text(here).count(" 确") >= 2, "the list has the sign behind the state"
        await opened(here, pilot, three.issues[FIRST])
        text = screen_text(here).replace("\n", "").replace(" ", "")
        assert "归档，当时不知道另一处还在办理。核实后按d：1继续办理，2办结" in text
        await press(here, pilot, "d")
        assert all(line in screen_text(here) for line in ("1  继续办理", "2  办结", "3  记录"))
        await press(here, pilot, "3", "tab", "tab", "'去看过，又不亮'", "ctrl+s")
        assert three.status(here.gateway.workspace).to_confirm, "a note decides nothing"
        await press(here, pilot, "d", "1")
        assert said(here) == f"{FIRST} 已继续办理，Ctrl+Z 撤销"
        assert three.status(three.laptop).state is State.IN_PROGRESS
        assert "待确认" not in "\n".join(screen_text(here).splitlines()[1:8])
        await opened(here, pilot, three.issues[SECOND])
        await press(here, pilot, "d", "2", "1", "tab", "1", "tab", "tab", "'当面看过'", "ctrl+s")
        assert "已办结" in said(here), screen_text(here)
        assert "待确认" not in screen_text(here).splitlines()[-1]
        three.go_round()
        for number, state in ((FIRST, State.IN_PROGRESS), (SECOND, State.CLOSED)):
            assert three.status(three.laptop, number).state is state
            for desk in (three.office, three.other):
                assert three.status(desk, number) == three.status(three.laptop, number), "the others follow"
                assert not three.status(desk, number).to_confirm


async def test_a_field_that_three_desks_changed_is_settled_by_a_digit(
    three: Three, tmp_path: Path, clock: FrozenClock
) -> None:
    for desk, name in ((three.office, "翠湖三栋"), (three.other, "翠湖3号楼"), (three.laptop, "翠湖叁栋")):
        clock.pass_time(minutes=1)
        with desk.write("edit_building") as unit:
            unit.update(Building, three.building, {"name": name})
    three.go_round()
    async with at(three.laptop, tmp_path, clock, (120, 40)) as (app, pilot):
        assert "冲突 1" in screen_text(app).splitlines()[-1]
        await press(app, pilot, "6", "t")
        assert isinstance(app.screen, ConflictsScreen)
        text = screen_text(app)
        assert "3 又一版本" in text
        assert all(f"{desk}一号机" in text for desk in ("社区", "支部", "支部二号"))
        third = app.screen.options["name"][2].value
        await press(app, pilot, "3", "ctrl+s")
        assert "已写下" in said(app) and "没有冲突" in screen_text(app)
        assert "冲突" not in screen_text(app).splitlines()[-1]
        three.go_round()
        for desk in (three.office, three.laptop, three.other):
            assert stored(desk, Building, three.building)["name"] == third
            with desk.read() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM contested").scalar_one() == 0
