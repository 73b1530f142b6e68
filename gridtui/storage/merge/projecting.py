"""The view of a record: what its row holds, as a pure function of its changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gridtui.domain.changes.registers import CARRIED, DELETED, Knowledge, winner
from gridtui.domain.changes.stamps import Stamp
from gridtui.storage.log.fields import TableCodec
from gridtui.storage.log.history import ERASE, LoggedChange, live_stamps, value_at
from gridtui.storage.merge.homes import BY_LEVEL, CARRY, CREATE


@dataclass(frozen=True, slots=True)
class View:
    """What a record's row holds: every field in JSON form, and the stamp of its creation.

    ``conflicts`` are fields with more than one live value; ``parallels`` those edited beside each other, and
    ``latest`` the newest stamp of such an edit.
    """

    values: dict[str, Any]
    stamp: Stamp
    conflicts: tuple[str, ...] = ()
    parallels: tuple[str, ...] = ()
    latest: Stamp = b""


def view_of(codec: TableCodec, log: Sequence[LoggedChange]) -> View:
    """Return what a record's row holds; a log of no change gives a stub, which is shown nowhere."""
    defaults = codec.defaults
    creation = _only_creation(log)
    if creation is not None:
        return View(
            {**defaults, **{k: v for k, v in creation.fields.items() if k in defaults}}, creation.stamp
        )
    writes = [change.write for change in log]
    told = {name for change in log for name in _told(change)}
    lives = {name: live_stamps(log, name) for name in defaults if name in told}
    values, conflicts = _untold(codec, log, told), []
    for name, live in lives.items():
        default = defaults[name]
        values[name] = default
        if live:
            shown = winner(writes, live, by_level=codec.noun in BY_LEVEL)
            values[name] = value_at(log, name, shown, default)
        if len(live) > 1 and any(value_at(log, name, one, default) != values[name] for one in live):
            conflicts.append(name)
    stamp = min((change.stamp for change in log if change.kind == CREATE), default=b"") or _carried_stamp(log)
    if not any(change.whole for change in log):
        return View({**values, DELETED: True}, stamp)
    knowledge = Knowledge.of(writes)
    if len(knowledge.edits) < 2:
        return View(values, stamp, tuple(conflicts))
    if values[DELETED]:
        deletes = [live for live in live_stamps(log, DELETED) if value_at(log, DELETED, live, False)]
        if not knowledge.hides(deletes):
            values[DELETED] = False
            conflicts = [*(name for name in conflicts if name != DELETED), DELETED]
    beside = {stamp for pair in knowledge.parallel() for stamp in pair}
    parallels = {name for name, live in lives.items() if len(live) == 1 and live[0] in beside}
    parallels -= {*conflicts, DELETED}
    return View(values, stamp, tuple(conflicts), tuple(sorted(parallels)), max(beside, default=b""))


def _carried_stamp(log: Sequence[LoggedChange]) -> Stamp:
    """Return the first stamp of what is only told again here: that of the creation, which is elsewhere."""
    again = [change for change in log if change.kind in (CARRY, ERASE)]
    return min((stamp for change in again for stamp in change.named), default=b"")


def _told(change: LoggedChange) -> Iterable[str]:
    """Return the fields that an edit concerns; a creation concerns all alike."""
    return [name.lstrip(CARRIED) for name in change.bases or ()]


def _untold(codec: TableCodec, log: Sequence[LoggedChange], told: set[str]) -> dict[str, Any]:
    """Return the fields that only creations wrote; of two creations of one record the later one counts.

    Of what a level decides about the highest level's does.
    """
    creations = [change for change in log if change.bases is None]
    if codec.noun in BY_LEVEL:
        creations.sort(key=lambda change: -change.level)
    last = creations[-1].fields if creations else {}
    return {name: last.get(name, default) for name, default in codec.defaults.items() if name not in told}


def _only_creation(log: Sequence[LoggedChange]) -> LoggedChange | None:
    return log[0] if len(log) == 1 and log[0].bases is None and log[0].whole else None
