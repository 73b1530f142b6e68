"""Coming, going, moving, splitting: one step each, taken back whole; refused in words, nothing half-done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.people.visit import PromiseDraft, VisitDraft
from gridtui.domain.places.address import parse_door
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import Building, Dwelling, Household, Org, Promise, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households, places, residents
from gridtui.usecases.leaving import move_in, move_out, note_death
from gridtui.usecases.moves import move_household, move_residents, split_household
from gridtui.usecases.visits import record_visit
from tests.makers import everything, log_of, stored, undo

TODAY = date(2026, 11, 24)
ALL = (Building, Dwelling, Household, Resident, ServiceTag, Visit, Promise)


@dataclass
class Street:
    """Two buildings, a family of three behind 3-2-501, somebody behind 3-2-502."""

    buildings: dict[str, bytes] = field(default_factory=dict)
    homes: dict[str, bytes] = field(default_factory=dict)
    people: dict[str, bytes] = field(default_factory=dict)


def home(street: Street, door: str, **values: str) -> households.Home:
    address = parse_door(door)
    assert address is not None
    return households.Home(street.buildings[door.partition("-")[0]], address, **values)


@pytest.fixture
def street(workspace: Workspace) -> Street:
    made = Street()
    with workspace.write("import_file") as unit:
        for label in ("3", "5"):
            made.buildings[label] = places.add_building(
                unit, BuildingDraft(label=label, org_id=unit.desk.org_id)
            )
        for door, names in (
            ("3-2-501", ("户主:王建国", "配偶:李芳", "子:王小明")),
            ("3-2-502", ("户主:赵云",)),
        ):
            made.homes[door] = households.settle_household(
                unit, home(made, door), HouseholdDraft(kind="permanent")
            )
            for told in names:
                relation, _, name = told.partition(":")
                made.people[name] = residents.add_resident(
                    unit, ResidentDraft(name=name, relation=relation, household_id=made.homes[door])
                )
        residents.tag_resident(unit, ServiceTagDraft(
            resident_id=made.people["李芳"], tag="living_alone", purpose="探访", basis="证件",
            consent_on=date(2026, 1, 1), review_on=date(2027, 1, 1)))  # fmt: skip
        record_visit(
            unit,
            VisitDraft(household_id=made.homes["3-2-501"], manner="door", outcome="met", result="说了"),
            promises=[PromiseDraft(text="装扶手", due_on=date(2026, 12, 1))],
        )
    return made


def values(workspace: Workspace, model: RecordTable, name: str) -> list[object]:
    table = table_of(model)
    with workspace.read() as connection:
        return list(connection.execute(sa.select(table.c[name]).order_by(table.c.num)).scalars())


def names_in(workspace: Workspace, household: bytes) -> list[tuple[str, str]]:
    chosen = sa.select(col(Resident.name), col(Resident.relation)).where(
        col(Resident.household_id) == household, col(Resident.moved_out_on).is_(None)
    )
    with workspace.read() as connection:
        return [(row.name, row.relation) for row in connection.execute(chosen.order_by(col(Resident.num)))]


def test_a_household_goes_to_another_building_with_all_that_is_its_own(
    workspace: Workspace, street: Street
) -> None:
    before = everything(workspace, *ALL)
    with workspace.write("move_people") as unit:
        move_household(unit, street.homes["3-2-501"], home(street, "5-1-302"), on=date(2026, 11, 20))
        assert unit.label == "3-2-501 → 5-1-302"
    five = street.buildings["5"]
    for model in (ServiceTag, Visit, Promise):
        assert values(workspace, model, "building_id") == [five], model
    moved = [stored(workspace, Resident, street.people[name]) for name in ("王建国", "李芳", "王小明")]
    assert {(row["building_id"], row["moved_in_on"]) for row in moved} == {(five, date(2026, 11, 20))}
    for record in (street.homes["3-2-501"], street.people["李芳"]):
        assert log_of(workspace, record)[-1].scope == five
    assert [row for row in values(workspace, Dwelling, "occupancy") if row] == ["vacant"]
    undo(workspace)
    after = everything(workspace, *ALL)
    # The door that was made for the move is hidden; everything else is as it was.
    assert [row for row in after["dwelling"] if not row[3]] == before["dwelling"]
    assert {name: rows for name, rows in after.items() if name != "dwelling"} == {
        name: rows for name, rows in before.items() if name != "dwelling"
    }
    assert log_of(workspace, street.people["李芳"])[-1].scope == street.buildings["3"]


def test_a_taken_door_is_shared_only_when_that_is_said(workspace: Workspace, street: Street) -> None:
    before = everything(workspace, *ALL)
    with pytest.raises(RuleBroken, match="已有一户"), workspace.write("move_people") as unit:
        move_household(unit, street.homes["3-2-501"], home(street, "3-2-502"))
    assert everything(workspace, *ALL) == before
    with workspace.write("move_people") as unit:
        move_household(unit, street.homes["3-2-501"], home(street, "3-2-502"), share=True)
    assert len(set(values(workspace, Household, "dwelling_id"))) == 1


def test_a_move_to_another_community_is_refused_in_words(workspace: Workspace, street: Street) -> None:
    with workspace.write("add_org") as unit:
        own = unit.create(Org, {"name": "翠湖社区", "level": 4}, scope=unit.desk.org_id)
        other = unit.create(Org, {"name": "北门社区", "level": 4}, scope=unit.desk.org_id)
        unit.update(Org, unit.desk.org_id, {"parent_id": own})
        unit.update(Building, street.buildings["5"], {"org_id": other})
    before = everything(workspace, *ALL)
    with pytest.raises(RuleBroken, match=r"北门社区.*迁出"), workspace.write("move_people") as unit:
        move_household(unit, street.homes["3-2-501"], home(street, "5-1-302"))
    assert everything(workspace, *ALL) == before


def test_leaving_and_coming_back(workspace: Workspace, street: Street) -> None:
    family = [street.people[name] for name in ("王建国", "李芳", "王小明")]
    with workspace.write("move_people") as unit:
        move_out(unit, family, on=date(2026, 11, 1), to="大理")
        assert unit.label == "3-2-501 3"
    assert stored(workspace, Household, street.homes["3-2-501"])["visit_kind"] == ""
    with pytest.raises(RuleBroken, match="王建国 已于 2026-11-01 迁出"), workspace.write("m") as unit:
        move_out(unit, family[:1])
    with pytest.raises(RuleBroken, match="不能比这更早"), workspace.write("move_people") as unit:
        move_in(unit, family, on=date(2026, 10, 31))
    with workspace.write("move_people") as unit:
        move_in(unit, family, on=date(2026, 11, 20))
    row = stored(workspace, Resident, family[0])
    assert (row["moved_out_on"], row["moved_to"], row["moved_in_on"]) == (None, "", date(2026, 11, 20))
    with pytest.raises(RuleBroken, match="2026-11-20 迁入的"), workspace.write("move_people") as unit:
        move_out(unit, family, on=date(2026, 11, 10))
    undo(workspace)
    assert stored(workspace, Resident, family[0])["moved_to"] == "大理"


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 11, 25), "还没有到"), (date(1899, 1, 1), "太早")], ids=["future", "past"]
)
def test_impossible_days_are_refused(workspace: Workspace, street: Street, day: date, words: str) -> None:
    person = street.people["王建国"]
    for leave in (
        lambda unit: move_out(unit, [person], on=day),
        lambda unit: note_death(unit, person, on=day),
    ):
        with pytest.raises(RuleBroken, match=words), workspace.write("move_people") as unit:
            leave(unit)
    assert values(workspace, Resident, "moved_out_on") == [None] * 4


def test_the_dead_stay_where_they_were(workspace: Workspace, street: Street) -> None:
    person = street.people["赵云"]
    with workspace.write("move_people") as unit:
        note_death(unit, person, on=date(2026, 11, 2))
    again = (
        lambda unit: note_death(unit, person),
        lambda unit: move_out(unit, [person]),
        lambda unit: move_in(unit, [person]),
        lambda unit: move_residents(unit, [person], street.homes["3-2-501"]),
    )
    for what in again:
        with pytest.raises(RuleBroken, match="赵云 已登记去世"), workspace.write("move_people") as unit:
            what(unit)
    with pytest.raises(RuleBroken, match="没有迁出过"), workspace.write("move_people") as unit:
        move_in(unit, [street.people["李芳"]])


def test_a_household_becomes_two(workspace: Workspace, street: Street) -> None:
    before = everything(workspace, Household, Resident, ServiceTag)
    old = street.homes["3-2-501"]
    with workspace.write("split_household") as unit:
        new = split_household(
            unit, old, [street.people["李芳"], street.people["王小明"]], home(street, "5-1-302"),
            head_id=street.people["王小明"],
        )  # fmt: skip
    assert names_in(workspace, new) == [("李芳", ""), ("王小明", "户主")]
    assert names_in(workspace, old) == [("王建国", "户主")]
    assert stored(workspace, Household, new)["kind"] == "permanent"
    assert values(workspace, ServiceTag, "building_id") == [street.buildings["5"]]
    undo(workspace)
    assert stored(workspace, Household, new)["deleted"]
    assert everything(workspace, Resident, ServiceTag) == {
        name: before[name] for name in ("resident", "service_tag")
    }


def test_the_old_head_may_take_family_along(workspace: Workspace, street: Street) -> None:
    with workspace.write("split_household") as unit:
        going = [street.people["王建国"], street.people["李芳"]]
        new = split_household(unit, street.homes["3-2-501"], going, home(street, "3-2-501"))
    assert names_in(workspace, new) == [("王建国", "户主"), ("李芳", "配偶")]
    assert stored(workspace, Resident, street.people["李芳"])["moved_in_on"] is None


@pytest.mark.parametrize(
    ("going", "head", "words"),
    [
        (("王建国", "李芳", "王小明"), "王建国", "全户的人都选了"),
        (("李芳", "赵云"), "李芳", "赵云 不在这一户"),
        (("李芳",), "王小明", "户主要从分出去的人里选"),
        ((), None, "户主要从分出去的人里选"),
    ],
)
def test_impossible_splits_are_refused_whole(
    workspace: Workspace, street: Street, going: Sequence[str], head: str | None, words: str
) -> None:
    before = everything(workspace, *ALL)
    with pytest.raises(RuleBroken, match=words), workspace.write("split_household") as unit:
        split_household(
            unit, street.homes["3-2-501"], [street.people[name] for name in going],
            home(street, "5-1-302"), head_id=street.people[head] if head else None,
        )  # fmt: skip
    assert everything(workspace, *ALL) == before


def test_people_move_to_another_household(workspace: Workspace, street: Street) -> None:
    with workspace.write("move_people") as unit:
        move_residents(unit, [street.people["李芳"]], street.homes["3-2-502"], relation="同住人")
    assert names_in(workspace, street.homes["3-2-502"]) == [("李芳", "同住人"), ("赵云", "户主")]
    with pytest.raises(RuleBroken, match="已经在这一户"), workspace.write("move_people") as unit:
        move_residents(unit, [street.people["李芳"]], street.homes["3-2-502"])


def test_a_resident_edited_into_another_building_takes_the_needs_along(
    workspace: Workspace, street: Street
) -> None:
    with workspace.write("add_household") as unit:
        there = households.settle_household(unit, home(street, "5-1-101"), HouseholdDraft())
    with workspace.write("edit_resident") as unit:
        residents.edit_resident(unit, street.people["李芳"], ResidentDraft(name="李芳", household_id=there))
    assert values(workspace, ServiceTag, "building_id") == [street.buildings["5"]]
    with workspace.read() as connection:
        tag = connection.execute(sa.select(col(ServiceTag.id))).scalar_one()
    assert log_of(workspace, tag)[-1].scope == street.buildings["5"]
