"""A process that is killed while writing: every step it had acknowledged is there, and the store is clean."""

from __future__ import annotations

import multiprocessing
import random
import sys
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue_events import EventKind
from gridtui.storage.drafts import keep_draft, kept_draft
from gridtui.storage.log.log_tables import Step
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_with_key
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.usecases.issue_events import append_event
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.makers import make_issue, make_quarter, person

ROUNDS = 12


def write_until_killed(path: str, raw: bytes, first: int, pipe: Pipe) -> None:
    """Write steps of every kind, and tell the number of each after it was committed."""
    workspace = open_with_key(Path(path), StoreKey(bytearray(raw)), clock=FrozenClock())
    pipe.send("opened" if not workspace.read_only else "read only")
    number = first
    while True:
        if number % 7 == 0:
            with workspace.write("import_file", label=str(number)) as unit:
                unit.create_many(
                    Resident, [person(None, None, f"居民{n}") for n in range(60)], scope=lambda _: b"1" * 16
                )
        elif number % 3 == 0:
            issue = make_issue(workspace, f"第{number}件")
            with workspace.write("move_issue", label=str(number)) as unit:
                append_event(unit, issue, EventKind.SELF_HANDLE)
        else:
            with workspace.writing() as connection:
                keep_draft(connection, "form", {"number": number}, FrozenClock()())
            with workspace.write("add_resident", label=str(number)) as unit:
                new = unit.create(Resident, person(None, None, "新人"), scope=b"1" * 16)
                unit.update(Resident, new, {"note": str(number)})
        pipe.send(number)
        number += 1


@pytest.mark.skipif(sys.platform == "win32", reason="a process that is ready to be killed starts by fork")
def test_no_acknowledged_step_is_lost(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "desk.gtdb"
    workspace = found_store(path, clock, passphrase=PASSPHRASE)
    make_quarter(workspace)
    assert workspace.key is not None
    raw = bytes(workspace.key.raw)
    workspace.close()
    chance, processes = random.Random(20261124), multiprocessing.get_context("fork")
    acknowledged: list[int] = []
    for _ in range(ROUNDS):
        mine, theirs = processes.Pipe()
        first = acknowledged[-1] + 1 if acknowledged else 0
        writer = processes.Process(target=write_until_killed, args=(str(path), raw, first + 1, theirs))
        writer.start()
        theirs.close()
        # A killed process leaves its lock file, which is no obstacle.
        assert mine.recv() == "opened"
        for _ in range(chance.randrange(1, 12)):
            acknowledged.append(mine.recv())
        # Somewhere within the next step.
        mine.poll(chance.random() * 0.02)
        writer.kill()
        writer.join(10)
        while mine.poll():
            try:
                acknowledged.append(mine.recv())
            except EOFError:
                break
        again = open_with_key(path, StoreKey(bytearray(raw)), clock=clock)
        assert not again.read_only
        with again.read() as connection:
            labels = (
                connection.execute(sa.select(col(Step.label)).where(col(Step.label) != "")).scalars().all()
            )
            report = check_store(connection)
            draft = kept_draft(connection, "form")
        again.close()
        assert report.problems == []
        stored = {int(label) for label in labels if label.isdigit()}
        assert set(acknowledged) <= stored
        assert len(stored - set(acknowledged)) <= ROUNDS
        assert draft is None or draft.body["number"] <= max(stored) + 1
        acknowledged = sorted(stored)
    assert len(acknowledged) > ROUNDS
