"""What is due for review: service needs past their date, records kept long enough, forms long half typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.retention import Retention, retentions
from gridtui.domain.together.ends import ENDED_BY
from gridtui.domain.words.dates import day_begins, local_date
from gridtui.domain.words.paging import Anchor
from gridtui.queries.together.kept_long import kept_long
from gridtui.storage.columns import from_millis
from gridtui.storage.derived.residence import OWN_PERSON
from gridtui.storage.log.log_tables import Audit, Draft
from gridtui.storage.tables import (
    Assignment,
    Attachment,
    Building,
    DiaryEntry,
    Dwelling,
    Household,
    Issue,
    Promise,
    Resident,
    ServiceTag,
    Visit,
)

KINDS: Final = (
    "service_tag",
    "resident",
    "assignment",
    "issue",
    "visit",
    "promise",
    "diary_entry",
    *ENDED_BY,
    "draft",
    "looks",
)
"""What can be due, in the order of the list; codes of ``domain.retention``."""


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What is due on ``today``; ``kind`` is one of ``KINDS``, every kind where it is empty."""

    today: date
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One thing that is due for review.

    ``id`` is the record's; ``code`` a service need or a role, ``key`` that of a half-typed form; ``since``
    is the day from which the time ran; ``count`` is of the lines of the audit, which are one row together.
    """

    kind: str
    id: RecordId
    title: str
    place: str
    since: date
    resident_id: RecordId | None = None
    code: str = ""
    key: str = ""
    count: int = 1

    @property
    def row_key(self) -> bytes:
        """What tells this row from every other."""
        return f"{self.kind}:{self.key}".encode() + self.id


def review_page(
    connection: Connection,
    wanted: ReviewFilter,
    *,
    offset: int,
    limit: int,
    near: Anchor | None = None,  # noqa: ARG001 - the list is short, and made of several
) -> list[ReviewRow]:
    """Return one page of what is due, kind by kind, the longest due first."""
    found: list[ReviewRow] = []
    for kind in _kinds(wanted):
        chosen = _SOURCES[kind](retentions()[kind], wanted.today)
        rows = connection.execute(chosen.offset(offset).limit(limit - len(found))).all()
        found += [_row(kind, row) for row in rows]
        if len(found) == limit:
            break
        if not rows and offset:
            offset -= min(offset, _count(connection, chosen, offset))
        else:
            offset = 0
    return found


def review_count(connection: Connection, wanted: ReviewFilter, *, ceiling: int | None = None) -> int:
    """Return how much is due, counting no further than ``ceiling``."""
    total = 0
    for kind in _kinds(wanted):
        left = None if ceiling is None else ceiling - total
        total += _count(connection, _SOURCES[kind](retentions()[kind], wanted.today), left)
        if ceiling is not None and total >= ceiling:
            break
    return total


def review_counts(connection: Connection, today: date) -> Mapping[str, int]:
    """Return kind → how much is due, without kinds of which nothing is."""
    counts = {kind: review_count(connection, ReviewFilter(today, kind)) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


def _kinds(wanted: ReviewFilter) -> Sequence[str]:
    return (wanted.kind,) if wanted.kind else KINDS


def _count(connection: Connection, chosen: Select[Any], ceiling: int | None) -> int:
    inner = chosen.order_by(None)
    if ceiling is not None:
        inner = inner.limit(ceiling)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(inner.subquery())).scalar_one()
    return total


def _row(kind: str, row: Any) -> ReviewRow:
    since = row.since
    if isinstance(since, int):
        since = from_millis(since)
    if isinstance(since, datetime):
        since = local_date(since)
    return ReviewRow(
        kind,
        row.id,
        row.title or "",
        row.place or "",
        since or date.min,
        row.resident_id,
        row.code or "",
        row.key or "",
        row.count,
    )


def _chosen(id: Any, since: Any, title: Any, place: Any, **more: Any) -> Select[Any]:
    """Select what a row needs, in one shape for every kind."""
    return sa.select(
        id.label("id"),
        since.label("since"),
        title.label("title"),
        place.label("place"),
        more.get("resident_id", sa.null()).label("resident_id"),
        more.get("code", sa.literal("")).label("code"),
        more.get("key", sa.literal("")).label("key"),
        more.get("count", sa.literal(1)).label("count"),
    )


def _tags(_: Retention, today: date) -> Select[Any]:
    chosen = _chosen(
        col(ServiceTag.id),
        col(ServiceTag.review_on),
        col(Resident.name),
        _PLACE,
        resident_id=col(ServiceTag.resident_id),
        code=col(ServiceTag.tag),
    )
    due = sa.or_(col(ServiceTag.review_on).is_(None), col(ServiceTag.review_on) < today)
    chosen = chosen.select_from(ServiceTag).join(Resident, col(Resident.id) == col(ServiceTag.resident_id))
    return (
        _at_home(chosen, col(Resident.household_id), col(Resident.building_id))
        .where(col(ServiceTag.deleted).is_(False), col(Resident.deleted).is_(False), due)
        .order_by(sa.func.coalesce(col(ServiceTag.review_on), date.min), col(ServiceTag.num))
    )


def _residents(kept: Retention, today: date) -> Select[Any]:
    since = sa.case(
        (col(Resident.died_on).is_(None), col(Resident.moved_out_on)),
        (col(Resident.moved_out_on).is_(None), col(Resident.died_on)),
        (col(Resident.died_on) < col(Resident.moved_out_on), col(Resident.died_on)),
        else_=col(Resident.moved_out_on),
    )
    chosen = _chosen(col(Resident.id), since, col(Resident.name), _PLACE, resident_id=col(Resident.id))
    last = kept.cutoff(today)
    return (
        _at_home(chosen.select_from(Resident), col(Resident.household_id), col(Resident.building_id))
        .where(
            *OWN_PERSON,
            sa.or_(col(Resident.moved_out_on) <= last, col(Resident.died_on) <= last),
        )
        .order_by(since, col(Resident.num))
    )


def _posts(kept: Retention, today: date) -> Select[Any]:
    name = col(Assignment.person_name)
    chosen = _chosen(
        col(Assignment.id),
        col(Assignment.to_on),
        name,
        sa.func.coalesce(sa.func.nullif(col(Building.name), ""), col(Building.label), ""),
        resident_id=col(Assignment.resident_id),
        code=col(Assignment.role),
    )
    personal = sa.or_(col(Assignment.phone) != "", col(Assignment.sex) != "")
    return (
        chosen.select_from(Assignment)
        .outerjoin(Building, col(Building.id) == col(Assignment.building_id))
        .where(col(Assignment.deleted).is_(False), col(Assignment.to_on) <= kept.cutoff(today), personal)
        .order_by(col(Assignment.to_on), col(Assignment.num))
    )


def _issues(kept: Retention, today: date) -> Select[Any]:
    chosen = _chosen(
        col(Issue.id),
        col(Issue.closed_at),
        sa.func.coalesce(sa.func.nullif(col(Issue.number), ""), col(Issue.title)),
        col(Issue.place),
        resident_id=col(Issue.resident_id),
    )
    files = sa.exists().where(col(Attachment.issue_id) == col(Issue.id), col(Attachment.digest) != b"")
    personal = sa.or_(col(Issue.reporter_name) != "", col(Issue.reporter_phone) != "", files)
    return chosen.where(
        col(Issue.deleted).is_(False), col(Issue.closed_at) < _after(kept.cutoff(today)), personal
    ).order_by(col(Issue.closed_at), col(Issue.num))


def _visits(kept: Retention, today: date) -> Select[Any]:
    chosen = _chosen(
        col(Visit.id),
        col(Visit.visited_on),
        col(Visit.visitor_name),
        _PLACE,
        resident_id=col(Visit.resident_id),
    )
    personal = sa.or_(*(col(each) != "" for each in (Visit.problem, Visit.measures, Visit.result)))
    return (
        _at_home(chosen.select_from(Visit), col(Visit.household_id), col(Visit.building_id))
        .where(col(Visit.deleted).is_(False), col(Visit.visited_on) <= kept.cutoff(today), personal)
        .order_by(col(Visit.visited_on), col(Visit.num))
    )


def _promises(kept: Retention, today: date) -> Select[Any]:
    chosen = _chosen(
        col(Promise.id), col(Promise.done_on), col(Promise.owner_name), _PLACE,
        resident_id=col(Promise.resident_id),
    )  # fmt: skip
    personal = sa.or_(col(Promise.text) != "", col(Promise.outcome) != "")
    return (
        _at_home(chosen.select_from(Promise), col(Promise.household_id), col(Promise.building_id))
        .where(col(Promise.deleted).is_(False), col(Promise.done_on) <= kept.cutoff(today), personal)
        .order_by(col(Promise.done_on), col(Promise.num))
    )


def _diary(kept: Retention, today: date) -> Select[Any]:
    chosen = _chosen(col(DiaryEntry.id), col(DiaryEntry.day), col(DiaryEntry.author_name), sa.literal(""))
    return chosen.where(
        col(DiaryEntry.deleted).is_(False),
        col(DiaryEntry.day) <= kept.cutoff(today),
        col(DiaryEntry.text) != "",
    ).order_by(col(DiaryEntry.day), col(DiaryEntry.num))


def _declared(noun: str) -> Callable[[Retention, date], Select[Any]]:
    """Return what reads records of working together."""

    def chosen(kept: Retention, today: date) -> Select[Any]:
        found = kept_long(noun, kept.cutoff(today))
        rows = _chosen(found.id, found.since, found.title, sa.literal(""))
        return rows.where(*found.conditions).order_by(found.since, found.num)

    return chosen


def _drafts(kept: Retention, today: date) -> Select[Any]:
    key = col(Draft.key)
    chosen = _chosen(sa.literal(b"", sa.LargeBinary), col(Draft.saved_at), key, sa.literal(""), key=key)
    return chosen.where(col(Draft.saved_at) < _after(kept.cutoff(today))).order_by(col(Draft.saved_at), key)


def _looks(kept: Retention, today: date) -> Select[Any]:
    """One row for all old lines of the audit: their chain lets none of them go."""
    count = sa.func.count()
    oldest = sa.func.min(col(Audit.at))
    chosen = _chosen(sa.literal(b"", sa.LargeBinary), oldest, sa.literal(""), sa.literal(""), count=count)
    old = col(Audit.at) < _after(kept.cutoff(today))
    return chosen.where(old).having(count > 0).order_by(sa.literal_column("1"))


def _at_home(chosen: Select[Any], household: Any, building: Any) -> Select[Any]:
    """Join what ``_PLACE`` is read from."""
    return (
        chosen.outerjoin(Household, col(Household.id) == household)
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(Building, col(Building.id) == building)
    )


def _after(day: date) -> datetime:
    """Return the instant at which a day of the office is over."""
    return day_begins(day + timedelta(days=1)).astimezone(UTC)


_PLACE = sa.func.coalesce(
    sa.func.nullif(col(Dwelling.door), ""), sa.func.nullif(col(Building.name), ""), col(Building.label), ""
)

_SOURCES: Mapping[str, Callable[[Retention, date], Select[Any]]] = {
    "service_tag": _tags,
    "resident": _residents,
    "assignment": _posts,
    "issue": _issues,
    "visit": _visits,
    "promise": _promises,
    "diary_entry": _diary,
    **{noun: _declared(noun) for noun in ENDED_BY},
    "draft": _drafts,
    "looks": _looks,
}
