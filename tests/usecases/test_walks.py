"""A sheet typed back: all its visits are one step, and what is wrong is said door by door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridtui.domain.people.walking import DoorMark, DoorNote, WalkNotes
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.walks.promises import promises_of
from gridtui.queries.walks.visits import visit_lines
from gridtui.storage.drafts import keep_draft, kept_draft, own_key
from gridtui.storage.tables import Dwelling, Household, Promise, Resident, Visit
from gridtui.usecases.walks import record_walk
from tests.makers import everything, make_quarter, undo

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def homes(workspace) -> list[bytes]:
    """Three households behind 3-2-501, 3-2-502 and no door; returned after their building's id."""
    made = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        values = {"building_id": made.building, "room": "502", "door": "3-2-502"}
        second = unit.create(Dwelling, values, scope=made.building)
        more = [
            unit.create(Household, {"building_id": made.building, "dwelling_id": id}, scope=made.building)
            for id in (second, None)
        ]
    return [made.building, made.household, *more]


def walk(workspace, building: bytes, doors: dict[bytes, DoorNote], **values):
    notes = WalkNotes(**{"visited_on": YESTERDAY, "visitor_name": "王秀兰", "doors": doors, **values})
    with workspace.write(Intent.WALK_STAIRS) as unit:
        return record_walk(unit, building, notes, form="walk"), unit.label


def refused(workspace, building: bytes, doors: dict[bytes, DoorNote], **values) -> dict[str, str]:
    before = everything(workspace, Visit, Promise)
    with pytest.raises(RuleBroken) as refusal:
        walk(workspace, building, doors, **values)
    assert everything(workspace, Visit, Promise) == before
    return {problem.field: str(problem) for problem in refusal.value.problems}


def lines(workspace, household: bytes):
    with workspace.read() as connection:
        return visit_lines(connection, household)


def test_a_sheet_is_one_step_and_its_draft_is_done_with(workspace, homes) -> None:
    building, first, second, third = homes
    before = everything(workspace, Visit, Promise, Household)
    with workspace.writing() as connection:
        keep_draft(connection, own_key(connection, "walk", workspace.operator.id), {}, workspace.clock())
    doors = {
        first: DoorNote("met", "楼道灯不亮", "送灯泡", "+3"),
        second: DoorNote("absent"),
        third: DoorNote("phone"),
    }
    walked, label = walk(workspace, building, doors)
    assert walked.marks == {DoorMark.MET: 1, DoorMark.ABSENT: 1, DoorMark.PHONE: 1}
    assert (walked.visits, walked.promises, label) == (3, 1, "翠湖3栋 3")
    [met] = lines(workspace, first)
    assert (met.visited_on, met.visitor_name, met.manner, met.outcome, met.problem) == (
        YESTERDAY, "王秀兰", "door", "met", "楼道灯不亮",
    )  # fmt: skip
    [called] = lines(workspace, third)
    assert (called.manner, called.outcome) == ("phone", "met")
    with workspace.read() as connection:
        [promise] = promises_of(connection, first)
        assert (promise.text, promise.due_on) == ("送灯泡", TODAY + timedelta(days=3))
        assert kept_draft(connection, own_key(connection, "walk", workspace.operator.id)) is None
        [visitor, *_] = connection.execute(Visit.__table__.select()).all()
    assert visitor.visitor_id == workspace.operator.id
    undo(workspace)
    left = everything(workspace, Household)
    assert left["household"] == before["household"]
    assert lines(workspace, first) == lines(workspace, second) == []


def test_somebody_else_is_known_by_name_only(workspace, homes) -> None:
    walk(workspace, homes[0], {homes[1]: DoorNote("moved")}, visitor_name="张敏")
    with workspace.read() as connection:
        row = connection.execute(Visit.__table__.select()).one()
    assert (row.visitor_name, row.visitor_id, row.outcome) == ("张敏", None, "moved")


def test_what_is_wrong_is_said_door_by_door_and_nothing_is_written(workspace, homes) -> None:
    building, first, second, third = homes
    doors = {
        first: DoorNote("met", promise="送表"),
        second: DoorNote("met", promise_due="某天"),
        third: DoorNote(problem="灯不亮"),
    }
    found = refused(workspace, building, doors)
    assert found[second.hex()] == "3-2-502：兑现日期“某天”看不懂"
    assert found[third.hex()] == "这一户：写了字，还没有选结果：按 1、2 或 3"
    del doors[second], doors[third]
    found = refused(workspace, building, {**doors, second: DoorNote("met")})
    assert list(found) == [first.hex()]
    assert found[first.hex()].startswith("3-2-501：请填写兑现日期")


def test_a_household_that_left_or_is_gone_since_the_printing_is_told(workspace, homes) -> None:
    building, first, second, _ = homes
    with workspace.write("import_file") as unit:
        person = {"building_id": building, "household_id": second, "name": "走了"}
        unit.create(Resident, {**person, "moved_out_on": TODAY - timedelta(days=9)}, scope=building)
        unit.delete(Household, first)
    found = refused(workspace, building, {first: DoorNote("met"), second: DoorNote("met")})
    assert "可能已经删除" in found[first.hex()] and found[first.hex()].startswith("3-2-501：")
    assert "都已离开" in found[second.hex()]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"visited_on": None}, "visited_on", "请填写走访日期"),
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on", "还没有到"),
        ({"doors": {}}, "", "还没有录一户"),
    ],
)
def test_the_sheet_itself_is_checked_once(workspace, homes, values, field, said) -> None:
    doors = values.get("doors", dict.fromkeys(homes[1:], DoorNote("met")))
    values = {name: value for name, value in values.items() if name != "doors"}
    found = refused(workspace, homes[0], doors, **values)
    assert list(found) == [field] and said in found[field]


def test_a_sheet_typed_back_twice_writes_what_is_new_alone(workspace, homes) -> None:
    building, first, second, third = homes
    met, absent = DoorNote(DoorMark.MET.value), DoorNote(DoorMark.ABSENT.value)
    walk(workspace, building, {first: met, second: absent})
    before = everything(workspace, Visit, Promise)
    again, _ = walk(workspace, building, {first: met, second: absent})
    assert (again.visits, again.known) == (0, 2) and everything(workspace, Visit, Promise) == before
    told = DoorNote(DoorMark.MET.value, problem="楼道灯不亮")
    more, label = walk(workspace, building, {first: told, second: met, third: met})
    assert (more.visits, more.known) == (3, 0) and label.endswith("3")
    assert [line.problem for line in lines(workspace, first)] == ["楼道灯不亮", ""]
    by_another, _ = walk(workspace, building, {first: met}, visitor_name="张敏")
    another_day, _ = walk(workspace, building, {first: met}, visited_on=TODAY)
    assert (by_another.visits, another_day.visits) == (1, 1)
