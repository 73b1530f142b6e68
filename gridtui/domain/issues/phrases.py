"""Canned phrases 惯用语: what is said again and again at a step, to begin from."""

from __future__ import annotations

from functools import lru_cache

from gridtui.domain.issues.category import shipped_rows
from gridtui.domain.issues.issue_events import EventKind


def phrases_for(kind: EventKind) -> list[str]:
    """Return the shipped phrases of a step, the usual first."""
    return [phrase for code, phrase in _phrases() if code == kind.value]


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple((row["step"], row["phrase"]) for row in shipped_rows("phrases.csv"))
