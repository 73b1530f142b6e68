"""Erasing a person: every record of theirs is restated without them, and what was known leaves the store.

``domain.erasure`` says which fields of which records go. The erasure travels as changes of kind ``erase``,
one a record, so that every other desk drops the same bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import decode_data, encode_data
from gridtui.domain.people.erasure import (
    EMPTIED,
    WHOLE,
    ErasureReason,
    kept_event_data,
    mentions,
    without,
)
from gridtui.domain.words.dates import local_date
from gridtui.storage import attachments
from gridtui.storage.columns import Part
from gridtui.storage.drafts import drop_draft, kept_drafts
from gridtui.storage.erasure import together
from gridtui.storage.erasure.erased_bodies import ERASE, erased_stamps, must_clean
from gridtui.storage.erasure.traces import Told, Traces, hot_names, ids_of, ids_of_issues, told_of, traces_of
from gridtui.storage.filled_forms import forget_records
from gridtui.storage.log import audit
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import chunks, record_logs
from gridtui.storage.saved_views import drop_view, kept_views
from gridtui.storage.tables import (
    Assignment,
    Attachment,
    DiaryEntry,
    HotDecision,
    Household,
    Issue,
    IssueEvent,
    Promise,
    ReportCase,
    Resident,
    ServiceTag,
    Visit,
    Whistle,
)

Rows = dict[RecordId, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did, in numbers; ``days`` are diary entries that named the person."""

    traces: Traces = field(default_factory=Traces)
    days: int = 0
    drafts: int = 0


def is_erased(connection: Connection, resident_id: RecordId) -> bool:
    """Say whether a resident was erased."""
    return resident_id in erased_stamps(connection, [resident_id], codec_of(Resident).noun)


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
    homes = ids_of(connection, Resident, "household_id", traces.people)
    homes += ids_of(connection, Visit, "household_id", traces.visits)
    days = _named_in(connection, DiaryEntry, ("text",), told)
    places = ids_of(connection, Resident, "building_id", traces.people)
    places += [*_served(connection, traces.posts)]
    digests = attachments.digests_of(connection, traces.attachments)
    unit.kind = ERASE
    for model, rows in restated(connection, traces, told, local_date(unit.now)):
        unit.erase(model, rows, code)
    unit.erase(DiaryEntry, days, code)
    attachments.drop_unnamed(connection, digests)
    forget_records(connection, [*homes, *places])
    # Nothing that is left leads to them any more.
    unit.touch(Household, homes)
    drafts = drop_drafts(connection, traces, told)
    drop_views(connection, traces, told)
    must_clean(connection, unit.now)
    audit.note(
        connection,
        audit.ERASE,
        now=unit.now,
        actor_id=unit.operator.id,
        record=resident_id,
        reason=f"{code} {words}".strip(),
    )
    return Erased(traces, len(days), drafts)


def forget_personal(
    unit: UnitOfWork, model: RecordTable, ids: Sequence[RecordId], reason: ErasureReason
) -> None:
    """Take the personal fields of records for good, and whom they point to; a service need goes whole.

    With an issue its attachments and the cases told of it go too.
    """
    codec = codec_of(model)
    if codec.noun in WHOLE:
        blank = _blank(model)
    else:
        names = [name for name, each in codec.fields.items() if each.part is not Part.PUBLIC]
        names += [name for name in ("resident_id",) if name in codec.fields]
        blank = {name: codec.fields[name].default for name in names}
    unit.kind = ERASE
    people = ids_of(unit.connection, model, "resident_id", ids) if model is ServiceTag else []
    unit.erase(model, dict.fromkeys(ids, blank), reason.value)
    unit.touch(Household, ids_of(unit.connection, Resident, "household_id", people))
    if model is Issue:
        files = attachments.of_issues(unit.connection, ids)
        digests = attachments.digests_of(unit.connection, files)
        unit.erase(Attachment, {id: _emptied(Attachment) for id in files}, reason.value)
        cases = ids_of_issues(unit.connection, ReportCase, ids)
        unit.erase(ReportCase, {id: _emptied(ReportCase) for id in cases}, reason.value)
        attachments.drop_unnamed(unit.connection, digests)
    must_clean(unit.connection, unit.now)


