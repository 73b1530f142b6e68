"""Typical cases 典型案例: those a person chose, and those that a rule proposes with words from the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import Satisfaction
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.text import tidy
from gridtui.insight.hot import HotGroup
from gridtui.interchange.ledgers.issue_facts import IssueFacts, issue_columns, placed
from gridtui.interchange.ledgers.sentiment import measures
from gridtui.interchange.reports.asking import ReportAsked
from gridtui.interchange.reports.cleaning import Cleaner
from gridtui.interchange.reports.counted import HOUSEHOLDS, WITHIN, day_words, in_one
from gridtui.interchange.reports.facts import CaseReason, TypicalCase
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.reports.cases import chosen_cases, solved_among, solved_ids
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Issue
from gridtui.words import mark

PROPOSED = 12
"""So many cases are proposed at most."""

MOST_GROUPS = 50
"""So many of the hottest groups are looked through."""

LEAST_HOUSEHOLDS = 3
"""A matter that fewer raised is not proposed as one of many."""

_TITLE_LENGTH = 30
_ENDS = "。！？；，,.!?; "

R = CaseReason


def chosen_texts(connection: Connection, asked: ReportAsked) -> list[TypicalCase]:
    """Return the cases that were chosen for this report, masked, in their order."""
    chosen = chosen_cases(connection, asked.org_id, asked.period.code, asked.grid_id)
    if not chosen:
        return []
    ids = [each.issue_id for each in chosen]
    cleaner, issues = Cleaner.read(connection, ids), _Issues(connection, ids)
    return [
        replace(
            issues.case(each.issue_id, cleaner.line(each.title), cleaner.paragraphs(each.text)), id=each.id
        )
        for each in chosen
    ]


def propose_cases(
    connection: Connection, asked: ReportAsked, groups: Sequence[HotGroup] = ()
) -> list[TypicalCase]:
    """Return issues solved in the period that a rule finds telling, the most telling first.

    That is one of a matter that several households raised (``groups``, the hottest first), one solved after
    a whistle, one solved after it had to be done again; those of several rules first. Their words are put
    together from the record and masked: a person chooses and words them anew.
    """
    stretch = asked.stretch
    found: dict[RecordId, list[CaseReason]] = {}
    households: dict[RecordId, int] = {}
    for group in groups:
        solved = solved_among(connection, group.ids, stretch) if group.residents >= LEAST_HOUSEHOLDS else []
        if solved:
            found.setdefault(solved[0], []).append(R.MANY)
            households[solved[0]] = group.residents
    for reason, rule in ((R.WHISTLE, {"whistled": True}), (R.REOPENED, {"reworked": True})):
        for id in solved_ids(connection, stretch, limit=PROPOSED, **rule):
            found.setdefault(id, []).append(reason)
    telling = _mixed(found, households)[:PROPOSED]
    return _drafted(connection, asked, telling, found, households)


def _mixed(
    found: Mapping[RecordId, Sequence[CaseReason]], households: Mapping[RecordId, int]
) -> list[RecordId]:
    """Return issues of several rules first, then of each rule in turn: none crowds another out."""
    ranked = sorted(found, key=lambda id: (-len(found[id]), -households.get(id, 0)))
    turns: Counter[CaseReason] = Counter()
    order: dict[RecordId, tuple[int, int]] = {}
    for id in ranked:
        order[id] = (-len(found[id]), turns[found[id][0]])
        turns[found[id][0]] += 1
    return sorted(ranked, key=order.__getitem__)


def draft_case(connection: Connection, asked: ReportAsked, issue_id: RecordId) -> TypicalCase | None:
    """Return the words for an issue that a person picked; None where it is gone."""
    drafted = _drafted(connection, asked, [issue_id], {issue_id: [R.PICKED]}, {})
    return drafted[0] if drafted else None


def worded_case(connection: Connection, asked: ReportAsked, issue_id: RecordId) -> TypicalCase | None:
    """Return a case to be worded: as it was worded last, not masked, else drafted; None where it is gone."""
    chosen = chosen_cases(connection, asked.org_id, asked.period.code)
    stored = next((each for each in chosen if each.issue_id == issue_id), None)
    if stored is None:
        return draft_case(connection, asked, issue_id)
    case = _Issues(connection, [issue_id]).case(issue_id, stored.title, tuple(stored.text.split("\n")))
    return replace(case, id=stored.id)


def needs_masking(connection: Connection, issue_id: RecordId, *texts: str) -> bool:
    """Return whether a name or a number in texts about an issue is masked when they are told."""
    return Cleaner.read(connection, [issue_id]).changed(texts)


def _drafted(
    connection: Connection,
    asked: ReportAsked,
    ids: Sequence[RecordId],
    reasons: Mapping[RecordId, Sequence[CaseReason]],
    households: Mapping[RecordId, int],
) -> list[TypicalCase]:
    facts, issues = IssueFacts(connection, asked.reader, ids), _Issues(connection, ids)
    cleaner = Cleaner.read(connection, ids)
    drafted = []
    for id in ids:
        row = issues.get(id)
        if row is not None:
            many = households.get(id, 0)
            status = facts.status(id)
            said = (in_one(_raised(row, many)), in_one(_handled(status, facts.unit(id))))
            text = tuple(part for each in said for part in cleaner.paragraphs(str(each)))
            case = issues.case(id, _short(cleaner.line(row.title or row.text)), text)
            drafted.append(replace(case, reasons=tuple(reasons[id]), households=many))
    return drafted


def _raised(row: Any, households: int) -> Iterator[Sentence]:
    """Yield what was raised, where and when, and by how many."""
    day, place = day_words(local_date(row.registered_at)), row.grid or Sentence(mark("本辖区"))
    content = "：".join(dict.fromkeys(tidy(part).rstrip(_ENDS) for part in (row.title, row.text) if part))
    raised: dict[str, object] = {"day": day, "place": place, "content": content}
    yield Sentence(mark("{day}，{place}居民反映：{content}。"), raised)
    if households:
        yield Sentence(mark("同一件事共有{homes}反映。"), {"homes": HOUSEHOLDS(households)})


def _handled(status: IssueStatus, unit: str) -> Iterator[Sentence]:
    """Yield what was done, and how it ended."""
    if any(event.kind is EventKind.WHISTLE for event in status.live):
        yield Sentence(mark("办理中吹哨，请有关单位报到处置。"))
    if status.reopened:
        yield Sentence(mark("第一次没有办好，重办后解决。"))
    done = measures(status).rstrip(_ENDS)
    if done and unit:
        yield Sentence(mark("{unit}的处理：{done}。"), {"unit": unit, "done": done})
    elif done:
        yield Sentence(mark("处理：{done}。"), {"done": done})
    if status.closed_at is not None:
        yield _ending(status, status.closed_at)


def _ending(status: IssueStatus, closed_at: datetime) -> Sentence:
    took = max(0, (closed_at - (status.opened_at or closed_at)).days)
    values: dict[str, object] = {"day": day_words(local_date(closed_at)), "days": WITHIN(took)}
    if status.satisfaction in (Satisfaction.SATISFIED, Satisfaction.MOSTLY):
        values["mood"] = Sentence(status.satisfaction.label)
        return Sentence(mark("{day}办结，登记后{days}，居民评价：{mood}。"), values)
    return Sentence(mark("{day}办结，登记后{days}。"), values)


def _short(title: str) -> str:
    line = title.rstrip(_ENDS)
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1] + "…"


class _Issues:
    """What issues are about and where they are, by id."""

    def __init__(self, connection: Connection, ids: Sequence[RecordId]) -> None:
        self._rows: dict[RecordId, Any] = {}
        for some in chunks(list(ids)):
            chosen = placed(sa.select(col(Issue.id), *issue_columns()).select_from(Issue))
            live = chosen.where(col(Issue.id).in_(some), col(Issue.deleted).is_(False))
            self._rows.update((row.id, row) for row in connection.execute(live))
        self._names = {row.code: row.name for row in category_rows(connection)} if self._rows else {}

    def get(self, id: RecordId) -> Any:
        """Return the row of an issue, None where it is gone."""
        return self._rows.get(id)

    def case(self, id: RecordId, title: str, paragraphs: tuple[str, ...]) -> TypicalCase:
        """Return an issue that is there as a case with these words."""
        row = self._rows[id]
        category = self._names.get(row.category, row.category)
        return TypicalCase(id, row.number, row.grid or "", category, title, paragraphs)
