"""Reading the change log: what happened to a record, and which values are live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes import registers
from gridtui.domain.changes.registers import CARRIED, COPIED, SEEN, RegisterWrite
from gridtui.domain.changes.stamps import Stamp
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.feeds import decode_part
from gridtui.storage.log.fields import LOGGED_PARTS
from gridtui.storage.log.log_tables import Change, Feed, Step
from gridtui.storage.merge.homes import BY_LEVEL, CREATE, at_home, home_of, placed_by
from gridtui.storage.merge.homes import CARRY as CARRY
from gridtui.storage.merge.homes import ERASE as ERASE

CHUNK = 500
"""How many ids one ``IN`` list carries."""

WHOLE_KINDS = frozenset((CREATE, CARRY, ERASE))
"""Kinds of change that tell a record as a whole: without one of them a record is not shown."""

PUBLIC = LOGGED_PARTS[0].value

LAST = 1 << 62
"""Beyond every number that a row has."""

_DEVICE = slice(8, 16)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change as the log holds it, with its fields decoded from JSON form.

    ``fields`` has only the parts that are here; a creation leaves out fields at their default. ``carried``
    are values that the change only brings along into another scope, under the stamps that they have.
    ``whole`` says that it tells the record as a whole, and that at least what is public of it is here.
    ``placed`` is as of when it puts the record into its scope, empty where it does not. Of a change that is
    ``copied`` into a further scope everything but who, when and where is that of the first.
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
    level: int
    carried: dict[str, Any]
    whole: bool
    placed: Stamp = b""
    copied: bool = False

    @property
    def write(self) -> RegisterWrite:
        """What the merge kernel sees of it."""
        return RegisterWrite(self.stamp, self.bases, self.level, self.kind == ERASE)

    @property
    def named(self) -> set[Stamp]:
        """Every stamp that it replaces, brings along or had seen."""
        return {stamp for stamps in (self.bases or {}).values() for stamp in stamps}


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Cut a sequence into runs of at most ``size``."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def record_logs(
    connection: Connection, records: Iterable[bytes], noun: str | None = None
) -> dict[bytes, list[LoggedChange]]:
    """Return the changes of each record that count, oldest stamp first; records without any are left out.

    With a ``noun`` only what was written of the records as such ones. What an erasure took away writes
    nothing any more.
    """
    return {id: once(log) for id, log in scattered_logs(connection, records, noun).items()}


def scattered_logs(
    connection: Connection, records: Iterable[bytes], noun: str | None = None
) -> dict[bytes, list[LoggedChange]]:
    """Return the same with every copy of a change in each of the scopes that it stands in."""
    logs: dict[bytes, list[LoggedChange]] = defaultdict(list)
    for some in batches(connection, list(records)):
        chosen = _CHANGES.where(among(connection, col(Change.record), some), col(Change.refused).is_(None))
        if noun is not None:
            chosen = chosen.where(col(Change.noun) == noun)
        rows = connection.execute(chosen.order_by(col(Change.stamp), col(Change.num)))
        for row in rows:
            logs[row.record].append(_logged(row))
    return {id: _counting(log) for id, log in logs.items()}


def _counting(log: list[LoggedChange]) -> list[LoggedChange]:
    """Return what counts of a record's changes; what was written of its id as of another thing is apart."""
    if len(log) == 1:
        return log
    nouns = {change.noun for change in log}
    if len(nouns) == 1:
        return _without_taken(at_home(log))
    counting = {
        change.num: change
        for noun in nouns
        for change in _without_taken(at_home([one for one in log if one.noun == noun]))
    }
    return [counting[change.num] for change in log if change.num in counting]


def _without_taken(log: Sequence[LoggedChange]) -> list[LoggedChange]:
    """Return changes with those that an erasure takes away writing nothing, whether their bodies are here."""
    erasures = {change.stamp for change in log if change.kind == ERASE}
    if not erasures:
        return list(log)
    found = []
    for change in log:
        named = change.named
        if any(takes(erasure, change.kind, change.stamp, erasure in named) for erasure in erasures):
            placed = change.placed if change.kind == CREATE else b""
            change = replace(change, bases={}, fields={}, carried={}, whole=False, placed=placed)
        found.append(change)
    return found


def once(log: Sequence[LoggedChange]) -> list[LoggedChange]:
    """Return each change once: the first one where it is here, else the earliest of its copies."""
    if not any(change.copied for change in log):
        return list(log)
    found: dict[tuple[str, Stamp], LoggedChange] = {}
    for change in log:
        known = found.setdefault((change.noun, change.stamp), change)
        if known.copied and not change.copied:
            found[change.noun, change.stamp] = change
    return sorted(found.values(), key=lambda change: (change.stamp, change.num))


def takes(erasure: Stamp, kind: str, stamp: Stamp, named: bool) -> bool:
    """Whether an erasure takes away what a change says: it is earlier, or was made without knowing of it.

    ``named`` says that the change names the erasure among what it replaced or had seen.
    """
    if stamp < erasure:
        return True
    return kind != ERASE and stamp[_DEVICE] != erasure[_DEVICE] and not named


