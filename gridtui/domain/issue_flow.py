"""The life of an issue: its status is a fold over immutable events (product.md §4)."""

from __future__ import annotations

from collections.abc import Iterable

from gridtui.domain.issue_events import Event, EventKind
from gridtui.domain.issue_status import IssueStatus

__all__ = ["Event", "EventKind", "IssueStatus", "fold"]


def fold(events: Iterable[Event]) -> IssueStatus:
    """Return where the issue stands: a total, pure function of the *set* of events.

    Order of iteration and repeated events make no difference; what may not count is kept in ``ignored``
    (with why) or ``suggestions``, never raised.
    """
    raise NotImplementedError
