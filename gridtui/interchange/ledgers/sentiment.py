"""The ledger of what residents raised 民情台账: a row an issue, from taking down to how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, Satisfaction, State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.dates import local_date
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.issue_facts import (
    CONTENT,
    GRID,
    MAJOR,
    MINOR,
    NUMBER,
    PHONE,
    PLACE,
    REPORTER,
    SOURCE,
    IssueFacts,
    issue_columns,
    placed,
)
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.outgoing_people import ISSUES
from gridtui.storage.tables import Issue
from gridtui.words import mark


def _source(reader: Reader) -> Outgoing:
    chosen = placed(
        sa.select(col(Issue.num), col(Issue.id), *issue_columns())
        .select_from(Issue)
        .where(col(Issue.deleted).is_(False))
    )
    return Outgoing(Issue, chosen, partial(_rows, reader), ISSUES.grid, ISSUES.filters)


def _rows(reader: Reader, connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    facts = IssueFacts(connection, reader, [row.id for row in rows])
    for row in rows:
        status = facts.status(row.id)
        yield {
            **facts.told(row, row.id),
            "day": local_date(row.registered_at),
            "who": facts.handler(row.id),
            "measures": measures(status),
            "due_on": facts.due_on(row, row.id),
            "closed_on": local_date(status.closed_at) if status.closed_at is not None else None,
            "closure_kind": status.closure_kind,
            "resolved": status.resolved,
            "satisfaction": status.satisfaction,
            "note": _note(status),
        }


def measures(status: IssueStatus) -> str:
    """Return what was done, as the latest feedback says; as the latest reply, where there is none."""
    for kind in (EventKind.FEEDBACK, EventKind.REPLY):
        event = next((each for each in reversed(status.live) if each.kind is kind), None)
        if event is not None:
            done = str(event.data.get("measures") or "")
            return "；".join(dict.fromkeys(part for part in (done, event.text) if part))
    return ""


def _note(status: IssueStatus) -> str:
    words = [] if status.state in (State.CLOSED, State.ARCHIVED) else [status.state.label]
    return "、".join((*words, *(flag.label for flag in sorted(status.flags))))


SENTIMENT = Ledger(
    "sentiment",
    mark("民情台账"),
    mark("一件诉求一行：谁反映、什么事、谁办、怎么办结"),
    _source,
    (
        NUMBER,
        LedgerColumn(Field("day", mark("日期"), Reads.DATE), 11),
        GRID,
        PLACE,
        REPORTER,
        PHONE,
        SOURCE,
        MAJOR,
        MINOR,
        CONTENT,
        LedgerColumn(Field("who", mark("责任人")), 14),
        LedgerColumn(Field("measures", mark("措施"), Reads.TEXT), 26),
        LedgerColumn(Field("due_on", mark("办理时限"), Reads.DATE), 11),
        LedgerColumn(Field("closed_on", mark("办结日期"), Reads.DATE), 11),
        LedgerColumn(Field("closure_kind", mark("办结类型"), Reads.WORD, words=ClosureKind), 10),
        LedgerColumn(Field("resolved", mark("是否解决"), Reads.WORD, words=Resolution), 9),
        LedgerColumn(Field("satisfaction", mark("满意度"), Reads.WORD, words=Satisfaction), 9),
        LedgerColumn(Field("note", mark("备注"), Reads.PROSE), 12),
    ),
)
