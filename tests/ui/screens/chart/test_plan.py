"""Walking over a chart from door to door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.places.chart import Door, lay_out
from gridtui.ui.screens.chart.plan import At, Plan


def doors(*texts: str) -> list[Door]:
    """Return doors of addresses such as ``2-501``."""
    return [Door(text.encode(), text, *text.rpartition("-")[::2]) for text in texts]


def plan_of(*texts: str, room: int = 74) -> Plan:
    """Return the plan of these doors."""
    return Plan(lay_out(doors(*texts)), room)


WALK_UP = [f"{unit}-{floor}0{door}" for unit in "12" for floor in (1, 2, 3) for door in "12"]
STEPS = st.lists(
    st.tuples(st.sampled_from(("beside", "above", "next_unit")), st.integers(-40, 40)), max_size=12
)


@given(
    st.sets(st.from_regex(r"[123]?-[1-9][0-9]?0[1-4]", fullmatch=True), max_size=30),
    st.lists(st.sampled_from(("-附1号", "1-东", "-门面2")), unique=True),
    st.integers(0, 130),
    STEPS,
)
def test_whatever_way_one_walks_one_stands_at_a_door(
    regular: set[str], odd: list[str], room: int, steps: list[tuple[str, int]]
) -> None:
    found = doors(*regular, *odd)
    plan = Plan(lay_out(found), room)
    at = plan.first
    assert (at is None) is (not found)
    for move, by in steps if at else ():
        assert at is not None
        if move == "above":
            at = plan.above(at, by, plan.cell(at).x) if by else at
        else:
            at = getattr(plan, move)(at, by)
        assert plan.place(plan.cell(at).door.id) == at
    assert {cell.door.id for line in plan.lines for cell in line.cells} == {door.id for door in found}


@given(st.integers(0, 130))
def test_no_two_doors_of_a_line_overlap(room: int) -> None:
    for line in plan_of(*WALK_UP, "-附1号", "-附2号", "-一号院东厢房", room=room).lines:
        ends = [cell.x + cell.width for cell in line.cells]
        assert all(end <= cell.x for end, cell in zip(ends, line.cells[1:], strict=False))


def door_at(plan: Plan, at: At | None) -> str:
    """Return the address of the door of a place."""
    assert at is not None
    return plan.cell(at).door.text


def test_up_and_down_keep_the_column_over_missing_doors() -> None:
    plan = plan_of(*WALK_UP, "1-501")
    at = plan.place(b"2-302")
    assert at is not None
    x = plan.cell(at).x
    assert door_at(plan, plan.above(at, -1, x)) == "2-202"
    up = plan.above(at, 1, x)
    assert door_at(plan, up) == "1-501"
    assert door_at(plan, plan.above(up, -1, x)) == "2-302"
    assert door_at(plan, plan.above(at, -99, x)) == "2-102"


@pytest.mark.parametrize(("by", "expected"), [(1, ["2-202", "-附1号", "1-301"]), (-1, ["-附1号", "2-101"])])
def test_the_next_staircase_is_entered_on_the_same_floor_and_the_rest_comes_last(
    by: int, expected: list[str]
) -> None:
    plan = plan_of(*WALK_UP, "-附1号")
    at, seen = plan.place(b"1-202"), []
    for _ in expected:
        assert at is not None
        at = plan.next_unit(at, by)
        seen.append(door_at(plan, at))
    assert seen[0] == expected[0]
    assert {each[0] for each in seen} == {each[0] for each in expected}


def test_a_building_without_pattern_is_rows_of_named_doors() -> None:
    plan = plan_of(*(f"-附{n}号" for n in range(1, 20)), room=40)
    assert plan.head_lines == 0
    assert len(plan.lines) > 2
    assert all(cell.x + cell.width <= 40 for line in plan.lines for cell in line.cells)
