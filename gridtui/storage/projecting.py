"""The view of a record: what its row holds, as a pure function of its changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gridtui.domain.registers import DELETED, Knowledge, winner
from gridtui.domain.stamps import Stamp
from gridtui.storage.fields import TableCodec
from gridtui.storage.history import CARRY, ERASE, LoggedChange, live_stamps, value_at

BY_LEVEL = frozenset(("time_limit", "calendar_day", "category", "org", "grid"))
"""Nouns of which the highest level's value is shown where two were written beside each other."""

WHOLE_KINDS = frozenset(("create", CARRY, ERASE))
"""Kinds of change that tell a record as a whole: without one of them a record is not shown."""


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
    values, conflicts = {}, []
    by_level = codec.noun in BY_LEVEL
    writes = [change.write for change in log]
    lives = {name: live_stamps(log, name) for name in defaults}
    for name, default in defaults.items():
        live = lives[name]
        values[name] = (
            value_at(log, name, winner(writes, live, by_level=by_level), default) if live else default
        )
        if len(live) > 1 and any(value_at(log, name, stamp, default) != values[name] for stamp in live):
            conflicts.append(name)
    stamp = min((change.stamp for change in log if change.bases is None), default=b"")
    if not any(change.kind in WHOLE_KINDS for change in log):
        return View({**values, DELETED: True}, stamp)
    edits = [write for write in writes if write.is_edit]
    if len(edits) < 2:
        return View(values, stamp, tuple(conflicts))
    knowledge = Knowledge.of(edits)
    if values[DELETED]:
        deletes = [live for live in lives[DELETED] if value_at(log, DELETED, live, False)]
        if not knowledge.hides(deletes):
            values[DELETED] = False
            conflicts = [*(name for name in conflicts if name != DELETED), DELETED]
    pairs = knowledge.parallel()
    beside = {stamp for pair in pairs for stamp in pair}
    parallels = {
        name for name, live in lives.items() if name not in conflicts and not beside.isdisjoint(live)
    }
    return View(values, stamp, tuple(conflicts), tuple(sorted(parallels)), max(beside, default=b""))


def _only_creation(log: Sequence[LoggedChange]) -> LoggedChange | None:
    return log[0] if len(log) == 1 and log[0].bases is None else None
