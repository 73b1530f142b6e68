"""What forms of other offices were filled with last time: hashes beside record ids, local to this desk.

A cell is told apart from another by four bytes of a salted hash, which are enough to see a change and too few
to find out a value; the rows of an erased record go with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import FilledForm, FilledRow, log_table

_COLUMN, _HASH = 2, 4

RowKey: TypeAlias = tuple[RecordId, int]
"""A row of a form: its record, and which of that record's rows, from 0."""

FilledCells: TypeAlias = Mapping[RowKey, Mapping[int, str]]
"""Row → column of the form, counted from 0 → the text that stands there."""


@dataclass(frozen=True, slots=True)
class LastFilling:
    """What is known of the last time a form was filled: when, and each row's hashes by column."""

    filled_at: datetime
    salt: bytes
    rows: Mapping[RowKey, Mapping[int, bytes]]

    def same(self, row: RowKey, column: int, text: str) -> bool | None:
        """Say whether a cell stood there as it does now; None where the row had nothing in that column."""
        before = self.rows.get(row, {}).get(column)
        return None if before is None else before == _hashed(self.salt, column, text)


def last_filling(connection: Connection, fingerprint: str) -> LastFilling | None:
    """Return what is known of the last time; None where the form was not filled here before."""
    chosen = sa.select(col(FilledForm.filled_at), col(FilledForm.salt))
    form = connection.execute(chosen.where(col(FilledForm.fingerprint) == fingerprint)).first()
    if form is None:
        return None
    chosen_rows = sa.select(col(FilledRow.record), col(FilledRow.place), col(FilledRow.cells))
    rows = connection.execute(chosen_rows.where(col(FilledRow.fingerprint) == fingerprint))
    hashes = {(row.record, row.place): _unpacked(row.cells) for row in rows}
    return LastFilling(form.filled_at, bytes(form.salt), hashes)


def remember_filling(
    connection: Connection,
    fingerprint: str,
    cells: FilledCells,
    *,
    kind: str,
    title: str,
    salt: bytes,
    now: datetime,
) -> None:
    """Keep what a form was filled with, in the place of the time before; ``salt`` is 16 bytes of chance."""
    for model in (FilledForm, FilledRow):
        connection.execute(sa.delete(model).where(log_table(model).c.fingerprint == fingerprint))
    facts = {"kind": kind, "title": title, "salt": salt, "filled_at": now}
    connection.execute(sa.insert(FilledForm).values(fingerprint=fingerprint, **facts))
    rows = [
        {"fingerprint": fingerprint, "record": record, "place": place, "cells": _packed(salt, texts)}
        for (record, place), texts in cells.items()
    ]
    for some in chunks(rows):
        connection.execute(sa.insert(FilledRow), list(some))


def forget_records(connection: Connection, records: Iterable[RecordId]) -> None:
    """Drop what forms were filled with of these records."""
    for some in chunks(list(dict.fromkeys(records))):
        connection.execute(sa.delete(FilledRow).where(col(FilledRow.record).in_(some)))


def _hashed(salt: bytes, column: int, text: str) -> bytes:
    return blake2b(text.encode(), digest_size=_HASH, key=salt, person=column.to_bytes(_COLUMN)).digest()


def _packed(salt: bytes, texts: Mapping[int, str]) -> bytes:
    return b"".join(column.to_bytes(_COLUMN) + _hashed(salt, column, text) for column, text in texts.items())


def _unpacked(cells: bytes) -> dict[int, bytes]:
    size = _COLUMN + _HASH
    pairs = (cells[start : start + size] for start in range(0, len(cells), size))
    return {int.from_bytes(pair[:_COLUMN]): pair[_COLUMN:] for pair in pairs}
