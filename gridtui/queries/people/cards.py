"""Reading everything known of one person or household, for their cards: one question, one answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.issues.issues import IssueFilter, IssueRow, issue_page
from gridtui.queries.people.assignments import AssignmentFilter, AssignmentRow, serving
from gridtui.queries.people.looks import LookLine, looks_at
from gridtui.queries.people.moves import ResidenceLine, household_moves, resident_moves
from gridtui.queries.people.residents import HouseholdCard, ResidentDetail, household_card, resident_detail
from gridtui.queries.people.twins import TwinPair, TwinSide, joined_sides, twins_of_person
from gridtui.queries.walks.promises import PromiseRow, promises_of
from gridtui.queries.walks.visits import VisitLine, visit_lines
from gridtui.storage.derived.aliases import with_joined
from gridtui.storage.tables import Resident

MOST_ISSUES = 200
_MOST_LOOKS = 30
_PEOPLE_LOOKED_AT = 12
"""Of a collective household not everybody's audit is read for its card."""


@dataclass(frozen=True, slots=True)
class Records:
    """What was done with and for somebody; each newest first, open issues before ended ones.

    ``joined`` are the records that were joined to this one.
    """

    issues: tuple[IssueRow, ...] = ()
    visits: tuple[VisitLine, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    posts: tuple[AssignmentRow, ...] = ()
    moves: tuple[ResidenceLine, ...] = ()
    looks: tuple[LookLine, ...] = ()
    joined: tuple[TwinSide, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """A household with its people and all its records."""

    card: HouseholdCard
    records: Records


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A resident with all their records; ``twins`` are the pairs that they may be one of."""

    detail: ResidentDetail
    records: Records
    twins: tuple[TwinPair, ...] = ()


def household_file(connection: Connection, household_id: RecordId, today: date) -> HouseholdFile | None:
    """Return everything about a household; None where the record is gone."""
    card = household_card(connection, household_id)
    if card is None:
        return None
    id = card.detail.row.id
    looks = [
        look
        for row in card.people[:_PEOPLE_LOOKED_AT]
        for look in looks_at(connection, row.id, limit=_MOST_LOOKS, lists=False)
    ]
    once = {look.num: look for look in looks}
    records = Records(
        _issues(connection, IssueFilter(household_id=id)),
        tuple(visit_lines(connection, id)),
        tuple(promises_of(connection, id)),
        tuple(serving(connection, AssignmentFilter(household_id=id), today)),
        tuple(household_moves(connection, id)),
        tuple(sorted(once.values(), key=lambda look: look.num, reverse=True)[:_MOST_LOOKS]),
        tuple(joined_sides(connection, "household", id)),
    )
    return HouseholdFile(card, records)


def person_file(connection: Connection, resident_id: RecordId, today: date) -> PersonFile | None:
    """Return everything about a resident; None where the record is gone."""
    detail = resident_detail(connection, resident_id)
    if detail is None:
        return None
    id, home = detail.row.id, detail.draft.household_id
    ids = tuple(with_joined(connection, Resident, id))
    records = Records(
        _issues(connection, IssueFilter(resident_id=id)),
        tuple(visit_lines(connection, home)) if home else (),
        tuple(promises_of(connection, home)) if home else (),
        tuple(serving(connection, AssignmentFilter(resident_ids=ids), today)),
        tuple(resident_moves(connection, id)),
        tuple(looks_at(connection, id, limit=_MOST_LOOKS, lists=False)),
        tuple(joined_sides(connection, "resident", id)),
    )
    return PersonFile(detail, records, tuple(twins_of_person(connection, id)))


def _issues(connection: Connection, wanted: IssueFilter) -> tuple[IssueRow, ...]:
    rows = issue_page(connection, wanted, offset=0, limit=MOST_ISSUES)
    return tuple(sorted(rows, key=lambda row: not row.is_open))
