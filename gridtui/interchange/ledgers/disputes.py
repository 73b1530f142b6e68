"""The ledger of disputes 矛盾纠纷台账: issues about a quarrel and their mediation, then others.

Where nothing was written down of the mediation, the issue says who has it in hand, when it is due and how it
ended. In what manner it was mediated is recorded nowhere: that column is there to be filled by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import Resolution, Satisfaction
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.people.masking import mask_name
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.issue_facts import (
    GRID,
    NUMBER,
    PLACE,
    IssueFacts,
    issue_columns,
    masked_reporter,
    placed,
)
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.ledgers.mediations import OTHERS, is_dispute, told_of_issues
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.outgoing_people import ISSUES
from gridtui.storage.tables import Issue
from gridtui.words import mark

_WHO_TOLD = "（反映人）"


def _source(reader: Reader) -> Outgoing:
    chosen = placed(
        sa.select(col(Issue.num), col(Issue.id), *issue_columns())
        .select_from(Issue)
        .where(
            col(Issue.deleted).is_(False),
            is_dispute(),
        )
    )
    return Outgoing(Issue, chosen, partial(_rows, reader), ISSUES.grid, ISSUES.filters)


def _rows(reader: Reader, connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    ids = [row.id for row in rows]
    facts, mediated = IssueFacts(connection, reader, ids), told_of_issues(connection, ids)
    for row in rows:
        status, told = facts.status(row.id), facts.told(row, row.id)
        reporter = told["reporter"]
        yield {
            "id": row.id,
            "number": told["number"],
            "day": local_date(row.registered_at),
            "grid": told["grid"],
            "where": told["where"],
            "kind": told["minor"] or told["major"],
            "parties": f"{reporter}{_WHO_TOLD}" if reporter else "",
            "content": told["content"],
            "mediator": facts.handler(row.id),
            "due_on": facts.due_on(row, row.id),
            "outcome": _outcome(status),
            "called": _called(status),
            **mediated.get(row.id, {}),
        }


def _outcome(status: IssueStatus) -> str:
    """Return how it ended, and where it stands where it has not."""
    if status.is_open:
        return status.state.label
    said = (status.closure_kind, status.resolved)
    return "、".join(each.label for each in said if each is not None) or status.state.label


def _called(status: IssueStatus) -> str:
    """Return when the latest call-back was that reached somebody, and what was said."""
    for event in reversed(status.live):
        said = (Resolution.label_of(str(event.data.get("resolved") or "")),
                Satisfaction.label_of(str(event.data.get("satisfaction") or "")))  # fmt: skip
        if event.kind is EventKind.CALLBACK and said[0]:
            return " ".join(filter(None, (shown_date(local_date(event.at)), *said)))
    return ""


def _masked(parties: str) -> str:
    if parties.endswith(_WHO_TOLD):
        return masked_reporter(parties.removesuffix(_WHO_TOLD)) + _WHO_TOLD
    return "、".join(map(mask_name, parties.split("、")))


DISPUTE_LEDGER = Ledger(
    "disputes",
    mark("矛盾纠纷台账"),
    mark("一件纠纷一行：什么纠纷、当事人、谁调解、结果、协议和履行"),
    _source,
    (
        NUMBER,
        LedgerColumn(Field("day", mark("排查日期"), Reads.DATE), 11),
        GRID,
        LedgerColumn(Field("where", mark("地点"), Reads.PROSE), PLACE.width),
        LedgerColumn(Field("kind", mark("类型")), 14),
        LedgerColumn(Field("involved", mark("涉及人数"), Reads.INTEGER), 8),
        LedgerColumn(Field("parties", mark("当事人")), 16, _masked),
        LedgerColumn(Field("content", mark("简述"), Reads.TEXT), 36),
        LedgerColumn(Field("mediator", mark("调解人")), 14),
        LedgerColumn(Field("manner", mark("方式")), 10),
        LedgerColumn(Field("due_on", mark("时限"), Reads.DATE), 11),
        LedgerColumn(Field("outcome", mark("结果")), 14),
        LedgerColumn(Field("agreement", mark("协议"), Reads.TEXT), 24),
        LedgerColumn(Field("kept", mark("履行"), Reads.PROSE), 12),
        LedgerColumn(Field("called", mark("回访"), Reads.PROSE), 20),
    ),
    also=lambda _reader: OTHERS,
)
