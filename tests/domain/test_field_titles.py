"""Every field that is logged has a name on screen."""

from __future__ import annotations

import pytest

from gridtui.domain.words.field_titles import NOUN_TITLES, VOCABULARIES, field_title, noun_title, value_label
from gridtui.storage.log.fields import BUSINESS_TABLES, codec_of, logged_nouns

FIELDS = [(codec_of(model).noun, name) for model in BUSINESS_TABLES for name in codec_of(model).fields]


@pytest.mark.parametrize(("noun", "field"), FIELDS)
def test_every_logged_field_has_a_title(noun: str, field: str) -> None:
    assert field_title(noun, field) != field
    assert not field_title(noun, field).isascii()


def test_every_noun_has_a_title_and_no_title_is_for_nothing() -> None:
    assert set(NOUN_TITLES) == set(logged_nouns())


def test_the_vocabularies_belong_to_fields_that_exist() -> None:
    tables = {codec_of(model).noun: set(codec_of(model).table.c.keys()) for model in BUSINESS_TABLES}
    assert [pair for pair in VOCABULARIES if pair[1] not in tables[pair[0]]] == []


def test_codes_are_said_and_unknown_ones_stay() -> None:
    assert value_label("resident", "sex", "male") == "男"
    assert value_label("resident", "sex", "novel") == "novel"
    assert value_label("resident", "note", "male") == "male"
    assert field_title("resident", "invented") == "invented"
    assert noun_title("invented") == "invented"
