"""Taking in changes of other devices: the same truth everywhere, whatever way they come."""

from __future__ import annotations

from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.stamps import read_stamp
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.searching import search_residents
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.history import CARRY, ERASE
from gridtui.storage.log.log_tables import Change, Device
from gridtui.storage.log.outgoing_changes import outgoing, vector
from gridtui.storage.log.wire import LineWriter
from gridtui.storage.merge.merging import FOLLOWED_MILLIS
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store.checking import scope_sums
from gridtui.storage.tables import Building, Household, Issue, IssueEvent, Resident, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.carrying import carry_household
from gridtui.usecases.issue_events import append_event
from tests.makers import make_issue, make_quarter, stored, undo
from tests.simulation.replicas import SkewedClock, open_copy, raw, state_of
from tests.storage.exchange import (
    Desks,
    changes_of,
    desks,
    pair,
    pass_time,
    problems,
    send,
    swap,
    written_by,
)

__all__ = ["desks", "pair"]


def sums(workspace: Workspace) -> dict[bytes, int]:
    with workspace.read() as connection:
        return scope_sums(connection)


def test_everything_of_a_desk_arrives_and_a_second_time_changes_nothing(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    make_issue(one)
    merged = send(one, other)
    assert (merged.new, merged.conflicts, merged.gaps) == (7, 0, [])
    assert merged.created["resident"] == 1
    assert stored(other, Resident, quarter.resident)["name"] == "杨桂芬"
    with other.read() as connection:
        assert [hit.id for hit in search_residents(connection, "杨桂芬")] == [quarter.resident]
    before = state_of(other)
    again = send(one, other)
    assert (again.new, again.known) == (0, len(changes_of(one)))
    assert state_of(other) == before == state_of(one)
    assert sums(one) == sums(other)
    assert problems(other) == []


def test_one_change_at_a_time_in_any_order_gives_the_same(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    issue = make_issue(one)
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"phone": "0871-63330000"})
        append_event(unit, issue, EventKind.SELF_HANDLE)
    changes = changes_of(one)
    Random(5).shuffle(changes)
    for change in changes:
        merge_into(other, [change])
    assert state_of(other) == state_of(one)
    assert problems(other) == []


def test_a_dry_run_says_the_same_and_writes_nothing(pair: list[Workspace]) -> None:
    one, other = pair
    make_quarter(one)
    before = state_of(other)
    tried = send(one, other, dry_run=True)
    assert state_of(other) == before
    assert send(one, other) == tried


def test_a_gap_holds_nothing_back_and_heals(pair: list[Workspace]) -> None:
    """The second defect of the first design: data behind a gap was held hostage when a disk died."""
    one, other = pair
    quarter = make_quarter(one)
    for number in range(4):
        with one.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": str(number)})
    mine = written_by(one, one.desk.incarnation)
    building = [change for change in mine if change.scope == quarter.building]
    merged = merge_into(other, [change for change in building if change.seq not in (5, 6)])
    assert merged.gaps == [((one.desk.incarnation, quarter.building), 5, 6)]
    assert stored(other, Resident, quarter.resident)["note"] == "3"
    assert problems(other) == []
    with other.read() as connection:
        assert vector(connection)[(one.desk.incarnation, quarter.building)] == 4
    assert send(one, other).gaps == []
    assert state_of(other) == state_of(one)


def test_what_stands_behind_a_gap_goes_on_to_others(pair: list[Workspace], desks: Desks) -> None:
    one, other = pair
    quarter = make_quarter(one)
    building = [change for change in changes_of(one) if change.scope == quarter.building]
    merge_into(other, [change for change in building if change.seq != 2])
    third = desks(Level.BRANCH, Level.BRANCH, Level.COMMUNITY)[2]
    assert send(other, third).gaps == [((one.desk.incarnation, quarter.building), 2, 2)]
    assert state_of(third) == state_of(other)


