"""What a form is made of: a specification of each field, as plain data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from gridtui.domain.words.problems import Problem

FieldKind: TypeAlias = Literal["text", "long", "date", "choice", "suggest", "check", "phone", "id", "secret"]
"""How a field is typed; ``secret`` is a text that is never shown, drafted or copied."""

Raw: TypeAlias = Mapping[str, str]
"""What stands in the fields, by field name; a plain text mapping that a draft can hold.

Beside the text of a ``suggest`` field stands the value behind it, under ``name + ":value"``.
"""

TodaySource: TypeAlias = date | Callable[[], date]
"""Today, or something that tells it: a form may stay open over midnight."""

SHORT_KINDS: frozenset[FieldKind] = frozenset({"date", "phone", "id", "check"})

KIND_WIDTHS: Mapping[FieldKind, int] = {"date": 14, "phone": 18, "id": 22, "check": 8}
"""Cells of a field by kind where its specification names none; the other kinds fill the line."""


class Choice(NamedTuple):
    """One item of a closed vocabulary: the stored code and its Chinese label (marked)."""

    value: str
    label: str


class Suggestion(NamedTuple):
    """One line a suggestion field offers.

    ``title`` becomes the text of the field, ``note`` is shown beside it; ``value`` is what is stored, an id
    as hexadecimal text. ``exact`` says that the text typed can mean nothing else, so Enter takes it.
    """

    value: str
    title: str
    note: str = ""
    exact: bool = False


Suggest: TypeAlias = Callable[[str], Sequence[Suggestion] | Awaitable[Sequence[Suggestion]]]
"""Answers the text typed so far with what it may mean, best first; at once, or later as an awaitable.

The field numbers its requests itself, so a plain read is enough; a ``RuleBroken`` is shown in the list.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a form.

    ``title`` and ``hint`` are marked Chinese. ``choices`` are (code, label) pairs. ``check`` sees the tidied
    text of the field and returns what is wrong with it. ``free`` lets a ``suggest`` field keep a text that no
    suggestion stands for; ``digits`` lets 1-9 take a suggestion (only where no digit is ever typed).
    ``past`` says that a day without a year lies behind us. ``prose`` leaves Chinese punctuation alone.
    ``width`` is the field's width in cells, 0 for what its kind asks for; ``lines`` the height of a ``long``
    field.
    """

    name: str
    title: str
    kind: FieldKind = "text"
    required: bool = False
    pinned: bool = False
    pinnable: bool = True
    choices: Sequence[tuple[str, str]] = ()
    suggest: Suggest | None = None
    check: Callable[[str], list[Problem]] | None = None
    free: bool = False
    digits: bool = False
    past: bool = True
    hint: str = ""
    prose: bool = False
    width: int = 0
    lines: int = 3
    max_length: int = 0

    @property
    def cells(self) -> int:
        """The width of the field in cells, 0 when it fills the line."""
        return self.width or KIND_WIDTHS.get(self.kind, 0)

    @property
    def is_short(self) -> bool:
        """Whether two of these fit side by side on a wide terminal."""
        return self.kind in SHORT_KINDS or 0 < self.width <= 24
