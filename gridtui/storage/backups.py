"""Encrypted backups: a copy of the store and of its key envelope in one file, verified by opening it.

A ``.gtbak`` file is a ZIP with three stored members: ``store.gtdb`` (encrypted as the store is),
``store.key`` (the envelope) and ``about.json``.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage import vault
from gridtui.storage.safe_files import replace_safely, write_safely
from gridtui.storage.vault import StoreKey
from gridtui.words import mark

SUFFIX = ".gtbak"
_STORE, _KEY, _ABOUT = "store.gtdb", "store.key", "about.json"
_DAYS, _WEEKS, _MONTHS = 7, 4, 12


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file and when it was made."""

    path: Path
    at: datetime


def write_backup(store: Path, key: StoreKey, target: Path, now: datetime) -> None:
    """Write a backup of the store, which may be open, and verify it by opening it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    envelope = vault.envelope_path(store)
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / _STORE
            copy_store(store, key, copy)
            verify_store(copy, key)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
                archive.write(copy, _STORE)
                if envelope.exists():
                    archive.writestr(_KEY, envelope.read_bytes())
                archive.writestr(_ABOUT, json.dumps({"format": 1, "made": now.isoformat(), "store": store.name}))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        replace_safely(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RuleBroken(Problem(mark("备份没有写成：{name}，请检查磁盘空间和权限"),
                                 values={"name": target.name})) from error


def copy_store(store: Path, key: StoreKey, target: Path) -> None:
    """Copy a store page by page into a new encrypted file with the same key."""
    source, copy = _keyed(store, key), _keyed(target, key)
    try:
        source.backup(copy, pages=1024)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
        source.close()


def verify_store(store: Path, key: StoreKey) -> None:
    """Open a copy and check every page; ``RuleBroken`` when it would not open again."""
    connection = _keyed(store, key)
    try:
        faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except sqlcipher.DatabaseError as error:
        raise RuleBroken(Problem(mark("备份验证没有通过"))) from error
    finally:
        connection.close()
    if faults or not sound:
        raise RuleBroken(Problem(mark("备份验证没有通过")))


def restore_backup(backup: Path, store: Path, passphrase: str) -> None:
    """Put a backup in the place of ``store``; what stood there is kept beside it as ``.before-restore``.

    The passphrase is tried, and every page checked, before anything is replaced. The caller gives the
    restored store a new device incarnation.
    """
    with tempfile.TemporaryDirectory(dir=_folder(store), prefix=".restore-") as folder:
        copy = Path(folder) / _STORE
        envelope = _unpack(backup, copy)
        key = vault.unwrap(envelope, passphrase)
        verify_store(copy, key)
        key.drop()
        _set_aside(store)
        vault.save_envelope(store, envelope)
        replace_safely(copy, store)


def daily_backup(store: Path, key: StoreKey, folder: Path, now: datetime) -> Path | None:
    """Write today's backup unless there is one, and rotate; returns the new file, if any."""
    last = latest_backup(store, folder)
    if last is not None and now - last.at < timedelta(hours=20) and last.at <= now:
        return None
    target = backup_path(store, folder, now)
    write_backup(store, key, target, now)
    rotate(store, folder)
    return target


def backup_path(store: Path, folder: Path, now: datetime, why: str = "") -> Path:
    """Return the name of a backup made now, ``why`` set for one before an import or migration."""
    tail = f"-{why}" if why else ""
    return folder / f"{store.stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{tail}{SUFFIX}"


def backups_of(store: Path, folder: Path) -> list[Backup]:
    """Return the backups of a store, newest first."""
    found = []
    for path in folder.glob(f"{glob_safe(store.stem)}-*{SUFFIX}"):
        stamp = path.name[len(store.stem) + 1:][:16]
        try:
            at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Backup(path, at))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def latest_backup(store: Path, folder: Path) -> Backup | None:
    """Return the newest backup of a store, if any."""
    return next(iter(backups_of(store, folder)), None)


def rotate(store: Path, folder: Path) -> list[Path]:
    """Keep the newest of 7 days, 4 weeks and 12 months; remove and return the rest."""
    backups = backups_of(store, folder)
    kept = (_newest_by(backups, "%Y-%m-%d", _DAYS) | _newest_by(backups, "%G-%V", _WEEKS)
            | _newest_by(backups, "%Y-%m", _MONTHS))
    gone = [backup.path for backup in backups if backup.path not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _newest_by(backups: Iterable[Backup], period: str, most: int) -> set[Path]:
    newest: dict[str, Path] = {}
    for backup in backups:
        newest.setdefault(backup.at.strftime(period), backup.path)
    return set(list(newest.values())[:most])


def glob_safe(text: str) -> str:
    """Return the text with glob's own signs taken literally."""
    return "".join(f"[{sign}]" if sign in "[]*?" else sign for sign in text)


def _keyed(path: Path, key: StoreKey) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path))
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {key.pragma()}")
    return connection


def _folder(store: Path) -> Path:
    store.parent.mkdir(parents=True, exist_ok=True)
    return store.parent


def _unpack(backup: Path, copy: Path) -> bytes:
    try:
        with zipfile.ZipFile(backup) as archive:
            envelope = archive.read(_KEY)
            with archive.open(_STORE) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise RuleBroken(Problem(mark("{name} 不是本程序的备份，或已损坏"), values={"name": backup.name})) from error
    return envelope


def _set_aside(store: Path) -> None:
    for path in (store, vault.envelope_path(store)):
        if path.exists():
            path.replace(path.with_name(path.name + ".before-restore"))
    for tail in ("-wal", "-shm"):
        store.with_name(store.name + tail).unlink(missing_ok=True)


def write_envelope_copy(store: Path, folder: Path) -> None:
    """Keep a second copy of the key envelope, in case the one beside the store is lost."""
    source = vault.envelope_path(store)
    if source.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_safely(folder / source.name, source.read_bytes())
