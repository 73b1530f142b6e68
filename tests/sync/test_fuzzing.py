"""Damaged and hostile bundles: only ever the one typed refusal, and a damaged file never holds."""

from __future__ import annotations

from tests.fuzzing.running import run_cheap, run_signed


def test_twenty_thousand_damaged_files_are_refused() -> None:
    found = run_cheap(20_000)
    assert found["file refused"] > 14_000 and found["small refused"] > 4_000


def test_two_thousand_validly_signed_hostile_bundles_are_refused_or_hold() -> None:
    found = run_signed(2_000)
    assert found["lines refused"] > 500 and found["zstd refused"] > 300 and found["header refused"] > 300
    assert found["lines held"] > 50, "some damage leaves a bundle that any program could have written"
