"""Pages of a long list, read when they are needed and forgotten when they are far away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar, runtime_checkable

from gridtui.domain.words.paging import Anchor
from gridtui.words import tr

Row = TypeVar("Row")

PAGE_ROWS = 100
PAGES_KEPT = 12


class RowSource(Protocol[Row]):
    """Where rows come from, in one order under one filter."""

    def page(self, offset: int, limit: int, near: Anchor | None) -> Sequence[Row]:
        """Return up to ``limit`` rows from ``offset``; ``near`` is the known row beside them, if any."""

    def count(self, ceiling: int | None) -> int:
        """Return how many rows there are, counting no further than ``ceiling``."""

    def key(self, row: Row) -> bytes:
        """Return what tells this row from every other."""


@runtime_checkable
class PlacingSource(Protocol):
    """A source that can also say where a row stands."""

    def place(self, key: bytes) -> int | None:
        """Return the offset of the row of that key; none when it is not in the list."""


@runtime_checkable
class CountingSource(Protocol):
    """A source that can also count without holding up the screen."""

    async def total(self, ceiling: int | None = None) -> int:
        """Return how many rows there are, counting no further than ``ceiling``."""


class RowWindow(Generic[Row]):
    """The rows of a source that are at hand, and what is known of how many there are.

    ``total`` is none until it is known; with ``capped`` there are at least that many.
    """

    def __init__(
        self, source: RowSource[Row], *, page_rows: int = PAGE_ROWS, pages_kept: int = PAGES_KEPT
    ) -> None:
        self.source = source
        self.page_rows = page_rows
        self.pages_kept = pages_kept
        self.total: int | None = None
        self.capped = False
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._reached = 0
        self._ended = False
        self._counted = False

    @property
    def extent(self) -> int:
        """How many rows a person can walk to: all of them, or one more than was read so far."""
        if self.total is None:
            return self._reached + 1 if self._pages or self._reached else 0
        return max(self.total, self._reached + 1) if self.capped else self.total

    def position(self, index: int) -> str:
        """Return in words where a row stands: ``第 3 / 12480 行``, without the total while it is unknown."""
        if not self.extent:
            return tr("0 行")
        if self.total is None:
            return tr("第 {n} 行", n=index + 1)
        if self.capped:
            return tr("第 {n} / {total}+ 行", n=index + 1, total=self.total)
        return tr("第 {n} / {total} 行", n=index + 1, total=self.total)

    @property
    def unsure(self) -> bool:
        """Whether the total is unknown or only a guess, so that counting is worth it."""
        return self.total is None or not (self._ended or self._counted)

    def set_total(self, total: int, *, capped: bool = False) -> None:
        """Note how many rows were counted, unless their end has been seen since."""
        if not self._ended:
            self.total, self.capped, self._counted = max(0, total), capped, True

    def forget(self) -> None:
        """Drop every row, because the records behind them changed; the total stays as a guess."""
        self._pages.clear()
        self._ended = self._counted = False

    def load(self, first: int, end: int) -> None:
        """Read the pages that hold rows ``first`` up to, not including, ``end``."""
        page = max(0, first) // self.page_rows
        while page * self.page_rows < end and not self._past_end(page):
            if len(self._page(page)) < self.page_rows:
                break
            page += 1

    def row(self, index: int) -> Row | None:
        """Return a row, reading its page when it is not at hand; none past the end."""
        if index < 0 or (self.total is not None and not self.capped and index >= self.total):
            return None
        rows = self._page(index // self.page_rows)
        place = index % self.page_rows
        return rows[place] if place < len(rows) else None

    def last(self) -> int:
        """Return the index of the last row, counting when nothing else is known; -1 for an empty list."""
        if self.total is None:
            self.set_total(self.source.count(None))
        return self.extent - 1

    def find(self, key: bytes, near: int) -> int | None:
        """Return where the row of that key stands now, asking the source or looking around ``near``."""
        if isinstance(self.source, PlacingSource):
            return self.source.place(key)
        page = max(0, near) // self.page_rows
        for candidate in (page, page - 1, page + 1, 0):
            if candidate < 0 or self._past_end(candidate):
                continue
            for place, row in enumerate(self._page(candidate)):
                if self.source.key(row) == key:
                    return candidate * self.page_rows + place
        return None

    def settle(self, index: int) -> int:
        """Return the nearest index that has a row now, 0 for an empty list."""
        if index <= 0 or self.row(index) is not None:
            return max(0, index)
        self.set_total(self.source.count(None))
        return max(0, min(index, self.extent - 1))

    def _past_end(self, page: int) -> bool:
        return self.total is not None and not self.capped and 0 < self.total <= page * self.page_rows

    def _page(self, number: int) -> Sequence[Row]:
        rows = self._pages.get(number)
        if rows is not None:
            self._pages.move_to_end(number)
            return rows
        offset = number * self.page_rows
        rows = self.source.page(offset, self.page_rows, self._anchor(number))
        self._pages[number] = rows
        if len(self._pages) > self.pages_kept:
            self._pages.popitem(last=False)
        self._note(offset, len(rows))
        return rows

    def _anchor(self, number: int) -> Anchor | None:
        """Return the row just before or just after a page, when that neighbour is at hand."""
        before, after = self._pages.get(number - 1), self._pages.get(number + 1)
        if before is not None and len(before) == self.page_rows:
            return Anchor(number * self.page_rows - 1, before[-1])
        if after:
            return Anchor((number + 1) * self.page_rows, after[0])
        return None

    def _note(self, offset: int, found: int) -> None:
        """Learn from a page that was read: a short one shows the end."""
        end = offset + found
        if found < self.page_rows and (found or not offset or offset == self._reached):
            self.total, self.capped, self._reached, self._ended = end, False, end, True
        elif found == self.page_rows:
            self._reached = max(self._reached, end)
            if self.total is not None and self.total < end:
                self.total, self.capped = end, True
