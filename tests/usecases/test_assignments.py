"""Who serves where: several places in one step, ending, handing over; each step taken back whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from gridtui.domain.people.assignment import AssignmentDraft, Person, PlaceKind, Role
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.assignments import AssignmentFilter, held_by_same, held_on
from gridtui.storage.tables import Assignment
from gridtui.storage.workspace import Workspace
from gridtui.usecases import assignments, places
from tests.makers import everything, make_quarter, redo, stored, undo

TODAY = date(2026, 11, 24)
SPRING, WINTER = date(2026, 3, 1), date(2026, 12, 1)
WANG = Person("王秀兰", "13888881111")
LI = Person("李芳", "13888882222")


@dataclass
class Team:
    """A quarter with two more buildings, and the ids of what 王秀兰 holds."""

    grid: bytes
    household: bytes
    buildings: list[bytes] = field(default_factory=list)
    held: list[bytes] = field(default_factory=list)


@pytest.fixture
def team(workspace: Workspace) -> Team:
    quarter = make_quarter(workspace)
    made = Team(quarter.grid, quarter.household, [quarter.building])
    with workspace.write("add_building") as unit:
        for label in ("5", "7"):
            draft = BuildingDraft(label=label, grid_id=quarter.grid)
            made.buildings.append(places.add_building(unit, draft))
    with workspace.write("assign") as unit:
        made.held = assignments.assign_each(unit, leader(from_on=SPRING), made.buildings)
        made.held.append(assignments.assign(unit, worker(quarter.grid)))
    return made


def leader(**values: object) -> AssignmentDraft:
    named = {"role": Role.BUILDING_LEADER, "person_name": WANG.name, "phone": WANG.phone}
    return AssignmentDraft.model_validate({**named, **values})


def worker(grid: bytes) -> AssignmentDraft:
    return leader(role=Role.GRID_WORKER, grid_id=grid, from_on=SPRING)


def hand(workspace: Workspace, ids: list[bytes], to: Person = LI, day: date = WINTER) -> int:
    with workspace.write("hand_over") as unit:
        return assignments.hand_over(unit, ids, to, day)


def names(workspace: Workspace, building: bytes, day: date) -> list[str]:
    with workspace.read() as connection:
        return [row.person_name for row in held_on(connection, AssignmentFilter(building_id=building), day)]


def refusal(workspace: Workspace, call: object, *args: object) -> str:
    before = everything(workspace, Assignment)
    with pytest.raises(RuleBroken) as caught, workspace.write("assign") as unit:
        call(unit, *args)  # type: ignore[operator]
    assert everything(workspace, Assignment) == before
    return str(caught.value)


def test_several_buildings_are_taken_on_in_one_step(workspace: Workspace, team: Team) -> None:
    with workspace.write("assign") as unit:
        ids = assignments.assign_each(unit, leader(person_name="周强"), [*team.buildings, team.buildings[0]])
        assert unit.label == "楼栋长 3"
    assert [stored(workspace, Assignment, id)["building_id"] for id in ids] == team.buildings
    undo(workspace)
    assert all(stored(workspace, Assignment, id)["deleted"] for id in ids)


def test_no_place_or_no_role_is_refused(workspace: Workspace, team: Team) -> None:
    assert "负责的楼栋" in refusal(workspace, assignments.assign_each, leader(), [])
    assert "请选择职务" in refusal(workspace, assignments.assign_each, leader(role=""), team.buildings)


def test_an_assignment_never_ends_before_it_began(workspace: Workspace, team: Team) -> None:
    said = refusal(workspace, assignments.end_assignment, team.held[0], date(2026, 2, 28))
    assert "2026-03-01" in said and "没有改" in said
    with workspace.write("end_assignment") as unit:
        assert assignments.end_assignment(unit, team.held[0], SPRING)


def test_a_hand_over_ends_the_day_before_and_begins_on_the_day(workspace: Workspace, team: Team) -> None:
    assert hand(workspace, team.held) == 4
    for building in team.buildings:
        assert names(workspace, building, date(2026, 11, 30)) == ["王秀兰"]
        assert names(workspace, building, WINTER) == ["李芳"]
    with workspace.read() as connection:
        assert held_by_same(connection, team.held[0], WINTER) == []


def test_undoing_a_hand_over_restores_exactly(workspace: Workspace, team: Team) -> None:
    def live() -> list[tuple[object, ...]]:
        rows = everything(workspace, Assignment)["assignment"]
        return [row for row in rows if not row[3]]

    before = live()
    hand(workspace, team.held)
    after = live()
    assert len(after) == 8
    undo(workspace)
    assert live() == before
    redo(workspace)
    assert live() == after


def test_what_is_left_out_of_a_hand_over_stays(workspace: Workspace, team: Team) -> None:
    assert hand(workspace, team.held[:2]) == 2
    assert names(workspace, team.buildings[2], WINTER) == ["王秀兰"]


def test_nothing_is_made_twice_where_the_successor_serves_already(workspace: Workspace, team: Team) -> None:
    with workspace.write("assign") as unit:
        assignments.assign(unit, leader(person_name=LI.name, phone=LI.phone, building_id=team.buildings[0]))
    hand(workspace, team.held)
    assert names(workspace, team.buildings[0], WINTER) == ["李芳"]


@pytest.mark.parametrize(
    ("to", "day", "said"),
    [
        (WANG, WINTER, "就是交出的这个人"),
        (LI, SPRING, "2026-03-01 才开始，交接要从 2026-03-02"),
        (Person(""), WINTER, "请填写姓名"),
        (Person("李芳", "1388"), WINTER, "11 位"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_whole(
    workspace: Workspace, team: Team, to: Person, day: date, said: str
) -> None:
    assert said in refusal(workspace, assignments.hand_over, team.held, to, day)


def test_what_is_over_cannot_be_handed_over(workspace: Workspace, team: Team) -> None:
    with workspace.write("end_assignment") as unit:
        assignments.end_assignment(unit, team.held[1], TODAY)
    said = refusal(workspace, assignments.hand_over, team.held, LI, WINTER)
    assert "2026-11-24 就结束了" in said
    assert "没有选" in refusal(workspace, assignments.hand_over, [], LI, WINTER)


def test_ending_at_places_ends_what_holds_there_and_nothing_else(workspace: Workspace, team: Team) -> None:
    with workspace.write("assign") as unit:
        later = assignments.assign(unit, leader(building_id=team.buildings[0], from_on=WINTER))
    with workspace.write("end_assignment") as unit:
        assert assignments.end_at(unit, PlaceKind.BUILDING, team.buildings[:2], TODAY) == 2
    assert [stored(workspace, Assignment, id)["to_on"] for id in (*team.held, later)] == [
        TODAY, TODAY, None, None, None]  # fmt: skip
    undo(workspace)
    assert names(workspace, team.buildings[0], date(2026, 11, 25)) == ["王秀兰"]


def test_nobody_serves_in_a_grid_after_it_was_closed(workspace: Workspace, team: Team) -> None:
    with workspace.write("edit_grid") as unit:
        assert places.close_grid(unit, team.grid, SPRING) == 1
    assert stored(workspace, Assignment, team.held[-1])["to_on"] == SPRING
    later = worker(team.grid).model_copy(update={"person_name": "李芳"})
    assert "已经撤销，任用最晚到那一天" in refusal(workspace, assignments.assign, later)
    assert "已经撤销" in refusal(workspace, assignments.assign_each, later, [team.grid])
    told = refusal(workspace, assignments.edit_assignment, team.held[-1], worker(team.grid))
    assert "补记从前的请写结束日期" in told
    before = later.model_copy(update={"from_on": date(2026, 1, 1), "to_on": SPRING})
    with workspace.write("assign") as unit:
        assert assignments.assign(unit, before)
    undo(workspace)
    undo(workspace)
    assert stored(workspace, Assignment, team.held[-1])["to_on"] is None


def test_what_is_over_is_not_ended_later(workspace: Workspace, team: Team) -> None:
    with workspace.write("end_assignment") as unit:
        assignments.end_assignment(unit, team.held[0], SPRING)
    said = refusal(workspace, assignments.end_assignment, team.held[0], TODAY)
    assert "到 2026-03-01 就结束了" in said
