"""Pinyin of names and titles, without tones, ``ü`` written ``v`` as input methods do.

A surname is read by the surname table (单 shan, 曾 zeng, 尉迟 yuchi), every other character by pypinyin's
character data. Its phrase data is never used: it breaks names.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

Readings: TypeAlias = tuple[str, ...]

_TONES = dict.fromkeys((0x300, 0x301, 0x302, 0x304, 0x30C))
_MOST_ALTERNATIVES = 12


@cache
def readings(character: str) -> Readings:
    """Return every reading of one character, the usual one first; letters and digits read as themselves.

    Empty for anything else.
    """
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    marked = _character_data().get(str(ord(character)), "")
    return tuple(dict.fromkeys(filter(None, map(_without_tone, marked.split(",")))))


def surname_of(name: str) -> str:
    """Return the surname of a Chinese name: two characters where the table has them, else the first."""
    return name[:2] if len(name) > 2 and name[:2] in _surnames() else name[:1]


def full(name: str) -> str:
    """Return a name's whole pinyin: 王建国 → ``wangjianguo``."""
    return "".join(options[0] for options in _name_readings(name))


def initials(name: str) -> str:
    """Return the first letter of each character's reading: 王建国 → ``wjg``, 尉迟恭 → ``ycg``."""
    return "".join(options[0][0] for options in _name_readings(name))


def name_tokens(name: str) -> set[str]:
    """Return what a name is found by in letters.

    The whole pinyin, the given name's pinyin and the initials, each also with one character at a time read
    in another way it has; at most a dozen such alternatives. ``ü`` stands as ``v`` and as ``u``.
    """
    options = _name_readings(name)
    surname_length = len(surname_of(name))
    usual = [option[0] for option in options]
    chosen = [usual]
    for place, option in enumerate(options):
        chosen += [[*usual[:place], other, *usual[place + 1 :]] for other in option[1:]]
    tokens = set()
    for spelling in chosen[: _MOST_ALTERNATIVES + 1]:
        tokens.add("".join(spelling))
        tokens.add("".join(spelling[surname_length:]))
        tokens.add("".join([syllable[0] for syllable in spelling]))
    tokens.discard("")
    # 吕 is typed lv by those who know input methods, lu by everybody else.
    return tokens | {token.replace("v", "u") for token in tokens if "v" in token}


def initials_match(title: str, typed: str) -> bool:
    """Whether typed letters or characters find a title.

    Each character of the title, from any place on, may be typed as itself or as the beginning of one of its
    readings: ``drbg``, ``bg``, ``daoru``, ``导入`` and ``dao入`` all find 导入表格. Nothing typed finds all.
    """
    wanted = "".join(typed.lower().split()).replace("ü", "v")
    letters = "".join(title.lower().split())
    return not wanted or any(_continues(letters, start, wanted) for start in range(len(letters)))


def _continues(title: str, place: int, wanted: str) -> bool:
    if not wanted:
        return True
    if place == len(title):
        return False
    character = title[place]
    if wanted[0] == character and _continues(title, place + 1, wanted[1:]):
        return True
    if character.isascii():
        return False
    for reading in _typed(readings(character)):
        for length in range(1, len(reading) + 1):
            if not wanted.startswith(reading[:length]):
                break
            if _continues(title, place + 1, wanted[length:]):
                return True
    return False


def _typed(options: Readings) -> Readings:
    """Return the readings as people type them: lv and lu for ``lü``."""
    return (*options, *(reading.replace("v", "u") for reading in options if "v" in reading))


def _name_readings(name: str) -> list[Readings]:
    surname = surname_of(name)
    options = [*_surname_readings(surname), *map(readings, name[len(surname) :])]
    return [option for option in options if option]


@cache
def _surname_readings(surname: str) -> tuple[Readings, ...]:
    known = _surnames().get(surname, ())
    if len(surname) == 2:
        return tuple(map(_led_by, known, surname))
    return (_led_by(*known, surname),) if surname else ()


def _led_by(*syllables_and_character: str) -> Readings:
    *syllables, character = syllables_and_character
    return tuple(dict.fromkeys([*syllables, *readings(character)]))


@cache
def _surnames() -> dict[str, Readings]:
    """Return the table: a character's readings by ``|``, usual first; a pair's two syllables by a space."""
    table = files("gridtui.domain").joinpath("data", "surnames.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {row["surname"]: tuple(row["readings"].replace("|", " ").split()) for row in rows}


@cache
def _character_data() -> dict[str, str]:
    """Return pypinyin's readings by decimal code point, without importing pypinyin.

    Its package start loads the phrase data as well: 10 ms and 6 MB against 130 ms and 70 MB.
    """
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    text = Path(spec.submodule_search_locations[0], "pinyin_dict.json").read_text(encoding="utf-8")
    data: dict[str, str] = json.loads(text)
    return data


def _without_tone(reading: str) -> str:
    bare = unicodedata.normalize("NFD", reading).translate(_TONES)
    return unicodedata.normalize("NFC", bare).replace("ü", "v").replace("ê", "e")
