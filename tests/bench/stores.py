"""The stores that are measured: built once by the generators, found again by size and schema."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from gridtui.sample.large import build_large
from gridtui.sample.places import BRANCH_NAME, COMMUNITY_CODE
from gridtui.sample.stores import SECRETARY
from gridtui.storage.store import schema
from gridtui.storage.store.opening import Founding, create_workspace, open_workspace
from gridtui.storage.workspace import Workspace, seeded_ids

PASSPHRASE = "bench"
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Size:
    """How much a store holds."""

    residents: int
    issues: int

    @property
    def words(self) -> str:
        """The size as a table says it."""
        return f"{self.residents:,} residents, {self.issues:,} issues"


TINY, SMALL, LARGE = Size(1_000, 1_000), Size(10_000, 100_000), Size(100_000, 1_000_000)


def system_clock() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def store_of(folder: Path, size: Size) -> Path:
    """Return the store of that size, building it where it is not there yet."""
    return made_store(folder, f"{size.residents}-{size.issues}", lambda workspace: _build(workspace, size))


def made_store(folder: Path, name: str, fill: Callable[[Workspace], object]) -> Path:
    """Return the store of that name, making and filling it where there is none of this schema yet."""
    path = folder / f"{name}-{schema_digest()}.gtdb"
    if path.exists():
        return path
    making = folder / f"making-{path.stem}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    founding = Founding(BRANCH_NAME, COMMUNITY_CODE, SECRETARY)
    workspace = create_workspace(
        making / path.name, PASSPHRASE, founding, clock=_Frozen(system_clock()), ids=seeded_ids(SEED)
    )
    fill(workspace)
    workspace.close()
    for made in sorted(making.iterdir(), key=lambda made: made == making / path.name):
        made.replace(path.parent / made.name)
    making.rmdir()
    return path


def open_store(path: Path) -> Workspace:
    """Open a built store."""
    return open_workspace(path, PASSPHRASE, clock=system_clock)


def schema_digest() -> str:
    """Return a short digest of every table and index, so that a store of an older schema is not measured."""
    assert schema.HEAD
    dialect = sqlite.dialect()
    statements = [
        str(CreateTable(table).compile(dialect=dialect)) for table in SQLModel.metadata.sorted_tables
    ]
    statements += [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in SQLModel.metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
    ]
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()[:8]


def _build(workspace: Workspace, size: Size) -> None:
    began = last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > 20 or done == total:
            last = now
            print(
                f"building {size.words}: {done:,} of {total:,} in {now - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )

    build_large(workspace, residents=size.residents, issues=size.issues, seed=SEED, progress=told)


@dataclass(frozen=True, slots=True)
class _Frozen:
    at: datetime

    def __call__(self) -> datetime:
        return self.at
