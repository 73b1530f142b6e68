"""Fixtures shared by every test: the real input folder (skipped when absent) and a frozen clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import nacl.pwhash.argon2id as argon2id
import pytest

from gridtui import words
from gridtui.storage.store import vault
from gridtui.storage.store.opening import Founding, create_shared, create_workspace
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.children import child_environment
from tests.engines import engine_kind, engine_url, postgres_database

__all__ = ["engine_kind", "engine_url"]

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Tuesday 2026-11-24, 12:00 in Kunming."""


class FrozenClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_time(self, **span: float) -> None:
        """Move on by a ``timedelta``'s keywords."""
        self.at += timedelta(**span)


def pytest_xdist_auto_num_workers() -> int:
    """Two workers a processor: half of a worker's time goes by waiting for screens, servers and files."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture
def clock() -> FrozenClock:
    """A frozen clock at noon of 2026-11-24 in Kunming."""
    return FrozenClock()


@pytest.fixture(scope="session", autouse=True)
def _thrifty() -> Iterator[None]:
    """Keys are wrapped with the least work, and started programs keep their bytecode."""
    with (
        patch.object(vault, "_OPERATIONS", argon2id.OPSLIMIT_MIN),
        patch.object(vault, "_MEMORY", argon2id.MEMLIMIT_MIN),
        patch.dict(os.environ, child_environment()),
    ):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        yield


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    words.use("zh")
    yield
    words.use("zh")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input beside the project; the test is skipped, saying so, where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real input is not on this machine")
    return folder


FOUNDING_CODE = "530102001001"
PASSPHRASE = "柿子-plum-2026"


def found_store(path: Path, clock: FrozenClock, *, passphrase: str | None = None) -> Workspace:
    """Create a store for 翠湖西路第二支部 with predictable ids; without a passphrase its key is only here."""
    founding = Founding("翠湖西路第二支部", FOUNDING_CODE, "王秀兰")
    return create_workspace(path, passphrase, founding, clock=clock, ids=seeded_ids(1))


@pytest.fixture
def desk(tmp_path: Path, clock: FrozenClock) -> Iterator[Workspace]:
    """A new open store in a file."""
    workspace = found_store(tmp_path / "desk.gtdb", clock)
    yield workspace
    workspace.close()


@pytest.fixture
def workspace(
    engine_kind: str, tmp_path: Path, clock: FrozenClock, request: pytest.FixtureRequest
) -> Iterator[Workspace]:
    """A new open store, on SQLite and then on PostgreSQL."""
    if engine_kind == "sqlite":
        opened = found_store(tmp_path / "desk.gtdb", clock)
        yield opened
        opened.close()
        return
    with postgres_database(request.node.name) as url:
        founding = Founding("翠湖西路第二支部", FOUNDING_CODE, "王秀兰")
        opened = create_shared(url, founding, clock=clock, ids=seeded_ids(1))
        yield opened
        opened.close()
