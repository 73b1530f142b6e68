"""A shared server that does not answer: how soon it is noticed, what was saved, what is safe to repeat.

A transaction is known to the server by its number. When the answer to a commit is lost, the server is asked
for the fate of that number, so that nothing is called unsaved that was saved, and nothing is saved twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

T = TypeVar("T")

PAUSES = (0.2, 1.0, 2.0)
"""Seconds before each new try of what failed by a lost connection or by others writing the same."""

BRIEFLY = (0.1,)
"""The same for reading, for which somebody looks at the screen."""

PATIENCE = (0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 3.0)
"""Seconds between questions after the fate of a commit whose answer was lost."""

_SECONDS = 1_000
_ANSWERING: Mapping[str, int] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 10 * _SECONDS,
}
"""What libpq waits for (seconds, the last in milliseconds): a dead link is known after ten seconds of
silence in the middle of a question, after a minute where nothing was asked."""

_SERVING: Mapping[str, int] = {
    "lock_timeout": 10 * _SECONDS,
    "statement_timeout": 600 * _SECONDS,
    "idle_in_transaction_session_timeout": 120 * _SECONDS,
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 10 * _SECONDS,
}
"""What the server waits for: a laptop that fell asleep in a save lets the others go on after a minute."""

_REPEATABLE = frozenset(("40001", "40P01"))
_LOST = ("08", "57P01", "57P02", "57P03")


class Unsure(RuleBroken):
    """Nobody knows whether a save took place: the answer was lost, and the server cannot be asked."""


class Fate(NamedTuple):
    """By what the server knows a writing transaction; ``number`` is None where nothing was written."""

    number: str | None
    backend: int


def connection_facts() -> dict[str, Any]:
    """Return what libpq is told of how long a connection waits for its server, and the server for it."""
    options = " ".join(f"-c {key}={value}" for key, value in _SERVING.items())
    return {**_ANSWERING, "application_name": "gridtui", "options": options}


def is_lost(error: BaseException | None) -> bool:
    """Say whether the link to a PostgreSQL server broke; False for every error of a file."""
    if not isinstance(error, sa.exc.DBAPIError) or not hasattr(error.orig, "sqlstate"):
        return False
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or isinstance(error, sa.exc.OperationalError)
    return error.connection_invalidated or state.startswith(_LOST)


def may_repeat(error: BaseException | None) -> bool:
    """Say whether what failed so changed nothing for certain and may go well the next time."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state in _REPEATABLE or is_lost(error)


def patiently(call: Callable[[], T], pauses: Sequence[float] | None = None) -> T:
    """Return what ``call`` does, a whole transaction, done again where that is safe.

    It is safe where the server took all of it back, or the link broke before the commit. ``RuleBroken`` as
    ``call`` raised it last.
    """
    for pause in PAUSES if pauses is None else pauses:
        try:
            return call()
        except RuleBroken as refusal:
            if isinstance(refusal, Unsure) or not may_repeat(refusal.__cause__):
                raise
        threading.Event().wait(pause)
    return call()


def fate_of(connection: Connection) -> Fate:
    """Return by what the server knows this transaction, to be asked for right before its commit."""
    return Fate(*connection.execute(_FATE).one())


def was_committed(engine: Engine, fate: Fate) -> bool:
    """Ask a server whether it carried out a commit whose answer was lost; ``Unsure`` where it does not say.

    A connection of the lost link that still lingers is ended, so that it can no longer decide otherwise.
    """
    if fate.number is None:
        return True
    for pause in (0.0, *PATIENCE):
        threading.Event().wait(pause)
        with suppress(sa.exc.DBAPIError, sa.exc.TimeoutError), engine.connect() as connection:
            about = {"n": fate.number, "b": fate.backend}
            said = connection.execute(_ASK, about).scalar()
            if said != "in progress":
                if said is None:
                    break
                return bool(said == "committed")
            connection.execute(_END, about)
    raise Unsure(
        Problem(mark("服务器断了，不知道这一次存进去没有；连上以后请先看一看，没有再存一遍，草稿仍在"))
    )


_FATE = sa.text("SELECT pg_current_xact_id_if_assigned()::text, pg_backend_pid()")
_ASK = sa.text("SELECT pg_xact_status(CAST(:n AS xid8))")
_END = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid = :b AND backend_xid::text = CAST(CAST(:n AS xid8) AS xid)::text"
)
