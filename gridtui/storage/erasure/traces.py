"""What tells of a person in a store: their records, and the words by which other texts name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.erasure import mentions, telling_words
from gridtui.domain.words.identifiers import split_phones
from gridtui.storage.attachments import of_issues
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.log.history import chunks, record_logs
from gridtui.storage.tables import (
    Assignment,
    HotDecision,
    Issue,
    IssueEvent,
    Promise,
    Resident,
    ServiceTag,
    Visit,
)


@dataclass(frozen=True, slots=True)
class Traces:
    """The ids of everything that tells of a person, deleted records too; ``people`` are their own records.

    ``households`` are those that nobody else lives in.
    """

    people: tuple[RecordId, ...] = ()
    tags: tuple[RecordId, ...] = ()
    posts: tuple[RecordId, ...] = ()
    issues: tuple[RecordId, ...] = ()
    events: tuple[RecordId, ...] = ()
    visits: tuple[RecordId, ...] = ()
    promises: tuple[RecordId, ...] = ()
    attachments: tuple[RecordId, ...] = ()
    households: tuple[RecordId, ...] = ()

    @property
    def all(self) -> tuple[RecordId, ...]:
        """Every id."""
        return tuple(id for each in fields(self) for id in getattr(self, each.name))


@dataclass(frozen=True, slots=True)
class Told:
    """The words by which a person is known in other texts, from their records and the records' past.

    ``marks`` are names and numbers alone, ``words`` also everything that was written about them.
    """

    marks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def same_person(connection: Connection, resident_id: RecordId) -> list[RecordId]:
    """Return the ids of all records of one person, joined ones too; the id itself first."""
    found, asked = {resident_id: None}, [resident_id]
    while asked:
        near = sa.or_(col(Resident.id).in_(asked), col(Resident.alias_of).in_(asked))
        joined = sa.select(col(Resident.id), col(Resident.alias_of)).where(near).order_by(col(Resident.num))
        seen = dict.fromkeys(each for row in connection.execute(joined) for each in row if each)
        asked = [id for id in seen if id not in found]
        found |= dict.fromkeys(asked)
    return list(found)


def traces_of(connection: Connection, resident_id: RecordId) -> Traces:
    """Return everything that tells of a person; nothing where the id is no resident's."""
    people = _ids(connection, Resident, col(Resident.id), same_person(connection, resident_id))
    if not people:
        return Traces()
    known = _known_as(connection, people)
    homes = ids_of(connection, Resident, "household_id", people)
    shared = sa.select(col(Resident.household_id)).where(
        col(Resident.household_id).in_(homes),
        col(Resident.id).not_in(people),
        col(Resident.deleted).is_(False),
    )
    left = sorted(set(homes) - set(connection.execute(shared).scalars()))
    issues = _linked(connection, Issue, people) + _named(
        connection, Issue, known, col(Issue.reporter_name), col(Issue.reporter_phone)
    )
    posts = _linked(connection, Assignment, people) + _named(
        connection, Assignment, known, col(Assignment.person_name), col(Assignment.phone)
    )
    return Traces(
        people=tuple(people),
        tags=tuple(_linked(connection, ServiceTag, people)),
        posts=tuple(dict.fromkeys(posts)),
        issues=tuple(dict.fromkeys(issues)),
        events=tuple(_ids(connection, IssueEvent, col(IssueEvent.issue_id), issues)),
        visits=_with_homes(connection, Visit, people, left),
        promises=_with_homes(connection, Promise, people, left),
        attachments=tuple(of_issues(connection, dict.fromkeys(issues))),
        households=tuple(left),
    )


def linked_to(connection: Connection, people: Sequence[RecordId]) -> Traces:
    """Return what leads to these people by their ids alone, whatever it is called by."""
    issues = _linked(connection, Issue, people)
    return Traces(
        people=tuple(people),
        tags=tuple(_linked(connection, ServiceTag, people)),
        posts=tuple(_linked(connection, Assignment, people)),
        issues=tuple(issues),
        events=tuple(_ids(connection, IssueEvent, col(IssueEvent.issue_id), issues)),
        visits=tuple(_linked(connection, Visit, people)),
        promises=tuple(_linked(connection, Promise, people)),
        attachments=tuple(of_issues(connection, dict.fromkeys(issues))),
    )


def ids_of_issues(connection: Connection, model: RecordTable, issues: Sequence[RecordId]) -> list[RecordId]:
    """Return the records of a table that hang on these issues."""
    return _ids(connection, model, table_of(model).c.issue_id, issues)


