from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

import pytest

from gridtui.domain.changes.actors import Operator
from gridtui.sample.community import Sample, make_sample
from gridtui.sample.stores import discard_sample, open_sample
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.conftest import NOON

BRANCH_ID = b"\x01" * 16
SECRETARY = Operator(b"\x02" * 16, "王秀兰")


def sample_at(now: datetime, seed: int = 1) -> Sample:
    """The records of a sample, without a store."""
    return make_sample(Random(seed), seeded_ids(seed), BRANCH_ID, SECRETARY, now)


@pytest.fixture(scope="session")
def sample() -> Sample:
    """The records of the sample on 2026-11-24."""
    return sample_at(NOON)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample as a store that no test changes."""
    workspace = open_sample(tmp_path_factory.mktemp("sample"), seed=1, clock=lambda: NOON)
    yield workspace
    discard_sample(workspace)
