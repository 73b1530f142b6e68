"""What a line or a pasted message that takes down an issue consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class PartKind(Vocabulary):
    """What a part of the line was understood as."""

    PLACE = "place", mark("门牌")
    PERSON = "person", mark("反映人")
    PHONE = "phone", mark("电话")
    CATEGORY = "category", mark("类别")
    NATURE = "nature", mark("性质")
    URGENT = "urgent", mark("加急")
    ANONYMOUS = "anonymous", mark("匿名")
    TIME = "time", mark("时间")
    TEXT = "text", mark("内容")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line: where it stands (character offsets), its words, and what they mean.

    ``value`` is the door, the name, the digits, the category code, the nature's code, an instant or a day in
    ISO form, or the words.
    """

    kind: PartKind
    start: int
    end: int
    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Capture:
    """A line as it was understood; ``parts`` in the order of the line, ``text`` what was said.

    The text of a typed line is the words of the matter and every other word that is no fact of its own, that
    of a message is all of it but its head, which ends at ``head_end``.
    """

    parts: tuple[Part, ...]
    text: str = ""
    is_message: bool = False
    head_end: int = 0

    def value(self, kind: PartKind) -> str:
        """Return the value of the first part of that kind; empty where there is none."""
        return next((part.value for part in self.parts if part.kind is kind), "")

    def head_value(self, kind: PartKind) -> str:
        """Return the value of the first part of that kind in the head; empty where there is none."""
        return next(
            (each.value for each in self.parts if each.kind is kind and each.end <= self.head_end), ""
        )

    @property
    def is_urgent(self) -> bool:
        """Whether it cannot wait."""
        return any(part.kind is PartKind.URGENT for part in self.parts)

    @property
    def is_anonymous(self) -> bool:
        """Whether who said it wishes not to be named."""
        return any(part.kind is PartKind.ANONYMOUS for part in self.parts)

    @property
    def said_at(self) -> datetime | None:
        """When a message was sent, an aware instant; None where only its day, or nothing, is known."""
        value = self.value(PartKind.TIME)
        return datetime.fromisoformat(value) if "T" in value else None

    @property
    def said_on(self) -> date | None:
        """The day of a message whose time of day is not known."""
        value = self.value(PartKind.TIME)
        return date.fromisoformat(value) if value and "T" not in value else None
