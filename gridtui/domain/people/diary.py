"""The people's-sentiment diary 民情日志: a day of one person, compiled from the records, then edited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, Satisfaction
from gridtui.domain.people.visit import Manner, Outcome
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.draft import Draft, past_date_problems
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy_line
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

_SENTENCE_ENDS = "。！？…!?"
_MONTH = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})月?")


class DiaryDraft(Draft):
    """A day as written; ``sources`` are the ids of what was compiled into it, in hexadecimal with blanks."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"text", "sources"})

    org_id: bytes | None = None
    day: date | None = None
    author_id: bytes | None = None
    author_name: str = ""
    text: str = ""
    sources: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [] if self.day else [Problem(mark("请填写是哪一天"), "day")]
        if not self.text:
            found.append(Problem(mark("日志还是空的：写几句，或按 F5 汇总当天的记录"), "text"))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        return past_date_problems(self.day, "day", today)


@dataclass(frozen=True, slots=True)
class DiaryFact:
    """One thing that was recorded on a day: its id, and the line it makes in the diary (Chinese)."""

    id: RecordId
    line: str


def compiled(draft: DiaryDraft, facts: Iterable[DiaryFact]) -> tuple[DiaryDraft, int]:
    """Return the day with a line for every fact that is new since, behind what stands there; and how many."""
    known = set(draft.sources.split())
    new = [fact for fact in facts if fact.id.hex() not in known]
    if not new:
        return draft, 0
    lines = [draft.text.rstrip("\n")] if draft.text.strip() else []
    text = "\n".join([*lines, *(fact.line for fact in new)])
    sources = " ".join([*draft.sources.split(), *(fact.id.hex() for fact in new)])
    return draft.model_copy(update={"text": text, "sources": sources}), len(new)


def month_of(text: str) -> date | None:
    """Return the first day of a month as people write it: ``2026-11``, ``202611``, ``2026年11月``."""
    found = _MONTH.fullmatch(tidy_line(text))
    if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
        return None
    return date(int(found[1]), int(found[2]), 1)


def visit_line(
    *,
    door: str,
    manner: str,
    outcome: str,
    told: Sequence[str] = ("", "", ""),
    promises: Iterable[tuple[str, date | None]] = (),
    day: date | None = None,
) -> str:
    """Return a visit as a line, no names: the door, how, what came of it; ``told`` is 问题、措施、成效."""
    line = f"{door or '没有门牌的一户'} {_label(Manner, manner)}走访，{_label(Outcome, outcome)}。"
    for lead, text in zip(("问题", "措施", "成效"), told, strict=True):
        line += _clause(lead, text)
    for text, due_on in promises:
        by = f"（{shown_date(due_on, day)} 前）" if due_on else ""
        line += _clause("承诺", _flat(text).rstrip(_SENTENCE_ENDS) + by)
    return line


def event_line(
    *, number: str, place: str, matter: str, kind: EventKind, text: str, data: Mapping[str, object]
) -> str:
    """Return a step of an issue as a line: its number, where, what about, the step and how it came out."""
    head = " ".join(part for part in (number, place, matter) if part)
    line = f"诉求 {head}，{kind.label}{_result(kind, data)}。"
    told = (("", text), ("措施", data.get("measures")), ("成效", data.get("outcome")))
    return line + "".join(_clause(lead, words) for lead, words in told)


def _result(kind: EventKind, data: Mapping[str, object]) -> str:
    """Return how a callback or an end came out."""
    if kind is EventKind.CALLBACK and data.get("reached") is False:
        return "没有联系上"
    if kind not in (EventKind.CALLBACK, EventKind.CLOSE):
        return ""
    vocabularies: tuple[tuple[type[Vocabulary], str], ...] = (
        (ClosureKind, "closure_kind"),
        (Resolution, "resolved"),
        (Satisfaction, "satisfaction"),
    )
    said = [_label(words, data.get(key)) for words, key in vocabularies]
    told = "、".join(part for part in said if part)
    return f"（{told}）" if told else ""


def _label(vocabulary: type[Vocabulary], code: object) -> str:
    return vocabulary.label_of(code) if isinstance(code, str) else ""


def _clause(lead: str, text: object) -> str:
    """Return a sentence of the diary, nothing for no text."""
    words = _flat(text)
    if not words:
        return ""
    end = "" if words[-1] in _SENTENCE_ENDS else "。"
    return f"{lead}：{words}{end}" if lead else f"{words}{end}"


def _flat(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""
