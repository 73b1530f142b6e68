"""Reading what people decided about hot issues 热点."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.hot import HotDecided, HotDecisionKind, in_order
from gridtui.storage.tables import HotDecision

K = HotDecisionKind


@dataclass(frozen=True, slots=True)
class HotAct:
    """One decision as a person took it; a split is told by its pairs apart, whatever it put together."""

    id: RecordId
    kind: HotDecisionKind
    title: str
    residents: int
    at: datetime


def hot_decisions(connection: Connection) -> list[HotDecided]:
    """Return every decision in force, row by row, the latest last."""
    chosen = sa.select(
        col(HotDecision.id),
        col(HotDecision.act_id),
        col(HotDecision.kind),
        col(HotDecision.issue_id),
        col(HotDecision.other_id),
        col(HotDecision.title),
        col(HotDecision.residents),
        col(HotDecision.decided_at),
    ).where(
        col(HotDecision.deleted).is_(False),
        col(HotDecision.issue_id).is_not(None),
        col(HotDecision.decided_at).is_not(None),
    )
    rows = connection.execute(chosen)
    return in_order(
        HotDecided(
            row.id,
            row.act_id or row.id,
            row.kind,
            row.issue_id,
            row.other_id,
            row.title,
            row.residents,
            row.decided_at,
        )
        for row in rows
    )


def acts_about(decided: Collection[HotDecided], issues: Collection[RecordId]) -> list[HotAct]:
    """Return the decisions that name any of these issues, the latest first."""
    wanted = set(issues)
    about = {each.act_id for each in decided if each.issue_id in wanted or each.other_id in wanted}
    rows: dict[RecordId, HotDecided] = {}
    for each in decided:
        told = rows.get(each.act_id)
        if each.act_id in about and (told is None or each.kind == K.APART):
            rows[each.act_id] = each
    acts = [
        HotAct(act_id, K(each.kind), each.title, each.residents, each.at)
        for act_id, each in rows.items()
        if K.has(each.kind)
    ]
    return acts[::-1]
