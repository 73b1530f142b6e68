"""What one kind of record is: its attributes and its rules, said once for table, form, list and file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

Values: TypeAlias = Mapping[str, Any]
"""The values of one record by attribute name; a reference is a record id or None, hours are minutes."""

Rule: TypeAlias = Callable[[Values, date], list[Problem]]
"""Says what is wrong with the values of one record, seen on a day, whatever else is in the store."""

MOST = 2_000_000_000
"""The largest number an attribute may hold; it fits a 32-bit column."""


class Kind(StrEnum):
    """What an attribute holds."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    NUMBER = "number"
    HOURS = "hours"
    """Whole minutes, typed and shown as hours."""
    CHOICE = "choice"
    CHECK = "check"
    PHONE = "phone"
    RECORD = "record"
    """The id of a record of the noun ``refers``."""


class Privacy(StrEnum):
    """Whom an attribute tells something about, as the change log keeps it apart."""

    PUBLIC = "public"
    CONTACT = "contact"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute; ``name`` is its column, ``title`` and ``hint`` are marked Chinese.

    ``cells`` is its width in lists, 0 where lists leave it out. ``happened`` says that a date lies behind us.
    ``purpose`` (marked nowhere, a word of the data sheet) is given for what is personal. ``typed`` is False
    for what is filled by the program.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    vocabulary: type[Vocabulary] | None = None
    refers: str = ""
    happened: bool = False
    low: int = 0
    high: int = MOST
    cells: int = 0
    hint: str = ""
    privacy: Privacy = Privacy.PUBLIC
    purpose: str = ""
    typed: bool = True
    begins: str = ""

    @property
    def blank(self) -> Any:
        """What stands in the column where nothing was said."""
        if self.kind is Kind.CHECK:
            return False
        return None if self.kind in (Kind.DATE, Kind.NUMBER, Kind.HOURS, Kind.RECORD) else self.begins


@dataclass(frozen=True, slots=True)
class Once:
    """No two live records agree in these attributes; where ``since`` and ``until`` are named, at no time.

    Records in which one of the attributes is blank are left alone. ``text`` (marked) names ``{title}``.
    """

    names: tuple[str, ...]
    text: str
    since: str = ""
    until: str = ""


class Area(Vocabulary):
    """The parts of working together, in the order in which they are shown."""

    ALLIANCE = "alliance", mark("党建联盟"), "大党委"
    MEETINGS = "meetings", mark("联席会议")
    LISTS = "lists", mark("三张清单")
    REPORT_INS = "report_ins", mark("双报到")
    VOLUNTEERS = "volunteers", mark("志愿服务")
    DELIBERATIONS = "deliberations", mark("民情恳谈")
    MEDIATION = "mediation", mark("矛盾调解")
    PROPERTY = "property", mark("红色物业")
    CENTRES = "centres", mark("党群服务中心")
    WORKERS = "workers", mark("社工与培训")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One kind of record.

    ``headline`` names the attributes that say which record it is. ``parent`` is the attribute that names the
    record it is a part of: it is listed there, and goes with it. ``due`` is the date by which something is
    to happen, ``done`` the date on which it did: open between them. ``state`` is the attribute that says how
    far it is, ``ended`` the states in which nothing more is to be done. ``listed`` says that a part has a
    register of its own beside those of wholes. ``noted`` is the date that one key sets to today.
    """

    name: str
    title: str
    area: Area
    attributes: tuple[Attribute, ...]
    headline: tuple[str, ...]
    parent: str = ""
    rules: tuple[Rule, ...] = ()
    once: tuple[Once, ...] = ()
    due: str = ""
    done: str = ""
    state: str = ""
    ended: frozenset[str] = frozenset()
    searched: tuple[str, ...] = ()
    listed: bool = False
    noted: str = ""
    by_name: Mapping[str, Attribute] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the attributes."""
        object.__setattr__(self, "by_name", {each.name: each for each in self.attributes})

    @property
    def is_part(self) -> bool:
        """Whether its records are parts of another."""
        return bool(self.parent)

    @property
    def is_register(self) -> bool:
        """Whether its area shows its records by themselves."""
        return self.listed or not self.is_part

    @property
    def in_force(self) -> tuple[str, str] | None:
        """The attributes that say from when to when a record is in force, where it has both."""
        return next((pair for pair in _FORCE if set(pair) <= set(self.by_name)), None)

    @property
    def class_name(self) -> str:
        """What its table class is called: ``member_unit`` is ``MemberUnit``."""
        return "".join(word.capitalize() for word in self.name.split("_"))


