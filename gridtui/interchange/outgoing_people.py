"""What an export reads of people and of issues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_events import EventKind, decode_data
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, Satisfaction, State, read_flags
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.labels import Categories
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.plans.stored_people import COLUMNS, HOME_COLUMNS, home_fields
from gridtui.storage.columns import NEVER
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.derived.residence import OWN_PERSON
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import (
    Building,
    Dwelling,
    Grid,
    Household,
    Issue,
    IssueEvent,
    Resident,
    ServiceTag,
)
from gridtui.storage.workspace import read_meta


def _people(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    needs: dict[RecordId, list[str]] = defaultdict(list)
    for some in chunks([row.id for row in rows]):
        chosen = sa.select(col(ServiceTag.resident_id), col(ServiceTag.tag)).where(
            col(ServiceTag.resident_id).in_(some), col(ServiceTag.deleted).is_(False)
        )
        for resident_id, tag in connection.execute(chosen.order_by(col(ServiceTag.num))):
            if resident_id is not None:
                needs[resident_id].append(ServiceNeed.label_of(tag))
    for row in rows:
        values = row._asdict()
        yield {**values, **home_fields(values), "needs": "、".join(needs.get(row.id, ()))}


PEOPLE = Outgoing(
    Resident,
    sa.select(
        col(Resident.num),
        col(Resident.id),
        *HOME_COLUMNS,
        *(col(getattr(Resident, name)) for name in COLUMNS),
    )
    .select_from(Resident)
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Resident.building_id))
    .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    .where(*OWN_PERSON),
    _people,
    lambda id: col(Building.grid_id) == id,
)


def _issues(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    categories = Categories(connection)
    extras = _extras(connection, [row.id for row in rows])
    hidden = _reported_elsewhere(connection, rows)
    for row in rows:
        told: Told = {**row._mapping, **extras.get(row.id, {})}
        if row.id in hidden:
            told["reporter_name"] = told["reporter_phone"] = ""
        told["category"] = categories.title(row.category)
        told["flags"] = "、".join(flag.label for flag in sorted(read_flags(row.flags)))
        for name, words in _ENDINGS:
            told[name] = words.label_of(told[name])
        if row.due_at is not None and row.due_at >= NEVER:
            told["due_at"] = None
        yield told


def _reported_elsewhere(connection: Connection, rows: Sequence[Any]) -> set[RecordId]:
    """Return the 举报 among issues that another office owns: who raised them is for its desk alone."""
    ids = [row.id for row in rows if row.nature == IssueNature.REPORT]
    if not ids:
        return set()
    own = bytes.fromhex(read_meta(connection)["org_id"])
    events = events_of(connection, ids)
    return {id for id in ids if fold(events.get(id, [])).owner_org not in (None, own)}


def _extras(connection: Connection, ids: Sequence[RecordId]) -> dict[RecordId, Told]:
    """Return the latest reply and the dislikes of each issue."""
    extras: dict[RecordId, Told] = defaultdict(dict)
    kinds = (EventKind.REPLY.value, EventKind.LIKES.value)
    for some in chunks(ids):
        chosen = sa.select(*_EVENT).where(
            col(IssueEvent.issue_id).in_(some),
            col(IssueEvent.kind).in_(kinds),
            col(IssueEvent.deleted).is_(False),
        )
        for row in connection.execute(chosen.order_by(col(IssueEvent.stamp))):
            if row.kind == EventKind.REPLY.value:
                extras[row.issue_id] |= {"reply": row.text, "replied_at": row.at}
            else:
                extras[row.issue_id]["dislikes"] = decode_data(row.data).get("dislikes")
    return extras


_ENDINGS: tuple[tuple[str, type[Vocabulary]], ...] = (
    ("state", State),
    ("closure_kind", ClosureKind),
    ("resolved", Resolution),
    ("satisfaction", Satisfaction),
)
_EVENT: tuple[Any, ...] = (
    col(IssueEvent.issue_id),
    col(IssueEvent.kind),
    col(IssueEvent.at),
    col(IssueEvent.text),
    col(IssueEvent.data),
)
_ISSUE_COLUMNS = (
    "num",
    "id",
    "number",
    "registered_at",
    "source",
    "nature",
    "category",
    "ext_code",
    "title",
    "text",
    "place",
    "reporter_name",
    "reporter_phone",
    "anonymous",
    "urgent",
    "likes",
    "state",
    "flags",
    "due_at",
    "closed_at",
    "closure_kind",
    "resolved",
    "satisfaction",
)
ISSUES = Outgoing(
    Issue,
    sa.select(
        *(col(getattr(Issue, name)) for name in _ISSUE_COLUMNS),
        col(Dwelling.door),
        col(Grid.name).label("grid"),
    )
    .select_from(Issue)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
    .outerjoin(Grid, col(Grid.id) == col(Issue.grid_id))
    .where(col(Issue.deleted).is_(False)),
    _issues,
    lambda id: col(Issue.grid_id) == id,
    {
        "open": col(Issue.is_open).is_,
        "category": lambda code: col(Issue.category).startswith(code, autoescape=True),
        "registered_from": lambda instant: col(Issue.registered_at) >= instant,
        "registered_before": lambda instant: col(Issue.registered_at) < instant,
    },
)