def hot_names(connection: Connection, traces: Traces, told: Told) -> list[RecordId]:
    """Return the names of hot groups that their issues were in, or that say something of them."""
    acts = sa.select(col(HotDecision.act_id)).where(col(HotDecision.issue_id).in_(traces.issues))
    near = col(HotDecision.act_id).in_(acts).label("near")
    chosen = sa.select(col(HotDecision.id), col(HotDecision.title), near)
    rows = connection.execute(chosen.where(col(HotDecision.title) != ""))
    return [row.id for row in rows if row.near or mentions(row.title, told.words)]


def told_of(connection: Connection, traces: Traces) -> Told:
    """Return the words by which a person is known, from every body of their records."""
    said: dict[str, set[str]] = {"name": set(), "number": set(), "text": set()}
    for some in chunks(traces.all):
        for log in record_logs(connection, some).values():
            for change in log:
                for name, value in change.fields.items():
                    kind = _SAYS.get((change.noun, name))
                    if kind and isinstance(value, str):
                        said[kind].add(value)
    marks = telling_words(said["name"], said["number"], ())
    words = telling_words(said["name"], said["number"], said["text"])
    return Told(tuple(marks), tuple(words))


def _known_as(connection: Connection, people: Sequence[RecordId]) -> tuple[set[str], set[str]]:
    """Return every name and every phone that the person ever had here."""
    names: set[str] = set()
    phones: set[str] = set()
    for log in record_logs(connection, people).values():
        for change in log:
            names.add(str(change.fields.get("name") or ""))
            phones.update(split_phones(str(change.fields.get("phone") or "")))
    return names - {""}, phones


def _linked(connection: Connection, model: RecordTable, people: Sequence[RecordId]) -> list[RecordId]:
    return _ids(connection, model, table_of(model).c.resident_id, people)


def _named(
    connection: Connection, model: RecordTable, known: tuple[set[str], set[str]], name: Any, phone: Any
) -> list[RecordId]:
    """Return records that give the person's name with a phone of theirs, without being linked to them."""
    table, (names, phones) = table_of(model), known
    chosen = sa.select(table.c.id, phone.label("phone")).where(
        name.in_(sorted(names)), phone != "", table.c.resident_id.is_(None)
    )
    rows = connection.execute(chosen.order_by(table.c.num)).all() if names and phones else []
    return [row.id for row in rows if phones.intersection(split_phones(row.phone))]


def _with_homes(
    connection: Connection, model: RecordTable, people: Sequence[RecordId], homes: Sequence[RecordId]
) -> tuple[RecordId, ...]:
    """Return what was written of the person, and of the households that end with them."""
    table = table_of(model)
    found = _linked(connection, model, people) + _ids(connection, model, table.c.household_id, homes)
    return tuple(dict.fromkeys(found))


def _ids(connection: Connection, model: RecordTable, column: Any, values: Sequence[bytes]) -> list[RecordId]:
    table = table_of(model)
    found: list[RecordId] = []
    for some in chunks(list(dict.fromkeys(values))):
        chosen = sa.select(table.c.id).where(column.in_(some)).order_by(table.c.num)
        found += connection.execute(chosen).scalars()
    return found


def ids_of(connection: Connection, model: RecordTable, name: str, ids: Sequence[RecordId]) -> list[RecordId]:
    """Return the records that these point to with one of their fields."""
    table = table_of(model)
    found: set[RecordId] = set()
    for some in chunks(ids):
        chosen = sa.select(table.c[name]).where(table.c.id.in_(some), table.c[name].is_not(None))
        found.update(connection.execute(chosen).scalars())
    return sorted(found)


_SAYS = {
    ("resident", "name"): "name",
    ("resident", "phone"): "number",
    ("resident", "id_number"): "number",
    ("resident", "registered_address"): "text",
    ("resident", "actual_address"): "text",
    ("resident", "moved_to"): "text",
    ("resident", "note"): "text",
    ("service_tag", "purpose"): "text",
    ("service_tag", "basis"): "text",
    ("issue", "reporter_name"): "name",
    ("issue", "reporter_phone"): "number",
    ("issue", "title"): "text",
    ("issue", "text"): "text",
    ("issue", "place"): "text",
    ("visit", "problem"): "text",
    ("visit", "measures"): "text",
    ("visit", "result"): "text",
    ("promise", "text"): "text",
    ("promise", "outcome"): "text",
}
"""What a field of a person's record says of them, where it stands in other texts too."""
