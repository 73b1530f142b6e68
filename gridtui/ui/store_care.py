"""What the ui asks of the store for the desk's own sake: half-typed forms, backups, what is unexported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from gridtui.domain.changes.actors import Clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gridtui.storage.drafts import SavedDraft
    from gridtui.storage.workspace import Workspace

T = TypeVar("T")


class ExchangeCounts(NamedTuple):
    """What there is to do between desks.

    ``unexported`` counts changes that the office above lacks, ``conflicts`` records, ``parallels`` edits not
    looked at, ``to_confirm`` issues closed at one desk while work went on at another.
    """

    unexported: int
    conflicts: int
    parallels: int
    to_confirm: int


class StoreCare:
    """The part of the gateway that every screen may use without knowing a use case."""

    clock: Clock

    @property
    def workspace(self) -> Workspace:
        """The open store."""
        raise NotImplementedError

    async def read(self, query: Callable[..., T], *args: Any, **options: Any) -> T:
        """Run a query in a thread."""
        raise NotImplementedError

    async def keep(self, keeper: Callable[..., T], *args: Any, **options: Any) -> T:
        """Run a keeper on tables that are this desk's own."""
        raise NotImplementedError

    async def run(
        self, intent: str, work: Callable[..., T], *args: Any, changes: bool = False, **options: Any
    ) -> T:
        """Run long work in the writing thread."""
        raise NotImplementedError

    async def keep_draft(self, key: str, body: Mapping[str, Any]) -> None:
        """Keep a half-typed form under the key of its form and record."""
        from gridtui.storage.drafts import keep_draft

        await self.keep(_owned(keep_draft, self.workspace), key, body, self.clock())

    async def drop_draft(self, key: str) -> None:
        """Forget a form that was saved or thrown away."""
        from gridtui.storage.drafts import drop_draft

        await self.keep(_owned(drop_draft, self.workspace), key)

    async def kept_draft(self, key: str) -> SavedDraft | None:
        """Return the form kept under this key, if any."""
        from gridtui.storage.drafts import kept_draft

        return await self.read(_owned(kept_draft, self.workspace), key)

    async def back_up(self, folder: Path) -> None:
        """Write today's backup unless there is one, and rotate the older ones."""

        def call(workspace: Workspace) -> None:
            from gridtui.storage.store.backups import daily_backup

            if workspace.path and workspace.key and not workspace.read_only:
                daily_backup(workspace.path, workspace.key, folder, self.clock())

        await self.run("backup", call)

    async def last_backup(self, folder: Path) -> datetime | None:
        """Return when the newest backup was made."""
        path = self.workspace.path

        def call(_: Connection) -> datetime | None:
            from gridtui.storage.store.backups import latest_backup

            latest = latest_backup(path, folder) if path else None
            return latest.at if latest else None

        return await self.read(call)

    async def exchange_counts(self) -> ExchangeCounts:
        """Return what the status line says of the exchange with other desks.

        Before the desk has joined, every change written here lacks above, and there is nothing to confirm.
        """

        def call(connection: Connection) -> ExchangeCounts:
            from gridtui.queries.contested import contested_counts
            from gridtui.queries.dashboard import unexported_changes
            from gridtui.queries.issues.issue_filters import IssueFilter
            from gridtui.queries.issues.issues import issue_count
            from gridtui.sync.standing import unsent

            conflicts, parallels = contested_counts(connection)
            if self.workspace.bound:
                # Files go out from the office; whose eyes end at a grid cannot count what they lack.
                return ExchangeCounts(0, conflicts, parallels, 0)
            lacking = unsent(connection, self.workspace.desk.incarnation)
            if lacking is None:
                return ExchangeCounts(unexported_changes(connection), conflicts, parallels, 0)
            asking = IssueFilter(to_confirm=True, open=True)
            return ExchangeCounts(lacking, conflicts, parallels, issue_count(connection, asking))

        return await self.read(call)


def _owned(work: Callable[..., T], workspace: Workspace) -> Callable[..., T]:
    """Return work on a draft by its key, done on the one of whoever sits here."""

    def call(connection: Connection, key: str, *args: Any) -> T:
        from gridtui.storage.drafts import own_key

        return work(connection, own_key(connection, key, workspace.operator.id), *args)

    return call
