"""Proposing resources for a demand by kind, place and words, with the reason; people decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.matching import Offer, Wanted, fitness
from gridtui.domain.words.sentences import Listing
from gridtui.queries.together.titles import titles_of
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER


@dataclass(frozen=True, slots=True)
class Proposal:
    """A resource that may meet a demand, why, and what people decided before (empty for nothing)."""

    resource_id: RecordId
    title: str
    unit: str
    reasons: Listing
    weight: int
    verdict: str


def proposals(connection: Connection, demand_id: RecordId, today: date, limit: int = 20) -> list[Proposal]:
    """Return the resources that may meet a demand, the best first; those declined come last."""
    demand, resource, match = (table_of(TOGETHER[noun]) for noun in ("demand", "resource", "matching"))
    wanted = connection.execute(
        sa.select(demand.c.kind, demand.c.title, demand.c.text, demand.c.grid_id).where(
            demand.c.id == demand_id, demand.c.deleted.is_(False)
        )
    ).one_or_none()
    if wanted is None:
        return []
    decided = {
        row.resource_id: row.verdict
        for row in connection.execute(
            sa.select(match.c.resource_id, match.c.verdict).where(
                match.c.demand_id == demand_id, match.c.deleted.is_(False)
            )
        )
    }
    rows = connection.execute(
        sa.select(resource).where(
            resource.c.deleted.is_(False), sa.or_(resource.c.until.is_(None), resource.c.until >= today)
        )
    ).all()
    units = titles_of(connection, "member_unit", [row.member_unit_id for row in rows])
    asked = Wanted(wanted.kind, f"{wanted.title} {wanted.text}", wanted.grid_id)
    found = []
    for row in rows:
        fit = fitness(asked, Offer(row.kind, f"{row.title} {row.place} {row.note}", row.grid_id))
        verdict = decided.get(row.id, "")
        if fit.weight or verdict:
            found.append(
                Proposal(
                    row.id, row.title, units.get(row.member_unit_id, ""), fit.reasons, fit.weight, verdict
                )
            )
    found.sort(key=lambda each: (each.verdict == "declined", -each.weight, each.title))
    return found[:limit]
