"""Numbers as people write them and as workbooks hand them over."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from gridtui.domain.text import tidy_line

CHINESE_DIGITS = {
    **{character: digit for digit, character in enumerate("零一二三四五六七八九")},
    **{character: digit for digit, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
_CHINESE_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CHINESE_NUMERALS = "".join(CHINESE_DIGITS) + "".join(_CHINESE_UNITS)

_WITH_UNIT = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?:m[23]|[^\d\s.,+-]*)")


def chinese_number(text: str) -> int | None:
    """Return the number written in Chinese numerals below ten thousand (``十二``, ``一百零三``, ``五〇一``).

    ``None`` when the text holds anything else.
    """
    if not text or any(character not in CHINESE_NUMERALS for character in text):
        return None
    if all(character in CHINESE_DIGITS for character in text):
        return int("".join(str(CHINESE_DIGITS[character]) for character in text))
    total, digit, last_unit = 0, 0, 10_000
    for character in text:
        unit = _CHINESE_UNITS.get(character)
        if unit is None:
            digit = CHINESE_DIGITS[character]
            continue
        if unit >= last_unit:
            return None
        total, digit, last_unit = total + (digit or 1) * unit, 0, unit
    return total + digit


def parse_int(text: str) -> int | None:
    """Return a whole number: ``12``, ``12.0``, ``1,234``, ``十二``, with or without a unit (``12层``)."""
    value = parse_number(text)
    return int(value) if value is not None and value == int(value) else None


def parse_number(text: str) -> float | None:
    """Return a number, with or without thousands commas and a unit (``85.5㎡``); ``None`` when it is none."""
    line = tidy_line(text)
    found = _WITH_UNIT.fullmatch(line)
    if found:
        value = float(found[1].replace(",", ""))
        return value if math.isfinite(value) else None
    return chinese_number(line.rstrip("层户间套人栋个"))


def plain_number(value: float) -> str:
    """Return a workbook's number as a person would have typed it.

    Whole numbers lose their ``.0`` (phones arrive as floats), nothing is shown in scientific notation, and
    an 18-digit number shows the zeros a workbook left it with, so that ruined ID numbers are recognised.
    """
    if not math.isfinite(value):
        return ""
    digits = format(Decimal(repr(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