def restated(
    connection: Connection, traces: Traces, told: Told, today: date
) -> Iterable[tuple[RecordTable, Rows]]:
    """Yield what remains of each record: the fields that change, children before parents."""
    yield ServiceTag, {id: _blank(ServiceTag) for id in traces.tags}
    yield Attachment, {id: _emptied(Attachment) for id in traces.attachments}
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
    yield from together.restated(connection, traces, told)
    yield Whistle, {id: _emptied(Whistle) for id in ids_of_issues(connection, Whistle, traces.issues)}
    yield HotDecision, {id: _emptied(HotDecision) for id in hot_names(connection, traces, told)}
    yield ReportCase, _cases(connection, traces, told)
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


def _cases(connection: Connection, traces: Traces, told: Told) -> Rows:
    """Return typical cases without the person: those of their issues emptied, others without their words."""
    of_issues = ids_of_issues(connection, ReportCase, traces.issues)
    return _named_in(connection, ReportCase, EMPTIED["report_case"], told) | {
        id: _emptied(ReportCase) for id in of_issues
    }


def _served(connection: Connection, posts: Sequence[RecordId]) -> Iterable[RecordId]:
    """Yield the grids and buildings whose lines may name the person by a post."""
    for name in ("grid_id", "building_id"):
        yield from ids_of(connection, Assignment, name, posts)


def _named_in(connection: Connection, model: RecordTable, names: Sequence[str], told: Told) -> Rows:
    """Return the texts of a table in which the person stands, or ever stood, without them."""
    if not told.words:
        return {}
    codec = codec_of(model)
    columns = [codec.table.c[name] for name in names]
    rows = connection.execute(sa.select(codec.table.c.id, *columns)).all()
    changed = {row.id for row in connection.execute(_EDITED, {"noun": codec.noun})}
    logs = record_logs(connection, changed)
    found: Rows = {}
    for id, *texts in rows:
        before = [str(change.fields.get(name, "")) for change in logs.get(id, ()) for name in names]
        if any(word in said for word in told.words for said in (*texts, *before)):
            found[id] = {name: without(text, told.words) for name, text in zip(names, texts, strict=True)}
    return found


def drop_drafts(connection: Connection, traces: Traces, told: Told) -> int:
    """Drop every half-typed form that is about the person or names them."""
    ids = [id.hex() for id in traces.all]
    dropped = 0
    for draft in kept_drafts(connection):
        said = "\n".join([draft.key, *(str(value) for value in draft.body.values())])
        if any(id in said for id in ids) or mentions(said, told.words):
            drop_draft(connection, draft.key)
            dropped += 1
    return dropped


def drop_views(connection: Connection, traces: Traces, told: Told) -> None:
    """Drop every saved view that shows what is theirs, or names them."""
    ids = {id.hex() for id in traces.all}
    for view in kept_views(connection):
        said = "\n".join([view.name, *(str(value) for value in view.body.values())])
        if any(id in said for id in ids) or mentions(said, told.words):
            drop_view(connection, view.num)


def _blank(model: RecordTable) -> dict[str, Any]:
    """Return every field at its default, of a record that is gone."""
    assert codec_of(model).noun in WHOLE
    return {name: each.default for name, each in codec_of(model).fields.items()} | {"deleted": True}


def _emptied(model: RecordTable) -> dict[str, Any]:
    codec = codec_of(model)
    return {name: codec.fields[name].default for name in EMPTIED[codec.noun]}


_EDITED = sa.text("SELECT record AS id FROM change WHERE noun = :noun GROUP BY record HAVING count(*) > 1")
