"""Record ids: 16 random, time-ordered bytes (UUIDv7), shown as 32 hexadecimal digits."""

from __future__ import annotations

from typing import TypeAlias

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

RecordId: TypeAlias = bytes
"""The identity of a record: 16 bytes. Codes, numbers and names are attributes, never identity."""


def parse_id(text: str) -> RecordId:
    """Return the id written as 32 hexadecimal digits (dashes allowed); ``RuleBroken`` otherwise."""
    try:
        value = bytes.fromhex(text.strip().replace("-", ""))
    except ValueError:
        value = b""
    if len(value) != 16:
        raise RuleBroken(Problem(mark("记录号应为 32 位十六进制数")))
    return value
