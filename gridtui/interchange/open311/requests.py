"""The list of requests: an issue each, with nothing of whose home it is or who raised it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import FALLBACK
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.people.masking import KnownNames, mask_names, mask_prose
from gridtui.domain.places.hidden_doors import hide_doors
from gridtui.interchange.open311.places import place_told
from gridtui.interchange.open311.standard import MOST_DESCRIBED
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.outgoing_people import ISSUES
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.statistics import unit_names
from gridtui.queries.reports.names import names_to_mask
from gridtui.storage.columns import NEVER
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.tables import Building, Dwelling, Issue, Org
from gridtui.storage.workspace import read_meta

_TAIL = 6
_BETWEEN = "；"
_OWN_WORDS = frozenset(
    member.label for vocabulary in (State, ClosureKind, Resolution) for member in vocabulary
)


def request_id(number: str, id: RecordId) -> str:
    """Return what an issue is called outside: its number, and six digits that tell it from its namesakes."""
    return f"{number}-{id.hex()[-_TAIL:]}"


def split_request_id(text: str) -> tuple[str, str]:
    """Return the number and the six digits that ``request_id`` put together; two empty texts for others."""
    number, dash, tail = text.rpartition("-")
    known = bool(dash) and len(tail) == _TAIL and set(tail) <= set("0123456789abcdef")
    return (number, tail) if known else ("", "")


def status_words(status: IssueStatus) -> str:
    """Return where an issue stands: ``已办结；实质性；解决``. Chinese, as words in files are."""
    words = (status.state, status.closure_kind, status.resolved)
    return _BETWEEN.join(dict.fromkeys(word.label for word in words if word is not None))


def is_own_status(text: str) -> bool:
    """Say whether a text is only what ``status_words`` says, of whatever store: no answer to anybody."""
    return all(part in _OWN_WORDS for part in text.split(_BETWEEN))


def request_source(connection: Connection, *, full: bool) -> Outgoing:
    """Return how issues are read as requests: doors, names and numbers hidden unless ``full``."""
    names = {row.code: row.name for row in category_rows(connection)}
    own = bytes.fromhex(read_meta(connection)["org_id"])
    hidden = KnownNames(() if full else names_to_mask(connection))
    tell = partial(_requests, _Teller(names, own, hidden, full))
    return Outgoing(Issue, _CHOSEN, tell, ISSUES.grid, ISSUES.filters)


@dataclass(frozen=True, slots=True)
class _Teller:
    """What is the same for every request: names of services, the own office, the names of residents."""

    services: dict[str, str]
    own_org: RecordId
    residents: KnownNames
    full: bool

    def told(self, row: Any, status: IssueStatus, units: dict[RecordId, str]) -> Told:
        """Return what is told of an issue."""
        told: Told = {
            "service_request_id": request_id(row.number, row.id),
            "status": "open" if status.state.is_open else "closed",
            "status_notes": status_words(status),
            "service_name": self.services.get(row.category),
            "service_code": row.category or FALLBACK,
            "agency_responsible": units.get(status.lead or b"") or units.get(status.owner_org or b""),
            "requested_datetime": row.registered_at,
            "updated_datetime": row.closed_at or row.last_event_at or row.registered_at,
            "expected_datetime": row.due_at if row.due_at is not None and row.due_at < NEVER else None,
        }
        if self._is_told(row, status):
            told |= {"description": self._described(row), **place_told(row, door=self.full)}
        return told

    def _is_told(self, row: Any, status: IssueStatus) -> bool:
        """Say whether the matter itself is told: a 举报 gives away who raised it by place and words."""
        own = status.owner_org in (None, self.own_org)
        return row.nature != IssueNature.REPORT or (self.full and own)

    def _described(self, row: Any) -> str:
        title = "" if row.text.startswith(row.title) else row.title
        text = "\n".join(part for part in (title, row.text) if part) or row.title
        if not self.full:
            text = self.residents.mask(mask_names(hide_doors(mask_prose(text)), [row.reporter_name]))
        return text if len(text) <= MOST_DESCRIBED else text[: MOST_DESCRIBED - 1] + "…"


def _requests(teller: _Teller, connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    events = events_of(connection, [row.id for row in rows])
    statuses = [fold(events.get(row.id, [])) for row in rows]
    units = unit_names(connection, {id for one in statuses for id in (one.lead, one.owner_org)})
    for row, status in zip(rows, statuses, strict=True):
        yield teller.told(row, status, units)


_COLUMNS = (
    "num",
    "id",
    "number",
    "registered_at",
    "nature",
    "category",
    "title",
    "text",
    "place",
    "reporter_name",
    "due_at",
    "closed_at",
    "last_event_at",
)
_CHOSEN = (
    sa.select(
        *(col(getattr(Issue, name)) for name in _COLUMNS),
        col(Dwelling.door),
        col(Building.label).label("building_label"),
        col(Building.name).label("building_name"),
        col(Building.address).label("building_address"),
        col(Building.details).label("building_details"),
        # A branch is no place: an address ends at the community.
        sa.case((col(Org.level) <= int(Level.COMMUNITY), col(Org.name))).label("community"),
    )
    .select_from(Issue)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Issue.building_id))
    .outerjoin(Org, col(Org.id) == col(Building.org_id))
    .where(col(Issue.deleted).is_(False))
)
