"""Reading two records side by side, before they are joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.people.households import household_detail
from gridtui.queries.people.residents import household_residents, resident_detail
from gridtui.queries.people.twins import PERSON
from gridtui.storage.derived.aliases import with_joined
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import Household, Issue, Promise, Resident, ServiceTag, Visit


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """One of two records: its fields (unmasked, so show them through masking), its door, what hangs on it.

    ``counts`` is noun → how many; ``people`` are the names of a household's people.
    """

    id: RecordId
    title: str
    door: str
    values: Mapping[str, Any]
    counts: Mapping[str, int]
    people: tuple[str, ...] = ()
    is_joined: bool = False


def compared(
    connection: Connection, noun: str, first: RecordId, second: RecordId
) -> tuple[ComparedRecord, ComparedRecord] | None:
    """Return two records of a noun; None where one of them is gone, or both are one."""
    read = _person if noun == PERSON else _home
    found = (read(connection, first), read(connection, second))
    if found[0] is None or found[1] is None or found[0].id == found[1].id:
        return None
    return found[0], found[1]


def _person(connection: Connection, resident_id: RecordId) -> ComparedRecord | None:
    detail = resident_detail(connection, resident_id)
    if detail is None:
        return None
    ids = with_joined(connection, Resident, detail.row.id)
    counts = {
        "issue": _count(connection, Issue, col(Issue.resident_id).in_(ids)),
        "service_tag": _count(connection, ServiceTag, col(ServiceTag.resident_id).in_(ids)),
    }
    joined = detail.draft.alias_of is not None
    return ComparedRecord(
        detail.row.id, detail.row.name, detail.row.door, dict(detail.draft), counts, is_joined=joined
    )


def _home(connection: Connection, household_id: RecordId) -> ComparedRecord | None:
    detail = household_detail(connection, household_id)
    if detail is None:
        return None
    ids = with_joined(connection, Household, detail.row.id)
    counts = {
        "issue": _count(connection, Issue, col(Issue.household_id).in_(ids)),
        "visit": _count(connection, Visit, col(Visit.household_id).in_(ids)),
        "promise": _count(connection, Promise, col(Promise.household_id).in_(ids)),
    }
    people = tuple(row.name for row in household_residents(connection, detail.row.id) if not row.gone)
    title, joined = detail.row.head or detail.row.door, detail.draft.alias_of is not None
    return ComparedRecord(
        detail.row.id, title, detail.row.door, dict(detail.draft), counts, people, is_joined=joined
    )


def _count(connection: Connection, model: RecordTable, where: sa.ColumnElement[bool]) -> int:
    chosen = sa.select(sa.func.count()).select_from(model).where(where, col(model.deleted).is_(False))
    number: int = connection.execute(chosen).scalar_one()
    return number
