"""Whoever receives one scope alone shows what is there as the branch does, whatever was written elsewhere."""

from __future__ import annotations

import pytest

from tests.storage.exchange import problems
from tests.storage.scopes import differing, neighbours


@pytest.mark.parametrize("seed", range(12))
def test_a_desk_shows_its_building_as_the_branch_does(seed: int) -> None:
    world = neighbours(seed)
    for _ in range(60):
        world.happen()
    world.settle()
    assert differing(world) == []
    for desk in world.everybody:
        assert problems(desk) == []
