"""Which door comes after which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.places.address import DoorAddress, door_key
from gridtui.domain.places.door_numbers import (
    doors_per_floor,
    next_door,
    next_free_door,
    next_label,
    plain_label,
    usual_name,
)


@pytest.mark.parametrize(
    ("room", "per_floor", "floors", "after"),
    [("501", None, None, "502"), ("501", 2, None, "502"), ("502", 2, None, "601"), ("702", 2, 7, None),
     ("1203", 4, 34, "1204"), ("1204", 4, 34, "1301"), ("甲", None, None, None), ("5", None, None, None)],
)  # fmt: skip
def test_the_door_after(room: str, per_floor: int | None, floors: int | None, after: str | None) -> None:
    found = next_door(DoorAddress("3", "", room), per_floor=per_floor, floors=floors)
    assert (found.room if found else None) == after


def test_above_the_top_floor_comes_the_next_staircase() -> None:
    found = next_door(DoorAddress("3", "2", "702"), per_floor=2, floors=7)
    assert found is not None
    assert found.text == "3-3-101"


def test_doors_with_a_household_are_passed_over() -> None:
    found = next_free_door(DoorAddress("3", "2", "501"), {"3-2-502", "3-2-601"}, per_floor=2)
    assert found is not None
    assert found.text == "3-2-602"


def test_the_search_for_a_free_door_comes_to_an_end() -> None:
    class Everything(frozenset[str]):
        def __contains__(self, _: object) -> bool:
            return True

    assert next_free_door(DoorAddress("3", "2", "501"), Everything(), per_floor=2) is None


@given(st.integers(1, 90), st.integers(1, 98), st.integers(1, 99), st.integers(1, 99))
def test_doors_only_go_on(floor: int, place: int, per_floor: int, floors: int) -> None:
    door = DoorAddress("3", "2", f"{floor}{place:02d}")
    after = next_door(door, per_floor=per_floor, floors=floors)
    assert after is None or door_key(after) > door_key(door)


@pytest.mark.parametrize(
    ("label", "after"), [("3", "4"), ("9", "10"), ("A9", "A10"), ("综合楼", ""), ("", ""), ("3A", "")]
)
def test_the_label_after(label: str, after: str) -> None:
    assert next_label(label) == after


def test_a_floor_is_as_wide_as_the_others() -> None:
    assert doors_per_floor(["201", "202", "203", "301", "甲"], floor=3) == 3
    assert doors_per_floor(["301", "302"], floor=3) is None


@pytest.mark.parametrize(("text", "label"), [("3栋", "3"), (" a9 ", "A9"), ("综合楼", "综合楼"), ("栋", "")])
def test_a_label_is_written_plainly(text: str, label: str) -> None:
    assert plain_label(text) == label
    assert usual_name(label) == (f"{label}栋" if label else "")
