"""What the forms of all nouns have in common: how they are filled, read, saved and begun again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem
from gridtui.ui.aims import NO_AIM, Aim
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.screens.upkeep.offers import Offers
from gridtui.ui.screens.upkeep.specs import ITEMS
from gridtui.words import mark, tr

Values = Mapping[str, Any]


class NounForm:
    """The form of one noun: new where ``record_id`` is None, then below ``parent_id`` where it is given.

    ``aim`` is what it is opened for.
    """

    NOUN: ClassVar[str] = ""
    NEW: ClassVar[str] = ""
    EDIT: ClassVar[str] = ""
    """What the screen is called; marked."""

    RECORD_NOUNS: ClassVar[Mapping[str, str]] = {}
    """Field → the noun of the records it holds."""

    MASKED: ClassVar[tuple[str, ...]] = ()
    """Fields of numbers that stand masked in the form of a known record."""

    HELP: ClassVar[Sequence[tuple[str, str]]] = ()
    """What can be typed, and what it means (both marked); stands under the form."""

    def __init__(
        self,
        gateway: Gateway,
        record_id: RecordId | None,
        parent_id: RecordId | None,
        aim: Aim = NO_AIM,
    ) -> None:
        self.gateway = gateway
        self.record_id = record_id
        self.parent_id = parent_id
        self.aim = aim
        self.offers = Offers(gateway)
        self.form: Form | None = None

    @property
    def is_new(self) -> bool:
        """Whether a new record is made."""
        return self.record_id is None

    @property
    def draft_key(self) -> str:
        """The key under which the half-typed form is kept."""
        if self.record_id is not None:
            return f"{self.NOUN}:{self.record_id.hex()}"
        if self.aim.many:
            return f"{self.NOUN}:new:{sha256(b''.join(self.aim.many)).hexdigest()}"
        return f"{self.NOUN}:new:{self.parent_id.hex() if self.parent_id else ''}"

    @property
    def today(self) -> date:
        """Today at the office."""
        return local_date(self.gateway.clock())

    def specs(self) -> list[FieldSpec]:
        """Return the fields, with what this form checks and offers."""
        found = []
        checks, now = self.checks(), "new" if self.is_new else "edit"
        for item in ITEMS[self.NOUN]:
            if item.only and item.only != now:
                continue
            more: dict[str, Any] = {}
            if item.name in checks:
                more["check"] = checks[item.name]
            if item.words is not None:
                more["suggest"] = self.offers.words(item.words)
            elif item.options.get("kind") == "suggest":
                more["suggest"] = self.suggest(item.name)
            if not self.is_new and item.options.get("pinned"):
                more["pinned"] = False
            found.append(item.spec(self.NOUN, **more))
        return found

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Return what checks the text of a field, by field name."""
        return {}

    def suggest(self, name: str) -> Any:
        """Return what offers records for a field."""
        return self.offers.of_noun(self.RECORD_NOUNS[name])

    def values(self) -> dict[str, object] | None:
        """Return what fills the form at the beginning; None where the record is gone."""
        return self.known() if self.record_id is not None else {**self.beginning(), **self.aim.given}

    def known(self) -> dict[str, object] | None:
        """Return what fills the form of a record that is there; None where it is gone."""
        raise NotImplementedError

    def beginning(self) -> dict[str, object]:
        """Return what a new record begins with."""
        return {}

    def masks(self) -> dict[str, str]:
        """Return the masked text of each field of numbers."""
        return {}

    def numbers(self) -> dict[str, str]:
        """Return the whole text of each field of numbers."""
        return {}

    def title(self) -> str:
        """Return which record this is, for the header; empty for a new one."""
        return ""

    async def save(self, values: Values) -> str:
        """Save and return what it is called. ``RuleBroken`` says what is wrong."""
        raise NotImplementedError

    def done(self, title: str) -> str:
        """Return what the screen behind says after a change; ``title`` is what ``save`` returned."""
        # Ctrl+Z would take back an older step where this one changed nothing.
        wrote = self.gateway.wrote
        return tr(mark("已修改 {title}，Ctrl+Z 撤销") if wrote else mark("{title} 没有改动"), title=title)

    async def next_values(self) -> dict[str, object]:
        """Return what the next new record begins with, beside the pinned fields."""
        return {}

    def renamed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return the problems with the names the fields have in this form."""
        return list(problems)

    async def follow(self, name: str, raw: str) -> None:
        """React to an edit of a field."""

    def put(self, values: Values) -> None:
        """Fill fields of the form as if they were typed."""
        if self.form is not None:
            self.form.load(values, as_typed=True)

    def raw(self, name: str) -> str:
        """Return what stands in a field."""
        return self.form.raw_values().get(name, "") if self.form is not None else ""

    def draft_values(self, values: Values, names: Sequence[str]) -> dict[str, Any]:
        """Return what the fields of those names say, as a draft takes it: texts, dates, ids."""
        found: dict[str, Any] = {}
        for name in names:
            if name not in values:
                continue
            value = values[name]
            if name in self.RECORD_NOUNS:
                found[name] = bytes.fromhex(value) if value else None
            else:
                found[name] = value
        return found


def number_of(text: object) -> int | None:
    """Return the whole number a field holds; None for an empty one."""
    return typed_number(str(text or ""))


def numeric(name: str, low: int, high: int) -> Callable[[str], list[Problem]]:
    """Return what checks that a field holds a whole number within bounds."""
    from gridtui.domain.words.draft import number_problems
    from gridtui.words import mark

    def check(text: str) -> list[Problem]:
        number = number_of(text)
        if number is None:
            return [Problem(mark("这里只写数字"), name)]
        return number_problems(number, name, low, high)

    return check
