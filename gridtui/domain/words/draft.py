"""What every draft has: the shape of a thing as a person typed it or a file carried it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import FORBIDDEN
from gridtui.words import mark

SHORT = 200
"""Characters a short field may have."""
LONG = 40_000
"""Characters a text field may have; a whole spreadsheet cell (32767) fits."""
EARLIEST = date(1900, 1, 1)
"""No date of a record is before this day; earlier ones come from a spreadsheet's empty date cell."""


class Draft(BaseModel):
    """Values for one record, not yet checked; field names are the table's columns.

    A draft can be made from any text, so that a form and an import can say everything that is wrong at
    once; only a value of another type is a ``pydantic.ValidationError``. References are ids of records,
    and whether they exist is for the use case to say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    long_fields: ClassVar[frozenset[str]] = frozenset({"note"})

    def problems(self, today: date) -> list[Problem]:
        """Return everything that is wrong with the values, seen on ``today`` (the office's own date)."""
        return [*self.value_problems(), *self.date_problems(today), *self._text_problems()]

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        return []

    def date_problems(self, today: date) -> list[Problem]:  # noqa: ARG002 - most drafts have dates, some none
        """Return what is wrong with dates, seen on ``today``."""
        return []

    def columns(self) -> dict[str, object]:
        """Return column name → value, as the write gate takes them."""
        return dict(self)

    def printable(self) -> Self:
        """Return the draft without control characters: what another program stored can still be corrected."""
        texts = {name: value for name, value in self.__dict__.items() if isinstance(value, str)}
        return self.model_copy(update={name: FORBIDDEN.sub("", text) for name, text in texts.items()})

    def _text_problems(self) -> list[Problem]:
        # Nearly every draft is short and plain, and an import makes very many of them.
        together = "".join([value for value in self.__dict__.values() if value.__class__ is str])
        if len(together) <= SHORT and together.isprintable():
            return []
        found = []
        for name, value in self.__dict__.items():
            if not isinstance(value, str):
                continue
            # Forms and files are tidied before; what comes another way must not reach a store either.
            if not value.isprintable() and FORBIDDEN.search(value):
                found.append(Problem(mark("含有看不见的控制字符，请重新输入"), name))
            if len(value) > SHORT:
                limit = LONG if name in self.long_fields else SHORT
                if len(value) > limit:
                    text = mark("太长：这一项最多 {limit} 个字")
                    found.append(Problem(text, name, values={"limit": limit}))
        return found


def past_date_problems(value: date | None, field: str, today: date) -> list[Problem]:
    """Return what is wrong with the date of something that has happened; None is allowed."""
    if value is None:
        return []
    if value > today:
        return [Problem(mark("日期 {date} 还没有到，请核对"), field, values={"date": value.isoformat()})]
    return early_date_problems(value, field)


def early_date_problems(value: date | None, field: str) -> list[Problem]:
    """Return a problem where the date is before 1900; None is allowed."""
    if value is None or value >= EARLIEST:
        return []
    return [Problem(mark("日期 {date} 太早，请核对年份"), field, values={"date": value.isoformat()})]


def number_problems(value: int | None, field: str, low: int, high: int) -> list[Problem]:
    """Return a problem where the number is outside ``low``..``high``; None is allowed."""
    if value is None or low <= value <= high:
        return []
    return [Problem(mark("应在 {low} 到 {high} 之间"), field, values={"low": low, "high": high})]


def placed(problems: Iterable[Problem], field: str) -> list[Problem]:
    """Return the problems with their field set."""
    return [replace(problem, field=field) for problem in problems]