def test_a_parent_that_is_not_here_is_a_stub_outside_every_digest(pair: list[Workspace]) -> None:
    """The first defect of the first design: stubs counted in digests."""
    one, other = pair
    quarter = make_quarter(one)
    issue = make_issue(one, building_id=quarter.building, household_id=quarter.household)
    late = [change for change in changes_of(one) if change.noun in ("issue", "household", "building")]
    early = [change for change in changes_of(one) if change not in late]
    merge_into(other, early)
    assert stored(other, Issue, issue)["deleted"] is True
    assert problems(other) == []
    assert sums(other)[quarter.building] == sum(
        int.from_bytes(change.hash, "big") for change in early if change.scope == quarter.building
    )
    merge_into(other, late)
    assert stored(other, Issue, issue)["deleted"] is False
    assert state_of(other) == state_of(one)
    assert problems(other) == []


def test_a_peer_from_the_future_neither_doubles_stamps_nor_drags_the_clock_along(
    pair: list[Workspace],
) -> None:
    """The third defect of the first design: a clock that refused to follow gave out a stamp twice."""
    one, other = pair
    quarter = make_quarter(one)
    pass_time([one], minutes=2 * 365 * 24 * 60)
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "来自未来"})
    merged = send(one, other)
    assert merged.ahead == 1
    for number in range(5):
        with other.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"phone": f"138888800{number:02}"})
    with other.read() as connection:
        stamps = connection.execute(sa.select(col(Change.stamp))).scalars().all()
        millis = connection.execute(
            sa.select(col(Device.millis)).where(col(Device.incarnation) == other.desk.incarnation)
        ).scalar_one()
    assert len(set(stamps)) == len(stamps)
    wall = int(other.clock().timestamp() * 1000)
    assert millis <= wall + FOLLOWED_MILLIS
    with other.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "现在"})
    last = max(change.stamp for change in changes_of(other) if change.record == quarter.resident)
    assert read_stamp(last)[2] == other.desk.incarnation


def test_a_restored_desk_gets_back_what_it_ever_sent(pair: list[Workspace]) -> None:
    """The fourth defect of the first design: what an earlier incarnation had was taken for acknowledged."""
    one, other = pair
    make_quarter(one)
    backup = raw(one)
    earlier = open_copy(backup, SkewedClock(), Random(9))
    issue = make_issue(one)
    send(one, other)
    with earlier.read() as connection:
        had = vector(connection)
    with other.read() as connection:
        lacking = list(outgoing(connection, had))
    assert any(change.record == issue for change in lacking)
    assert merge_into(earlier, lacking).own_past
    assert stored(earlier, Issue, issue)["deleted"] is False
    assert earlier.desk.incarnation != one.desk.incarnation


def test_the_last_changes_alone_go_out(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "新"})
    with one.read() as mine, other.read() as theirs:
        [change] = outgoing(mine, vector(theirs))
        assert change.fields() == {"note": "新"}
        assert list(outgoing(mine, {}, scopes=lambda scope: scope == b"?" * 16)) == []
        writer = LineWriter()
        assert writer.write(change).count(b"\n") == 3


def test_a_desk_of_one_building_gets_a_household_whole_that_moves_there(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    with one.write("move_people") as unit:
        there = unit.new_id()
        unit.create(Building, {"org_id": one.desk.org_id, "label": "9"}, scope=there, id=there)
        unit.update(Household, quarter.household, {"building_id": there}, scope=there)
        carry_household(unit, quarter.household, there)
    only = changes_of(one, scopes=lambda scope: scope == there)
    assert {change.kind for change in only} == {"create", "carry"}
    merge_into(other, only)
    moved = stored(other, Resident, quarter.resident)
    assert (moved["name"], moved["phone"], moved["building_id"]) == ("杨桂芬", "13888880000", there)
    assert problems(other) == []
    with other.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"phone": "13900000000"})
    swap(one, other)
    assert stored(one, Resident, quarter.resident)["phone"] == "13900000000"
    assert state_of(one) == state_of(other)
    assert problems(one) == problems(other) == []


