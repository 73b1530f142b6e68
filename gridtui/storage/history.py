"""Reading the change log: what happened to a record, and which values are live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain import registers
from gridtui.domain.registers import RegisterWrite
from gridtui.domain.stamps import Stamp
from gridtui.storage.feeds import decode_part
from gridtui.storage.fields import LOGGED_PARTS
from gridtui.storage.log_tables import Change, Feed, Step

CHUNK = 500
"""How many ids one ``IN`` list carries."""


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change as the log holds it, with its fields decoded from JSON form.

    ``fields`` has only the parts that are here; a creation leaves out fields at their default.
    """

    num: int
    stamp: Stamp
    kind: str
    noun: str
    record: bytes
    scope: bytes
    bases: dict[str, list[Stamp]] | None
    fields: dict[str, Any]
    step_num: int
    actor_id: bytes
    actor_name: str
    at: datetime
    intent: str

    @property
    def write(self) -> RegisterWrite:
        """What the merge kernel sees of it."""
        return RegisterWrite(self.stamp, self.bases)


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Cut a sequence into runs of at most ``size``."""
    for at in range(0, len(items), size):
        yield items[at:at + size]


def record_logs(connection: Connection, records: Iterable[bytes]) -> dict[bytes, list[LoggedChange]]:
    """Return every change of each record, in order of arrival; records without any are left out."""
    logs: dict[bytes, list[LoggedChange]] = defaultdict(list)
    for some in chunks(list(records)):
        rows = connection.execute(_CHANGES.where(col(Change.record).in_(some)).order_by(col(Change.num)))
        for row in rows:
            logs[row.record].append(_logged(row))
    return logs


def step_changes(connection: Connection, step_num: int) -> list[LoggedChange]:
    """Return the changes of one step, in the order in which they were written."""
    rows = connection.execute(_CHANGES.where(col(Change.step_num) == step_num).order_by(col(Change.num)))
    return [_logged(row) for row in rows]


def all_changes(connection: Connection, after: int = 0, limit: int = 10_000) -> list[LoggedChange]:
    """Return up to ``limit`` changes that arrived after number ``after``, in order of arrival."""
    rows = connection.execute(_CHANGES.where(col(Change.num) > after).order_by(col(Change.num)).limit(limit))
    return [_logged(row) for row in rows]


def live_stamps(log: Iterable[LoggedChange], field: str) -> list[Stamp]:
    """Return the stamps of the field's live values, oldest first."""
    return registers.heads((change.write for change in log), field)


def all_live_stamps(log: Sequence[LoggedChange]) -> list[Stamp]:
    """Return the stamps that are live in any field of the record, oldest first."""
    names = {name for change in log for name in (*change.fields, *(change.bases or ()))} - {registers.SEEN}
    return sorted({stamp for name in names for stamp in live_stamps(log, name)})


def value_at(log: Iterable[LoggedChange], field: str, stamp: Stamp, default: Any) -> Any:
    """Return what the change with this stamp wrote into the field, in JSON form."""
    for change in log:
        if change.stamp == stamp:
            return change.fields.get(field, default)
    return default


def decode_bases(body: bytes | None) -> dict[str, list[Stamp]] | None:
    """Return the bases of a stored change: field → stamps replaced, None for a creation."""
    if body is None:
        return None
    named: dict[str, list[str]] = msgspec.json.decode(body)
    return {name: [bytes.fromhex(stamp) for stamp in stamps] for name, stamps in named.items()}


def _logged(row: Row[Any]) -> LoggedChange:
    fields: dict[str, Any] = {}
    for part in LOGGED_PARTS:
        fields.update(decode_part(getattr(row, part.value)))
    return LoggedChange(row.num, row.stamp, row.kind, row.noun, row.record, row.scope, decode_bases(row.bases),
                        fields, row.step_num, row.actor_id, row.actor_name, row.at, row.intent)


_CHANGES = (
    sa.select(
        col(Change.num), col(Change.stamp), col(Change.kind), col(Change.noun), col(Change.record),
        col(Feed.scope), col(Change.bases), col(Change.public), col(Change.contact), col(Change.identity),
        col(Change.health), col(Change.step_num), col(Step.actor_id), col(Step.actor_name), col(Step.at),
        col(Step.intent),
    )
    .join(Feed, col(Feed.num) == col(Change.feed_num))
    .join(Step, col(Step.num) == col(Change.step_num))
)
