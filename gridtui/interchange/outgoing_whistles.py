"""What the whistle ledger 吹哨台账 tells: a row for every unit called, one for a whistle without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.whistle import Purpose, UnitStatus
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.queries.issues.whistles import WhistleDetail, whistle_detail
from gridtui.storage.tables import Issue, Whistle
from gridtui.words import tr


def _whistles(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    for row in rows:
        detail = whistle_detail(connection, row.id)
        if detail is not None:
            whole = _of_whole(detail)
            for unit in detail.status.units or (None,):
                yield whole | (_of_unit(detail, unit) if unit is not None else {})


def _of_whole(detail: WhistleDetail) -> Told:
    row, status = detail.row, detail.status
    return {
        "id": row.id,
        "number": row.number,
        "drafted_at": row.drafted_at,
        "issue": row.issue,
        "place": row.door,
        "blower": row.org,
        "level": tr(Level(row.level).label),
        "purpose": tr(Purpose.label_of(row.purpose)),
        "title": row.title,
        "text": row.text,
        "state": tr(status.state.label),
        "approved_at": status.approved_at,
        "ended_at": status.ended_at,
    }


def _of_unit(detail: WhistleDetail, unit: UnitStatus) -> Told:
    late = any(
        clock.done_at is not None and clock.is_late(clock.done_at) for clock in detail.clocks.of_unit(unit)
    )
    clock = detail.next_clock(unit)
    return {
        "unit": detail.unit_name(unit.key),
        "unit_state": tr(unit.state.label),
        "called_at": unit.called_at,
        "signed_at": unit.signed_at,
        "contacted_at": unit.contacted_at,
        "reported_at": unit.reported_at,
        "handled_at": unit.handled_at,
        "due_at": clock.timing.due if clock else None,
        "late": late,
        "refusal": unit.reason,
        "duty": unit.duty,
        "ruling": tr(unit.ruling.label) if unit.ruling else "",
        "done": unit.done,
        "rating": tr(unit.rating.label) if unit.rating else "",
        "answer": tr(unit.answer.label) if unit.answer else "",
    }


WHISTLES = Outgoing(
    Whistle,
    sa.select(*(col(getattr(Whistle, name)) for name in ("num", "id"))).where(
        col(Whistle.deleted).is_(False)
    ),
    _whistles,
    lambda id: col(Whistle.issue_id).in_(sa.select(col(Issue.id)).where(col(Issue.grid_id) == id)),
    {
        "open": col(Whistle.is_open).is_,
        "registered_from": lambda instant: col(Whistle.drafted_at) >= instant,
        "registered_before": lambda instant: col(Whistle.drafted_at) < instant,
    },
)
