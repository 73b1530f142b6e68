"""The usual two offices: a community and a branch below it, joined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.workspace import Workspace
from gridtui.sync.chains import Role
from tests.conftest import FrozenClock
from tests.makers import Quarter, make_quarter
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


@pytest.fixture
def quarter(offices: Offices, office: Workspace, branch: Workspace) -> Quarter:
    """What is in the branch's one grid; the office knows of it."""
    made = make_quarter(branch)
    offices.exchange(branch, office)
    return made


@pytest.fixture
def worker(offices: Offices, branch: Workspace, quarter: Quarter) -> Workspace:
    """A grid worker of that grid, who stops asking what it may write."""
    made = offices.found("网格", Level.GRID)
    offices.admit(branch, made, [quarter.grid], (Role.WORK,))
    offices.exchange(branch, made)
    made.guard = None
    return made
