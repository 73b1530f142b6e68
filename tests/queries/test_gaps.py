"""Gaps of each kind: what opens them, what closes them, and in which grid they are."""

from __future__ import annotations

from datetime import date

import pytest

from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.gaps import GapKind
from gridtui.domain.places.building import BuildingDraft
from gridtui.queries.gaps import GapFilter, GapLine, find_gaps
from gridtui.storage.tables import Assignment, Grid, Household, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases import assignments, places
from tests.makers import Quarter, make_quarter

TODAY = date(2026, 11, 24)


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace)


def lines(workspace: Workspace, kind: GapKind, **wanted: bytes) -> list[GapLine]:
    with workspace.read() as connection:
        found = find_gaps(connection, GapFilter(kind.value, **wanted), TODAY)
    assert found.counts == ({kind: len(found.lines)} if found.lines else {})
    return list(found.lines)


def titles(workspace: Workspace, kind: GapKind) -> list[str]:
    return [line.title for line in lines(workspace, kind)]


def change(workspace: Workspace, table: type, id: bytes, **values: object) -> None:
    with workspace.write("import_file") as unit:
        unit.update(table, id, values)


def create(workspace: Workspace, table: type, **values: object) -> bytes:
    with workspace.write("import_file") as unit:
        return unit.create(table, values, scope=workspace.desk.org_id)


@pytest.mark.parametrize(
    ("kind", "role", "place"),
    [
        (GapKind.NO_WORKER, Role.GRID_WORKER, "grid"),
        (GapKind.NO_LEADER, Role.BUILDING_LEADER, "building"),
        (GapKind.NO_HUB, Role.PARTY_HUB_HOUSEHOLD, "household"),
    ],
)
def test_a_post_nobody_holds_today_is_a_gap(
    workspace: Workspace, quarter: Quarter, kind: GapKind, role: Role, place: str
) -> None:
    assert len(lines(workspace, kind)) == 1
    draft = AssignmentDraft.model_validate(
        {"role": role, "person_name": "李芳", f"{place}_id": getattr(quarter, place)}
    )
    with workspace.write("assign") as unit:
        id = assignments.assign(unit, draft)
    assert lines(workspace, kind) == []
    change(workspace, Assignment, id, to_on=date(2026, 11, 23))
    assert len(lines(workspace, kind)) == 1
    change(workspace, Assignment, id, to_on=None, from_on=date(2026, 11, 25))
    assert len(lines(workspace, kind)) == 1


def test_a_grid_lacks_a_branch_and_has_few_households(workspace: Workspace, quarter: Quarter) -> None:
    [size] = lines(workspace, GapKind.GRID_SIZE)
    assert str(size.problem) == "1 户，默认值 300–500 户"
    assert (size.noun, size.record_id, size.missing) == ("grid", quarter.grid, "size_note")
    change(workspace, Grid, quarter.grid, size_note="老巷子，只有三栋楼")
    assert lines(workspace, GapKind.GRID_SIZE) == []
    [branch] = lines(workspace, GapKind.NO_BRANCH)
    assert (branch.noun, branch.record_id, branch.missing) == ("grid", quarter.grid, "branch_id")
    change(workspace, Grid, quarter.grid, branch_id=workspace.desk.org_id)
    assert lines(workspace, GapKind.NO_BRANCH) == []


def test_a_closed_grid_has_no_gaps(workspace: Workspace, quarter: Quarter) -> None:
    change(workspace, Grid, quarter.grid, closed_on=TODAY)
    for kind in (GapKind.NO_WORKER, GapKind.NO_BRANCH, GapKind.GRID_SIZE, GapKind.SAME_CODE):
        assert lines(workspace, kind) == []