def scope_of_record(connection: Connection, record: bytes, noun: str) -> bytes | None:
    """Return the scope in which a record is; None where it has no history."""
    log = record_logs(connection, [record], noun).get(record)
    return home_of(log) if log else None


def step_changes(
    connection: Connection, step_num: int, *, before: int = LAST, limit: int = LAST
) -> list[LoggedChange]:
    """Return up to ``limit`` changes of one step, newest first, only those with numbers below ``before``."""
    rows = connection.execute(
        _CHANGES.where(col(Change.step_num) == step_num, col(Change.num) < before)
        .order_by(col(Change.num).desc())
        .limit(limit)
    )
    return [_logged(row) for row in rows]


def step_creations(connection: Connection, step_num: int) -> list[tuple[str, bytes]]:
    """Return (noun, record) of everything that one step created, in the order in which it was written."""
    rows = connection.execute(
        sa.select(col(Change.noun), col(Change.record))
        .where(col(Change.step_num) == step_num, col(Change.kind) == "create")
        .order_by(col(Change.num))
    )
    return [(row.noun, row.record) for row in rows]


def refused_of(connection: Connection, records: Iterable[bytes]) -> list[tuple[LoggedChange, str]]:
    """Return the changes of these records that count for nothing, each with the code of why."""
    found = []
    for some in chunks(list(records)):
        chosen = _CHANGES.add_columns(col(Change.refused)).where(
            col(Change.record).in_(some), col(Change.refused).is_not(None)
        )
        found += [(_logged(row[:-1]), row[-1]) for row in connection.execute(chosen)]
    return found


def live_stamps(log: Sequence[LoggedChange], field: str) -> list[Stamp]:
    """Return the stamps of the field's live values, oldest first."""
    if len(log) == 1 and log[0].bases is None:
        return [log[0].stamp]
    by_level = bool(log) and log[0].noun in BY_LEVEL
    return registers.heads([change.write for change in log], field, by_level=by_level)


def all_live_stamps(log: Sequence[LoggedChange]) -> list[Stamp]:
    """Return the stamps that are live in any field of the record, oldest first."""
    if len(log) == 1 and log[0].bases is None:
        return [log[0].stamp]
    # A creation names no field that it leaves at its default, but it does write them all.
    names = {name.lstrip(CARRIED) for change in log for name in (*change.fields, *(change.bases or ()))}
    names = names - {SEEN} | {registers.DELETED}
    return sorted({stamp for name in names for stamp in live_stamps(log, name)})


def value_at(log: Iterable[LoggedChange], field: str, stamp: Stamp, default: Any) -> Any:
    """Return what the change with this stamp wrote into the field, in JSON form."""
    found = default
    for change in log:
        if change.stamp == stamp:
            return change.fields.get(field, default)
        if field in change.carried and change.write.written(field) == stamp:
            found = change.carried[field]
    return found


def decode_bases(body: bytes | None) -> dict[str, list[Stamp]] | None:
    """Return the bases of a stored change: field → stamps replaced, None for a creation."""
    if body is None:
        return None
    named: dict[str, list[str]] = msgspec.json.decode(body)
    return {name: [bytes.fromhex(stamp) for stamp in stamps] for name, stamps in named.items()}


def decode_fields(parts: Iterable[bytes | None]) -> dict[str, Any]:
    """Return the fields of all the stored parts of a change together."""
    fields: dict[str, Any] = {}
    for body in parts:
        if body is not None:
            fields.update(decode_part(body))
    return fields


def _logged(row: Sequence[Any]) -> LoggedChange:
    num, stamp, kind, noun, record, scope, bases, missing, *parts, step_num, actor_id = row[:-4]
    actor_name, at, intent, level = row[-4:]
    fields: dict[str, Any] = decode_fields(parts)
    replaced = decode_bases(bases)
    copied = None if replaced is None else replaced.pop(COPIED, None)
    if copied:
        stamp = copied[0]
    return LoggedChange(
        num,
        stamp,
        kind,
        noun,
        record,
        scope,
        replaced,
        {} if kind == CARRY else fields,
        step_num,
        actor_id,
        actor_name,
        at,
        intent,
        level,
        fields if kind == CARRY else {},
        kind in WHOLE_KINDS and not (missing and PUBLIC in msgspec.json.decode(missing)),
        b"" if copied else placed_by(kind, stamp, replaced),
        bool(copied),
    )


_CHANGES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Change.num),
        col(Change.stamp),
        col(Change.kind),
        col(Change.noun),
        col(Change.record),
        col(Feed.scope),
        col(Change.bases),
        col(Change.missing),
        *(col(getattr(Change, part.value)) for part in LOGGED_PARTS),
        col(Change.step_num),
        col(Step.actor_id),
        col(Step.actor_name),
        col(Step.at),
        col(Step.intent),
        col(Step.level),
    )
    .join(Feed, col(Feed.num) == col(Change.feed_num))
    .join(Step, col(Step.num) == col(Change.step_num))
)
