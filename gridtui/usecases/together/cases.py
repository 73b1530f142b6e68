"""Teaching cases: made from a closed issue with everything personal taken out, and checked to be so."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_names, mask_prose
from gridtui.domain.places.address import find_door
from gridtui.domain.together.nouns import Values
from gridtui.domain.words.sentences import Listing
from gridtui.storage.tables import Household, Issue, IssueEvent, Resident
from gridtui.words import mark, tr

_DOOR = mark("某户")
_SOMEBODY = mark("某居民")


def case_text(connection: Connection, issue_id: RecordId) -> str:
    """Return what a teaching case of an issue may begin with: its words and steps, without persons."""
    issue = connection.execute(
        sa.select(col(Issue.title), col(Issue.text)).where(col(Issue.id) == issue_id)
    ).one_or_none()
    if issue is None:
        return ""
    steps = connection.execute(
        sa.select(col(IssueEvent.text))
        .where(col(IssueEvent.issue_id) == issue_id, col(IssueEvent.text) != "")
        .order_by(col(IssueEvent.num))
    ).scalars()
    said = "\n".join(dict.fromkeys(part for part in (issue.title, issue.text, *steps) if part))
    return without_persons(connection, issue_id, said)


def without_persons(connection: Connection, issue_id: RecordId | None, text: str) -> str:
    """Return a text in which names, phones, ID numbers and doors are replaced by general words."""
    said = text
    for name in sorted(_names(connection, issue_id), key=len, reverse=True):
        said = said.replace(name, tr(_SOMEBODY))
    said = mask_prose(said)
    while found := find_door(said):
        _, begin, end = found
        said = said[:begin] + tr(_DOOR) + said[end:]
    return said


def told_of_persons(connection: Connection, values: Values) -> Listing | None:
    """Return what of a case still tells of a person: numbers, doors, names of its issue; None for nothing."""
    text = "\n".join(str(values[name] or "") for name in ("title", "text"))
    found: list[object] = []
    if mask_prose(text) != text:
        found.append(tr(mark("电话或证件号")))
    if door := find_door(text):
        found.append(text[door[1] : door[2]])
    names = _names(connection, values["issue_id"])
    if mask_names(text, names) != text:
        found += sorted(name for name in names if name in text)
    return Listing(tuple(found)) if found else None


def _names(connection: Connection, issue_id: RecordId | None) -> set[str]:
    """Return the names that an issue and the people of its household go by."""
    if issue_id is None:
        return set()
    issue = connection.execute(
        sa.select(col(Issue.reporter_name), col(Issue.resident_id), col(Issue.household_id)).where(
            col(Issue.id) == issue_id
        )
    ).one_or_none()
    if issue is None:
        return set()
    here = sa.or_(
        col(Resident.id) == issue.resident_id,
        col(Resident.household_id).in_(
            sa.select(col(Household.id)).where(col(Household.id) == issue.household_id)
        ),
    )
    names = connection.execute(sa.select(col(Resident.name)).where(here)).scalars()
    return {name for name in (issue.reporter_name, *names) if name and len(name) > 1}
