"""Doors in their places on the chart of a building."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.places.chart import Chart, Door, Fact, door_typed, floor_typed, lay_out, tally

_ROOMS = st.one_of(
    st.integers(0, 12000).map(str),
    st.from_regex(r"(A|B|负)?[0-9]{1,2}0[1-8][AB]?", fullmatch=True),
    st.sampled_from(("附1号", "东", "商3", "车库2", "", "01", "0501", "12A", "B101")),
    st.text(string.ascii_letters + string.digits + "号栋 -", max_size=8),
)


@st.composite
def buildings(draw: st.DrawFn) -> list[Door]:
    """Return doors with whatever somebody may have written."""
    many = draw(st.lists(st.tuples(st.sampled_from(("", "1", "2", "10", "东")), _ROOMS,
                                   st.one_of(st.none(), st.integers(-9, 200))), max_size=40))  # fmt: skip
    return [
        Door(number.to_bytes(16, "big"), f"3-{unit}-{room}", unit, room, floor)
        for number, (unit, room, floor) in enumerate(many)
    ]


def door(text: str, **facts: object) -> Door:
    """Return the door of an address such as ``2-501``."""
    unit, _, room = text.rpartition("-")
    return Door(text.encode(), f"3-{text}", unit, room, **facts)  # type: ignore[arg-type]


def placed(chart: Chart) -> list[Door]:
    """Return every door of a chart."""
    return [*(each for stairs in chart.staircases for each in stairs.doors.values()), *chart.rest]


@given(buildings(), st.one_of(st.none(), st.integers(1, 200)))
def test_every_door_stands_exactly_once_on_a_floor_and_a_column_of_the_chart(
    doors: list[Door], floors: int | None
) -> None:
    chart = lay_out(doors, floors)
    assert sorted(each.id for each in placed(chart)) == [each.id for each in doors]
    assert list(chart.floors) == sorted(set(chart.floors), reverse=True)
    assert 0 not in chart.floors
    for stairs in chart.staircases:
        assert {floor for floor, _ in stairs.doors} <= set(chart.floors)
        assert {column for _, column in stairs.doors} == set(stairs.columns)
        assert {each.unit for each in stairs.doors.values()} == {stairs.label}


@given(buildings())
def test_the_order_in_which_doors_come_changes_nothing(doors: list[Door]) -> None:
    assert lay_out(doors) == lay_out(doors[::-1])


@given(buildings(), st.text("0123456789-A", max_size=9))
def test_a_typed_number_names_a_door_of_the_building_or_none(doors: list[Door], typed: str) -> None:
    found = door_typed(doors, typed, unit="2", building="3")
    assert found is None or found in doors


def test_a_walk_up_stands_as_it_is_built() -> None:
    chart = lay_out(
        [door(f"{unit}-{floor}0{place}") for unit in "12" for floor in range(1, 8) for place in "12"]
    )
    assert [stairs.label for stairs in chart.staircases] == ["1", "2"]
    assert [stairs.columns for stairs in chart.staircases] == [("01", "02")] * 2
    assert chart.floors == (7, 6, 5, 4, 3, 2, 1)
    assert chart.staircases[1].doors[7, "02"].text == "3-2-702"
    assert chart.rest == ()


def test_floors_nobody_lives_on_are_drawn_but_not_those_of_a_slip() -> None:
    assert lay_out([door("101"), door("501")]).floors == (5, 4, 3, 2, 1)
    assert lay_out([door("101")], 3).floors == (3, 2, 1)
    assert lay_out([door("101"), door("负101"), door("8801")]).floors == (88, 1, -1)


def test_letters_are_a_column_where_they_come_again_and_the_rest_where_they_do_not() -> None:
    chart = lay_out([door("12A"), door("13A"), door("A501"), door("A601"), door("501B"), door("附1号")])
    assert chart.staircases[0].columns == ("A", "A01")
    assert [each.room for each in chart.rest] == ["501B", "附1号"]


def test_two_doors_of_one_number_are_both_there() -> None:
    chart = lay_out([door("501"), door("0501")])
    assert len(chart.rest) == 1


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"issues": 1, "due": 1, "occupancy": Occupancy.VACANT}, Fact.ISSUE),
        ({"due": 1, "hub": True, "people": 2}, Fact.DUE),
        ({"occupancy": Occupancy.VACANT}, Fact.VACANT),
        ({"occupancy": Occupancy.RENTED, "use": DwellingUse.HOME}, Fact.LET),
        ({"occupancy": Occupancy.RENTED, "use": DwellingUse.SHOP}, Fact.SHOP),
        ({"use": DwellingUse.GARAGE}, Fact.GARAGE),
        ({"people": 3, "hub": True}, Fact.HUB),
        ({"use": DwellingUse.HOME, "households": (b"1",)}, Fact.UNKNOWN),
        ({"people": 3}, Fact.NORMAL),
        ({"use": DwellingUse.OTHER}, Fact.NORMAL),
    ],
)
def test_a_door_says_its_strongest_fact(facts: dict[str, object], expected: Fact) -> None:
    assert door("501", **facts).fact is expected


def test_doors_come_to_something() -> None:
    found = tally(
        [door("501", issues=2, late=1, households=(b"1", b"2"), due=1), door("502", hub=True, people=4)]
    )
    assert (found.doors, found.households, found.people) == (2, 2, 4)
    assert (found.issues, found.late, found.due, found.hubs) == (2, 1, 1, 1)
    assert found.facts[Fact.ISSUE] == found.facts[Fact.HUB] == 1


def test_a_number_is_looked_for_on_this_staircase_first() -> None:
    doors = [door("1-502"), door("2-502"), door("2-附1号")]
    assert door_typed(doors, "502", unit="2") == doors[1]
    assert door_typed(doors, "1-502", unit="2") == doors[0]
    assert door_typed(doors, "3-2-502", building="3") == doors[1]
    assert door_typed(doors, "4-2-502", building="3") is None
    assert door_typed(doors, "0502", unit="1") == doors[0]
    assert door_typed(doors, "503") is None
    assert door_typed([door("502")], "3-502", building="3") is not None


def test_a_short_number_is_a_floor() -> None:
    chart = lay_out([door("1201")], 12)
    assert floor_typed(chart, "12") == 12
    assert floor_typed(chart, "13") is None
    assert floor_typed(chart, "1201") is None
