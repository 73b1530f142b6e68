"""A failed unlock is in the audit chain of the store that next opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log import audit
from gridtui.storage.store.opening import open_workspace
from tests.conftest import PASSPHRASE, FrozenClock, found_store


def test_failed_unlocks_reach_the_audit_chain_with_their_own_times(
    tmp_path: Path, clock: FrozenClock
) -> None:
    store = tmp_path / "desk.gtdb"
    found_store(store, clock, passphrase=PASSPHRASE).close()
    tried = []
    for _ in range(2):
        clock.pass_time(minutes=3)
        tried.append(clock.at)
        with pytest.raises(RuleBroken):
            open_workspace(store, "wrong", clock=clock)
    clock.pass_time(hours=1)

    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        failed = [line.at for line in audit.lines(connection) if line.action == audit.FAILED_UNLOCK]
        broken = audit.first_broken_line(connection)
    workspace.close()

    assert sorted(failed) == tried
    assert broken is None
    assert not store.with_name("desk.gtdb.failed").exists()
