"""What is shown of phones, ID numbers and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.people.masking import is_mask_of, looks_masked, mask_id, mask_name, mask_phone, mask_prose


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("13812342210", "138****2210"),
        ("0871-65312345", "0871-****2345"),
        ("65312345", "****2345"),
        ("0871-65312345-801", "0871-****2345"),
        ("13812342210;0871-65312345", "138****2210;0871-****2345"),
        ("400-800-1234", "***-***-****"),
        ("661234", "****34"),
        ("儿子13812342210转告", "儿子***********转告"),
        ("", ""),
    ],
)
def test_phones(stored, shown):
    assert mask_phone(stored) == shown
    assert not stored or is_mask_of(shown, stored)


def test_id_numbers_show_neither_birth_date_nor_last_four():
    assert mask_id("11010519491231002x") == "110" + "*" * 15
    assert mask_id("530102900307001") == "530" + "*" * 12
    assert mask_id("5301") == "****"
    assert mask_id("") == ""


def test_names_on_paper():
    masks = {"王芳": "王*", "王建国": "王*国", "欧阳大海": "欧**海", "王": "*", "": ""}
    assert {name: mask_name(name) for name in masks} == masks


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mask_belongs_to_its_phone_only(phone, other):
    shown = mask_phone(phone)
    assert is_mask_of(shown, phone) and not is_mask_of(phone, phone)
    assert is_mask_of(shown, other) == (phone[:3] + phone[-4:] == other[:3] + other[-4:])


@given(st.text(st.sampled_from("0123456789-;； 转X儿") | st.characters(), max_size=30))
def test_masking_hides_and_its_result_is_recognised(stored):
    for mask in (mask_phone, mask_id, mask_name):
        shown = mask(stored)
        if shown != "" and shown != stored:
            assert not looks_masked(shown) or is_mask_of(shown, stored)
    digits = sum(character in "0123456789" for character in stored)
    kept = sum(character in "0123456789" for character in mask_phone(stored))
    assert kept == 0 or kept < digits


@pytest.mark.parametrize("text", ["138****2210", "王＊国", "138xxxx2210", "•••2210", "王*"])
def test_masks_of_other_programs_are_seen(text):
    assert looks_masked(text)


@pytest.mark.parametrize("text", ["13812342210", "11010519491231002X", "王建国", ""])
def test_whole_values_are_not_masks(text):
    assert not looks_masked(text) and not is_mask_of(text, text)


def test_a_mask_that_matches_nothing():
    assert not is_mask_of("139****2210", "13812342210") and not is_mask_of("138****2210", "")
    assert is_mask_of("138****2210；0871-****2345", "13812342210;0871-65312345")


def test_numbers_inside_a_text_are_masked_and_nothing_else_is():
    kept = "；2026-11-24 楼 3-2-501，第1234567号"
    text = "打13812342210或 138 1234 2210、0871-65312345，证号53010219600305701X"
    masked = "打138****2210或 138****2210、0871-****2345，证号530***************"
    assert mask_prose(text + kept) == masked + kept
    assert mask_prose("单号 20261124031138123") == "单号 20261124031138123"
