"""The one write gate: every write appends changes to the log and projects them, in one transaction.

Nothing else writes business tables. A unit of work is one intent, one transaction and one undo step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Desk, Operator
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.meanwhile import Seen
from gridtui.domain.changes.registers import DELETED, SEEN, may_replace
from gridtui.domain.changes.stamps import HybridClock
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.columns import to_millis
from gridtui.storage.derived import derived, search_index
from gridtui.storage.derived.search_index import Touched
from gridtui.storage.erasure.erased_bodies import drop_bodies
from gridtui.storage.log.bulk import insert_rows, update_rows
from gridtui.storage.log.entries import carry_entry, copy_entry, erase_entry, set_entry, shown
from gridtui.storage.log.feeds import Entry, FeedWriter, StepHeader
from gridtui.storage.log.fields import RecordTable, TableCodec, codec_of
from gridtui.storage.log.history import CARRY, LoggedChange, chunks, record_logs, scattered_logs
from gridtui.storage.log.log_tables import Step
from gridtui.storage.log.meanwhile import reconciled
from gridtui.storage.merge import contesting
from gridtui.storage.merge.copying import copies_of, lacking
from gridtui.storage.merge.homes import BY_LEVEL, PLACE, home_of
from gridtui.storage.merge.returning import project_returned
from gridtui.storage.tables import Household, Issue, IssueEvent
from gridtui.words import mark

SCHEMA_VERSION = 1
"""Written into every change; grows when a field or a kind is added."""

IMMUTABLE: tuple[RecordTable, ...] = (IssueEvent,)
"""Tables whose rows are facts: they are created, and taken back only by another row."""

_AT_ONCE = 5_000
"""How many rows of a bulk creation are in hand at a time."""

Values = Mapping[str, Any]


class Guard(Protocol):
    """Decides what a desk may write."""

    def __call__(self, connection: Connection, desk: Desk, entries: Sequence[Entry], /) -> Problem | None:
        """Return why the desk may not write these entries, None where it may."""

    def covers(self, connection: Connection, desk: Desk, scope: bytes, /) -> bool:
        """Return whether a permit says that the desk may write in a scope."""


class UnitOfWork:
    """One open writing transaction.

    ``now`` is the instant of the whole step; ``label`` is what the toast says about it (numbers and
    counts, never names). ``seen`` is what the saved form was filled from; ``touched`` are records changed.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        desk: Desk,
        operator: Operator,
        now: datetime,
        clock: HybridClock,
        ids: Callable[[], bytes],
        intent: str,
        label: str = "",
        guard: Guard | None = None,
    ) -> None:
        self.connection = connection
        self.desk = desk
        self.operator = operator
        self.now = now
        self.intent = intent
        self.label = label
        self.kind = "do"
        self.of_num: int | None = None
        self.seen: Seen | None = None
        self.touched: set[RecordId] = set()
        self._feeds = FeedWriter(connection, clock)
        self._ids = ids
        self._guard = guard
        self._step: StepHeader | None = None
        self._created: dict[RecordTable, list[bytes]] = defaultdict(list)
        self._changed: dict[RecordTable, set[bytes]] = defaultdict(set)

    @property
    def wrote(self) -> bool:
        """Whether anything was written so far: else there is no step, and nothing to undo."""
        return self._step is not None

    @property
    def step_id(self) -> bytes | None:
        """The id of the step, once there is one."""
        return None if self._step is None else self._step.id

    def new_id(self) -> RecordId:
        """Return a new record id."""
        return self._ids()

    def create(
        self, model: RecordTable, values: Values, *, scope: bytes, id: RecordId | None = None
    ) -> RecordId:
        """Create one record and return its id."""
        row = dict(values) if id is None else {**values, "id": id}
        return self.create_many(model, [row], scope=lambda _: scope)[0]

    def create_many(
        self, model: RecordTable, rows: Sequence[Values], *, scope: Callable[[Values], bytes]
    ) -> list[RecordId]:
        """Create records set-wise, in the order given, and return their ids.

        A row may bring its own ``id``; fields left out take their default. ``scope`` gives the building
        (else the organisation) that each row belongs to.
        """
        codec, ids = codec_of(model), []
        for some in chunks(rows, _AT_ONCE):
            entries = [
                Entry(
                    "create",
                    codec.noun,
                    row.get("id") or self._ids(),
                    scope(row),
                    codec.parts(row, creating=True),
                )
                for row in some
            ]
            self._append(entries)
            insert_rows(self.connection, codec.table, self._projected(codec, some, entries))
            ids += [entry.record for entry in entries]
        self._created[model].extend(ids)
        return ids

    def update(self, model: RecordTable, id: RecordId, values: Values, *, scope: bytes | None = None) -> bool:
        """Change fields of one record; only what differs is written. Returns whether anything did."""
        return self.update_many(model, [(id, values)], scope=scope) == 1

    def update_many(
        self, model: RecordTable, rows: Sequence[tuple[RecordId, Values]], *, scope: bytes | None = None
    ) -> int:
        """Change fields of records set-wise; returns how many differed.

        A record that comes twice gets all the fields, the later value of each. ``scope`` is given when the
        records may move to another building: those who read only there get them whole, with their stamps.
        """
        if model in IMMUTABLE:
            raise TypeError(f"{model.__name__} rows are never changed")
        codec, changed = codec_of(model), 0
        wanted: dict[bytes, dict[str, Any]] = {}
        for id, values in rows:
            wanted.setdefault(id, {}).update(values)
        for some in chunks(list(wanted)):
            differing = self._differing(codec, self.reconciled(model, {id: wanted[id] for id in some}))
            if differing:
                self._write_sets(codec, differing, scope)
                changed += len(differing)
        return changed

    def reconciled(self, model: RecordTable, wanted: Mapping[bytes, Values]) -> dict[bytes, dict[str, Any]]:
        """Return fields to write, those that only others changed since ``seen`` as they are; or refuse."""
        if self.seen is None:
            return {id: dict(values) for id, values in wanted.items()}
        own = None if self._step is None else self._step.num
        return reconciled(self.connection, codec_of(model), wanted, self.seen, own)

    def covers(self, scope: bytes) -> bool:
        """Return whether a permit says that this desk may write in a scope; False without any permit."""
        return self._guard is not None and self._guard.covers(self.connection, self.desk, scope)

    def carry(self, model: RecordTable, ids: Sequence[RecordId], scope: bytes) -> None:
        """Bring records along into another scope, whole and with their stamps, without writing any field."""
        codec = codec_of(model)
        for some in chunks(list(ids)):
            logs = record_logs(self.connection, some, codec.noun)
            moved = [id for id in some if id in logs and home_of(logs[id]) != scope]
            edits = [Entry(CARRY, codec.noun, id, scope, codec.parts({}), {}, b"") for id in moved]
            self._carry(codec, edits, logs, scope)

    def settle(self, model: RecordTable, id: RecordId, values: Values) -> None:
        """Write fields of one record even where they hold these values already: that decides a conflict.

        Where the building is decided the record goes there.
        """
        self._write_sets(codec_of(model), {id: dict(values)}, values.get(PLACE))

    def delete(self, model: RecordTable, id: RecordId) -> None:
        """Hide one record; its history stays and the step can be undone."""
        self.set_deleted(model, [id], True)

    def set_deleted(self, model: RecordTable, ids: Sequence[RecordId], deleted: bool) -> None:
        """Hide or bring back records set-wise."""
        self.update_many(model, [(id, {DELETED: deleted}) for id in ids])

    def erase(self, model: RecordTable, rows: Mapping[RecordId, Values], reason: str) -> None:
        """Restate records with these fields replaced, for good: what was known before leaves the log.

        ``reason`` is a code that travels with each change. Even rows that are facts may be erased. The
        step can never be taken back: its ``kind`` must say so. It is said in every scope that a record was
        ever in; where this desk may not write, a desk above that may says it again.
        """
        codec = codec_of(model)
        for some in chunks(list(rows)):
            whole = {
                row["id"]: {name: row[name] for name in codec.fields} | dict(rows[row["id"]])
                for row in self.connection.execute(
                    sa.select(codec.table).where(codec.table.c.id.in_(some))
                ).mappings()
            }
            logs = record_logs(self.connection, whole, codec.noun)
            whole = {id: values for id, values in whole.items() if id in logs}
            entries = [erase_entry(codec, id, values, logs[id], reason) for id, values in whole.items()]
            self._append(entries)
            for entry in entries:
                former = {change.scope for change in logs[entry.record]} - {entry.scope}
                self.repeat(copy_entry(entry, scope) for scope in sorted(former))
            self._project(codec, whole)
            contesting.recheck(self.connection, model, list(whole))
            drop_bodies(self.connection, {entry.record: entry.stamp for entry in entries}, codec.noun)

    def repeat(self, copies: Iterable[Entry]) -> list[Entry]:
        """Append copies of changes where this desk may write; returns those. The tables say it already."""
        written = [copy for copy in copies if self._refused([copy]) is None]
        if written:
            self._append(written)
        return written

    def may_write(self, noun: str, scope: bytes) -> bool:
        """Say whether this desk may write of such a record in a scope."""
        return self._refused([Entry("set", noun, b"", scope, [None])]) is None

    def touch(self, model: RecordTable, ids: Sequence[RecordId]) -> None:
        """Bring derived fields of these records up to date too, though nothing of their own was written."""
        self._changed[model].update(ids)

    def refresh(self) -> None:
        """Bring derived fields and the search index up to what was written so far."""
        created = dict(self._created)
        changed = {model: list(ids) for model, ids in self._changed.items()}
        self._created, self._changed = defaultdict(list), defaultdict(set)
        for issue_id in derived.refresh(self.connection, created, changed):
            changed.setdefault(Issue, []).append(issue_id)
        self.touched.update(islice((id for ids in changed.values() for id in ids), _AT_ONCE))
        search_index.refresh(self.connection, Touched(created, changed))

    def mark_undone(self, step_num: int) -> None:
        """Note that this step takes back the step of that number."""
        self.connection.execute(_UNDONE, {"n": step_num})

    def finish(self) -> int | None:
        """Close the step before the commit: refresh, write back the feeds; returns its number, if any."""
        self.refresh()
        self._feeds.save_heads()
        if self._step is None:
            return None
        if self.label:
            self.connection.execute(_LABEL, {"n": self._step.num, "l": self.label})
        return self._step.num

    def _append(self, entries: Sequence[Entry]) -> None:
        refused = self._refused(entries)
        if refused is not None:
            raise RuleBroken(refused)
        self._feeds.append(entries, self._open_step(), to_millis(self.now))

    def _refused(self, entries: Sequence[Entry]) -> Problem | None:
        return None if self._guard is None else self._guard(self.connection, self.desk, entries)

    def _open_step(self) -> StepHeader:
        if self._step is None:
            id = self._ids()
            row = {
                "id": id,
                "at": self.now,
                "actor_id": self.operator.id,
                "actor_name": self.operator.name,
                "incarnation": self._feeds.incarnation,
                "level": int(self.desk.level),
                "schema_version": SCHEMA_VERSION,
                "intent": self.intent,
                "label": self.label,
                "kind": self.kind,
                "of_num": self.of_num,
                "undone": False,
            }
            key = self.connection.execute(sa.insert(Step), row).inserted_primary_key
            assert key is not None
            self._step = StepHeader(key[0], id, self.operator.id, int(self.desk.level), SCHEMA_VERSION)
        return self._step

    def _projected(
        self, codec: TableCodec, rows: Sequence[Values], entries: Sequence[Entry]
    ) -> Iterator[dict[str, Any]]:
        blank = {name: field.default for name, field in codec.fields.items()} | codec.derived
        blank["zone"] = self.desk.zone
        stamped = "stamp" in codec.derived
        for row, entry in zip(rows, entries, strict=True):
            full = {**blank, **row, "id": entry.record}
            if stamped:
                full["stamp"] = entry.stamp
            yield full

    def _differing(
        self, codec: TableCodec, wanted: dict[bytes, dict[str, Any]]
    ) -> dict[bytes, dict[str, Any]]:
        table = codec.table
        names = sorted({name for values in wanted.values() for name in values})
        fields = {name: codec.fields[name] for name in names}
        chosen = sa.select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(list(wanted)))
        stored = {row[0]: dict(zip(names, row[1:], strict=True)) for row in self.connection.execute(chosen)}
        differing: dict[bytes, dict[str, Any]] = {}
        # In the order asked for, so that the log does not depend on an engine's.
        for id, values in wanted.items():
            row = stored.get(id)
            if row is not None:
                new = {
                    name: value for name, value in values.items() if not fields[name].same(row[name], value)
                }
                if new:
                    differing[id] = new
                    self._note_left(codec.model, row, new)
        return differing

    def _note_left(self, model: RecordTable, old: Values, new: Values) -> None:
        """Note the records that a change leaves behind: what is derived from it there is stale too."""
        for name, left in (("household_id", Household), ("alias_of", model)):
            if name in new and old[name] is not None:
                self._changed[left].add(old[name])

    def _write_sets(
        self, codec: TableCodec, wanted: dict[bytes, dict[str, Any]], scope: bytes | None
    ) -> None:
        logs = record_logs(self.connection, wanted, codec.noun)
        # What is only pointed to from elsewhere has no history yet, and nothing to write over.
        wanted = {id: values for id, values in wanted.items() if id in logs}
        entries = [set_entry(codec, id, values, logs[id]) for id, values in wanted.items()]
        if codec.noun in BY_LEVEL and any(self._overrules(entry, logs[entry.record]) for entry in entries):
            raise RuleBroken(Problem(mark("这一项由上级规定，本级不能改")))
        self._append(entries)
        if scope is not None:
            self._carry(codec, [entry for entry in entries if entry.scope != scope], logs, scope)
        self._project(codec, {id: shown(values, logs[id]) for id, values in wanted.items()})
        contesting.recheck(self.connection, codec.model, list(wanted))

    def _carry(
        self,
        codec: TableCodec,
        edits: Sequence[Entry],
        logs: Mapping[bytes, Sequence[LoggedChange]],
        scope: bytes,
    ) -> None:
        """Bring records along after these edits, and what is still contested in them."""
        carries = [carry_entry(codec, edit, logs[edit.record], scope) for edit in edits]
        self._append(carries)
        self._changed[codec.model].update(project_returned(self.connection, codec, logs, edits, carries))
        contested = contesting.in_conflict(self.connection, codec.noun, [edit.record for edit in edits])
        # Who reads only where it was before still has what took it away, and not what took it back.
        back = [edit.record for edit in edits if any(one.scope == scope for one in logs[edit.record])]
        doubtful = list(dict.fromkeys((*contested, *back)))
        for log in scattered_logs(self.connection, doubtful, codec.noun).values():
            rest = ((change, scope) for change in lacking(codec, log, scope))
            self.repeat(copies_of(self.connection, rest))

    def _overrules(self, entry: Entry, log: Sequence[LoggedChange]) -> bool:
        """Whether an edit would replace what a higher level wrote: nobody would let that count."""
        levels = {change.stamp: change.level for change in log}
        own = bytes(8) + self.desk.incarnation
        replaced = (base for name, some in (entry.bases or {}).items() if name != SEEN for base in some)
        return any(not may_replace(own, int(self.desk.level), base, levels) for base in replaced)

    def _project(self, codec: TableCodec, wanted: Mapping[bytes, Values]) -> None:
        by_fields: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
        for id, values in wanted.items():
            by_fields[tuple(values)].append((id, *values.values()))
        for names, rows in by_fields.items():
            update_rows(self.connection, codec.table, names, rows)
        self._changed[codec.model].update(wanted)


_UNDONE = sa.update(Step).where(col(Step.num) == sa.bindparam("n")).values(undone=True)
_LABEL = sa.update(Step).where(col(Step.num) == sa.bindparam("n")).values(label=sa.bindparam("l"))
