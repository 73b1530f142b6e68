"""The optimistic check of a save: what a form says is weighed against what others wrote since it was filled.

A form says the whole record, also what nobody touched in it. Compared with the record as it was when the
form was filled, each field was changed by the form, by others, by both or by nobody: what only one side
changed counts, and what both changed is for the person to decide. The base of the comparison is read from
the log, so a form carries no more than a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.meanwhile import ChangedMeanwhile, Overlap, Seen
from gridtui.domain.people.masking import looks_masked, mask_phone
from gridtui.storage.log.fields import TableCodec
from gridtui.storage.log.history import LoggedChange, chunks, record_logs
from gridtui.storage.log.log_tables import Change
from gridtui.storage.merge.projecting import view_of

_NO_STEP = -1

Wanted = Mapping[RecordId, Mapping[str, Any]]


def last_change(connection: Connection) -> int:
    """Return the number of the newest change in the log, 0 in an empty one."""
    return connection.execute(sa.select(sa.func.max(col(Change.num)))).scalar() or 0


def reconciled(
    connection: Connection, codec: TableCodec, wanted: Wanted, seen: Seen, own_step: int | None
) -> dict[RecordId, dict[str, Any]]:
    """Return the values to write: fields that only others changed are as they left them.

    ``own_step`` is the step that is being written, whose changes are nobody else's. ``ChangedMeanwhile``
    names the fields that both sides changed and nobody decided about.
    """
    own = _NO_STEP if own_step is None else own_step
    found = {id: dict(values) for id, values in wanted.items()}
    logs = record_logs(
        connection, _changed_since(connection, codec.noun, list(wanted), seen.num, own), codec.noun
    )
    overlaps: list[Overlap] = []
    for id, log in logs.items():
        before = [change for change in log if change.num <= seen.num]
        if before:
            # Of a record that came into being later the form knew nothing.
            others = [change for change in log if change.step_num != own]
            overlaps += _weigh(codec, id, found[id], before, others, seen)
    if overlaps:
        raise ChangedMeanwhile(overlaps)
    return found


def _changed_since(
    connection: Connection, noun: str, ids: Sequence[RecordId], num: int, own: int
) -> list[RecordId]:
    changed: list[RecordId] = []
    for some in chunks(ids):
        later = sa.select(col(Change.record)).where(
            col(Change.record).in_(some),
            col(Change.noun) == noun,
            col(Change.num) > num,
            col(Change.step_num) != own,
        )
        changed += [bytes(id) for id in connection.execute(later.distinct()).scalars()]
    return sorted(changed)


def _weigh(
    codec: TableCodec,
    id: RecordId,
    values: dict[str, Any],
    before: Sequence[LoggedChange],
    others: Sequence[LoggedChange],
    seen: Seen,
) -> list[Overlap]:
    """Put the others' values where only they changed something; return what is still to be decided."""
    overlaps = []
    at_first, now = view_of(codec, before).values, view_of(codec, others).values
    for name, value in values.items():
        field = codec.fields.get(name)
        if field is None or at_first[name] == now[name]:
            continue
        mine = None if value is None else field.encode(value)
        if mine == now[name]:
            continue
        last = _last_of(name, others, seen.num)
        choice = seen.choices.get((id, name))
        decided = choice is not None and choice.num >= last.num
        if decided and choice is not None and choice.mine:
            continue
        if decided or _is_untouched(mine, at_first[name]):
            values[name] = codec.decode(name, now[name])
        else:
            overlaps.append(
                Overlap(codec.noun, id, name, now[name], mine, last.actor_name, last.at, last.num)
            )
    return overlaps


def _is_untouched(mine: Any, before: Any) -> bool:
    """Say whether a form left a field as it was filled; a phone may stand in it masked."""
    if mine == before:
        return True
    masked = isinstance(mine, str) and isinstance(before, str) and looks_masked(mine)
    return masked and _bare(mine) == _bare(mask_phone(before))


def _bare(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit() or sign == "*")


def _last_of(name: str, log: Sequence[LoggedChange], num: int) -> LoggedChange:
    """Return the change since that one of the log which wrote a field last, else the last one at all."""
    later = sorted((change for change in log if change.num > num), key=lambda change: change.num)
    return next((change for change in reversed(later) if name in change.fields), later[-1])
