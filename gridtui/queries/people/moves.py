"""Where people and households lived: read from the change log, without steps that were taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.queries.histories import titles_of
from gridtui.storage.log.history import LoggedChange, chunks, record_logs, step_changes
from gridtui.storage.log.log_tables import Step

_LATEST = 1 << 62


class Coming(Enum):
    """What happened."""

    MOVED = "moved"
    LEFT = "left"
    BACK = "back"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class ResidenceLine:
    """Something that happened on a day: moved from one door to another, left for somewhere, came back, died.

    Doors are as they are called now, empty where none is known; ``where`` is where somebody went.
    """

    num: int
    on: date
    what: Coming
    before: str = ""
    after: str = ""
    where: str = ""


def household_moves(connection: Connection, household_id: RecordId) -> list[ResidenceLine]:
    """Return the moves of a household between doors, newest first."""
    log = _standing(connection, {household_id: record_logs(connection, [household_id])[household_id]})
    found: list[tuple[LoggedChange, str, str]] = []
    before = ""
    for change in log[household_id]:
        if "dwelling_id" in change.fields:
            after = change.fields["dwelling_id"] or ""
            if change.bases is not None and after != before:
                found.append((change, before, after))
            before = after
    doors = _doors(connection, [id for _, *both in found for id in both])
    lines = [
        ResidenceLine(
            change.num, _day(connection, change), Coming.MOVED, doors.get(old, ""), doors.get(new, "")
        )
        for change, old, new in found
    ]
    return lines[::-1]


def resident_moves(connection: Connection, resident_id: RecordId) -> list[ResidenceLine]:
    """Return where somebody lived and when they left, came back or died, newest first.

    What their household did while they belonged to it is theirs too.
    """
    own = record_logs(connection, [resident_id]).get(resident_id, [])
    if not own:
        return []
    homes = {
        bytes.fromhex(change.fields["household_id"]) for change in own if change.fields.get("household_id")
    }
    logs = _standing(connection, {resident_id: own, **record_logs(connection, homes)})
    stays = _stays(logs[resident_id])
    found: list[_Draft] = []
    for home, start, end in stays:
        found += [
            _Draft(change, Coming.MOVED, before, after)
            for change, before, after in _dwellings(logs.get(bytes.fromhex(home), []))
            if start < change.num < end and change.bases is not None
        ]
    for (home, start, _), (old, _, _) in zip(stays[1:], stays, strict=False):
        change = next(each for each in logs[resident_id] if each.num == start)
        found.append(_Draft(change, Coming.MOVED, _door_at(logs, old, start), _door_at(logs, home, start)))
    found += _own_lines(logs[resident_id])
    doors = _doors(connection, [id for each in found for id in (each.before, each.after)])
    days = _came_on(logs[resident_id])
    lines = [
        ResidenceLine(
            each.change.num,
            each.on or days.get(each.change.step_num) or local_date(each.change.at),
            each.what,
            doors.get(each.before, ""),
            doors.get(each.after, ""),
            each.where,
        )
        for each in found
        if each.what is not Coming.MOVED or each.before != each.after
    ]
    return sorted(lines, key=lambda line: (line.on, line.num), reverse=True)


@dataclass(frozen=True, slots=True)
class _Draft:
    change: LoggedChange
    what: Coming
    before: str = ""
    after: str = ""
    where: str = ""
    on: date | None = None


def _own_lines(log: Sequence[LoggedChange]) -> list[_Draft]:
    """Return what somebody's own record says of leaving, coming back and dying."""
    found: list[_Draft] = []
    left: str | None = None
    where = ""
    for change in log:
        where = change.fields.get("moved_to", where) or ""
        if "moved_out_on" in change.fields:
            gone = change.fields["moved_out_on"]
            if gone:
                found.append(_Draft(change, Coming.LEFT, where=where, on=date.fromisoformat(gone)))
            elif left:
                found.append(_Draft(change, Coming.BACK))
            left = gone
        if change.fields.get("died_on"):
            found.append(_Draft(change, Coming.DIED, on=date.fromisoformat(change.fields["died_on"])))
    return found


def _stays(log: Sequence[LoggedChange]) -> list[tuple[str, int, int]]:
    """Return (household, number of the change that began it, of the one that ended it), in order."""
    starts: list[tuple[str, int]] = []
    for change in log:
        if "household_id" in change.fields:
            home = change.fields["household_id"] or ""
            if not starts or starts[-1][0] != home:
                starts.append((home, change.num))
    ends = [*(start for _, start in starts[1:]), _LATEST]
    return [(home, start, end) for (home, start), end in zip(starts, ends, strict=True) if home]


def _dwellings(log: Sequence[LoggedChange]) -> Iterable[tuple[LoggedChange, str, str]]:
    before = ""
    for change in log:
        if "dwelling_id" in change.fields:
            after = change.fields["dwelling_id"] or ""
            yield change, before, after
            before = after


def _door_at(logs: Mapping[RecordId, Sequence[LoggedChange]], home: str, num: int) -> str:
    """Return the door of a household as it was when a change was written."""
    log = logs.get(bytes.fromhex(home), ())
    return next((new for change, _, new in reversed([*_dwellings(log)]) if change.num <= num), "")


def _came_on(log: Sequence[LoggedChange]) -> dict[int, date]:
    """Return step → the day on which somebody moved in, where the step says one."""
    return {
        change.step_num: date.fromisoformat(change.fields["moved_in_on"])
        for change in log
        if change.fields.get("moved_in_on")
    }


def _day(connection: Connection, change: LoggedChange) -> date:
    """Return the day of a household's move: that on which its people moved in, else that of the step."""
    days = [
        each.fields["moved_in_on"]
        for each in step_changes(connection, change.step_num)
        if each.noun == "resident" and each.fields.get("moved_in_on")
    ]
    return date.fromisoformat(min(days)) if days else local_date(change.at)


def _standing(
    connection: Connection, logs: Mapping[RecordId, Sequence[LoggedChange]]
) -> dict[RecordId, list[LoggedChange]]:
    """Return the logs without steps that were undone, and without the undoing."""
    gone: set[int] = set()
    for some in chunks(sorted({change.step_num for log in logs.values() for change in log})):
        undone = sa.or_(col(Step.undone).is_(True), col(Step.kind) == "undo")
        gone.update(
            connection.execute(sa.select(col(Step.num)).where(col(Step.num).in_(some), undone)).scalars()
        )
    return {id: [change for change in log if change.step_num not in gone] for id, log in logs.items()}


def _doors(connection: Connection, ids: Iterable[Any]) -> dict[str, str]:
    wanted = {bytes.fromhex(id) for id in ids if id}
    return {id.hex(): door for id, door in titles_of(connection, "dwelling", wanted).items()}
