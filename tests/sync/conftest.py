"""The usual two offices: a community and a branch below it, joined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock
from tests.sync.offices import Offices, office_and_branch


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock) -> Iterator[Offices]:
    made, _, _ = office_and_branch(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def office(offices: Offices) -> Workspace:
    return offices.desks["社区"]


@pytest.fixture
def branch(offices: Offices) -> Workspace:
    return offices.desks["支部"]
