"""What the ui shows of attached files: temporary copies, handed to the system, removed when it is over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gridtui.domain.changes.ids import RecordId
from gridtui.ui.store_care import StoreCare

if TYPE_CHECKING:
    from gridtui.storage.temporary_copies import TemporaryCopies

T = TypeVar("T")
FileOpener = Callable[[Path], None]
"""Opens a file with the system's program for it; ``RuleBroken`` where there is none."""


class OpenedFiles(StoreCare):
    """The part of the gateway that lets somebody look at a file of an issue."""

    _readers: Executor
    _file_opener: FileOpener | None
    _copies_folder: Path | None
    _copies: TemporaryCopies | None = None

    async def _answer(self, intent: str, future: Future[T], *, kept: bool = False) -> T:
        raise NotImplementedError

    async def open_attachment(self, attachment_id: RecordId) -> None:
        """Open the temporary copy of an attachment; ``RuleBroken`` where it cannot be, or is not to be."""
        from gridtui.interchange.attached_files import lay_copy

        copies = self._own_copies()
        path = await self.run("open_attachment", lay_copy, attachment_id, copies, copies.round)
        if self._file_opener is None:
            from gridtui.ui.system_opener import SystemOpener

            self._file_opener = SystemOpener()
        await self._answer("open_attachment", self._readers.submit(self._file_opener, path))

    def close_copies(self) -> int:
        """Remove every temporary copy; returns how many another program still holds."""
        return 0 if self._copies is None else self._copies.clear()

    def close_copy(self, attachment_id: RecordId) -> None:
        """Remove the temporary copy of one attachment."""
        if self._copies is not None:
            self._copies.remove(attachment_id)

    def retry_copies(self) -> None:
        """Try again to remove what was held."""
        if self._copies is not None:
            self._copies.retry()

    async def sweep_copies(self) -> None:
        """Remove the copies that a program left behind which was killed."""

        def call() -> None:
            from gridtui.storage.temporary_copies import sweep

            if self._copies_folder is not None:
                sweep(self._copies_folder)

        await self._answer("sweep", self._readers.submit(call))

    def _own_copies(self) -> TemporaryCopies:
        if self._copies is None:
            from gridtui.storage.temporary_copies import TemporaryCopies

            assert self._copies_folder is not None
            self._copies = TemporaryCopies(self._copies_folder)
        return self._copies
