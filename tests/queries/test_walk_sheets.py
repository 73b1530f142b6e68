"""The stair-walk sheet on both engines: every door once, in the order one walks, with why to knock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.people.visit import PromiseDraft, VisitDraft
from gridtui.domain.people.walking import ErrandKind, WalkOrder
from gridtui.domain.words.intents import Intent
from gridtui.queries.walks.walk_sheets import WalkSheet, strays, walk_sheet
from gridtui.storage.tables import Building, Category, Dwelling, Household, Resident, Unit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import register_issue
from gridtui.usecases.visits import add_promise, record_visit

TODAY = date(2026, 11, 24)


class House:
    """A building of two staircases, written straight into the store."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.homes: dict[str, bytes] = {}
        with workspace.write("import_file") as unit:
            org = workspace.desk.org_id
            self.id = unit.create(Building, {"org_id": org, "label": "3", "name": "3栋"}, scope=org)
            self.stairs = {
                label: unit.create(Unit, {"building_id": self.id, "label": label}, scope=self.id)
                for label in ("2", "1")
            }
            for door in ("3-1-101", "3-1-201", "3-1-202", "3-2-101", "3-9"):
                self.add(unit, door)
            for name in ("乙", "丙"):
                self.settle(unit, f"无门牌{name}", name, None)

    def add(self, unit, door: str, name: str = "王建国") -> None:
        stair = door.split("-")[1] if door.count("-") == 2 else None
        values = {"building_id": self.id, "unit_id": self.stairs.get(stair or ""), "door": door}
        dwelling = unit.create(Dwelling, {**values, "room": door.rpartition("-")[2]}, scope=self.id)
        self.settle(unit, door, name, dwelling)

    def settle(self, unit, key: str, name: str, dwelling: bytes | None, **values) -> None:
        home = {"building_id": self.id, "dwelling_id": dwelling}
        self.homes[key] = unit.create(Household, home, scope=self.id)
        person = {"building_id": self.id, "household_id": self.homes[key], "name": name, **values}
        unit.create(Resident, {"phone": "13887012210", **person}, scope=self.id)

    def sheet(self, order: WalkOrder = WalkOrder.DOWN, **options) -> WalkSheet:
        with self.workspace.read() as connection:
            found = walk_sheet(connection, self.id, TODAY, order, **options)
        assert found is not None
        return found

    def errands(self, key: str) -> list[tuple[str, str]]:
        [line] = [line for line in self.sheet().lines if line.household_id == self.homes[key]]
        return [(errand.kind.value, str(errand.words)) for errand in line.errands]

    def visit(self, key: str, on: date = TODAY, outcome: str = "met") -> None:
        with self.workspace.write(Intent.RECORD_VISIT) as unit:
            record_visit(unit, VisitDraft(household_id=self.homes[key], outcome=outcome, visited_on=on))


@pytest.fixture
def house(workspace: Workspace) -> House:
    return House(workspace)


def test_doors_come_as_one_walks_and_none_is_left_out(house: House) -> None:
    doors = [(unit.label, [line.door for line in unit.lines]) for unit in house.sheet().units]
    assert doors == [
        ("", ["3-9"]),
        ("1", ["3-1-201", "3-1-202", "3-1-101"]),
        ("2", ["3-2-101"]),
        ("", ["", ""]),
    ]
    assert [unit.doorless for unit in house.sheet().units] == [False, False, False, True]
    up = house.sheet(WalkOrder.UP).units[1].lines
    assert [line.door for line in up] == ["3-1-101", "3-1-201", "3-1-202"]
    line = up[0]
    assert (line.head, line.people, line.phone, line.due) == ("王建国", 1, "138****2210", True)


def test_a_door_with_two_households_has_two_lines_and_one_without_any_has_one(house: House) -> None:
    with house.workspace.write("import_file") as unit:
        row = house.sheet().lines[0]
        house.settle(unit, "3-9 第二户", "陈立", row.dwelling_id)
        unit.delete(Household, house.homes["3-2-101"])
    lines = house.sheet().lines
    assert [(line.head, line.of) for line in lines[:2]] == [("王建国", (1, 2)), ("陈立", (2, 2))]
    [empty] = [line for line in lines if line.door == "3-2-101"]
    assert (empty.household_id, empty.errands, empty.key) == (None, (), empty.dwelling_id.hex())
    assert len({line.key for line in lines}) == len(lines)


def test_due_visits_and_open_promises_are_errands_in_their_order(house: House) -> None:
    assert house.errands("3-1-101") == [("visit", "没走访过")]
    house.visit("3-1-101", TODAY - timedelta(days=190))
    house.visit("3-1-101", TODAY - timedelta(days=3), "absent")
    with house.workspace.write(Intent.ADD_PROMISE) as unit:
        for text, days in (("送表", 6), ("修灯", -2)):
            due = TODAY + timedelta(days=days)
            draft = PromiseDraft(household_id=house.homes["3-1-101"], text=text, due_on=due)
            add_promise(unit, draft)
    assert house.errands("3-1-101") == [
        ("visit", "到期 8 天，上次 11-21 未在家"),
        ("promise", "应在 11-22 前兑现：修灯"),
        ("promise", "11-30 前：送表"),
    ]
    house.visit("3-1-101")
    assert [kind for kind, _ in house.errands("3-1-101")] == ["promise", "promise"]
    left = house.sheet(due_only=True).lines
    assert house.homes["3-1-101"] in [line.household_id for line in left]


