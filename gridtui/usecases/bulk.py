"""What one command does to several marked records, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.service_tag import ServiceTagDraft, guardian_needed
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Resident, ServiceTag
from gridtui.usecases.records import checked, form_done
from gridtui.words import mark


def tag_each(
    unit: UnitOfWork, draft: ServiceTagDraft, residents: Sequence[RecordId], *, form: str = ""
) -> int:
    """Note one service need of several residents, for one purpose; returns of how many it was new.

    Refused as a whole where one is gone, or under 14 and no guardian agreed.
    """
    rows = _people(unit, residents)
    young = [
        row.name for row in rows if draft.consent_on and guardian_needed(row.birth_date, draft.consent_on)
    ]
    if young and not draft.guardian_consent:
        text = mark("{names} 未满 14 岁，须由监护人同意；请分开记，或勾选监护人同意")
        raise RuleBroken(Problem(text, "guardian_consent", values={"names": "、".join(young[:3])}))
    tagged = _tagged(unit, draft.tag, [row.id for row in rows])
    values = [
        checked(unit, draft.model_copy(update={"resident_id": row.id, "building_id": row.building_id}))
        for row in rows
    ]
    new = [each for each in values if each["resident_id"] not in tagged]
    form_done(unit, form)
    unit.label = str(len(new))
    unit.create_many(ServiceTag, new, scope=lambda row: row["building_id"] or unit.desk.org_id)
    return len(new)


def _people(unit: UnitOfWork, residents: Sequence[RecordId]) -> list[Any]:
    wanted = list(dict.fromkeys(residents))
    rows: list[Any] = []
    for some in chunks(wanted):
        chosen = sa.select(
            col(Resident.num),
            col(Resident.id),
            col(Resident.name),
            col(Resident.birth_date),
            col(Resident.building_id),
        )
        rows += unit.connection.execute(
            chosen.where(col(Resident.id).in_(some), col(Resident.deleted).is_(False))
        )
    if not rows or len(rows) < len(wanted):
        raise RuleBroken(Problem(mark("选中的居民里有的已经不在了，请重新选")))
    return sorted(rows, key=lambda row: row.num)


def _tagged(unit: UnitOfWork, tag: str, residents: Sequence[RecordId]) -> set[RecordId | None]:
    """Return who of them has this need noted already."""
    found: set[RecordId | None] = set()
    for some in chunks(residents):
        chosen = sa.select(col(ServiceTag.resident_id)).where(
            col(ServiceTag.resident_id).in_(some),
            col(ServiceTag.tag) == tag,
            col(ServiceTag.deleted).is_(False),
        )
        found.update(unit.connection.execute(chosen).scalars())
    return found
