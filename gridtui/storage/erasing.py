"""Erasing a person: every record of theirs is restated without them, and what was known leaves the store.

``domain.erasure`` says which fields of which records go. The erasure travels as changes of kind ``erase``,
one a record, so that every other desk drops the same bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.dates import local_date
from gridtui.domain.erasure import (
    EMPTIED,
    WHOLE,
    ErasureReason,
    kept_event_data,
    mentions,
    telling_words,
    without,
)
from gridtui.domain.identifiers import split_phones
from gridtui.domain.ids import RecordId
from gridtui.domain.issue_events import decode_data, encode_data
from gridtui.storage import audit
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.drafts import drop_draft, kept_drafts
from gridtui.storage.erased_bodies import ERASE, TO_CLEAN, erased_stamps
from gridtui.storage.fields import RecordTable, codec_of, table_of
from gridtui.storage.history import chunks, record_logs
from gridtui.storage.log_tables import Meta
from gridtui.storage.tables import (
    Assignment,
    DiaryEntry,
    Household,
    Issue,
    IssueEvent,
    Promise,
    Resident,
    ServiceTag,
    Visit,
)

Rows = dict[RecordId, dict[str, Any]]


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


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did, in numbers; ``days`` are diary entries that named the person."""

    traces: Traces = field(default_factory=Traces)
    days: int = 0
    drafts: int = 0


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
    homes = _ids_of(connection, Resident, "household_id", people)
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
        households=tuple(left),
    )


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


def is_erased(connection: Connection, resident_id: RecordId) -> bool:
    """Say whether a resident was erased."""
    return resident_id in erased_stamps(connection, [resident_id])


def is_known(connection: Connection, resident_id: RecordId) -> bool:
    """Say whether the id is a resident's who was not erased."""
    found = sa.select(col(Resident.id)).where(col(Resident.id) == resident_id)
    return connection.execute(found).first() is not None and not is_erased(connection, resident_id)


def erase_person(unit: UnitOfWork, resident_id: RecordId, reason: str, words: str = "") -> Erased:
    """Take a person out of every record, the log, the search index, the drafts and the undo steps.

    ``reason`` is a code of ``ErasureReason``; ``words`` stand beside it in this desk's audit. A post that
    is still held ends; an open promise is withdrawn. The pages of the file are cleaned afterwards
    (``erased_pages``). Nothing happens, and ``traces`` is empty, where the id is no resident's or was
    erased before.
    """
    connection = unit.connection
    code = reason if ErasureReason.has(reason) else ErasureReason.OTHER.value
    if not is_known(connection, resident_id):
        return Erased()
    traces = traces_of(connection, resident_id)
    told = told_of(connection, traces)
    homes = _ids_of(connection, Resident, "household_id", traces.people)
    homes += _ids_of(connection, Visit, "household_id", traces.visits)
    days = _diary_days(connection, told)
    unit.kind = ERASE
    for model, rows in _restated(connection, traces, told, local_date(unit.now)):
        unit.erase(model, rows, code)
    unit.erase(DiaryEntry, days, code)
    # Nothing that is left leads to them any more.
    unit.touch(Household, homes)
    drafts = _drop_drafts(connection, traces, told)
    connection.execute(sa.delete(Meta).where(col(Meta.key) == TO_CLEAN))
    connection.execute(sa.insert(Meta).values(key=TO_CLEAN, value=unit.now.isoformat()))
    audit.note(
        connection,
        audit.ERASE,
        now=unit.now,
        actor_id=unit.operator.id,
        record=resident_id,
        reason=f"{code} {words}".strip(),
    )
    return Erased(traces, len(days), drafts)


