"""Stored numbers in a form: they stand there masked, and a mask left as it is means the number itself."""

from __future__ import annotations

from gridtui.domain.people.masking import looks_masked, mask_id, mask_phone
from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.text_input import tidy_number
from gridtui.words import mark


def masked_number(name: str, number: str) -> str:
    """Return how a stored number stands in its field; a field of numbers drops dashes when it is left."""
    masked = mask_id(number) if name == "id_number" else mask_phone(number)
    return tidy_number(masked)


def number_behind(name: str, text: str, stored: str) -> str:
    """Return the number that a field means: the stored one behind its mask, else what was typed."""
    return stored if stored and tidy_number(text) == masked_number(name, stored) else text


def check_masked(name: str, text: str, stored: str) -> list[Problem] | None:
    """Return what is wrong with a text that is masked; None where it is a number like any other."""
    if number_behind(name, text, stored) == stored and stored:
        return []
    if not looks_masked(text):
        return None
    words = mark("号码里还有隐去的位数：请写全，或按 F2 显示原来的号码再改")
    return [Problem(words, name)]
