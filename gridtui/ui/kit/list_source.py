"""The rows of a list that is at hand as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from gridtui.domain.words.paging import Anchor

Row = TypeVar("Row")


class ListSource(Generic[Row]):
    """A ``RowSource`` over rows in memory; ``key`` tells one row from every other."""

    def __init__(self, rows: Sequence[Row], key: Callable[[Row], bytes]) -> None:
        self.rows = rows
        self._key = key
        self._places: dict[bytes, int] | None = None

    def put(self, rows: Sequence[Row]) -> None:
        """Hold other rows from now on; tell the list to ``refresh_rows`` afterwards."""
        self.rows = rows
        self._places = None

    def page(self, offset: int, limit: int, near: Anchor | None = None) -> Sequence[Row]:  # noqa: ARG002
        """Return up to ``limit`` rows from ``offset``."""
        return self.rows[offset : offset + limit]

    def count(self, ceiling: int | None = None) -> int:
        """Return how many rows there are, counting no further than ``ceiling``."""
        return len(self.rows) if ceiling is None else min(ceiling, len(self.rows))

    def key(self, row: Row) -> bytes:
        """Return what tells this row from every other."""
        return self._key(row)

    def place(self, key: bytes) -> int | None:
        """Return where the row of that key stands; none when it is not in the list."""
        if self._places is None:
            self._places = {self._key(row): place for place, row in enumerate(self.rows)}
        return self._places.get(key)
