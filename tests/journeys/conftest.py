"""A home of its own for every journey, and the sample store, made once and copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.sample.stores import open_sample
from tests.conftest import NOON, FrozenClock
from tests.journeys.sitting import Kept


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder with a folder for downloads, which is also the current one."""
    folder = tmp_path / "家"
    (folder / "下载").mkdir(parents=True)
    (folder / ".config").mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(folder / "下载"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The closed sample store of the demo, on 2026-11-24."""
    workspace = open_sample(tmp_path_factory.mktemp("sample"), seed=1, clock=FrozenClock(NOON))
    assert workspace.path is not None and workspace.key is not None
    kept = Kept(workspace.path, bytes(workspace.key.raw))
    workspace.close()
    return kept