def test_bodies_that_arrive_after_an_erasure_are_dropped(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    pass_time([other], minutes=5)
    with other.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "不知道已经清除"})
    with one.write("erase_person") as unit:
        erase_person(unit, quarter.resident, "asked")
    late = changes_of(other)
    assert ("resident", quarter.resident, "asked") in send(one, other).erased
    merge_into(one, late)
    for workspace in pair:
        row = stored(workspace, Resident, quarter.resident)
        assert (row["name"], row["note"], row["deleted"]) == ("", "", True)
        assert problems(workspace) == []
        with workspace.read() as connection:
            bodies = connection.execute(
                sa.select(col(Change.identity)).where(col(Change.record) == quarter.resident)
            ).scalars()
            assert not [
                body for body in bodies if body is not None and ("杨" in str(body) or "不知" in str(body))
            ]
    assert state_of(one) == state_of(other)


def test_a_step_of_another_desk_cannot_be_undone_here_nor_one_that_it_built_on(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "一"})
    send(one, other)
    with pytest.raises(RuleBroken, match="没有可以撤销"):
        undo(other)
    with other.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "二"})
    send(other, one)
    with pytest.raises(RuleBroken, match="其后已有别人的改动"):
        undo(one)


def test_an_issue_closed_here_and_reopened_there_waits_for_confirmation(desks: Desks) -> None:
    one, other = desks(Level.BRANCH, Level.BRANCH)
    issue = make_issue(one)
    with one.write("move_issue") as unit:
        append_event(unit, issue, EventKind.SELF_HANDLE)
    send(one, other)
    with one.write("move_issue") as unit:
        append_event(unit, issue, EventKind.CLOSE, data={"kind": "solved", "resolved": "yes"})
    with other.write("move_issue") as unit:
        append_event(unit, issue, EventKind.REPORT_UP, data={"to": "4"})
    swap(one, other)
    for workspace in (one, other):
        row = stored(workspace, Issue, issue)
        assert row["is_open"] is True
        assert problems(workspace) == []
    assert state_of(one) == state_of(other)
    with one.read() as connection:
        assert len(connection.execute(sa.select(col(IssueEvent.id))).all()) == 4


def test_what_is_known_only_in_part_stays_hidden_when_somebody_brings_it_back(
    pair: list[Workspace],
) -> None:
    one, other = pair
    quarter = make_quarter(one)
    with one.write("erase_person") as unit:
        erase_person(unit, quarter.resident, "asked")
    # The creation has lost its body, and the erasure itself is still on its way.
    merge_into(other, [change for change in changes_of(one) if change.kind != ERASE])
    with other.write("edit_resident") as unit:
        unit.set_deleted(Resident, [quarter.resident], False)
    assert stored(other, Resident, quarter.resident)["deleted"]
    assert problems(other) == []
    swap(one, other)
    assert state_of(one) == state_of(other) and problems(other) == []


def test_what_was_written_where_a_record_went_counts_as_soon_as_this_desk_brings_it_there(
    pair: list[Workspace],
) -> None:
    one, other = pair
    quarter = make_quarter(one)
    with one.write("import_file") as unit:
        there = unit.new_id()
        unit.create(Building, {"org_id": one.desk.org_id, "label": "9"}, scope=there, id=there)
        met = {"building_id": quarter.building, "household_id": quarter.household, "outcome": "met"}
        visit = unit.create(Visit, met, scope=quarter.building)
    with one.write("move_people") as unit:
        unit.update(Household, quarter.household, {"building_id": there}, scope=there)
        carry_household(unit, quarter.household, there)
    with one.write("record_visit") as unit:
        unit.update(Visit, visit, {"result": "已送到"})
    told = [change for change in changes_of(one) if (change.noun, change.kind) != ("visit", CARRY)]
    merge_into(other, [change for change in told if (change.noun, change.kind) == ("visit", "set")][-1:])
    merge_into(other, told)
    assert stored(other, Visit, visit)["result"] == "已送到"
    assert problems(other) == []
