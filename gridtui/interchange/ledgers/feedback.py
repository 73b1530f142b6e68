"""The ledger of feedback 反馈台账: a row for every answer given, and what the resident said to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_states import Resolution, Satisfaction
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.dates import local_date
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.issue_facts import (
    CONTENT,
    GRID,
    NUMBER,
    PHONE,
    PLACE,
    REPORTER,
    IssueFacts,
    issue_columns,
    placed,
)
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.storage.tables import Issue, IssueEvent
from gridtui.words import mark


def _source(reader: Reader) -> Outgoing:
    chosen = placed(
        sa.select(col(IssueEvent.num), col(IssueEvent.id), col(IssueEvent.issue_id), *issue_columns())
        .select_from(IssueEvent)
        .join(Issue, col(Issue.id) == col(IssueEvent.issue_id))
        .where(
            col(IssueEvent.kind) == EventKind.FEEDBACK.value,
            col(IssueEvent.deleted).is_(False),
            col(Issue.deleted).is_(False),
        )
    )
    return Outgoing(
        IssueEvent,
        chosen,
        partial(_rows, reader),
        lambda id: col(Issue.grid_id) == id,
        {
            "registered_from": lambda instant: col(IssueEvent.at) >= instant,
            "registered_before": lambda instant: col(IssueEvent.at) < instant,
        },
    )


def _rows(reader: Reader, connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    facts = IssueFacts(connection, reader, [row.issue_id for row in rows])
    for row in rows:
        event, call = _answered(facts.status(row.issue_id), row.id)
        # Feedback that was taken back, or was only a suggestion, was not given.
        if event is None:
            continue
        yield {
            "id": row.id,
            **facts.told(row, row.issue_id),
            "fed_back_on": local_date(event.at),
            "unit": facts.unit(row.issue_id),
            "by": facts.by(event),
            "measures": event.data.get("measures"),
            "answer": event.text,
            "called_on": local_date(call.at) if call is not None else None,
            "caller": facts.by(call),
            "resolved": call.data.get("resolved") if call is not None else None,
            "satisfaction": call.data.get("satisfaction") if call is not None else None,
        }


def _answered(status: IssueStatus, event_id: RecordId) -> tuple[Event | None, Event | None]:
    """Return a feedback that counts and the last call-back about it, before the next feedback."""
    steps = iter(status.live)
    event = next((each for each in steps if each.id == event_id), None)
    since = takewhile(lambda each: each.kind is not EventKind.FEEDBACK, steps)
    calls = [each for each in since if each.kind is EventKind.CALLBACK and each.data.get("resolved")]
    return event, calls[-1] if calls else None


FEEDBACK = Ledger(
    "feedback",
    mark("反馈台账"),
    mark("一次反馈一行：答复了什么、回访时怎么说"),
    _source,
    (
        NUMBER,
        GRID,
        PLACE,
        REPORTER,
        PHONE,
        CONTENT,
        LedgerColumn(Field("fed_back_on", mark("反馈日期"), Reads.DATE), 11),
        LedgerColumn(Field("unit", mark("承办单位")), 14),
        LedgerColumn(Field("by", mark("反馈人")), 9),
        LedgerColumn(Field("measures", mark("措施"), Reads.TEXT), 26),
        LedgerColumn(Field("answer", mark("反馈内容"), Reads.TEXT), 32),
        LedgerColumn(Field("called_on", mark("回访日期"), Reads.DATE), 11),
        LedgerColumn(Field("caller", mark("回访人")), 9),
        LedgerColumn(Field("resolved", mark("是否解决"), Reads.WORD, words=Resolution), 9),
        LedgerColumn(Field("satisfaction", mark("满意度"), Reads.WORD, words=Satisfaction), 9),
    ),
)
