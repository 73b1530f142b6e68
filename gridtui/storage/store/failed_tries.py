"""Failed unlocks: noted beside the locked store, and moved into its audit chain when it next opens.

The note ``<store>.failed`` holds instants only; whoever can delete it can delete the store too.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from gridtui.storage.log import audit

MOST = 100
"""How many tries one note keeps; a machine that guesses must not fill the disk."""


def note_failed(store: Path, now: datetime) -> None:
    """Note a wrong passphrase; a medium that cannot be written keeps none."""
    with suppress(OSError):
        lines = [*_lines(store), now.isoformat()][-MOST:]
        _note_of(store).write_text("\n".join(lines), encoding="utf-8")


def move_to_audit(connection: Connection, store: Path) -> None:
    """Write the noted tries into the audit chain; ``forget`` them once that is committed."""
    for line in _lines(store):
        with suppress(ValueError):
            audit.note(connection, audit.FAILED_UNLOCK, now=datetime.fromisoformat(line))


def forget(store: Path) -> None:
    """Remove the note."""
    with suppress(OSError):
        _note_of(store).unlink(missing_ok=True)


def has_note(store: Path) -> bool:
    """Say whether anybody failed since the store was last open."""
    return _note_of(store).exists()


def _lines(store: Path) -> list[str]:
    try:
        return _note_of(store).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _note_of(store: Path) -> Path:
    return store.with_name(store.name + ".failed")
