"""When an issue is due, and the arithmetic behind it in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gridtui.domain.issue_status import IssueStatus
from gridtui.domain.limits import LimitTable
from gridtui.domain.sentences import Sentence
from gridtui.domain.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The clocks of an issue; None where there is no limit, the issue is closed, or the clock stands still.

    ``due_at`` is the clock that binds first now, ``amber_at`` when to warn of it.
    """

    stage_due: datetime | None = None
    total_due: datetime | None = None
    due_at: datetime | None = None
    amber_at: datetime | None = None


def due(status: IssueStatus, limits: LimitTable, calendar: WorkingCalendar, *, nature: str = "",
        category: str = "") -> Deadlines:
    """Return both clocks of an issue of this nature and category code."""
    raise NotImplementedError


def explain(status: IssueStatus, limits: LimitTable, calendar: WorkingCalendar, *, nature: str = "",
            category: str = "") -> list[Sentence]:
    """Return the arithmetic of both clocks, line by line."""
    raise NotImplementedError
