from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.people.resident import Sex
from gridtui.domain.words.identifiers import (
    birth_date_of,
    id_number_problems,
    is_mobile,
    phone_problems,
    sex_of,
)
from gridtui.sample.community import Sample
from gridtui.sample.names import (
    INVENTED_REGION,
    SURNAMES,
    UNUSED_RANGE,
    Numbers,
    given_characters,
    given_name,
)

NAMED_IN_CODE = {"王秀兰", "张敏"}


@given(st.dates(date(1925, 1, 1), date(2026, 11, 1)), st.sampled_from((Sex.MALE, Sex.FEMALE)))
def test_an_id_number_is_valid_and_obviously_invented(birth: date, sex: Sex) -> None:
    numbers = Numbers()
    given = [numbers.id_number(birth, sex) for _ in range(60)]
    assert len(set(given)) == 60
    for number in given:
        assert id_number_problems(number, birth_date=birth, sex=sex.value) == []
        assert (birth_date_of(number), sex_of(number)) == (birth, sex.value)
        assert number.startswith(INVENTED_REGION)


def test_phones_are_valid_and_differ() -> None:
    numbers = Numbers()
    phones = [numbers.phone() for _ in range(5_000)]
    assert len(set(phones)) == 5_000
    assert all(
        is_mobile(phone) and not phone_problems(phone) and phone.startswith(UNUSED_RANGE) for phone in phones
    )


def test_names_are_combinations_of_surnames_and_given_characters(sample: Sample) -> None:
    characters = given_characters()
    names = {row["name"] for row in sample.residents} | {row["person_name"] for row in sample.roster}
    for name in names - NAMED_IN_CODE:
        surname = next(known for known in (name[:2], name[0]) if known in SURNAMES.things)
        assert 1 <= len(name.removeprefix(surname)) <= 2
        assert set(name.removeprefix(surname)) <= characters


def test_frequent_surnames_are_frequent(sample: Sample) -> None:
    counts = Counter(row["name"][0] for row in sample.residents)
    assert {surname for surname, _ in counts.most_common(3)} <= set("李王张杨刘陈")


def test_a_generation_has_its_own_characters() -> None:
    old = {given_name(Random(at), Sex.FEMALE, 1945) for at in range(300)}
    young = {given_name(Random(at), Sex.FEMALE, 2012) for at in range(300)}
    assert len(old & young) < 10
