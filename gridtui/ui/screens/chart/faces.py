"""The letters of the chart: one for every fact, each with a twin of ASCII, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from gridtui.domain.places.chart import Door, Fact
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.words import mark, tr

LATE_SIGN: Final = "!"
MOST_COUNTED = 9


@dataclass(frozen=True, slots=True)
class Face:
    """A letter and what it means (marked), its twin where only ASCII is drawn, and its style."""

    words: str
    sign: str
    style: str


FACES: Final[dict[Fact, Face]] = {
    Fact.ISSUE: Face(mark("诉 诉求"), "S", "strong"),
    Fact.DUE: Face(mark("访 待走访"), "F", "amber"),
    Fact.VACANT: Face(mark("空 空置"), "K", "plain"),
    Fact.LET: Face(mark("租 出租"), "Z", "plain"),
    Fact.SHOP: Face(mark("店 商铺"), "D", "plain"),
    Fact.GARAGE: Face(mark("库 车库"), "C", "plain"),
    Fact.HUB: Face(mark("★ 党员中心户"), "*", "strong"),
    Fact.UNKNOWN: Face(mark("? 无资料"), "?", "muted"),
    Fact.NORMAL: Face(mark("· 正常"), ".", "faint"),
}
"""The signs are the initials of the letters; of 车 for 库, because 空 has the K already."""


class Entry(NamedTuple):
    """A letter of the legend, its style, and what it means (said already)."""

    letter: str
    style: str
    title: str


def letter_of(fact: Fact) -> str:
    """Return the letter of a fact in the language in use."""
    face = FACES[fact]
    letter = tr(face.words).partition(" ")[0]
    return face.sign if is_ascii() and not letter.isascii() else letter


def style_of(fact: Fact, *, late: bool = False) -> str:
    """Return the name of the style in which a fact is drawn."""
    return "late" if fact is Fact.ISSUE and late else FACES[fact].style


def cell_text(door: Door) -> str:
    """Return what stands in the cell of a door: ``诉2!``, ``访``, ``·``."""
    text = letter_of(door.fact)
    if door.fact is Fact.ISSUE:
        text += str(door.issues) if door.issues <= MOST_COUNTED else "+"
        text += LATE_SIGN if door.late else ""
    return text


def legend(doors: Iterable[Door]) -> list[Entry]:
    """Return what the letters mean that these doors show; overdue after the issues."""
    seen: dict[Fact, bool] = {}
    for door in doors:
        seen[door.fact] = seen.get(door.fact, False) or door.late > 0
    entries = []
    for fact in (fact for fact in Fact if fact in seen):
        entries.append(Entry(letter_of(fact), style_of(fact), tr(FACES[fact].words).partition(" ")[2]))
        if fact is Fact.ISSUE and seen[fact]:
            entries.append(Entry(LATE_SIGN, "late", tr("超期")))
    return entries
