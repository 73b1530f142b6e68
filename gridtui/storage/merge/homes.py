"""Where a record is at home: in the scopes into which it was created or brought along.

Whoever may write in a scope may write there about records that were put there, not about others by naming
them there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from gridtui.domain.changes.registers import CARRIED
from gridtui.domain.changes.stamps import Stamp

BY_LEVEL = frozenset(("time_limit", "calendar_day", "category", "org", "grid"))
"""Nouns of which the highest level's value is shown where two were written; no lower one replaces it."""

CREATE, CARRY, ERASE = "create", "carry", "erase"
"""Kinds of change: of a new record; bringing one along into another scope, which writes nothing of its own;
restating a record, which takes away what was known before."""

PLACE = "building_id"
"""The field that says in which scope a record belongs, where it has one."""

GOES_WITH: Mapping[str, tuple[str, str]] = {
    "resident": ("household_id", "household"),
    "visit": ("household_id", "household"),
    "promise": ("household_id", "household"),
    "service_tag": ("resident_id", "resident"),
    "issue_event": ("issue_id", "issue"),
    "attachment": ("issue_id", "issue"),
}
"""Noun → the field that names what such a record goes along with where that is moved, and its noun."""


class _Placed(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def noun(self) -> str: ...
    @property
    def scope(self) -> bytes: ...
    @property
    def stamp(self) -> Stamp: ...
    @property
    def named(self) -> set[Stamp]: ...
    @property
    def placed(self) -> Stamp: ...


OneChange = TypeVar("OneChange", bound=_Placed)


def at_home(log: Sequence[OneChange]) -> Sequence[OneChange]:
    """Return the changes of one record, oldest stamp first, that were written where the record is at home.

    Of two creations in different scopes the earlier counts, but for what every office creates alike.
    """
    if len({change.scope for change in log}) < 2:
        return log
    homes = _homes(log)
    return [change for change in log if change.scope in homes] if homes else log


def home_of(log: Sequence[OneChange]) -> bytes:
    """Return the scope in which a record is, by its changes at home: where it was put last."""
    placing = [change for change in log if change.placed]
    if not placing or log[0].noun in BY_LEVEL:
        return log[-1].scope
    return max(placing, key=lambda change: (change.placed, change.stamp)).scope


def placed_by(kind: str, stamp: Stamp, bases: Mapping[str, Sequence[Stamp]] | None) -> Stamp:
    """Return as of when a change puts its record into its scope, empty where it does not.

    Where a record goes with its building, that is when the building was written. An erasure leaves it where
    it was.
    """
    if kind not in (CREATE, CARRY, ERASE):
        return b""
    moved = (bases or {}).get(CARRIED + PLACE)
    return moved[0] if moved else stamp


def _homes(log: Sequence[OneChange]) -> set[bytes]:
    """Return the scopes that count; an id alone brings nothing along: who does had seen the record.

    Where the creation is not here, what was brought along is all that can be known.
    """
    created = [change.scope for change in log if change.kind == CREATE]
    homes = set(created if log[0].noun in BY_LEVEL else created[:1])
    known = {change.stamp for change in log if change.scope in homes}
    for change in log:
        if change.kind == CARRY and (not created or not known.isdisjoint(change.named)):
            homes.add(change.scope)
            known |= change.named
            known.update(other.stamp for other in log if other.scope == change.scope)
    return homes
