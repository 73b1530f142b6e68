"""Power cuts, as few as a test may take; ``python -m tests.proving power`` makes as many as wanted."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from gridtui.storage.store import engines
from tests.proving.power import Broken, cut_power


def test_what_was_acknowledged_survives_a_power_cut() -> None:
    found = cut_power(1, 90)
    assert found["cuts"] >= 90 and found["with a log"] and found["different stores checked row by row"] > 5


def test_a_drive_without_a_log_keeps_what_was_acknowledged_too() -> None:
    found = cut_power(4, 40)
    assert found["with a journal"] >= 40 and not found["with a log"]


@pytest.mark.parametrize("way", ["OFF", "NORMAL"])
def test_a_program_that_waits_less_for_the_disk_is_found_out(way: str) -> None:
    thrifty = tuple(pragma.replace("= FULL", f"= {way}") for pragma in engines._WRITABLE)
    with patch.object(engines, "_WRITABLE", thrifty), pytest.raises(Broken, match="seed 1, cut after call"):
        cut_power(1, 60)