def _restated(
    connection: Connection, traces: Traces, told: Told, today: date
) -> Iterable[tuple[RecordTable, Rows]]:
    """Yield what remains of each record: the fields that change, children before parents."""
    yield ServiceTag, {id: _blank(ServiceTag) for id in traces.tags}
    yield IssueEvent, _events(connection, traces.events, told)
    yield Visit, {id: _emptied(Visit) for id in traces.visits}
    yield Promise, _promises(connection, traces.promises)
    gone = set(traces.households)
    chosen = sa.select(col(Issue.id), col(Issue.household_id)).where(col(Issue.id).in_(traces.issues))
    yield (
        Issue,
        {
            row.id: _emptied(Issue) | ({"household_id": None} if row.household_id in gone else {})
            for row in connection.execute(chosen)
        },
    )
    yield Assignment, _posts(connection, traces.posts, today)
    yield Resident, {id: _blank(Resident) for id in traces.people}
    yield Household, {id: _emptied(Household) | {"deleted": True} for id in traces.households}


def _events(connection: Connection, ids: Sequence[RecordId], told: Told) -> Rows:
    found: Rows = {}
    chosen = sa.select(col(IssueEvent.id), col(IssueEvent.kind), col(IssueEvent.data))
    for some in chunks(ids):
        for row in connection.execute(chosen.where(col(IssueEvent.id).in_(some))):
            data = {
                name: without(value, told.words) if isinstance(value, str) else value
                for name, value in kept_event_data(row.kind, decode_data(row.data)).items()
            }
            found[row.id] = _emptied(IssueEvent) | {"data": encode_data(data)}
    return found


def _promises(connection: Connection, ids: Sequence[RecordId]) -> Rows:
    """Empty promises; one that was still to be kept is withdrawn with the person it was made to."""
    chosen = sa.select(col(Promise.id), col(Promise.done_on), col(Promise.deleted))
    return {
        row.id: _emptied(Promise) | {"deleted": row.deleted or row.done_on is None}
        for some in chunks(ids)
        for row in connection.execute(chosen.where(col(Promise.id).in_(some)))
    }


def _posts(connection: Connection, ids: Sequence[RecordId], today: date) -> Rows:
    chosen = sa.select(col(Assignment.id), col(Assignment.to_on)).where(col(Assignment.id).in_(ids))
    return {
        row.id: _emptied(Assignment) | ({} if row.to_on else {"to_on": today})
        for row in connection.execute(chosen)
    }


def _diary_days(connection: Connection, told: Told) -> Rows:
    """Return the diary entries in which the person stands, or ever stood, without them."""
    if not told.words:
        return {}
    rows = connection.execute(sa.select(col(DiaryEntry.id), col(DiaryEntry.text))).all()
    changed = {row.id for row in connection.execute(_EDITED_DAYS)}
    logs = record_logs(connection, changed)
    found: Rows = {}
    for id, text in rows:
        before = [str(change.fields.get("text", "")) for change in logs.get(id, ())]
        if any(word in said for word in told.words for said in (text, *before)):
            found[id] = {"text": without(text, told.words)}
    return found


def _drop_drafts(connection: Connection, traces: Traces, told: Told) -> int:
    """Drop every half-typed form that is about the person or names them."""
    ids = [id.hex() for id in traces.all]
    dropped = 0
    for draft in kept_drafts(connection):
        said = "\n".join([draft.key, *(str(value) for value in draft.body.values())])
        if any(id in said for id in ids) or mentions(said, told.words):
            drop_draft(connection, draft.key)
            dropped += 1
    return dropped


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


def _ids_of(connection: Connection, model: RecordTable, name: str, ids: Sequence[RecordId]) -> list[RecordId]:
    """Return the records that these point to with one of their fields."""
    table = table_of(model)
    found: set[RecordId] = set()
    for some in chunks(ids):
        chosen = sa.select(table.c[name]).where(table.c.id.in_(some), table.c[name].is_not(None))
        found.update(connection.execute(chosen).scalars())
    return sorted(found)


def _blank(model: RecordTable) -> dict[str, Any]:
    """Return every field at its default, of a record that is gone."""
    assert codec_of(model).noun in WHOLE
    return {name: each.default for name, each in codec_of(model).fields.items()} | {"deleted": True}


def _emptied(model: RecordTable) -> dict[str, Any]:
    codec = codec_of(model)
    return {name: codec.fields[name].default for name in EMPTIED[codec.noun]}


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

_EDITED_DAYS = sa.text(
    "SELECT record AS id FROM change WHERE record IN (SELECT id FROM diary_entry) "
    "GROUP BY record HAVING count(*) > 1"
)
