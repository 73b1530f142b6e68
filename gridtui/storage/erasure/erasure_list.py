"""Who was erased from a store, kept beside it: so that a backup that still knows them forgets them again.

``<store>.erased`` holds ids, instants and codes of reasons only, sealed with a key made of the store's own:
nobody without the store can read it, and nobody can make a store erase somebody by forging one. A copy lies
with the backups.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import nacl.exceptions
import nacl.secret

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.store import vault
from gridtui.storage.store.safe_files import free_name, write_safely
from gridtui.storage.store.vault import StoreKey

_PURPOSE = b"gridtui erasures"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """One erasure: whose records, when, and the code of the reason."""

    id: RecordId
    at: datetime
    reason: str


def list_path(store: Path) -> Path:
    """Return where the list of a store lies."""
    return store.with_name(store.name + ".erased")


def spare_list_path(store: Path, folder: Path) -> Path:
    """Return where the copy of a store's list lies in a folder of backups."""
    return vault.spare_path(store, folder).with_suffix(".erased")


def read_list(path: Path, key: StoreKey) -> list[ErasedPerson]:
    """Return the erasures in a list; none where there is no list, or it is damaged or another store's."""
    try:
        told = json.loads(_box(key).decrypt(path.read_bytes()))
        return [
            ErasedPerson(bytes.fromhex(one["id"]), datetime.fromisoformat(one["at"]), str(one["reason"]))
            for one in told["erased"]
        ]
    except (OSError, nacl.exceptions.CryptoError, ValueError, KeyError, TypeError):
        return []


def add_to_list(path: Path, key: StoreKey, people: Iterable[ErasedPerson]) -> None:
    """Add erasures to a list; a list of another store that lies in its place is set aside.

    ``OSError`` where it cannot be written.
    """
    known = read_list(path, key)
    if not known and path.exists():
        path.replace(free_name(path.with_name(path.name + ".old")))
    _write(path, key, {one.id: one for one in (*known, *people)}.values())


def take_from_list(path: Path, key: StoreKey, id: RecordId) -> None:
    """Take back an erasure that was not done after all."""
    with suppress(OSError):
        _write(path, key, [one for one in read_list(path, key) if one.id != id])


def copy_list(store: Path, folder: Path) -> None:
    """Keep a copy of the list with the backups."""
    source = list_path(store)
    if source.exists() and folder != store.parent:
        write_safely(spare_list_path(store, folder), source.read_bytes())


def _write(path: Path, key: StoreKey, people: Iterable[ErasedPerson]) -> None:
    told = [{"id": one.id.hex(), "at": one.at.isoformat(), "reason": one.reason} for one in people]
    body = json.dumps({"format": _FORMAT, "erased": told}).encode()
    write_safely(path, bytes(_box(key).encrypt(body)))


def _box(key: StoreKey) -> nacl.secret.SecretBox:
    return nacl.secret.SecretBox(blake2b(key.raw, digest_size=32, person=_PURPOSE).digest())
