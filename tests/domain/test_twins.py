"""The rule that finds two records of one person or household, and what joining makes of two values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.people.twins import (
    HomeTraits,
    PersonTraits,
    Side,
    TwinReason,
    differing_places,
    home_twins,
    joined_value,
    one_off,
    person_twins,
    usual_sides,
)

HERE, THERE = b"here", b"there"
IDS = ("530102196001020011", "530102196001020038", "53010219600102001X")
PEOPLE = st.builds(
    PersonTraits,
    id=st.sampled_from([b"1", b"2", b"3"]),
    name=st.sampled_from(["王伟", "王玮", "吕敏", "李芳", ""]),
    id_number=st.sampled_from(["", *IDS]),
    birth_date=st.sampled_from([None, date(1960, 1, 2), date(1985, 5, 5)]),
    phones=st.frozensets(st.sampled_from(["13887012210", "13887012211", "0871-65312345"]), max_size=2),
    place=st.sampled_from([None, HERE, THERE]),
)
HOMES = st.builds(
    HomeTraits,
    id=st.sampled_from([b"1", b"2"]),
    dwelling_id=st.sampled_from([None, HERE, THERE]),
    code=st.sampled_from(["", "H1"]),
    people=st.lists(PEOPLE, max_size=2).map(tuple),
)


@given(PEOPLE, PEOPLE)
def test_the_rule_does_not_ask_who_comes_first(one: PersonTraits, other: PersonTraits) -> None:
    assert person_twins(one, other) is person_twins(other, one)


@given(PEOPLE)
def test_nobody_is_their_own_twin(one: PersonTraits) -> None:
    assert person_twins(one, one) is None


@given(PEOPLE, PEOPLE)
def test_two_different_id_numbers_are_two_people_unless_one_is_mistyped(
    one: PersonTraits, other: PersonTraits
) -> None:
    if one.id_number and other.id_number and one.id_number != other.id_number:
        assert person_twins(one, other) in (None, TwinReason.ID_MISTYPED)


@given(PEOPLE, PEOPLE)
def test_a_copy_is_always_found_where_it_lives(one: PersonTraits, other: PersonTraits) -> None:
    known = replace(one, id=b"1", name=one.name or "王伟", place=HERE)
    assert person_twins(known, replace(known, id=b"2")) is not None
    # What is far in every respect never is.
    far = PersonTraits(b"9", "欧阳远", "", date(2001, 1, 1), frozenset(), b"far")
    assert person_twins(other, far) is None


@given(HOMES, HOMES)
def test_the_rule_of_households_is_symmetric_too(one: HomeTraits, other: HomeTraits) -> None:
    assert home_twins(one, other) is home_twins(other, one)
    assert home_twins(one, one) is None


WANG = PersonTraits(b"1", "王伟", phones=frozenset({"13887012210"}), place=HERE)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (replace(WANG, id=b"2"), TwinReason.NAME_DOOR_PHONE),
        (PersonTraits(b"2", "王 伟", phones=frozenset({"13887012211"}), place=HERE),
         TwinReason.NAME_DOOR_NEAR_PHONE),
        (PersonTraits(b"2", "王伟", phones=frozenset({"13887012201"}), place=HERE),
         TwinReason.NAME_DOOR_NEAR_PHONE),
        (PersonTraits(b"2", "王伟", place=HERE), TwinReason.NAME_DOOR),
        (PersonTraits(b"2", "王伟", phones=frozenset({"13887012210"}), place=THERE), TwinReason.NAME_PHONE),
        (PersonTraits(b"2", "王玮", phones=frozenset({"13887012210"}), place=HERE), None),
        (PersonTraits(b"2", "王伟", place=THERE), None),
        (PersonTraits(b"2", "李芳", phones=frozenset({"13887012210"}), place=HERE), None),
    ],
)  # fmt: skip
def test_reasons_of_people(other: PersonTraits, reason: TwinReason | None) -> None:
    assert person_twins(WANG, other) is reason


def test_a_sound_alike_needs_the_birth_date() -> None:
    born = replace(WANG, birth_date=date(1960, 1, 2))
    like = PersonTraits(b"2", "王玮", IDS[0], place=HERE)
    assert person_twins(born, like) is TwinReason.SOUND_DOOR_BIRTH
    assert person_twins(born, replace(like, id_number="", birth_date=date(1961, 1, 2))) is None
    assert person_twins(born, replace(WANG, id=b"2", birth_date=date(1999, 1, 1))) is None


def test_reasons_of_households() -> None:
    home = HomeTraits(b"1", HERE, "", (WANG,))
    assert home_twins(home, HomeTraits(b"2", HERE)) is TwinReason.EMPTY_HOME
    again = HomeTraits(b"2", HERE, "", (replace(WANG, id=b"7"),))
    assert home_twins(home, again) is TwinReason.SAME_PEOPLE
    assert home_twins(home, HomeTraits(b"2", THERE, "", again.people)) is None
    assert home_twins(home, HomeTraits(b"2", HERE, "", (PersonTraits(b"7", "赵云", place=HERE),))) is None
    assert home_twins(HomeTraits(b"1", None, "H1"), HomeTraits(b"2", HERE, "H1")) is TwinReason.SAME_CODE


@given(st.text("0123456789X", min_size=1, max_size=18), st.data())
def test_one_changed_digit_is_one_off(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    other = number[:place] + data.draw(st.sampled_from("0123456789X")) + number[place + 1 :]
    assert one_off(number, other) is (number != other)
    assert not one_off(number, number)
    assert not one_off(number, number + "1")
    assert differing_places(number, other) == ([] if number == other else [place])


def test_what_joining_makes_of_two_values() -> None:
    names = ("phone", "note", "sex")
    kept = {"phone": "13887012210", "note": "", "sex": ""}
    other = {"phone": "13887012210;0871-65312345", "note": "住院", "sex": "male"}
    sides = usual_sides(kept, other, names)
    assert sides == {"phone": Side.KEPT, "note": Side.OTHER, "sex": Side.OTHER}
    assert joined_value("phone", kept["phone"], other["phone"], Side.BOTH) == "13887012210;0871-65312345"
    assert joined_value("note", "早", "晚", Side.BOTH) == "早\n晚"
    assert joined_value("sex", "", "male", Side.BOTH) == "male"
    assert joined_value("note", "早", "", Side.BOTH) == "早"