def test_a_building_without_a_grid(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("add_building") as unit:
        loose = places.add_building(unit, BuildingDraft(label="13"))
    [line] = lines(workspace, GapKind.NO_GRID)
    assert (line.title, line.record_id, line.missing) == ("13栋", loose, "grid_id")
    assert titles(workspace, GapKind.NO_LEADER) == ["翠湖3栋", "13栋"]
    assert [each.title for each in lines(workspace, GapKind.NO_LEADER, grid_id=quarter.grid)] == ["翠湖3栋"]


def test_a_building_without_households_needs_no_hub(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("add_building") as unit:
        places.add_building(unit, BuildingDraft(label="13", grid_id=quarter.grid))
    assert titles(workspace, GapKind.NO_HUB) == ["翠湖3栋"]


def test_grids_of_one_code(workspace: Workspace, quarter: Quarter) -> None:
    create(workspace, Grid, name="第二网格", code="530102001001001")
    create(workspace, Grid, name="没有编码的")
    create(workspace, Grid, name="也没有编码")
    assert titles(workspace, GapKind.SAME_CODE) == ["第一网格", "第二网格"]


@pytest.mark.parametrize(("phone", "gaps"), [("1388888000", 1), ("", 0), ("13888880000", 0)])
def test_a_phone_that_reaches_nobody(workspace: Workspace, quarter: Quarter, phone: str, gaps: int) -> None:
    org = workspace.desk.org_id
    create(workspace, Assignment, role="liaison", person_name="李芳", phone=phone, org_id=org)
    found = lines(workspace, GapKind.BAD_PHONE)
    assert [(line.person, line.title, line.missing) for line in found] == [
        ("李芳", "翠湖西路第二支部", "phone")] * gaps  # fmt: skip


def test_doors_that_were_never_visited_or_long_ago(workspace: Workspace, quarter: Quarter) -> None:
    [never] = lines(workspace, GapKind.NEVER_VISITED)
    assert (never.noun, never.record_id) == ("building", quarter.building)
    assert str(never.problem) == "1 户从没走访过"
    assert lines(workspace, GapKind.VISIT_OVERDUE) == []
    visit = create(workspace, Visit, household_id=quarter.household, building_id=quarter.building,
                   visited_on=date(2026, 1, 5), outcome="met", manner="door")  # fmt: skip
    assert lines(workspace, GapKind.NEVER_VISITED) == []
    assert [str(line.problem) for line in lines(workspace, GapKind.VISIT_OVERDUE)] == ["1 户走访超期"]
    change(workspace, Visit, visit, visited_on=date(2026, 11, 5))
    assert lines(workspace, GapKind.VISIT_OVERDUE) == []


def test_joined_households_count_once(workspace: Workspace, quarter: Quarter) -> None:
    create(workspace, Household, building_id=quarter.building, alias_of=quarter.household)
    assert str(lines(workspace, GapKind.NO_HUB)[0].problem) == "1 户里没有党员中心户"
    assert str(lines(workspace, GapKind.GRID_SIZE)[0].problem).startswith("1 户")


@pytest.mark.parametrize(
    ("said", "kind", "missing"),
    [
        ({"purpose": ""}, GapKind.NO_PURPOSE, "purpose"),
        ({"basis": ""}, GapKind.NO_PURPOSE, "basis"),
        ({"consent_on": None}, GapKind.NO_PURPOSE, "consent_on"),
        ({"review_on": None}, GapKind.NO_PURPOSE, "review_on"),
        ({"review_on": date(2026, 11, 23)}, GapKind.REVIEW_PAST, "review_on"),
        ({"review_on": TODAY}, None, ""),
    ],
)
def test_a_service_need_lacks_its_reason_or_its_review(
    workspace: Workspace, quarter: Quarter, said: dict[str, object], kind: GapKind | None, missing: str
) -> None:
    agreed, review = date(2026, 1, 1), date(2027, 1, 1)
    whole = {"purpose": "探访", "basis": "申请", "consent_on": agreed, "review_on": review}
    tag = create(workspace, ServiceTag, resident_id=quarter.resident, building_id=quarter.building,
                 tag="living_alone", **{**whole, **said})  # fmt: skip
    for each in (GapKind.NO_PURPOSE, GapKind.REVIEW_PAST):
        found = lines(workspace, each, grid_id=quarter.grid)
        expected = [("3-2-501", "杨桂芬", tag, missing)] if each is kind else []
        assert [(line.title, line.person, line.record_id, line.missing) for line in found] == expected


def test_lines_are_cut_and_still_counted(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("add_building") as unit:
        for label in "456789":
            places.add_building(unit, BuildingDraft(label=label, grid_id=quarter.grid))
    with workspace.read() as connection:
        found = find_gaps(connection, GapFilter(), TODAY, most=2)
    assert found.counts[GapKind.NO_LEADER] == 7
    assert [line.title for line in found.lines if line.kind is GapKind.NO_LEADER] == ["翠湖3栋", "4栋"]
