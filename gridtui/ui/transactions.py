"""One reading or writing transaction as work for a thread, done again by itself where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from gridtui.domain.changes.meanwhile import Seen
    from gridtui.storage.log.changes import UnitOfWork
    from gridtui.storage.workspace import Workspace

T = TypeVar("T")


def reading(workspace: Workspace, query: Callable[..., T], *args: Any, **options: Any) -> Callable[[], T]:
    """Return what answers ``query(connection, …)`` in a reading transaction."""

    def once() -> T:
        with workspace.read() as connection:
            return query(connection, *args, **options)

    return _patient(once, reading=True)


def writing(
    workspace: Workspace,
    intent: str,
    label: str,
    seen: Seen | None,
    usecase: Callable[..., T],
    *args: Any,
    **options: Any,
) -> Callable[[], tuple[T, bool]]:
    """Return what does ``usecase(unit, …)`` as one step, and says beside its answer whether that wrote."""

    def once() -> tuple[T, bool]:
        with workspace.write(intent, label=label, seen=seen) as unit:
            done = usecase(unit, *args, **options)
            return done, unit.wrote

    return _patient(once)


def keeping(workspace: Workspace, keeper: Callable[..., T], *args: Any, **options: Any) -> Callable[[], T]:
    """Return what does ``keeper(connection, …)`` on tables that are this desk's own."""

    def once() -> T:
        with workspace.writing(local=True) as connection:
            return keeper(connection, *args, **options)

    return _patient(once, reading=True)


def undo(unit: UnitOfWork) -> str:
    """Take back the last step; returns its words."""
    from gridtui.usecases.undo import undo_last

    return undo_last(unit)


def redo(unit: UnitOfWork) -> str:
    """Do again what was taken back last; returns its words."""
    from gridtui.usecases.undo import redo_last

    return redo_last(unit)


def _patient(once: Callable[[], T], *, reading: bool = False) -> Callable[[], T]:
    def call() -> T:
        from gridtui.storage.store.outages import BRIEFLY, PAUSES, patiently

        return patiently(once, BRIEFLY if reading else PAUSES)

    return call
