"""Who may make a step of an issue."""

from __future__ import annotations

from enum import IntEnum
from typing import Protocol

from gridtui.domain.changes.ids import RecordId


class Owned(Protocol):
    """Whose an issue is now."""

    @property
    def owner_level(self) -> int:
        """The level that alone may close it, 1-6."""

    @property
    def lead(self) -> RecordId | None:
        """The unit it was dispatched to."""

    @property
    def assists(self) -> tuple[RecordId, ...]:
        """The units that help."""


class Authority(IntEnum):
    """Who may make a step: anybody, the lead unit, lead and assisting units, or only the owner level.

    The owner level, and every level above it, may make every step.
    """

    ANYBODY = 0
    TEAM = 1
    DUTY = 2
    OWNER = 3

    def allows(self, issue: Owned, level: int, org_id: RecordId | None) -> bool:
        """Whether a desk of this level and organisation may make such a step now."""
        if self is Authority.ANYBODY or 1 <= level <= issue.owner_level:
            return True
        if self is Authority.OWNER or org_id is None:
            return False
        return org_id == issue.lead or (self is Authority.TEAM and org_id in issue.assists)
