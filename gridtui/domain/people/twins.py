"""When two records may be one person or one household, why, and what comes out when they are joined.

A rule gives a reason in words or none, never a number. A person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words import pinyin
from gridtui.domain.words.identifiers import birth_date_of, is_mobile, split_phones, tidy_phones
from gridtui.domain.words.vocabulary import Vocabulary, plain
from gridtui.words import mark


class TwinReason(Vocabulary):
    """Why two records may be one; the surest first."""

    SAME_ID = "same_id", mark("身份证号相同")
    ID_MISTYPED = "id_mistyped", mark("同姓名，身份证号只差一处")
    NAME_DOOR_PHONE = "name_door_phone", mark("同姓名、同门牌，电话相同")
    NAME_DOOR_BIRTH = "name_door_birth", mark("同姓名、同门牌，出生日期相同")
    NAME_DOOR_NEAR_PHONE = "name_door_near_phone", mark("同姓名、同门牌，电话只差一处")
    NAME_DOOR = "name_door", mark("同姓名、同门牌")
    SOUND_DOOR_BIRTH = "sound_door_birth", mark("姓名同音、同门牌，出生日期相同")
    NAME_PHONE = "name_phone", mark("同姓名、同手机号，门牌不同")
    SAME_CODE = "same_code", mark("户编号相同")
    SAME_PEOPLE = "same_people", mark("同一门牌两户，有同一个人")
    EMPTY_HOME = "empty_home", mark("同一门牌两户，其中一户没有人")
    CIRCLE = "circle", mark("互相并入，两条都看不到了；请拆开")
    UNLIKE = "unlike", mark("现在已经不相似")


class Side(Enum):
    """Whose value the joined record gets: that of the kept one, the other's, or both one after the other."""

    KEPT = "1"
    OTHER = "2"
    BOTH = "3"


LEAVING: Final = frozenset({"moved_in_on", "moved_out_on", "moved_to", "died_on"})
"""Fields that nobody gets from another record unless it is chosen: it may be the older of the two."""

BOTH_FIT: Final = frozenset({"phone", "note"})
"""Fields that can hold both values."""


@dataclass(frozen=True, slots=True)
class PersonTraits:
    """What tells people apart; ``place`` is the door, else the household, None where neither is known."""

    id: RecordId
    name: str
    id_number: str = ""
    birth_date: date | None = None
    phones: frozenset[str] = frozenset()
    place: RecordId | None = None

    @property
    def born(self) -> date | None:
        """The birth date, of the ID number where no other is known."""
        return self.birth_date or birth_date_of(self.id_number)


@dataclass(frozen=True, slots=True)
class HomeTraits:
    """What tells households apart."""

    id: RecordId
    dwelling_id: RecordId | None = None
    code: str = ""
    people: tuple[PersonTraits, ...] = ()


def person_twins(one: PersonTraits, other: PersonTraits) -> TwinReason | None:
    """Return why two records may be one person; None where nothing says so, or an ID number says no."""
    if one.id == other.id:
        return None
    same_name = bool(plain(one.name)) and plain(one.name) == plain(other.name)
    if one.id_number and other.id_number:
        if one.id_number == other.id_number:
            return TwinReason.SAME_ID
        mistyped = same_name and one_off(one.id_number, other.id_number)
        return TwinReason.ID_MISTYPED if mistyped else None
    same_birth = one.born is not None and one.born == other.born
    if not same_birth and one.born is not None and other.born is not None:
        return None
    same_phones = one.phones & other.phones
    if one.place is None or one.place != other.place:
        # A landline is shared by a family, a mobile hardly ever by two of the same name.
        return TwinReason.NAME_PHONE if same_name and any(map(is_mobile, same_phones)) else None
    if same_name:
        return _near_name(one, other, same_birth)
    return TwinReason.SOUND_DOOR_BIRTH if same_birth and _sound_alike(one.name, other.name) else None


def home_twins(
    one: HomeTraits, other: HomeTraits, apart: Container[frozenset[RecordId]] = ()
) -> TwinReason | None:
    """Return why two records may be one household; None where nothing says so.

    ``apart`` are pairs of people who are two, however alike.
    """
    if one.id == other.id:
        return None
    if one.code and one.code == other.code:
        return TwinReason.SAME_CODE
    if one.dwelling_id is None or one.dwelling_id != other.dwelling_id:
        return None
    known = ((mine, theirs) for mine in one.people for theirs in other.people if person_twins(mine, theirs))
    if any(frozenset((mine.id, theirs.id)) not in apart for mine, theirs in known):
        return TwinReason.SAME_PEOPLE
    return None if one.people and other.people else TwinReason.EMPTY_HOME


def one_off(one: str, other: str) -> bool:
    """Whether two numbers differ by one character, or by two neighbours in each other's place."""
    places = differing_places(one, other)
    if len(one) != len(other) or not 0 < len(places) <= 2:
        return False
    if len(places) == 1:
        return True
    left, right = places
    return right == left + 1 and one[left] == other[right] and one[right] == other[left]


def differing_places(one: str, other: str) -> list[int]:
    """Return where two texts differ, from 0; what the longer one has more differs too."""
    longest = max(len(one), len(other))
    return [place for place in range(longest) if one[place : place + 1] != other[place : place + 1]]


def usual_sides(kept: Mapping[str, Any], other: Mapping[str, Any], names: Collection[str]) -> dict[str, Side]:
    """Return whose value each field gets unless somebody says otherwise: the kept one's where it has any."""
    return {
        name: Side.OTHER if not kept[name] and other[name] and name not in LEAVING else Side.KEPT
        for name in names
    }


def joined_value(name: str, kept: Any, other: Any, side: Side) -> Any:
    """Return the value of a field of the joined record."""
    if side is Side.KEPT:
        return kept
    if side is Side.OTHER or name not in BOTH_FIT or not kept:
        return other
    if not other or other == kept:
        return kept
    return tidy_phones(f"{kept};{other}") if name == "phone" else f"{kept}\n{other}"


def traits_phones(text: str) -> frozenset[str]:
    """Return the phones of a field as traits hold them."""
    return frozenset(split_phones(text)) if text else frozenset()


def _near_name(one: PersonTraits, other: PersonTraits, same_birth: bool) -> TwinReason:
    if one.phones & other.phones:
        return TwinReason.NAME_DOOR_PHONE
    if same_birth:
        return TwinReason.NAME_DOOR_BIRTH
    if any(one_off(mine, theirs) for mine in one.phones for theirs in other.phones):
        return TwinReason.NAME_DOOR_NEAR_PHONE
    return TwinReason.NAME_DOOR


def _sound_alike(one: str, other: str) -> bool:
    mine, theirs = pinyin.full(one), pinyin.full(other)
    return bool(mine) and mine == theirs
