"""Which buildings a cell names, and what is doubtful about a role."""

from __future__ import annotations

from datetime import date

import pytest

from gridtui.domain.people.assignment import AssignmentDraft, Person, Role
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.queries.people.assigning import assignment_doubts, buildings_named, succession_doubts
from gridtui.storage.workspace import Workspace
from gridtui.usecases import assignments, places, residents
from tests.makers import make_quarter


def build(workspace: Workspace, *labels: str, org: bytes | None = None) -> list[bytes]:
    with workspace.write("add_building") as unit:
        return [places.add_building(unit, BuildingDraft(label=label, org_id=org)) for label in labels]


@pytest.mark.parametrize("text", ["13栋、12栋、11栋", "13栋，12栋 11栋", "13、12、11"])
def test_several_buildings_in_one_cell(workspace: Workspace, text: str) -> None:
    eleven, twelve, thirteen = build(workspace, "11", "12", "13")
    with workspace.read() as connection:
        named = buildings_named(connection, text)
    assert named.found == ((thirteen, "13栋"), (twelve, "12栋"), (eleven, "11栋"))
    assert named.unknown == named.doubtful == ()


def test_a_span_of_buildings_and_one_that_is_not_there(workspace: Workspace) -> None:
    eleven, twelve = build(workspace, "11", "12")
    with workspace.read() as connection:
        named = buildings_named(connection, "11-13栋")
    assert [id for id, _ in named.found] == [eleven, twelve]
    assert named.unknown == ("13",)


def test_one_label_twice_is_doubtful_unless_the_grid_says_which(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    build(workspace, "3")
    with workspace.read() as connection:
        assert buildings_named(connection, "3栋").doubtful == ("3",)
        assert buildings_named(connection, "3栋", quarter.grid).found == ((quarter.building, "翠湖3栋"),)


def leader(building: bytes, **values: object) -> AssignmentDraft:
    named = {"role": Role.BUILDING_LEADER, "person_name": "王秀兰", "building_id": building}
    return AssignmentDraft.model_validate({**named, **values})


def doubts(workspace: Workspace, draft: AssignmentDraft, except_id: bytes | None = None) -> list[str]:
    with workspace.read() as connection:
        found = assignment_doubts(connection, draft, [draft.place_id or b""], except_id)
    return [str(problem) for problem in found]


def test_the_same_role_twice_in_one_time_is_doubtful(workspace: Workspace) -> None:
    [building] = build(workspace, "3")
    with workspace.write("assign") as unit:
        id = assignments.assign(unit, leader(building, from_on=date(2026, 3, 1), to_on=date(2026, 9, 30)))
    again = leader(building, from_on=date(2026, 9, 30))
    assert doubts(workspace, again) == ["王秀兰 在这里的同一职务与已有的一段（2026-03-01 起）重叠"]
    assert doubts(workspace, again, except_id=id) == []
    assert doubts(workspace, leader(building, from_on=date(2026, 10, 1))) == []
    assert doubts(workspace, leader(building, person_name="李芳")) == []


def test_somebody_of_another_community_is_doubtful(workspace: Workspace) -> None:
    with workspace.write("add_org") as unit:
        near, far = (places.add_org(unit, OrgDraft(name=name, level=4)) for name in ("翠湖社区", "圆通社区"))
    [here], [there] = build(workspace, "3", org=near), build(workspace, "9", org=far)
    with workspace.write("add_resident") as unit:
        resident = residents.add_resident(unit, ResidentDraft(name="王秀兰", building_id=there))
    assert doubts(workspace, leader(here, resident_id=resident)) == ["王秀兰 是圆通社区的人，不在这个社区"]
    assert doubts(workspace, leader(there, resident_id=resident)) == []
    with workspace.write("assign") as unit:
        assignments.assign(unit, leader(there))
    assert doubts(workspace, leader(here)) == ["王秀兰 已在圆通社区任职，不在这个社区"]
    with workspace.write("assign") as unit:
        held = [assignments.assign(unit, leader(here, person_name="李芳"))]
    with workspace.read() as connection:
        told = succession_doubts(connection, held, Person("王秀兰", resident_id=resident), date(2026, 12, 1))
        assert [str(problem) for problem in told] == ["王秀兰 是圆通社区的人，不在这个社区"]
        assert succession_doubts(connection, held, Person("周强"), date(2026, 12, 1)) == []
