"""Who looked at a person: reveals, exports and openings, from the audit chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.columns import EPOCH
from gridtui.storage.erasure.traces import same_person
from gridtui.storage.log import audit
from gridtui.storage.log.history import chunks, record_logs
from gridtui.storage.log.log_tables import Audit, Meta, Step
from gridtui.storage.tables import Operator, Org
from gridtui.words import mark

ACTION_TITLES: Final[Mapping[str, str]] = {
    audit.REVEAL: mark("看完整号码"),
    audit.EXPORT: mark("导出"),
    audit.OPEN: mark("打开全部资料"),
    audit.ERASE: mark("清除个人资料"),
    audit.ATTACHMENT: mark("打开附件"),
}
"""What somebody did who looked at a person."""

PEOPLE_LISTS: Final = ("people", "issues", "walk_sheet")
"""Lists with people in them, as an export's line of the audit begins."""


@dataclass(frozen=True, slots=True)
class LookLine:
    """Somebody looked at a person: when, who, at which desk, what they did, and why.

    ``title`` is marked. ``certain`` is False for a list that went out while the person was in the store: the
    person may have been in it.
    """

    num: int
    at: datetime
    actor_name: str
    desk: str
    action: str
    title: str
    reason: str
    certain: bool = True


def looks_at(
    connection: Connection, record_id: RecordId, *, limit: int = 500, lists: bool = True
) -> list[LookLine]:
    """Return who looked at a record, newest first; of a person also at the records joined with theirs.

    ``lists`` adds the lists of people that went out since the record is there.
    """
    ids = same_person(connection, record_id)
    asked: sa.ColumnElement[bool] = col(Audit.record).in_(ids)
    begun = _begun(connection, ids) if lists else None
    if begun is not None:
        going_out = sa.or_(*(col(Audit.reason).startswith(f"{kind} ", autoescape=True)
                             for kind in PEOPLE_LISTS))  # fmt: skip
        asked = sa.or_(
            asked,
            sa.and_(
                col(Audit.record).is_(None),
                col(Audit.action) == audit.EXPORT,
                col(Audit.at) >= begun,
                going_out,
            ),
        )
    rows = connection.execute(
        _LINES.where(asked, col(Audit.action).in_(list(ACTION_TITLES)))
        .order_by(col(Audit.num).desc())
        .limit(limit)
    ).all()
    actors = _actors(connection, {row.actor_id for row in rows if row.actor_id})
    home = connection.execute(sa.select(col(Meta.value)).where(col(Meta.key) == "name")).scalar() or ""
    return [_line(row, actors, home) for row in rows]


def _begun(connection: Connection, ids: Iterable[RecordId]) -> datetime | None:
    """Return since when a person is in the store; None where the records are no person's."""
    logs = [log for log in record_logs(connection, ids).values() if log[0].noun == "resident"]
    return min((log[0].at for log in logs), default=None)


def _actors(connection: Connection, ids: set[RecordId]) -> dict[RecordId, tuple[str, str]]:
    """Return the name and the office of each operator."""
    found: dict[RecordId, tuple[str, str]] = {}
    office = sa.func.coalesce(sa.func.nullif(col(Org.short_name), ""), col(Org.name), "")
    for some in chunks(sorted(ids)):
        named = sa.select(col(Operator.id), col(Operator.name), office.label("office")).outerjoin(
            Org, col(Org.id) == col(Operator.org_id)
        )
        for row in connection.execute(named.where(col(Operator.id).in_(some))):
            found[row.id] = (row.name, row.office)
        wrote = sa.select(col(Step.actor_id), sa.func.max(col(Step.actor_name)).label("name"))
        strangers = [id for id in some if id not in found]
        for row in connection.execute(
            wrote.where(col(Step.actor_id).in_(strangers)).group_by(col(Step.actor_id))
        ):
            found[row.actor_id] = (row.name, "")
    return found


def _line(row: Any, actors: Mapping[RecordId, tuple[str, str]], home: str) -> LookLine:
    name, office = actors.get(row.actor_id, ("", ""))
    return LookLine(
        row.num,
        row.at or EPOCH,
        name,
        office or home,
        row.action,
        ACTION_TITLES[row.action],
        row.reason,
        row.record is not None,
    )


_LINES: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Audit.num),
    col(Audit.at),
    col(Audit.actor_id),
    col(Audit.action),
    col(Audit.record),
    col(Audit.reason),
)
