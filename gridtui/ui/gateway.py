"""The one way from the ui to the store: threads, stale answers, and failures put into words.

Reads run in threads, writes in one thread of their own, so that there is one writer at a time. Pages of
lists are short and are read where they are drawn. A broken rule reaches the caller as ``RuleBroken``;
anything else becomes a redacted log line and a ``Failed`` with a plain sentence.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast
from weakref import WeakSet

from textual.dom import DOMNode
from textual.worker import get_current_worker

from gridtui.domain.changes.actors import Clock
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress, StorePlace
from gridtui.reporting import redacted
from gridtui.ui import transactions
from gridtui.ui.answers import Failed, Job, PagedSource, Progress, Superseded
from gridtui.ui.hearing import Hearing
from gridtui.ui.opened_files import FileOpener, OpenedFiles
from gridtui.words import mark

if TYPE_CHECKING:
    from gridtui.domain.changes.meanwhile import Seen
    from gridtui.domain.places.organisation import OrgDraft
    from gridtui.storage.store.notifying import Heard
    from gridtui.storage.workspace import Workspace

T = TypeVar("T")
Row = TypeVar("Row")
Opener: TypeAlias = "Callable[[], Workspace]"

_LATER = ("gridtui.storage.store.opening", "gridtui.usecases.undo", "gridtui.ui.screens.home.screen")
"""What loads behind the first frame."""


class Host(Protocol):
    """What the gateway asks of the app."""

    def store_changed(self, intent: str) -> None:
        """Tell every screen that the store changed."""

    def changed_elsewhere(self, heard: Heard) -> None:
        """Tell every screen that another program on a shared store changed something."""

    def say(self, item: RuleBroken | str) -> None:
        """Show a sentence to the person."""


class Gateway(OpenedFiles):
    """The open store as the ui sees it; one for the life of the app, with or without a store behind it.

    ``wrote`` says whether the last ``write`` changed anything, so that there is a step to take back.
    """

    def __init__(
        self,
        host: Host,
        clock: Clock,
        log: logging.Logger,
        *,
        copies: Path | None = None,
        file_opener: FileOpener | None = None,
    ) -> None:
        self._copies_folder, self._file_opener = copies, file_opener
        self.clock = clock
        self._host = host
        self._log = log
        self._workspace: Workspace | None = None
        self._readers: Executor = ThreadPoolExecutor(2, thread_name_prefix="reading")
        self._writer: Executor = ThreadPoolExecutor(1, thread_name_prefix="writing")
        self._newest: dict[Hashable, tuple[int, Future[Any]]] = {}
        self._requests = 0
        self._writes: list[Future[Any]] = []
        self._jobs: WeakSet[Job] = WeakSet()
        self._kept: dict[type[Any], Any] = {}
        self._seen: dict[str, Seen] = {}
        self.hearing = Hearing(host.changed_elsewhere)
        self.wrote = True

    @property
    def is_open(self) -> bool:
        """Whether a store is open."""
        return self._workspace is not None

    @property
    def workspace(self) -> Workspace:
        """The open store; ``RuleBroken`` while locked."""
        if self._workspace is None:
            raise RuleBroken(Problem(mark("库已锁定，请重新输入口令")))
        return self._workspace

    @property
    def read_only(self) -> bool:
        """Whether the open store may only be looked at."""
        return self._workspace is not None and self._workspace.read_only

    @property
    def busy(self) -> bool:
        """Whether a write is under way or waiting."""
        return not all(write.done() for write in self._writes)

    async def open(
        self,
        place: StorePlace,
        passphrase: str,
        *,
        backups: Path | None = None,
        read_only: bool = False,
        typed_only: bool = False,
    ) -> None:
        """Open the store; ``RuleBroken`` says what is wrong with passphrase, file or server.

        For a shared store the passphrase is the password of the login; with ``typed_only`` nothing else
        opens it, as after a lock.
        """

        def call() -> Workspace:
            from gridtui.storage.log import audit
            from gridtui.storage.store import opening
            from gridtui.sync.guarding import guard_writes

            if isinstance(place, SharedAddress):
                workspace = opening.open_shared(
                    place, clock=self.clock, password=passphrase or None, typed_only=typed_only
                )
            else:
                workspace = opening.open_workspace(place, passphrase, clock=self.clock, backup_folder=backups)
            workspace.read_only = workspace.read_only or read_only
            guard_writes(workspace)
            if not workspace.read_only:
                with workspace.writing() as connection:
                    audit.note(connection, audit.UNLOCK, now=self.clock(), actor_id=workspace.operator.id)
            return workspace

        await self.adopt(call)

    async def create(self, path: Path, passphrase: str, *, org: OrgDraft, operator_name: str) -> None:
        """Create a store for that organisation and open it."""

        def call() -> Workspace:
            from gridtui.domain.changes.actors import Level
            from gridtui.storage.store.opening import Founding, create_workspace

            made = Founding(org.name, org.division_code, operator_name, Level(org.level), org.short_name)
            return create_workspace(path, passphrase, made, clock=self.clock)

        await self.adopt(call)

    async def adopt(self, opener: Opener) -> None:
        """Open whatever ``opener`` returns, in a thread, in place of the store open so far."""
        opened = await self._answer("open", self._writer.submit(opener), kept=True)
        self.close()
        self._workspace = opened
        self.hearing.begin(opened)

    def close(self) -> None:
        """Close the store and forget its key; answers still on their way are dropped."""
        workspace, self._workspace = self._workspace, None
        self.hearing.end()
        self._newest.clear()
        self._seen.clear()
        self.close_copies()
        self._kept.clear()
        if workspace is not None:
            self._guarded("close", workspace.close)

    def kept(self, kind: type[T]) -> T:
        """Return the one object of a kind that lives while this store is open, made when asked for.

        For what is dear to work out and cheap to keep true. It goes with the store: no words outlive a lock.
        """
        if kind not in self._kept:
            self._kept[kind] = kind()
        found: T = self._kept[kind]
        return found

    def shut_down(self) -> None:
        """Close the store and end the threads: long jobs are cancelled, a short write is finished first."""
        self.cancel_jobs()
        for executor in (self._readers, self._writer):
            executor.shutdown(wait=True, cancel_futures=True)
        self.close()
        self.hearing.end(wait=1.0)

    def cancel_jobs(self) -> None:
        """Ask every long job to stop; what it wrote so far is rolled back."""
        for job in list(self._jobs):
            job.cancel()

    async def warm(self, modules: Iterable[str] = _LATER) -> None:
        """Import what the open program needs, in a thread, while the first frame is on the screen."""

        def call() -> None:
            for module in modules:
                # A module that cannot be imported says so when it is needed.
                with suppress(ImportError):
                    importlib.import_module(module)

        await self._answer("warm", self._readers.submit(call))

    async def read(self, query: Callable[..., T], *args: Any, **options: Any) -> T:
        """Run ``query(connection, *args)`` in a thread and return its answer."""
        return await self._answer(
            "read", self._readers.submit(transactions.reading(self.workspace, query, *args, **options))
        )

    async def examine(self, work: Callable[..., T], *args: Any, **options: Any) -> T:
        """Run ``work(workspace, *args)`` in a reading thread: what reads in several transactions."""
        workspace = self.workspace
        return await self._answer("read", self._readers.submit(lambda: work(workspace, *args, **options)))

    async def newest(self, group: Hashable, query: Callable[..., T], *args: Any, **options: Any) -> T:
        """Read like ``read``; raises ``Superseded`` when another request of the group was made meanwhile."""
        self._requests += 1
        number, call = self._requests, transactions.reading(self.workspace, query, *args, **options)
        if previous := self._newest.get(group):
            previous[1].cancel()
        future = self._readers.submit(call)
        self._newest[group] = (number, future)
        try:
            answer = await self._answer("read", future)
            if self._is_stale(group, number):
                raise Superseded
            return answer
        except (asyncio.CancelledError, RuleBroken):
            task = asyncio.current_task()
            if self._is_stale(group, number) and not (task and task.cancelling()):
                raise Superseded from None
            raise
        finally:
            # A group may name a widget: what is answered must not hold on to it, nor to its rows.
            if not self._is_stale(group, number):
                del self._newest[group]

    def ask(
        self,
        node: DOMNode,
        group: str,
        query: Callable[..., T],
        *args: Any,
        then: Callable[[T], None],
        **options: Any,
    ) -> None:
        """Read for a widget and hand the answer to ``then``, unless it asked again or is going by then."""

        async def work() -> None:
            try:
                answer = await self.newest((node, group), query, *args, **options)
            except Superseded:
                return
            except RuleBroken as refusal:
                self._host.say(refusal)
                return
            if not get_current_worker().is_cancelled and node.is_attached and not node._pruning:
                then(answer)

        # A worker that is superseded before it starts must not leave a coroutine nobody awaits.
        node.run_worker(work, group=f"gateway:{group}", exclusive=True)  # type: ignore[arg-type]

    def read_now(self, query: Callable[..., T], *args: Any, **options: Any) -> T | None:
        """Run a short query on the ui's own thread; None, and a sentence on the screen, where it failed.

        For pages of lists: a keyset page takes a third of a millisecond, less than a change of threads.
        """
        if self._workspace is None:
            return None
        return self._guarded("read", transactions.reading(self.workspace, query, *args, **options))

    def source(
        self,
        page: Callable[..., Sequence[Row]],
        count: Callable[..., int],
        filter: object,
        key: Callable[[Row], bytes],
    ) -> PagedSource[Row]:
        """Return a list's rows: ``page(connection, filter, offset=, limit=, near=)``, ``count(…)``."""
        return PagedSource(self, page, count, filter, key)

    def seen_now(self) -> Seen | None:
        """Return what is seen by a form that is filled now, for ``filled``."""
        from gridtui.domain.changes.meanwhile import Seen
        from gridtui.storage.log.meanwhile import last_change

        num = self.read_now(last_change)
        return None if num is None else Seen(num)

    def filled(self, form: str, seen: Seen | None) -> None:
        """Note from what a form was filled, by its key: a save of it overwrites nothing that came later."""
        self._seen.pop(form, None)
        if seen is not None:
            self._seen[form] = seen

    async def write(
        self, intent: str, usecase: Callable[..., T], *args: Any, label: str = "", **options: Any
    ) -> T:
        """Run ``usecase(unit, *args)`` as one transaction and one undo step; then tell every screen."""
        seen = self._seen.get(options.get("form", ""))
        work = transactions.writing(self.workspace, intent, label, seen, usecase, *args, **options)
        answer, self.wrote = await self._written(intent, work)
        self._host.store_changed(intent)
        return answer

    async def keep(self, keeper: Callable[..., T], *args: Any, **options: Any) -> T:
        """Run ``keeper(connection, *args)`` on tables that are this desk's own: drafts, mappings, audit."""
        return await self._written("keep", transactions.keeping(self.workspace, keeper, *args, **options))

    async def run(
        self, intent: str, work: Callable[..., T], *args: Any, changes: bool = False, **options: Any
    ) -> T:
        """Run ``work(workspace, *args)`` in the writing thread: long work that opens its own transactions.

        Pass ``progress=job.tick`` of a ``job()`` on to work that counts. ``changes`` tells every screen
        afterwards that the store changed.
        """
        workspace = self.workspace
        answer = await self._written(intent, lambda: work(workspace, *args, **options))
        if changes:
            self._host.store_changed(intent)
        return answer

    def job(self, progress: Progress | None = None) -> Job:
        """Return the handle of a long piece of work about to start: its tick, and the way to cancel it."""
        job = Job(asyncio.get_running_loop(), progress)
        self._jobs.add(job)
        return job

    async def undo(self) -> str:
        """Take back the last step; returns the words of what came back."""
        return await self.write(Intent.UNDO, transactions.undo)

    async def redo(self) -> str:
        """Do again what was taken back last; returns its words."""
        return await self.write(Intent.REDO, transactions.redo)

    async def _written(self, intent: str, call: Callable[[], T]) -> T:
        future = self._writer.submit(call)
        self._writes = [write for write in self._writes if not write.done()] + [future]
        return await self._answer(intent, future, kept=True)

    async def _answer(self, intent: str, future: Future[T], *, kept: bool = False) -> T:
        """Wait for an answer; work that is ``kept`` goes on when the one who asked for it goes away."""
        waiting = asyncio.wrap_future(future)
        try:
            return await (asyncio.shield(waiting) if kept else waiting)
        except RuleBroken:
            raise
        except Exception as error:  # noqa: BLE001 - the one place where anything becomes a sentence
            raise self._failed(intent, error) from None

    def _guarded(self, intent: str, call: Callable[[], T]) -> T | None:
        try:
            return call()
        except RuleBroken as refusal:
            self._host.say(refusal)
        except Exception as error:  # noqa: BLE001 - the one place where anything becomes a sentence
            self._host.say(self._failed(intent, error))
        return None

    def _failed(self, intent: str, error: Exception) -> Failed:
        self._log.error("%s: %s", intent, " | ".join(redacted(error)))
        return Failed(Problem(_SENTENCES.get(intent, _SENTENCES["write"])))

    def _is_stale(self, group: Hashable, number: int) -> bool:
        return self._newest.get(group, (0,))[0] != number


_SENTENCES = {
    "read": mark("这里没有读出来，日志里记了出错的地方；请按 Esc 退回后再试"),
    "open": mark("库没有打开，日志里记了出错的地方；请再试一次，或用备份恢复"),
    "close": mark("库没有正常关闭，日志里记了出错的地方；数据已保存"),
    "write": mark("没有做成，什么也没有改；日志里记了出错的地方，请再试一次"),
}


def gateway_of(node: DOMNode) -> Gateway:
    """Return the gateway of the app a node belongs to."""
    return cast("Gateway", getattr(node.app, "gateway"))  # noqa: B009
