"""A month of a street with one seed; ``python -m tests.end_to_end --seeds 20`` plays more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.month import STREET, TREE
from tests.end_to_end.playing import play

SEED = 2


@pytest.mark.parametrize("seed", [SEED])
def test_a_month_of_lost_doubled_and_late_files_ends_with_one_truth(tmp_path: Path, seed: int) -> None:
    month = play(tmp_path, seed)
    assert set(month.desks) == {STREET, *TREE}
    assert len(month.replaced) == 2 and any("is restored" in line for line in month.story)
    assert sum(done for done, _ in month.done.values()) > 200
    assert any("is lost" in line for line in month.story)
    assert sum(map(len, month.owed.values())) > 1_000
