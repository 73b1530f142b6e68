"""What comes back from the gateway beside a result: refusals, progress, pages of a list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

if TYPE_CHECKING:
    from gridtui.ui.gateway import Gateway

Row = TypeVar("Row")
Progress = Callable[[int, int | None], None]
"""Told how many of how many (None: not known) are done."""


class Failed(RuleBroken):
    """Something unexpected happened; the log says where, the problem says so in words."""


class Cancelled(RuleBroken):
    """A long job was cancelled by the person who waited for it; nothing was written."""


class Superseded(Exception):
    """A newer request of the same group was made, so this answer no longer matters."""


class Job:
    """One long piece of work: ``tick`` is called by it, ``cancel`` by the person waiting."""

    def __init__(self, loop: asyncio.AbstractEventLoop, progress: Progress | None) -> None:
        self._loop = loop
        self._progress = progress
        self._stopped = False

    def cancel(self) -> None:
        """Ask the work to stop at its next tick."""
        self._stopped = True

    def tick(self, done: int, total: int | None = None) -> None:
        """Tell how far the work is; called in its thread. Raises ``Cancelled`` once asked to stop."""
        if self._stopped:
            raise Cancelled(Problem(mark("已取消，什么也没有改")))
        if self._progress is not None:
            self._loop.call_soon_threadsafe(self._progress, done, total)


class PagedSource(Generic[Row]):
    """The rows of a list, read page by page from the open store; what a virtual table asks for."""

    def __init__(
        self,
        gateway: Gateway,
        page: Callable[..., Sequence[Row]],
        count: Callable[..., int],
        filter: object,
        key: Callable[[Row], bytes],
    ) -> None:
        self.filter = filter
        self._count = count
        self._gateway = gateway
        self._page = page
        self._key = key

    def page(self, offset: int, limit: int, near: Anchor | None) -> Sequence[Row]:
        """Return ``limit`` rows from ``offset`` on; none where the store cannot be read."""
        rows = self._gateway.read_now(self._page, self.filter, offset=offset, limit=limit, near=near)
        return rows or ()

    def count(self, ceiling: int | None) -> int:
        """Return how many rows there are, counting no further than ``ceiling``."""
        return self._gateway.read_now(self._count, self.filter, ceiling=ceiling) or 0

    async def total(self, ceiling: int | None = None) -> int:
        """Return how many rows there are, counted in a thread."""
        return await self._gateway.read(self._count, self.filter, ceiling=ceiling)

    def key(self, row: Row) -> bytes:
        """Return the identity of a row."""
        return self._key(row)
