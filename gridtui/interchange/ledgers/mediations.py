"""What the dispute ledger tells of mediations 调解: of those that began as an issue, and of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import DISPUTES
from gridtui.domain.places.door_numbers import building_title
from gridtui.domain.together.words import DisputeKind, MediationState, Onward, Performance
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.storage.log.fields import table_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import TOGETHER, Building, Grid, Issue

_MEDIATION, _PARTY = table_of(TOGETHER["mediation"]), table_of(TOGETHER["party"])


def is_dispute() -> sa.ColumnElement[bool]:
    """Return the condition that an issue is about a dispute."""
    return sa.or_(col(Issue.category) == DISPUTES, col(Issue.category).startswith(f"{DISPUTES}-"))


def told_of_issues(connection: Connection, issue_ids: Sequence[RecordId]) -> dict[RecordId, Told]:
    """Return what is told of the mediation of each issue, of the latest where there are several."""
    rows: list[Any] = []
    for some in chunks(list(issue_ids)):
        chosen = sa.select(_MEDIATION).where(_MEDIATION.c.issue_id.in_(some), _MEDIATION.c.deleted.is_(False))
        rows += connection.execute(chosen.order_by(_MEDIATION.c.num)).all()
    parties = _parties(connection, [row.id for row in rows])
    return {row.issue_id: _told(row, parties.get(row.id, ())) for row in rows}


def _rows(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    parties = _parties(connection, [row.id for row in rows])
    for row in rows:
        building = building_title(row.building_name or "", row.building_label or "")
        yield {
            **_told(row, parties.get(row.id, ())),
            "id": row.id,
            "day": row.found_on,
            "grid": row.grid,
            "where": " ".join(part for part in (building, row.place) if part),
            "kind": DisputeKind.label_of(row.kind),
            "content": "：".join(dict.fromkeys(part for part in (row.title, row.summary) if part)),
        }


def _told(row: Any, parties: Sequence[str]) -> Told:
    """Return what both tell; what is not written down is left out, so that an issue may say it."""
    outcome = MediationState.label_of(row.state)
    if row.onward and row.onward != Onward.NOWHERE:
        outcome = "、".join(part for part in (outcome, Onward.label_of(row.onward)) if part)
    told: Told = {
        "involved": row.people,
        "parties": "、".join(parties),
        "mediator": row.mediator_name,
        "due_on": row.due_on,
        "outcome": outcome,
        "agreement": _dated(row.agreed_on, row.agreement),
        "kept": _dated(row.performed_on, Performance.label_of(row.performance)),
        "called": _dated(row.followed_on, row.follow_up),
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _dated(day: Any, words: str) -> str:
    return " ".join(part for part in (shown_date(day), words) if part)


def _parties(connection: Connection, ids: Sequence[RecordId]) -> Mapping[RecordId, list[str]]:
    found: dict[RecordId, list[str]] = {}
    for some in chunks(ids):
        chosen = sa.select(_PARTY.c.mediation_id, _PARTY.c.person_name).where(
            _PARTY.c.mediation_id.in_(some), _PARTY.c.deleted.is_(False)
        )
        for mediation_id, name in connection.execute(chosen.order_by(_PARTY.c.side, _PARTY.c.num)):
            found.setdefault(mediation_id, []).append(name)
    return found


def _others() -> Outgoing:
    issue = (
        sa.select(sa.literal(1))
        .select_from(Issue)
        .where(col(Issue.id) == _MEDIATION.c.issue_id, col(Issue.deleted).is_(False), is_dispute())
    )
    chosen = (
        sa.select(
            _MEDIATION,
            col(Building.name).label("building_name"),
            col(Building.label).label("building_label"),
            col(Grid.name).label("grid"),
        )
        .select_from(_MEDIATION)
        .outerjoin(Building, col(Building.id) == _MEDIATION.c.building_id)
        .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
        .where(_MEDIATION.c.deleted.is_(False), ~issue.exists())
    )
    return Outgoing(
        TOGETHER["mediation"],
        chosen,
        _rows,
        lambda id: col(Building.grid_id) == id,
        {
            "registered_from": lambda instant: _MEDIATION.c.found_on >= local_date(instant),
            "registered_before": lambda instant: _MEDIATION.c.found_on < local_date(instant),
        },
    )


OTHERS = _others()
"""Mediations that did not begin as an issue about a dispute."""
