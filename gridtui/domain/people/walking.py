"""Walking a staircase with a sheet 扫楼单: in which order, why to knock at each door, what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import Manner, Outcome
from gridtui.domain.places.address import floor_of, label_key
from gridtui.domain.words.dates import parse_date, shown_date
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

SECOND_VISIT_DAYS = 30
"""For so many days after an answer or the end of an issue its household is visited a second time."""

_HEX_ID = re.compile("[0-9a-f]{32}")


class WalkOrder(Vocabulary):
    """In which direction a staircase is walked."""

    DOWN = "down", mark("从上往下")
    UP = "up", mark("从下往上")


class DoorMark(Vocabulary):
    """What one key says of a door."""

    MET = "met", mark("见到")
    ABSENT = "absent", mark("未在家")
    PHONE = "phone", mark("电话")
    MOVED = "moved", mark("已搬走")

    @property
    def manner(self) -> Manner:
        """How the household was visited."""
        return Manner.PHONE if self is DoorMark.PHONE else Manner.DOOR

    @property
    def outcome(self) -> Outcome:
        """Whether somebody was met."""
        return Outcome.MET if self is DoorMark.PHONE else Outcome(self.value)


class ErrandKind(Vocabulary):
    """Why somebody goes to a door."""

    VISIT = "visit", mark("走访")
    PROMISE = "promise", mark("承诺")
    SECOND = "second", mark("复访")
    CHANGE = "change", mark("变动")


class Errand(NamedTuple):
    """One thing to do at a door, or to know before knocking there.

    ``paper`` says it where anybody may read it; None where that needs no other words.
    """

    kind: ErrandKind
    words: Sentence
    paper: Sentence | None = None


def stair_key(
    unit: str, floor: int | None, room: str, order: WalkOrder = WalkOrder.DOWN
) -> tuple[object, ...]:
    """Return a key that sorts doors as somebody walks them: staircase, floor, room; without a floor last."""
    there = floor if floor is not None else floor_of(room)
    height = 0 if there is None else there if order is WalkOrder.UP else -there
    return label_key(unit), there is None, height, label_key(room)


def visit_errand(
    *, due_on: date | None, agreed: bool, today: date, last_on: date | None, last_outcome: str
) -> Errand:
    """Return why a door is to be visited; never that its household has a service need."""
    late = (today - due_on).days if due_on is not None else 0
    if due_on is None:
        why = Sentence(mark("没走访过"))
    elif agreed and late:
        why = Sentence(mark("约好 {day}，过了 {days} 天"), {"day": shown_date(due_on, today), "days": late})
    elif agreed:
        why = Sentence(mark("约好今天"))
    else:
        why = Sentence(mark("到期 {days} 天"), {"days": late}) if late else Sentence(mark("今天到期"))
    if last_on is None:
        return Errand(ErrandKind.VISIT, why)
    said = Sentence(Outcome.label_of(last_outcome)) if last_outcome else ""
    last: dict[str, object] = {"why": why, "day": shown_date(last_on, today), "outcome": said}
    return Errand(ErrandKind.VISIT, Sentence(mark("{why}，上次 {day} {outcome}"), last))


def promise_errand(text: str, due_on: date | None, today: date) -> Errand:
    """Return what was promised and is still to be kept."""
    values: dict[str, object] = {"text": text, "day": shown_date(due_on, today)}
    if due_on is None:
        words = Sentence(mark("没定日子：{text}"), values)
    elif due_on < today:
        words = Sentence(mark("应在 {day} 前兑现：{text}"), values)
    else:
        words = Sentence(mark("{day} 前：{text}"), values)
    return Errand(ErrandKind.PROMISE, words)


def second_errand(number: str, category: str, on: date, today: date, *, ended: bool) -> Errand:
    """Return that a household is to be asked how an issue of theirs came out; on paper only its number."""
    text = mark("{matter} {day} 已办结") if ended else mark("{matter} {day} 已反馈")
    day = shown_date(on, today)
    told, known = (Sentence(text, {"matter": matter, "day": day}) for matter in (category or number, number))
    return Errand(ErrandKind.SECOND, told, known)


@dataclass(frozen=True, slots=True)
class DoorNote:
    """What was written of one household; ``mark`` is a ``DoorMark``, empty where none was set yet.

    ``promise_due`` stands as it was typed.
    """

    mark: str = ""
    problem: str = ""
    promise: str = ""
    promise_due: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written."""
        return not (self.mark or self.has_words)

    @property
    def has_words(self) -> bool:
        """Whether there is more than the mark."""
        return bool(self.problem or self.promise or self.promise_due)

    def due_on(self, today: date) -> date | None:
        """Return the day on which the promise is to be kept; None where it is none."""
        return parse_date(self.promise_due, today, past=False) if self.promise_due else None


@dataclass(frozen=True, slots=True)
class WalkNotes:
    """A sheet as far as it is typed back: the day and the visitor of all its visits, and the households.

    ``at`` names the line on which the cursor stood.
    """

    visited_on: date | None = None
    visitor_name: str = ""
    order: WalkOrder = WalkOrder.DOWN
    at: str = ""
    doors: Mapping[RecordId, DoorNote] = field(default_factory=dict)

    def of(self, household_id: RecordId | None) -> DoorNote:
        """Return what was written of a household."""
        return self.doors.get(household_id, _BLANK) if household_id is not None else _BLANK

    def noted(self, household_id: RecordId, note: DoorNote) -> WalkNotes:
        """Return the notes with another note of one household."""
        doors = {**self.doors, household_id: note}
        return replace(self, doors={id: each for id, each in doors.items() if not each.is_blank})

    @property
    def marked(self) -> int:
        """How many households have a mark."""
        return sum(1 for note in self.doors.values() if note.mark)

    def body(self) -> dict[str, Any]:
        """Return the notes as a draft keeps them."""
        return {
            "visited_on": self.visited_on.isoformat() if self.visited_on else "",
            "visitor_name": self.visitor_name,
            "order": self.order.value,
            "at": self.at,
            "doors": {
                id.hex(): [note.mark, note.problem, note.promise, note.promise_due]
                for id, note in self.doors.items()
            },
        }


_BLANK = DoorNote()


def read_notes(body: Mapping[str, Any], today: date) -> WalkNotes:
    """Return the notes that a draft holds; what it cannot mean is left out."""
    order = str(body.get("order") or "")
    doors = body.get("doors")
    return WalkNotes(
        parse_date(str(body.get("visited_on") or ""), today),
        str(body.get("visitor_name") or ""),
        WalkOrder(order) if WalkOrder.has(order) else WalkOrder.DOWN,
        str(body.get("at") or ""),
        {
            bytes.fromhex(id): note
            for id, cells in (doors.items() if isinstance(doors, dict) else ())
            if _HEX_ID.fullmatch(str(id)) and not (note := _note(cells)).is_blank
        },
    )


def _note(cells: object) -> DoorNote:
    texts = [str(cell or "") for cell in cells] if isinstance(cells, list) else []
    found = DoorNote(*texts[:4])
    return found if not found.mark or DoorMark.has(found.mark) else replace(found, mark="")
