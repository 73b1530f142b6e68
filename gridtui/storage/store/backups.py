"""Encrypted backups: a copy of the store and of its key envelope in one file, verified by opening it.

A ``.gtbak`` file is a ZIP with three stored members: ``store.gtdb`` (encrypted as the store is),
``store.key`` (the envelope) and ``about.json``.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.erasure import erasure_list
from gridtui.storage.store import vault
from gridtui.storage.store.engines import store_uri
from gridtui.storage.store.safe_files import free_name, replace_safely, write_safely
from gridtui.storage.store.vault import StoreKey
from gridtui.words import mark

SUFFIX = ".gtbak"
_STORE, _KEY, _ABOUT = "store.gtdb", "store.key", "about.json"
_LARGEST_KEY = 64 * 1024
_STAMP = "%Y%m%dT%H%M%SZ"
_DAYS, _WEEKS, _MONTHS = 7, 4, 12


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file and when it was made."""

    path: Path
    at: datetime


def write_backup(store: Path, key: StoreKey, target: Path, now: datetime) -> None:
    """Write a backup of the store, which may be open, and verify it by opening it.

    ``RuleBroken`` where it cannot be written, or where the store has no envelope and so could never be
    opened again.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / _STORE
            copy_store(store, key, copy)
            verify_store(copy, key)
            _pack(part, copy, vault.load_envelope(store, spare=target.parent), store, now)
        replace_safely(part, target)
    except (OSError, sqlcipher.DatabaseError, zipfile.BadZipFile) as error:
        raise RuleBroken(
            Problem(mark("备份没有写成：{name}，请检查磁盘空间和权限"), values={"name": target.name})
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _pack(part: Path, copy: Path, envelope: bytes, store: Path, now: datetime) -> None:
    about = {"format": 1, "made": now.isoformat(), "store": store.name}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        archive.write(copy, _STORE)
        archive.writestr(_KEY, envelope)
        archive.writestr(_ABOUT, json.dumps(about, ensure_ascii=False))
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    with zipfile.ZipFile(part) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def copy_store(store: Path, key: StoreKey, target: Path) -> None:
    """Copy a store page by page into a new encrypted file with the same key."""
    with closing(_keyed(store, key, "mode=ro")) as source, closing(_keyed(target, key, "mode=rwc")) as copy:
        source.backup(copy, pages=1024)
        copy.execute("PRAGMA journal_mode = DELETE")


def verify_store(store: Path, key: StoreKey) -> None:
    """Open a copy and check every page; ``RuleBroken`` when it would not open again."""
    try:
        with closing(_keyed(store, key, "mode=rw")) as connection:
            faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlcipher.DatabaseError as error:
        raise RuleBroken(Problem(mark("备份验证没有通过，文件已损坏"))) from error
    if faults or not sound or not tables:
        raise RuleBroken(Problem(mark("备份验证没有通过，文件已损坏")))


def unpack(backup: Path, copy: Path) -> bytes:
    """Write the store in a backup to ``copy`` and return its envelope; ``RuleBroken`` for no backup."""
    try:
        with zipfile.ZipFile(backup) as archive:
            members = {info.filename: info for info in archive.infolist()}
            # Ours are stored, never packed or locked: so nothing can swell, and nothing asks for a password.
            if any(
                info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 for info in members.values()
            ):
                raise zipfile.BadZipFile
            if members[_KEY].file_size > _LARGEST_KEY:
                raise zipfile.BadZipFile
            envelope = archive.read(_KEY)
            with archive.open(_STORE) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise RuleBroken(
            Problem(mark("{name} 不是本程序的备份，或已损坏"), values={"name": backup.name})
        ) from error
    return envelope


def safety_backup(store: Path, key: StoreKey, folder: Path, now: datetime, why: str) -> Path | None:
    """Write a backup before something risky; None for a sample store, whose key is nowhere kept."""
    if not vault.has_envelope(store, spare=folder):
        return None
    target = free_name(backup_path(store, folder, now, why))
    write_backup(store, key, target, now)
    write_envelope_copy(store, folder)
    return target


def backup_before_import(
    store: Path | None, key: StoreKey | None, folder: Path | None, now: datetime
) -> Path | None:
    """Write a backup before something is imported; None where there is no file or no folder for it."""
    if store is None or key is None or folder is None:
        return None
    return safety_backup(store, key, folder, now, "import")


def forget_backup(backup: Path | None) -> None:
    """Remove a backup that no import followed."""
    if backup is not None:
        with suppress(OSError):
            backup.unlink(missing_ok=True)


def daily_backup(store: Path, key: StoreKey, folder: Path, now: datetime) -> Path | None:
    """Write today's backup unless there is one, and rotate; returns the new file, if any."""
    last = latest_backup(store, folder)
    if last is not None and timedelta(0) <= now - last.at < timedelta(hours=20):
        return None
    target = safety_backup(store, key, folder, now, "")
    if target is not None:
        rotate(store, folder, keep=target)
    return target