def close(house: House, key: str, *, days: float, steps: tuple[K, ...], **values) -> None:
    at = house.workspace.clock() - timedelta(days=days)
    draft = IssueDraft(
        text="漏水",
        household_id=house.homes[key],
        registered_at=at,
        **{"category": "M11-001", "nature": "help", **values},
    )
    data = {
        "reached": True,
        "resolved": "resolved",
        "satisfaction": "satisfied",
        "closure_kind": "substantive",
    }
    with house.workspace.write(Intent.REGISTER_ISSUE) as unit:
        id = register_issue(unit, draft)
        for kind in steps:
            at += timedelta(minutes=5)
            append_event(unit, id, kind, text="已修", data=data if kind is K.CALLBACK else None, at=at)


ANSWERED = (K.SELF_HANDLE, K.FEEDBACK)
ENDED = (*ANSWERED, K.PASS_VERIFY, K.CALLBACK)


def test_a_household_is_visited_a_second_time_after_an_answer_or_an_end(house: House) -> None:
    for key in house.homes:
        house.visit(key, TODAY - timedelta(days=12))
    close(house, "3-1-101", days=4, steps=ENDED)
    close(house, "3-1-201", days=5, steps=ANSWERED)
    close(house, "3-1-202", days=31, steps=ENDED)
    close(house, "3-2-101", days=2, steps=ENDED, anonymous=True)
    close(house, "3-9", days=2, steps=ENDED, nature="report")
    close(house, "无门牌乙", days=2, steps=(K.SELF_HANDLE,))
    [category] = [words for _, words in house.errands("3-1-101")]
    assert category.endswith(" 11-20 已办结")
    assert [words for _, words in house.errands("3-1-201")] == [category.replace("20 已办结", "19 已反馈")]
    assert [house.errands(key) for key in ("3-1-202", "3-2-101", "3-9", "无门牌乙")] == [[], [], [], []]
    house.visit("3-1-101", TODAY - timedelta(days=1), "absent")
    assert len(house.errands("3-1-101")) == 1
    house.visit("3-1-101", TODAY - timedelta(days=1))
    assert house.errands("3-1-101") == []


def test_a_second_visit_names_the_category_where_it_is_known(house: House) -> None:
    with house.workspace.write("import_file") as unit:
        values = {"code": "X99-001", "name": "楼顶积水"}
        unit.create(Category, values, scope=house.workspace.desk.org_id)
    house.visit("3-9", TODAY - timedelta(days=12))
    close(house, "3-9", days=4, steps=ENDED, category="X99-001")
    assert house.errands("3-9") == [("second", "楼顶积水 11-20 已办结")]


def test_who_came_and_who_left_is_said(house: House) -> None:
    with house.workspace.write("import_file") as unit:
        there = house.sheet().lines[0].dwelling_id
        house.settle(unit, "新", "新来", there, moved_in_on=TODAY - timedelta(days=2))
        house.settle(unit, "旧", "走了", there, moved_out_on=TODAY - timedelta(days=5))
    assert ("change", "11-22 搬来") in house.errands("新")
    assert house.errands("旧")[-1] == ("change", "登记的人 2026-11-19 前都已离开")
    [gone] = [line for line in house.sheet().lines if line.household_id == house.homes["旧"]]
    assert (gone.head, gone.people, gone.left_on) == ("", 0, TODAY - timedelta(days=5))
    with house.workspace.read() as connection:
        assert walk_sheet(connection, b"x" * 16, TODAY) is None


def test_households_that_are_not_on_the_sheet_any_more_are_told(house: House) -> None:
    with house.workspace.write("import_file") as unit:
        values = {"org_id": house.workspace.desk.org_id, "label": "5"}
        there = unit.create(Building, values, scope=house.workspace.desk.org_id)
        values = {"building_id": there, "room": "101", "door": "5-101"}
        dwelling = unit.create(Dwelling, values, scope=there)
        unit.update(Household, house.homes["3-9"], {"building_id": there, "dwelling_id": dwelling})
        unit.update(Household, house.homes["3-1-201"], {"alias_of": house.homes["3-1-202"]})
        unit.delete(Household, house.homes["3-1-101"])
    sheet = house.sheet()
    asked = [house.homes[key] for key in ("3-9", "3-1-201", "3-1-101", "3-2-101")]
    with house.workspace.read() as connection:
        found = strays(connection, sheet, asked)
    assert [(line.door, str(line.errands[0].words)) for line in found] == [
        ("5-101", "已搬到 5-101，走访记到那里"),
        ("3-1-202", "已并入 3-1-202 的户，走访记到那里"),
        ("", "这一户已经不在册，按 0 去掉它的记录"),
    ]


def test_records_joined_to_a_household_are_read_with_it(house: House) -> None:
    with house.workspace.write(Intent.ADD_PROMISE) as unit:
        add_promise(unit, PromiseDraft(household_id=house.homes["3-1-201"], text="送表", due_on=TODAY))
        unit.update(Household, house.homes["3-1-201"], {"alias_of": house.homes["3-1-202"]})
    assert [kind for kind, _ in house.errands("3-1-202")] == [ErrandKind.VISIT, ErrandKind.PROMISE]
    assert house.homes["3-1-201"] not in [line.household_id for line in house.sheet().lines]
