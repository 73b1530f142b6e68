"""Bringing the tables up to what the log says: new records set-wise, everything else from its changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.storage.derived import derived, search_index
from gridtui.storage.derived.search_index import Touched
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.bulk import insert_rows, update_rows
from gridtui.storage.log.fields import BUSINESS_TABLES, RecordTable, TableCodec, codec_of, table_of
from gridtui.storage.log.history import record_logs
from gridtui.storage.log.wire import WireChange
from gridtui.storage.merge import contesting
from gridtui.storage.merge.due import Due
from gridtui.storage.merge.homes import home_of
from gridtui.storage.merge.projecting import View, view_of
from gridtui.storage.tables import Household, Issue, Resident

Row = dict[str, Any]

Told: TypeAlias = tuple[WireChange, Mapping[str, Any]]
"""A change with its fields in JSON form."""


_LEFT_BEHIND: dict[str, RecordTable | None] = {
    "household_id": Household,
    "resident_id": Resident,
    "issue_id": Issue,
    "alias_of": None,
}
"""What a record may point away from, so that what is derived there is stale; None is one of its own kind."""


@dataclass
class Applying:
    """Projects changes into the tables; ``conflicts`` and ``parallels`` count records that newly have any.

    ``zone`` is written into rows that are new here. ``created`` and ``changed`` count records by noun;
    ``due`` is what this desk may have to write because of them.
    """

    connection: Connection
    zone: int
    conflicts: int = 0
    parallels: int = 0
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    due: Due = field(default_factory=Due)
    _new: dict[RecordTable, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    _old: dict[RecordTable, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def apply(self, changes: Iterable[Told], known: Collection[bytes]) -> None:
        """Project changes that are in the log by now; ``known`` are records that had changes before."""
        by_noun: dict[str, list[Told]] = defaultdict(list)
        times: Counter[bytes] = Counter()
        for told in changes:
            by_noun[told[0].noun].append(told)
            times[told[0].record] += 1
        dirty: dict[RecordTable, dict[bytes, None]] = {}
        for model in BUSINESS_TABLES:
            codec = codec_of(model)
            some = by_noun.get(codec.noun, [])
            new = {
                change.record: (change, fields)
                for change, fields in some
                if change.kind == "create"
                and change.record not in known
                and times[change.record] == 1
                and not change.withheld[0]
            }
            # Only what something may point to can stand here already.
            if model in _targets():
                for record in self._present(model, list(new)):
                    del new[record]
            dirty[model] = {change.record: None for change, _ in some if change.record not in new}
            self._create(codec, list(new.values()))
        for model, ids in dirty.items():
            self.project(model, list(ids))
        self.refresh()

    def project(self, model: RecordTable, ids: Sequence[bytes]) -> None:
        """Make the rows of these records what their changes say."""
        codec = codec_of(model)
        for some in batches(self.connection, ids):
            logs = record_logs(self.connection, some, codec.noun)
            views = {id: view_of(codec, logs.get(id, [])) for id in some}
            told = {id: _decoded(codec, view) for id, view in views.items()}
            self._point_somewhere(codec, told.values())
            stored = self._stored(codec, some)
            fresh = [id for id in some if id not in stored]
            self._insert(codec, [{**told[id], "id": id} for id in fresh])
            self._update(codec, stored, {id: told[id] for id in some if id in stored})
            self._note(codec, fresh, [id for id in some if id in stored])
            scopes = {id: home_of(log) for id, log in logs.items()}
            self.due.note(codec.noun, logs, told)
            counted = contesting.note(
                self.connection, codec.noun, {id: (views[id], scopes.get(id, b"")) for id in some}
            )
            self.conflicts += counted[0]
            self.parallels += counted[1]

    def refresh(self) -> None:
        """Bring derived columns and the search index up to what was projected so far."""
        if not self._new and not self._old:
            return
        created = dict(self._new)
        changed = {model: list(ids) for model, ids in self._old.items()}
        self._new, self._old = defaultdict(list), defaultdict(set)
        for issue_id in derived.refresh(self.connection, created, changed):
            changed.setdefault(Issue, []).append(issue_id)
        search_index.refresh(self.connection, Touched(created, changed))

    def _create(self, codec: TableCodec, changes: Sequence[Told]) -> None:
        rows, fields = [], codec.fields
        for change, told in changes:
            row: Row = {
                name: None if value is None else fields[name].decode(value)
                for name, value in told.items()
                if name in fields
            }
            row["id"] = change.record
            if "stamp" in codec.derived:
                row["stamp"] = change.stamp
            rows.append(row)
        self.due.note_rows(codec.noun, rows)
        # Of records that point to others of their own kind some stand now as what was pointed to.
        present = self._point_somewhere(codec, rows).intersection(row["id"] for row in rows)
        self._insert(codec, [row for row in rows if row["id"] not in present])
        self._note(codec, [row["id"] for row in rows if row["id"] not in present], [])
        for row in rows:
            if row.get("alias_of") is not None:
                self._old[codec.model].add(row["id"])
        if present:
            self.project(codec.model, list(present))

    def _note(self, codec: TableCodec, new: Sequence[bytes], old: Sequence[bytes]) -> None:
        self._new[codec.model].extend(new)
        self._old[codec.model].update(old)
        if new:
            self.created[codec.noun] += len(new)
        if old:
            self.changed[codec.noun] += len(old)

    def _insert(self, codec: TableCodec, rows: Sequence[Row]) -> None:
        blank = {name: field.default for name, field in codec.fields.items()} | codec.derived
        blank["zone"] = self.zone
        insert_rows(self.connection, codec.table, ({**blank, **row} for row in rows))

    def _update(self, codec: TableCodec, stored: Mapping[bytes, Row], told: Mapping[bytes, Row]) -> None:
        by_names: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
        for id, row in told.items():
            old = stored[id]
            new = {name: value for name, value in row.items() if old[name] != value}
            if not new:
                continue
            by_names[tuple(new)].append((id, *new.values()))
            for name, left in _LEFT_BEHIND.items():
                if name in new and old[name] is not None:
                    self._old[left or codec.model].add(old[name])
        for names, rows in by_names.items():
            update_rows(self.connection, codec.table, names, rows)

    def _point_somewhere(self, codec: TableCodec, rows: Iterable[Row]) -> set[bytes]:
        """Make a stub of every record that these rows point to and that is not here: hidden, in no digest.

        Returns those of the rows' own kind.
        """
        wanted: dict[RecordTable, dict[bytes, None]] = defaultdict(dict)
        rows = list(rows)
        for name, target in _references(codec):
            for row in rows:
                id = row.get(name)
                if id is not None:
                    wanted[target][id] = None
        made = {model: self.stub(model, list(ids)) for model, ids in wanted.items()}
        return set(made.get(codec.model, ()))

    def stub(self, model: RecordTable, ids: Sequence[bytes]) -> list[bytes]:
        """Make a stub of every one of these records that is not here, so that others can point to it.

        Returns those that were made.
        """
        present = self._present(model, ids)
        missing = [id for id in ids if id not in present]
        if missing:
            self._insert(codec_of(model), [{"id": id, "deleted": True} for id in missing])
            self._new[model].extend(missing)
        return missing

    def _present(self, model: RecordTable, ids: Sequence[bytes]) -> set[bytes]:
        table = table_of(model)
        found: set[bytes] = set()
        for some in batches(self.connection, ids):
            chosen = sa.select(table.c.id).where(among(self.connection, table.c.id, some))
            found.update(self.connection.execute(chosen).scalars())
        return found

    def _stored(self, codec: TableCodec, ids: Sequence[bytes]) -> dict[bytes, Row]:
        names = _written(codec)
        chosen = sa.select(codec.table.c.id, *(codec.table.c[name] for name in names))
        rows = self.connection.execute(chosen.where(among(self.connection, codec.table.c.id, ids)))
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def _written(codec: TableCodec) -> list[str]:
    return [*codec.fields, *(["stamp"] if "stamp" in codec.derived else [])]


def _decoded(codec: TableCodec, view: View) -> Row:
    row = {name: codec.decode(name, value) for name, value in view.values.items()}
    if "stamp" in codec.derived:
        row["stamp"] = view.stamp
    return row


@cache
def _references_of(model: RecordTable) -> list[tuple[str, RecordTable]]:
    codec = codec_of(model)
    by_table = {table_of(model).name: model for model in BUSINESS_TABLES}
    return [
        (str(key.parent.name), by_table[key.column.table.name])
        for key in codec.table.foreign_keys
        if str(key.parent.name) in codec.fields
    ]


@cache
def _targets() -> frozenset[RecordTable]:
    return frozenset(target for model in BUSINESS_TABLES for _, target in _references_of(model))


def _references(codec: TableCodec) -> list[tuple[str, RecordTable]]:
    """Return the fields that point to a record, each with the table it points into."""
    return _references_of(codec.model)