_FORCE = (("reported_on", "until"), ("issued_on", "expires_on"), ("since", "until"))

ORG_ID = "org_id"
"""The organisation whose record it is: it decides who receives it, and under whom it is counted."""


def org(title: str = mark("所属组织"), **more: Any) -> Attribute:
    """Return the organisation to which a record belongs; the desk's own where nothing is said."""
    return Attribute(name=ORG_ID, title=title, kind=Kind.RECORD, refers="org", **more)


def part_org() -> Attribute:
    """Return the organisation of a part: that of the whole, filled by the program."""
    return Attribute(name=ORG_ID, title=mark("所属组织"), kind=Kind.RECORD, refers="org", typed=False)


def text(name: str, title: str, **more: Any) -> Attribute:
    """Return a line of text."""
    return Attribute(name=name, title=title, **more)


def prose(name: str, title: str, **more: Any) -> Attribute:
    """Return a longer text."""
    return Attribute(name=name, title=title, kind=Kind.LONG, **more)


def day(name: str, title: str, **more: Any) -> Attribute:
    """Return a date that may lie ahead."""
    return Attribute(name=name, title=title, kind=Kind.DATE, **more)


def past(name: str, title: str, **more: Any) -> Attribute:
    """Return the date of something that has happened."""
    return Attribute(name=name, title=title, kind=Kind.DATE, happened=True, **more)


def choice(name: str, title: str, vocabulary: type[Vocabulary], **more: Any) -> Attribute:
    """Return a word of a closed list; the first word stands where nothing is said."""
    more.setdefault("begins", next(iter(vocabulary)).value)
    return Attribute(name=name, title=title, kind=Kind.CHOICE, vocabulary=vocabulary, **more)


def number(name: str, title: str, **more: Any) -> Attribute:
    """Return a whole number."""
    return Attribute(name=name, title=title, kind=Kind.NUMBER, **more)


def hours(name: str, title: str, **more: Any) -> Attribute:
    """Return a span in hours, kept as minutes."""
    more.setdefault("high", 24 * 60)
    return Attribute(name=name, title=title, kind=Kind.HOURS, **more)


def check(name: str, title: str, **more: Any) -> Attribute:
    """Return something that is so or not."""
    return Attribute(name=name, title=title, kind=Kind.CHECK, **more)


def record(name: str, title: str, refers: str, **more: Any) -> Attribute:
    """Return another record."""
    return Attribute(name=name, title=title, kind=Kind.RECORD, refers=refers, **more)


def phone(name: str = "phone", title: str = mark("联系电话"), *, purpose: str) -> Attribute:
    """Return a phone number of somebody."""
    return Attribute(name=name, title=title, kind=Kind.PHONE, privacy=Privacy.CONTACT, purpose=purpose)


def note() -> Attribute:
    """Return the remarks that every whole record may have."""
    return prose("note", mark("备注"))


def in_order(first: str, second: str, sentence: str) -> Rule:
    """Return a rule: the second date is not before the first. ``sentence`` is marked."""

    def rule(values: Values, today: date) -> list[Problem]:  # noqa: ARG001 - every rule sees the day
        one, other = values.get(first), values.get(second)
        return [Problem(sentence, second)] if one and other and other < one else []

    return rule


def needs(when: str, states: Iterable[str], name: str, sentence: str) -> Rule:
    """Return a rule: in these states of ``when`` the attribute is filled. ``sentence`` is marked."""
    chosen = frozenset(states)

    def rule(values: Values, today: date) -> list[Problem]:  # noqa: ARG001 - every rule sees the day
        missing = values.get(when) in chosen and not values.get(name)
        return [Problem(sentence, name)] if missing else []

    return rule


def only_when(name: str, when: str, states: Iterable[str], sentence: str) -> Rule:
    """Return a rule: the attribute is filled in these states of ``when`` only. ``sentence`` is marked."""
    chosen = frozenset(states)

    def rule(values: Values, today: date) -> list[Problem]:  # noqa: ARG001 - every rule sees the day
        wrong = bool(values.get(name)) and values.get(when) not in chosen
        return [Problem(sentence, name)] if wrong else []

    return rule
