"""ID numbers, phones and division codes. Every number here is invented."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.identifiers import (
    birth_date_of,
    check_character,
    division_code_problems,
    division_level,
    id_number_problems,
    looks_like_id_number,
    parent_code,
    phone_problems,
    ruined_by_excel,
    sex_of,
    short_division_code,
    split_phones,
    tidy_id_number,
    tidy_phones,
)
from gridtui.domain.words.problems import Severity, errors


def numbered(first_17: str) -> str:
    return first_17 + check_character(first_17)


births = st.dates(date(1900, 1, 1), date(2026, 1, 1))


@given(
    area=st.sampled_from(["530102", "810000", "820000", "830000", "911156"]),
    born=births,
    order=st.integers(1, 999),
)
def test_a_right_number_has_no_errors_and_one_wrong_digit_always_shows(area, born, order):
    number = numbered(f"{area}{born:%Y%m%d}{order:03d}")
    assert not errors(id_number_problems(number, birth_date=born, sex="male" if order % 2 else "female"))
    assert birth_date_of(number) == born
    assert sex_of(number) == ("male" if order % 2 else "female")
    for place in range(17):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert errors(id_number_problems(wrong))


@given(born=births, order=st.integers(1, 999))
def test_swapped_neighbours_show(born, order):
    number = numbered(f"530102{born:%Y%m%d}{order:03d}")
    for place in range(16):
        if number[place] != number[place + 1]:
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            assert errors(id_number_problems(swapped))


def test_known_check_characters():
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_small_x_full_width_and_spaces_are_read():
    assert tidy_id_number(" 110105 19491231 002ｘ ") == "11010519491231002X"
    assert id_number_problems("11010519491231002x") == []


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("5.30102199003070E+17", "科学计数法"),
        ("530102199003074000", "Excel"),
        ("5301021990030", "13 位"),
        ("530102199002301234", "19900230"),
        ("990102199003071234", "99"),
        ("53010219900307001A", "数字"),
        ("530102990307001", "15 位"),
        ("１２３", "3 位"),
    ],
)
def test_each_fault_has_its_own_sentence(number, says):
    [problem] = id_number_problems(number)
    assert says in str(problem) and problem.field == "id_number"


def test_excel_ruin_is_seen_and_a_true_ending_of_zeros_only_doubted():
    assert ruined_by_excel("530102199003074000") and ruined_by_excel("5.301E+17")
    days = ("0307", "0308", "0309")
    numbers = (numbered(f"5301021990{day}{order}00") for day in days for order in range(1, 10))
    honest = next(number for number in numbers if number.endswith("000"))
    assert not ruined_by_excel(honest)
    assert [problem.severity for problem in id_number_problems(honest)] == [Severity.WARNING]


def test_disagreement_with_other_fields_warns_only():
    number = numbered("53010219900307201")
    found = id_number_problems(number, birth_date=date(1990, 3, 8), sex="女")
    assert [p.severity for p in found] == [Severity.WARNING] * 2
    assert id_number_problems(number, birth_date=date(1990, 3, 7), sex="男性") == []


def test_old_numbers_warn_and_future_births_are_refused():
    [old] = id_number_problems("530102900307001")
    assert old.severity is Severity.WARNING
    assert birth_date_of("530102900307001") == date(1990, 3, 7)
    future = numbered("53010220300307201")
    assert errors(id_number_problems(future, today=date(2026, 11, 24)))
    assert id_number_problems(future) == []


@given(st.text(max_size=24))
def test_any_text_is_answered(text):
    for problem in [*id_number_problems(text), *phone_problems(text), *division_code_problems(text)]:
        assert str(problem)
    assert looks_like_id_number(text) == (birth_date_of(text) is not None)
    assert tidy_phones(tidy_phones(text)) == tidy_phones(text)


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("13812342210", ["13812342210"]),
        ("１３８ 1234-2210", ["13812342210"]),
        ("+86 138 1234 2210；0871-65312345", ["13812342210", "0871-65312345"]),
        ("13812342210 13912342211", ["13812342210", "13912342211"]),
        ("13812342210、13812342210", ["13812342210"]),
        ("(0871)65312345", ["0871-65312345"]),
        ("087165312345转801", ["0871-65312345-801"]),
        ("01065312345", ["010-65312345"]),
        ("65312345/5312345", ["65312345", "5312345"]),
        ("400-800-1234", ["400-800-1234"]),
        ("12345", ["12345"]),
        ("661234", ["661234"]),
        ("13812342210\n13912342211", ["13812342210", "13912342211"]),
        (" ", []),
    ],
)
def test_phones_are_split_and_tidied(typed, phones):
    assert split_phones(typed) == phones
    assert phone_problems(typed) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1381234221", "10 位"),
        ("138123422101", "12 位"),
        ("无", "无"),
        ("1.38E+10", "科学计数法"),
        ("531234", "固定电话"),
        ("13812342210;儿子", "儿子"),
        ("12812342210", "11 位"),
    ],
)
def test_a_wrong_phone_is_named(typed, says):
    [problem] = phone_problems(typed)
    assert says in str(problem) and problem.field == "phone"


@pytest.mark.parametrize(
    ("code", "short", "level", "parent"),
    [
        ("53", "53", None, ""),
        ("530000000000", "53", None, ""),
        ("5301", "5301", Level.CITY, "53"),
        ("530100", "5301", Level.CITY, "53"),
        ("530100000000", "5301", Level.CITY, "53"),
        ("530102", "530102", Level.DISTRICT, "5301"),
        ("530102000000", "530102", Level.DISTRICT, "5301"),
        ("530102001", "530102001", Level.STREET, "530102"),
        ("５３０１０２００１０００", "530102001", Level.STREET, "530102"),
        ("530102001001", "530102001001", Level.COMMUNITY, "530102001"),
        ("53010", "", None, ""),
        ("〇三", "", None, ""),
    ],
)
def test_division_codes(code, short, level, parent):
    assert short_division_code(code) == short
    assert division_level(code) == level
    assert parent_code(code) == parent


@pytest.mark.parametrize(("code", "says"), [("53010", "5 位"), ("五三", "不是数字"), ("990101", "省级")])
def test_wrong_division_codes(code, says):
    [problem] = division_code_problems(code)
    assert says in str(problem) and problem.field == "division_code"


def test_every_community_of_kunming_has_a_parent(shared_data):
    with (shared_data / "divisions" / "kunming_5301_villages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1000
    for row in rows:
        assert division_code_problems(row["code"]) == []
        assert division_level(row["code"]) is Level.COMMUNITY
        assert parent_code(row["code"]) == row["street_code"]
        assert parent_code(row["street_code"]) == row["area_code"]
