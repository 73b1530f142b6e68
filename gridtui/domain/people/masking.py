"""Numbers and names as they are shown to those who need not read them whole.

A phone keeps its first three and last four digits (``138****2210``), a landline its area code and last four.
An ID number keeps only its first three digits: never its birth date, never its last four. A name on paper
keeps its first and last character (``王*国``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from gridtui.domain.words.identifiers import is_mobile, split_phones, tidy_id_number
from gridtui.domain.words.text import tidy_line

_STARS = "****"
_SHOWN_OF_ID = 3
_DIGITS = re.compile("[0-9]")
_MASK_SIGN = re.compile(r"[*＊•●]|[0-9][xX×]{3,}[0-9]")
_IN_PROSE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<id>[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14})"
    r"|(?P<phone>1[3-9][0-9](?:[ -]?[0-9]){8}|0[0-9]{2,3}-?[0-9]{7,8}))(?![0-9A-Za-z])"
)
_LANDLINE = re.compile(r"(?:(0[0-9]{2,3})-)?[0-9]*([0-9]{4})(?:-[0-9]+)?")


def mask_phone(phones: str) -> str:
    """Return the phones of a field masked: ``138****2210``, ``0871-****2345``, several joined by ``;``.

    Short numbers keep only their last two digits; in what is no phone every digit is hidden.
    """
    return ";".join(_masked_phone(phone) for phone in split_phones(phones))


def mask_id(id_number: str) -> str:
    """Return an ID number masked, as long as it was: ``530***************``."""
    number = tidy_id_number(id_number)
    shown = number[:_SHOWN_OF_ID] if len(number) >= 15 else ""
    return shown + "*" * (len(number) - len(shown))


def mask_name(name: str) -> str:
    """Return a name as it stands on paper: ``王*``, ``王*国``, ``欧**海``; a single character is hidden."""
    plain = tidy_line(name)
    if len(plain) < 3:
        return plain[:1] + "*" if len(plain) == 2 else "*" * len(plain)
    return plain[0] + "*" * (len(plain) - 2) + plain[-1]


def mask_prose(text: str) -> str:
    """Return a text in which every phone and every ID number is masked."""
    return _IN_PROSE.sub(lambda found: mask_id(found[0]) if found["id"] else mask_phone(found[0]), text)


def mask_names(text: str, names: Iterable[str]) -> str:
    """Return a text in which each of the names is masked, also where blanks stand between its characters."""
    flat = "".join(text.split())
    there = sorted({name for name in names if len(name) > 1 and "".join(name.split()) in flat}, key=len)
    for name in reversed(there):
        spaced = r"\s*".join(map(re.escape, "".join(name.split())))
        text = re.sub(spaced, lambda found: mask_name("".join(found[0].split())), text)
    return text


class KnownNames:
    """Names that no text that goes out may keep, found in a text without trying each of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for name in names:
            plain = "".join(name.split())
            if len(plain) > 1:
                self._by_start.setdefault(plain[:2], []).append(plain)

    def mask(self, text: str) -> str:
        """Return the text with each of the names that is in it masked."""
        flat = "".join(text.split())
        there = {
            name
            for place, pair in enumerate(pairwise(flat))
            for name in self._by_start.get("".join(pair), ())
            if flat.startswith(name, place)
        }
        return mask_names(text, there) if there else text


def looks_masked(text: str) -> bool:
    """Whether a phone, ID number or name was masked, by this program or in one of the usual other ways."""
    return bool(_MASK_SIGN.search(text))


def is_mask_of(shown: str, stored: str) -> bool:
    """Whether a cell is what masking makes of the stored value: such a cell, imported, changes nothing."""
    if not looks_masked(shown):
        return False
    plain = tidy_line(shown)
    return plain in (mask_phone(stored), mask_id(stored), mask_name(stored))


def _masked_phone(phone: str) -> str:
    if is_mobile(phone):
        return phone[:3] + _STARS + phone[-4:]
    landline = _LANDLINE.fullmatch(phone)
    digits = phone.replace("-", "")
    if landline and len(digits) >= 7:
        return "-".join(filter(None, (landline[1], _STARS + landline[2])))
    if digits.isdecimal() and len(digits) < 7:
        return "*" * (len(digits) - 2) + digits[-2:] if len(digits) > 3 else "*" * len(digits)
    return _DIGITS.sub("*", phone)
