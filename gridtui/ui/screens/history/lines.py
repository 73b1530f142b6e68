"""The history of a record line by line: a change with many fields has a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.field_titles import field_title, noun_title, value_label
from gridtui.domain.words.intents import intent_title
from gridtui.domain.words.logged_values import shown_value
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.histories import FieldChange, HistoryEntry, RecordHistory

_OF_EVENTS: Final = frozenset({"kind", "text"})
"""Fields of an issue's step that a person reads; the others only place it."""

_OF_FILES: Final = frozenset({"name"})
"""What is said of an issue's file."""

_TAKEN_BACK: Final = {"undo": mark("撤销"), "redo": mark("恢复")}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of one change, said already and masked; ``first`` of its change, which names when and who.

    ``refused`` says why the change counts for nothing, empty where it counts.
    """

    num: int
    place: int
    at: str
    actor: str
    intent: str
    field: str
    before: str
    after: str
    created: bool
    refused: str = ""

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return f"{self.num}.{self.place}".encode()

    @property
    def first(self) -> bool:
        """Whether the change begins here."""
        return not self.place


def lines_of(history: RecordHistory, now: datetime) -> list[ChangeLine]:
    """Return every change, newest first, a line for each field that a person reads."""
    return [line for entry in history.entries for line in _lines(entry, history.titles, now)]


def title_of(history: RecordHistory) -> str:
    """Return what the record is, and which one: ``居民 王建国``."""
    title = value_label(history.noun, "tag", history.title)
    return f"{tr(noun_title(history.noun))} {tr(title) if title != history.title else title}".rstrip()


def _lines(entry: HistoryEntry, titles: Mapping[str, str], now: datetime) -> Iterator[ChangeLine]:
    at, intent, created = shown_instant(entry.at, now), _intent(entry), entry.kind == "create"
    refused = _refusal(entry.refused) if entry.refused else ""
    told = [
        (tr(field_title(entry.noun, change.field)), *(
            shown_value(entry.noun, change.field, value, titles) for value in (change.before, change.after)
        ))
        for change in _read(entry)
    ]  # fmt: skip
    for place, (title, before, after) in enumerate(told or [("", "", "")]):
        yield ChangeLine(
            entry.num, place, at, entry.actor_name, intent, title, before, after, created, refused
        )


def _refusal(code: str) -> str:
    # Only here is anything of the exchange needed, and hardly ever.
    from gridtui.sync.telling import refusal_words

    return tr(refusal_words(code))


def _read(entry: HistoryEntry) -> Iterator[FieldChange]:
    """Return the fields worth a line: not the empty ones of a new record, not the inside of a step."""
    for change in entry.fields:
        if entry.noun == "issue_event" and change.field not in _OF_EVENTS:
            continue
        if entry.noun == "attachment" and change.field not in _OF_FILES:
            continue
        if entry.kind != "create" or change.after not in (None, "", False):
            yield change


def _intent(entry: HistoryEntry) -> str:
    title = tr(intent_title(entry.intent))
    if entry.refused:
        return tr("没有采用")
    if entry.kind == "delete" and entry.step_kind == "do" and entry.noun != "attachment":
        return tr("删除记录")
    prefix = _TAKEN_BACK.get(entry.step_kind)
    return f"{tr(prefix)} {title}" if prefix else title
