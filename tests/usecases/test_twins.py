"""Two records of one person or household become one, and two again, as they were."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.people.twins import Side
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueFilter, issue_count
from gridtui.queries.people.residents import household_residents, resident_detail
from gridtui.queries.searching import search_residents
from gridtui.storage.derived.aliases import shown_in
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Assignment, Household, Resident, ServiceTag
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households, residents
from gridtui.usecases.leaving import note_death
from gridtui.usecases.separating import separate_household, separate_resident
from gridtui.usecases.twins import join_households, join_residents
from tests.makers import Quarter, everything, make_issue, make_quarter, redo, stored, undo

ONE, OTHER = "530102196001020011", "530102196001020038"
ALL = (Household, Resident, ServiceTag, Assignment)


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace)


def add(workspace: Workspace, quarter: Quarter, name: str = "杨桂芬", **values: object) -> bytes:
    draft = ResidentDraft.model_validate({"name": name, "household_id": quarter.household, **values})
    with workspace.write("add_resident") as unit:
        return residents.add_resident(unit, draft)


def join(workspace: Workspace, kept: bytes, other: bytes, *, sure: bool = False, **sides: Side) -> None:
    with workspace.write("join_records") as unit:
        join_residents(unit, kept, other, sides, different_ids=sure)


def separate(workspace: Workspace, record: bytes) -> None:
    with workspace.write("separate_records") as unit:
        separate_resident(unit, record)


def alias(workspace: Workspace, record: bytes) -> object:
    return stored(workspace, Resident, record)["alias_of"]


def test_the_kept_record_is_completed_and_shows_what_is_the_others(
    workspace: Workspace, quarter: Quarter
) -> None:
    other = add(
        workspace, quarter, phone="13888880001", note="听力不好", sex="female", died_on=date(2026, 1, 1)
    )
    with workspace.write("tag_resident") as unit:
        residents.tag_resident(unit, ServiceTagDraft(
            resident_id=other, tag="living_alone", purpose="探访", basis="申请",
            consent_on=date(2026, 1, 1), review_on=date(2027, 1, 1)))  # fmt: skip
    make_issue(workspace, resident_id=other)
    before = everything(workspace, *ALL)
    join(workspace, quarter.resident, other, phone=Side.BOTH)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["phone"], row["note"], row["sex"]) == ("13888880000;13888880001", "听力不好", "female")
    assert row["died_on"] is None
    with workspace.read() as connection:
        detail = resident_detail(connection, other)
        assert detail is not None
        assert (detail.row.id, detail.tags) == (quarter.resident, ("living_alone",))
        assert [row.id for row in household_residents(connection, quarter.household)] == [quarter.resident]
        assert [hit.id for hit in search_residents(connection, "杨桂芬")] == [quarter.resident]
        assert issue_count(connection, IssueFilter(resident_id=quarter.resident)) == 1
    undo(workspace)
    assert everything(workspace, *ALL) == before
    redo(workspace)
    separate(workspace, other)
    assert everything(workspace, *ALL) == before
    with workspace.read() as connection:
        assert len(search_residents(connection, "杨桂芬")) == 2


def test_separating_leaves_what_was_written_since(workspace: Workspace, quarter: Quarter) -> None:
    other = add(workspace, quarter, note="旧", sex="female")
    join(workspace, quarter.resident, other)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "新"})
    separate(workspace, other)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["sex"]) == ("新", "")
    undo(workspace)
    assert alias(workspace, other) == quarter.resident
    separate(workspace, other)
    assert alias(workspace, other) is None


def test_different_id_numbers_are_looked_at_first(workspace: Workspace, quarter: Quarter) -> None:
    one, other = add(workspace, quarter, id_number=ONE), add(workspace, quarter, id_number=OTHER)
    before = everything(workspace, *ALL)
    with pytest.raises(RuleBroken, match="身份证号不同"):
        join(workspace, one, other)
    assert everything(workspace, *ALL) == before
    join(workspace, one, other, sure=True)
    assert stored(workspace, Resident, one)["id_number"] == ONE


def test_a_chain_stays_one_step_deep_and_comes_apart_link_by_link(
    workspace: Workspace, quarter: Quarter
) -> None:
    a, b, c, d = (add(workspace, quarter, note=note) for note in "abcd")
    before = everything(workspace, *ALL)
    join(workspace, b, a)
    join(workspace, c, b)
    join(workspace, d, a)
    assert [alias(workspace, record) for record in (a, b, c, d)] == [d, d, d, None]
    with pytest.raises(RuleBroken, match="已经是同一条"):
        join(workspace, a, d)
    separate(workspace, b)
    assert [alias(workspace, record) for record in (a, b, c, d)] == [b, None, d, None]
    separate(workspace, a)
    separate(workspace, c)
    assert everything(workspace, *ALL) == before
    with pytest.raises(RuleBroken, match="没有和别的合并过"):
        separate(workspace, c)


def test_a_circle_from_elsewhere_comes_apart_too(workspace: Workspace, quarter: Quarter) -> None:
    a, b = add(workspace, quarter), add(workspace, quarter)
    with workspace.write("import_file") as unit:
        unit.update_many(Resident, [(a, {"alias_of": b}), (b, {"alias_of": a})])
    with workspace.read() as connection:
        assert {shown_in(connection, Resident, record) for record in (a, b)} == {min(a, b)}
    with pytest.raises(RuleBroken, match="互相并入"):
        join(workspace, quarter.resident, a)
    separate(workspace, a)
    assert None in (alias(workspace, a), alias(workspace, b))
    left = a if alias(workspace, a) else b
    separate(workspace, left)
    assert alias(workspace, a) is None
    assert alias(workspace, b) is None


def test_what_was_chosen_wrongly_is_refused_whole(workspace: Workspace, quarter: Quarter) -> None:
    kept = add(workspace, quarter, birth_date=date(2000, 1, 1))
    other = add(workspace, quarter, died_on=date(1999, 1, 1))
    before = everything(workspace, *ALL)
    with pytest.raises(RuleBroken, match="去世日期早于出生日期"):
        join(workspace, kept, other, died_on=Side.OTHER)
    with pytest.raises(RuleBroken, match="已经不在了"):
        join(workspace, kept, b"\0" * 16)
    assert everything(workspace, *ALL) == before


@pytest.fixture
def doubled(workspace: Workspace, quarter: Quarter) -> bytes:
    """A second household behind the door of the quarter: its own person again, a head, and a post."""
    with workspace.write("add_household") as unit:
        draft = HouseholdDraft(
            building_id=quarter.building, dwelling_id=quarter.dwelling, note="后录", code="H2"
        )
        second = households.add_household(unit, draft)
        unit.update(Resident, quarter.resident, {"relation": "户主"})
        for name, relation in (("杨桂芬", "户主"), ("周强", "户主"), ("周小", "子")):
            residents.add_resident(unit, ResidentDraft(name=name, relation=relation, household_id=second))
        unit.create(
            Assignment, {"role": "party_hub_household", "household_id": second}, scope=quarter.building
        )
    return second


def test_two_households_become_one_and_two_again(
    workspace: Workspace, quarter: Quarter, doubled: bytes
) -> None:
    issue = make_issue(workspace, household_id=doubled)
    before = everything(workspace, *ALL)
    with workspace.write("join_households") as unit:
        assert join_households(unit, quarter.household, doubled) == 1
    with workspace.read() as connection:
        rows = household_residents(connection, quarter.household)
        assert [(row.name, row.relation) for row in rows] == [
            ("杨桂芬", "户主"),
            ("周强", ""),
            ("周小", "子"),
        ]
        assert issue_count(connection, IssueFilter(household_id=quarter.household)) == 1
    assert stored(workspace, Household, quarter.household)["code"] == "H2"
    with workspace.write("separate_records") as unit:
        separate_household(unit, doubled)
    after = everything(workspace, *ALL)
    assert after == before
    assert issue
    undo(workspace)
    assert stored(workspace, Household, doubled)["alias_of"] == quarter.household


def test_a_removed_person_takes_the_joined_records_along(workspace: Workspace, quarter: Quarter) -> None:
    other = add(workspace, quarter)
    join(workspace, quarter.resident, other)
    with workspace.write("delete_record") as unit:
        residents.remove_resident(unit, quarter.resident)
    assert stored(workspace, Resident, other)["deleted"]
    undo(workspace)
    with workspace.write("move_people") as unit:
        note_death(unit, quarter.resident, on=date(2026, 11, 1))
    assert not stored(workspace, Resident, other)["deleted"]


def test_a_person_leaves_a_joined_household_and_nobody_else_does(
    workspace: Workspace, quarter: Quarter, doubled: bytes
) -> None:
    before = everything(workspace, *ALL)
    with workspace.write("join_households") as unit:
        join_households(unit, quarter.household, doubled)
    with workspace.read() as connection:
        [known_twice] = [
            row.id
            for row in connection.execute(sa.select(table_of(Resident)))
            if row.alias_of == quarter.resident
        ]
    separate(workspace, known_twice)
    with workspace.read() as connection:
        names = [row.name for row in household_residents(connection, quarter.household)]
    assert sorted(names) == ["周小", "周强", "杨桂芬", "杨桂芬"]
    with workspace.write("separate_records") as unit:
        separate_household(unit, doubled)
    assert everything(workspace, *ALL) == before


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_households_joined_in_a_row_come_apart_in_any_order(
    workspace: Workspace, quarter: Quarter, order: tuple[int, ...]
) -> None:
    draft = HouseholdDraft(building_id=quarter.building, dwelling_id=quarter.dwelling)
    homes = []
    for name in ("周一", "周二", "周三"):
        with workspace.write("add_household") as unit:
            homes.append(households.add_household(unit, draft))
            residents.add_resident(unit, ResidentDraft(name=name, household_id=homes[-1]))
    before = everything(workspace, *ALL)
    for kept, other in ((1, 0), (2, 1)):
        with workspace.write("join_households") as unit:
            join_households(unit, homes[kept], homes[other])
    with workspace.write("join_households") as unit:
        join_households(unit, quarter.household, homes[2])
    for place in order:
        with workspace.write("separate_records") as unit:
            separate_household(unit, homes[place])
    assert everything(workspace, *ALL) == before
