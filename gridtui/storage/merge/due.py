"""What a merge leaves to be written by this desk itself, remembered until it is done.

It is noted in the transaction of the merge, so that a crash after it loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.erasure.erased_bodies import erased_stamps
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.history import CARRY, LoggedChange
from gridtui.storage.log.log_tables import Change, Meta
from gridtui.storage.merge.homes import GOES_WITH
from gridtui.storage.tables import Resident

_KEY = "to_hand_on"
_PERSON = codec_of(Resident).noun

Log = Sequence[LoggedChange]
Rows = Iterable[Mapping[str, Any]]


@dataclass
class Due:
    """Records of which something new is here, each with its noun; ``people`` are those erased, or named.

    ``scattered`` are records in more scopes than one, ``parents`` those that something new belongs to.
    """

    scattered: set[tuple[str, bytes]] = field(default_factory=set)
    parents: set[tuple[str, bytes]] = field(default_factory=set)
    people: set[bytes] = field(default_factory=set)

    def note(self, noun: str, logs: Mapping[bytes, Log], rows: Mapping[bytes, Any]) -> None:
        """Note records that were computed anew: their changes, and what their rows hold now."""
        self.scattered.update((noun, id) for id, log in logs.items() if len({one.scope for one in log}) > 1)
        self.note_rows(noun, rows.values())
        if noun == _PERSON:
            self.people.update(id for id, row in rows.items() if row["deleted"])

    def note_rows(self, noun: str, rows: Rows) -> None:
        """Note what rows belong to, and whom they name."""
        name, parent = GOES_WITH.get(noun, ("", ""))
        for row in rows:
            if name and row.get(name) is not None:
                self.parents.add((parent, row[name]))
            if row.get("resident_id") is not None:
                self.people.add(row["resident_id"])

    def save(self, connection: Connection) -> None:
        """Add what is left of it to what this store has yet to do."""
        before = read_due(connection)
        self.scattered |= before.scattered
        moved = self._moved(connection)
        self.scattered |= {(noun, id) for noun, id in self.parents if id in moved}
        self.people = before.people | self._erased(connection)
        self.parents = set()
        forget_due(connection)
        if self.scattered or self.people:
            told = {
                "records": [[noun, id.hex()] for noun, id in sorted(self.scattered)],
                "people": [id.hex() for id in sorted(self.people)],
            }
            value = msgspec.json.encode(told).decode()
            connection.execute(sa.insert(Meta).values(key=_KEY, value=value))

    def _moved(self, connection: Connection) -> set[bytes]:
        """Return those parents that were ever brought along into another scope."""
        found: set[bytes] = set()
        for some in batches(connection, sorted({id for _, id in self.parents})):
            chosen = sa.select(col(Change.record)).where(
                among(connection, col(Change.record), some),
                col(Change.kind) == CARRY,
                col(Change.refused).is_(None),
            )
            found.update(connection.execute(chosen).scalars())
        return found

    def _erased(self, connection: Connection) -> set[bytes]:
        hidden: list[bytes] = []
        for some in batches(connection, sorted(self.people)):
            chosen = sa.select(col(Resident.id)).where(
                among(connection, col(Resident.id), some), col(Resident.deleted), col(Resident.name) == ""
            )
            hidden += connection.execute(chosen).scalars()
        return set(erased_stamps(connection, hidden, _PERSON))


def read_due(connection: Connection) -> Due:
    """Return what this store has yet to do."""
    value = connection.execute(sa.select(col(Meta.value)).where(col(Meta.key) == _KEY)).scalar()
    if value is None:
        return Due()
    told = msgspec.json.decode(value)
    records = {(noun, bytes.fromhex(id)) for noun, id in told["records"]}
    return Due(records, set(), set(map(bytes.fromhex, told["people"])))


def forget_due(connection: Connection) -> None:
    """Note that it is done."""
    connection.execute(sa.delete(Meta).where(col(Meta.key) == _KEY))
