"""Where a page of a long list stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row whose place is known, so that a page near it can be read by key instead of by counting.

    ``offset`` counts from 0 in the list's order; ``row`` is the row that stood there when it was read.
    """

    offset: int
    row: object