def backup_path(store: Path, folder: Path, now: datetime, why: str = "") -> Path:
    """Return the name of a backup made now, ``why`` set for one before an import or migration."""
    tail = f"-{why}" if why else ""
    return folder / f"{_series(store)}-{now.astimezone(UTC):{_STAMP}}{tail}{SUFFIX}"


def backups_of(store: Path, folder: Path) -> list[Backup]:
    """Return the backups of a store, newest first."""
    begin, found = _series(store) + "-", []
    for path in folder.glob(f"*{SUFFIX}"):
        if not path.name.startswith(begin):
            continue
        try:
            at = datetime.strptime(path.name[len(begin) :][:16], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Backup(path, at))
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def latest_backup(store: Path, folder: Path) -> Backup | None:
    """Return the newest backup of a store, if any."""
    return next(iter(backups_of(store, folder)), None)


def older_copies(store: Path, folder: Path) -> list[Backup]:
    """Return the backups of a store and what stood in its place before restores, newest first."""
    found = backups_of(store, folder)
    for path in store.parent.glob(f"{glob.escape(store.name)}.before-restore*"):
        if not path.name.endswith(("-wal", "-shm", ".key")):
            found.append(Backup(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)))
    return sorted(found, key=lambda copy: (copy.at, copy.path.name), reverse=True)


def rotate(store: Path, folder: Path, *, keep: Path | None = None) -> list[Path]:
    """Keep the newest of 7 days, 4 weeks and 12 months, and ``keep``; remove and return the rest."""
    backups = backups_of(store, folder)
    kept = (
        _newest_by(backups, "%Y-%m-%d", _DAYS)
        | _newest_by(backups, "%G-%V", _WEEKS)
        | _newest_by(backups, "%Y-%m", _MONTHS)
    )
    gone = [backup.path for backup in backups if backup.path not in kept and backup.path != keep]
    for path in gone:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return gone


def write_envelope_copy(store: Path, folder: Path) -> None:
    """Keep a second copy of the key envelope and of who was erased, in case the first are lost."""
    source = vault.envelope_path(store)
    if source.exists() and folder != store.parent:
        write_safely(vault.spare_path(store, folder), source.read_bytes())
    erasure_list.copy_list(store, folder)


def _newest_by(backups: Iterable[Backup], period: str, most: int) -> set[Path]:
    newest: dict[str, Path] = {}
    for backup in backups:
        newest.setdefault(backup.at.strftime(period), backup.path)
    return set(list(newest.values())[:most])


def _series(store: Path) -> str:
    """Name the backups of one store; two stores of one name in different folders share a backup folder."""
    return f"{store.stem}-{vault.place_code(store)}"


def _keyed(path: Path, key: StoreKey, mode: str) -> sqlcipher.Connection:
    connection = sqlcipher.connect(store_uri(path, mode), uri=True)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {key.pragma()}")
    return connection
