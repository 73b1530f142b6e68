"""Assignments: a person in a role at a place, from a day to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.resident import Sex
from gridtui.domain.words.draft import Draft, early_date_problems
from gridtui.domain.words.identifiers import phone_problems, split_phones
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary, plain
from gridtui.words import mark


class PlaceKind(Vocabulary):
    """The kind of place that a role serves."""

    ORG = "org", mark("组织")
    GRID = "grid", mark("网格")
    BUILDING = "building", mark("楼栋")
    HOUSEHOLD = "household", mark("户")

    @property
    def column(self) -> str:
        """The column that names the place."""
        return f"{self.value}_id"


class Role(Vocabulary):
    """What a person does at a place."""

    GRID_HEAD = "grid_head", mark("网格长"), "片长"
    GRID_WORKER = "grid_worker", mark("网格员"), "专职网格员", "兼职网格员", "专职网格员（社工）"
    BUILDING_LEADER = "building_leader", mark("楼栋长"), "楼长", "栋长", "楼门长", "单元长"
    PARTY_HUB_HOUSEHOLD = "party_hub_household", mark("党员中心户"), "中心户", "党员中心户户主"
    BRANCH_SECRETARY = "branch_secretary", mark("支部书记"), "书记", "党支部书记", "居民区党支部书记"
    LIAISON = "liaison", mark("联络员"), "联系人"

    @property
    def place(self) -> PlaceKind:
        """The kind of place this role needs."""
        return ROLE_PLACES[self]


ROLE_PLACES: dict[Role, PlaceKind] = {
    Role.GRID_HEAD: PlaceKind.GRID,
    Role.GRID_WORKER: PlaceKind.GRID,
    Role.BUILDING_LEADER: PlaceKind.BUILDING,
    Role.PARTY_HUB_HOUSEHOLD: PlaceKind.HOUSEHOLD,
    Role.BRANCH_SECRETARY: PlaceKind.ORG,
    Role.LIAISON: PlaceKind.ORG,
}

_PLACE_MISSING = {
    PlaceKind.ORG: mark("请选定这个人任职的组织"),
    PlaceKind.GRID: mark("请选定这个人负责的网格"),
    PlaceKind.BUILDING: mark("请选定这个人负责的楼栋"),
    PlaceKind.HOUSEHOLD: mark("请选定党员中心户是哪一户"),
}

_PLACE_ONLY = {
    PlaceKind.ORG: mark("这个职务只对应组织，请去掉别的地点"),
    PlaceKind.GRID: mark("这个职务只对应网格，请去掉别的地点"),
    PlaceKind.BUILDING: mark("这个职务只对应楼栋，请去掉别的地点"),
    PlaceKind.HOUSEHOLD: mark("这个职务只对应户，请去掉别的地点"),
}


def in_force(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Return whether an assignment holds on a day; both ends belong to it, None is open."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def overlap(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Return whether two spans of first and last day share a day; None is open."""
    first, last = max(one[0] or date.min, other[0] or date.min), min(one[1] or date.max, other[1] or date.max)
    return first <= last


@dataclass(frozen=True, slots=True)
class Person:
    """Who serves: a name, phones, and the resident it is, where that is known."""

    name: str
    phone: str = ""
    sex: str = ""
    resident_id: RecordId | None = None

    def may_be(self, other: Person) -> bool:
        """Whether both are one person: the same resident, else the same name and no other phone.

        Two people of one name without phones cannot be told apart.
        """
        if self.resident_id is not None and other.resident_id is not None:
            return self.resident_id == other.resident_id
        if plain(self.name) != plain(other.name):
            return False
        phones, others = set(split_phones(self.phone)), set(split_phones(other.phone))
        return not phones or not others or bool(phones & others)


class AssignmentDraft(Draft):
    """An assignment as entered; exactly the place that the role needs is set."""

    role: str = ""
    person_name: str = ""
    phone: str = ""
    sex: str = ""
    resident_id: bytes | None = None
    org_id: bytes | None = None
    grid_id: bytes | None = None
    building_id: bytes | None = None
    household_id: bytes | None = None
    from_on: date | None = None
    to_on: date | None = None
    note: str = ""

    @property
    def place_id(self) -> RecordId | None:
        """The place it is at; the first of several, which are wrong."""
        ids: list[RecordId | None] = [getattr(self, kind.column) for kind in PlaceKind]
        return next((id for id in ids if id is not None), None)

    @property
    def person(self) -> Person:
        """Who serves."""
        return Person(self.person_name, self.phone, self.sex, self.resident_id)

    def at(self, kind: PlaceKind, place_id: RecordId) -> AssignmentDraft:
        """Return the draft for another place."""
        places = {each.column: place_id if each is kind else None for each in PlaceKind}
        return self.model_copy(update=places)

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [*Role.problems_of(self.role, "role"), *Sex.problems_of(self.sex, "sex")]
        if Role.has(self.role):
            found += self._place_problems(Role(self.role).place)
        elif not self.role:
            found.append(Problem(mark("请选择职务"), "role"))
        if not self.person_name and self.resident_id is None:
            found.append(Problem(mark("请填写姓名"), "person_name"))
        if self.phone:
            found += phone_problems(self.phone)
        found += early_date_problems(self.from_on, "from_on")
        if self.from_on is not None and self.to_on is not None and self.to_on < self.from_on:
            found.append(Problem(mark("结束日期早于开始日期"), "to_on"))
        return found

    def _place_problems(self, needed: PlaceKind) -> list[Problem]:
        places = {kind: getattr(self, kind.column) is not None for kind in PlaceKind}
        if not places[needed]:
            return [Problem(_PLACE_MISSING[needed], needed.column)]
        return [
            Problem(_PLACE_ONLY[needed], kind.column)
            for kind, chosen in places.items()
            if chosen and kind is not needed
        ]
