"""Where people and households lived, read from the log."""

from __future__ import annotations

from datetime import date

from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.address import parse_door
from gridtui.queries.people.moves import Coming, household_moves, resident_moves
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households, residents
from gridtui.usecases.leaving import move_in, move_out, note_death
from gridtui.usecases.moves import move_household, split_household
from tests.conftest import FrozenClock
from tests.makers import Quarter, make_quarter, redo, undo


def home(quarter: Quarter, door: str) -> households.Home:
    address = parse_door(door)
    assert address is not None
    return households.Home(quarter.building, address)


def told(workspace: Workspace, record: bytes, *, of_household: bool = False) -> list[tuple[str, ...]]:
    with workspace.read() as connection:
        lines = (household_moves if of_household else resident_moves)(connection, record)
    return [(str(line.on), line.what.value, line.before, line.after, line.where) for line in lines]


def test_moves_of_a_household_are_those_of_its_people(workspace: Workspace, clock: FrozenClock) -> None:
    quarter = make_quarter(workspace)
    assert told(workspace, quarter.resident) == []
    clock.pass_time(days=10)
    with workspace.write("move_people") as unit:
        move_household(unit, quarter.household, home(quarter, "3-1-302"), on=date(2026, 12, 1))
    moved = [("2026-12-01", "moved", "3-2-501", "3-1-302", "")]
    assert told(workspace, quarter.household, of_household=True) == moved
    assert told(workspace, quarter.resident) == moved
    undo(workspace)
    assert told(workspace, quarter.resident) == told(workspace, quarter.household, of_household=True) == []
    redo(workspace)
    assert told(workspace, quarter.resident) == moved


def test_a_life_in_lines(workspace: Workspace, clock: FrozenClock) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("add_resident") as unit:
        other = residents.add_resident(unit, ResidentDraft(name="李芳", household_id=quarter.household))
    clock.pass_time(days=30)
    with workspace.write("split_household") as unit:
        new = split_household(
            unit, quarter.household, [other], home(quarter, "3-1-101"), on=date(2026, 12, 5)
        )
    with workspace.write("move_people") as unit:
        move_household(unit, quarter.household, home(quarter, "3-1-302"), on=date(2026, 12, 6))
    with workspace.write("move_people") as unit:
        move_out(unit, [other], on=date(2026, 12, 10), to="大理")
    with workspace.write("move_people") as unit:
        move_in(unit, [other], on=date(2026, 12, 20))
    with workspace.write("move_people") as unit:
        note_death(unit, other, on=date(2026, 12, 21))
    assert told(workspace, other) == [
        ("2026-12-21", "died", "", "", ""),
        ("2026-12-20", "back", "", "", ""),
        ("2026-12-10", "left", "", "", "大理"),
        ("2026-12-05", "moved", "3-2-501", "3-1-101", ""),
    ]
    assert told(workspace, new, of_household=True) == []
    assert {line[1] for line in told(workspace, quarter.resident)} == {Coming.MOVED.value}
