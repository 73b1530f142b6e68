"""Programs on one PostgreSQL store tell each other that something was written: ids only, never what was.

A note goes out with the commit that it is about, or not at all. It names the program, the step and the
records that were changed, as long as there are few; whoever hears it reads for itself what it may read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from gridtui.domain.changes.ids import RecordId

CHANNEL = "gridtui_changes"
"""One database holds one store, and a channel is a database's own."""

MOST_NAMED = 60
"""So many records are named at most; a note has room for 8,000 bytes."""

BETWEEN = (1.0, 2.0, 5.0, 10.0)
"""Seconds before each new try to listen again; the last one for good."""

_TICK = 0.4
_TURNS = 7_306_915_322_043_191
"""The advisory lock under which the programs of one store write one after another."""

_NOTE = re.compile(r"([0-9a-f]{8}):([0-9a-f]{32})?:((?:[0-9a-f]{32},?)*|\*)")


@dataclass(frozen=True, slots=True)
class Heard:
    """What another program wrote: its step and the records it changed.

    ``records`` is None where nobody said which: there were many, or notes were missed in an outage.
    """

    step: bytes | None = None
    records: frozenset[RecordId] | None = frozenset()


def take_turn(connection: Connection) -> None:
    """Wait until no other program of a shared store writes; the turn ends with the transaction."""
    connection.execute(_TURN, {"k": _TURNS})


def tell(
    connection: Connection, program: str, step: bytes | None, records: Iterable[RecordId] | None
) -> None:
    """Let every other program know of this transaction, once it is committed."""
    named = None if records is None else sorted(records)
    many = named is None or len(named) > MOST_NAMED
    listed = "*" if many or named is None else ",".join(id.hex() for id in named)
    note = f"{program}:{step.hex() if step else ''}:{listed}"
    connection.execute(_TELL, {"c": CHANNEL, "note": note})


def read_note(note: str, own: str) -> Heard | None:
    """Return what a note says; None for one's own, and for what is none."""
    found = _NOTE.fullmatch(note)
    if found is None or found[1] == own:
        return None
    named = None if found[3] == "*" else frozenset(map(bytes.fromhex, filter(None, found[3].split(","))))
    return Heard(bytes.fromhex(found[2]) if found[2] else None, named)


def listen(engine: Engine, own: str, heard: Callable[[Heard], None], stopping: threading.Event) -> None:
    """Hand on what other programs tell, on a connection of its own, until told to stop.

    After an outage it begins again by itself, and says that anything may have changed meanwhile.
    """
    tries, missed = 0, False
    while not stopping.is_set():
        # Whatever breaks the link, there is nothing to do but to try again.
        with suppress(sa.exc.DBAPIError, sa.exc.TimeoutError, *_broken()):
            connection = _connected(engine)
            try:
                connection.execute(f"LISTEN {CHANNEL}")
                if missed:
                    heard(Heard(records=None))
                tries, missed = 0, True
                _hear(connection, own, heard, stopping)
            finally:
                connection.close()
        missed = True
        stopping.wait(BETWEEN[min(tries, len(BETWEEN) - 1)])
        tries += 1


def _hear(connection: Any, own: str, heard: Callable[[Heard], None], stopping: threading.Event) -> None:
    while not stopping.is_set():
        for note in connection.notifies(timeout=_TICK):
            said = read_note(note.payload, own)
            if said is not None and not stopping.is_set():
                heard(said)


def _connected(engine: Engine) -> Any:
    """Return a connection that the pool knows nothing of."""
    lent = engine.raw_connection()
    connection: Any = lent.dbapi_connection
    lent.detach()
    connection.rollback()
    connection.autocommit = True
    return connection


def _broken() -> tuple[type[Exception], ...]:
    import psycopg

    return (psycopg.Error, OSError)


_TURN = sa.text("SELECT pg_advisory_xact_lock(:k)")
_TELL = sa.text("SELECT pg_notify(:c, :note)")
