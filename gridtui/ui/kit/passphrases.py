"""Asking for a new passphrase: the two fields, and what is wrong with what was typed."""

from __future__ import annotations

import unicodedata

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.words import mark

SHORTEST_PASSPHRASE = 8

PASSPHRASE_FIELDS = (
    FieldSpec(name="passphrase", title=mark("口令"), kind="secret", required=True, width=40,
              hint=mark("至少 8 个字，可以是一句话")),
    FieldSpec(name="again", title=mark("再输一次"), kind="secret", required=True, width=40),
)  # fmt: skip


def passphrase_problems(passphrase: str, again: str) -> list[Problem]:
    """Return what is wrong with a new passphrase and its repetition."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        text = mark("口令至少 {n} 个字，可以是一句话")
        return [Problem(text, "passphrase", values={"n": SHORTEST_PASSPHRASE})]
    if unicodedata.normalize("NFKC", passphrase) != unicodedata.normalize("NFKC", again):
        return [Problem(mark("两次口令不一样，请重新输入"), "again")]
    return []
