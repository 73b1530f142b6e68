"""Whole numbers as people type them, in digits and in Chinese numerals."""

from __future__ import annotations

CHINESE_DIGITS = {
    **{character: digit for digit, character in enumerate("零一二三四五六七八九")},
    **{character: digit for digit, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
_CHINESE_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CHINESE_NUMERALS = "".join(CHINESE_DIGITS) + "".join(_CHINESE_UNITS)


_MOST_DIGITS = 9
"""No number that somebody types is longer; Python itself refuses to read one of thousands of digits."""


def typed_number(text: str) -> int | None:
    """Return the whole number that a text is, also below zero; ``None`` when it is none, or far off."""
    digits = text.strip().removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None


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
