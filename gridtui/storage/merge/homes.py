"""Where a record is at home: in the scopes into which it was created or brought along.

Whoever may write in a scope may write there about records that were put there, not about others by naming
them there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

BY_LEVEL = frozenset(
    ("time_limit", "calendar_day", "report_schedule", "allowed_item", "category", "org", "grid")
)
"""Nouns of which the highest level's value is shown where two were written; no lower one replaces it."""

CREATE, CARRY = "create", "carry"


class _Placed(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def noun(self) -> str: ...
    @property
    def scope(self) -> bytes: ...


OneChange = TypeVar("OneChange", bound=_Placed)


def at_home(log: Sequence[OneChange]) -> Sequence[OneChange]:
    """Return the changes of one record, oldest stamp first, that were written where the record is at home.

    Of two creations in different scopes the earlier counts, but for what every office creates alike.
    """
    if len({change.scope for change in log}) < 2:
        return log
    homes = set(_homes(log))
    return [change for change in log if change.scope in homes] if homes else log


def _homes(log: Sequence[OneChange]) -> Iterable[bytes]:
    created = [change.scope for change in log if change.kind == CREATE]
    yield from created if log[0].noun in BY_LEVEL else created[:1]
    yield from (change.scope for change in log if change.kind == CARRY)
