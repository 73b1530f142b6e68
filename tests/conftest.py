"""Fixtures shared by every test: the real input folder (skipped when absent) and a frozen clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gridtui import words

pytest_plugins = ("tests.engines",)

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


@pytest.fixture
def clock() -> FrozenClock:
    """A frozen clock at noon of 2026-11-24 in Kunming."""
    return FrozenClock()


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
