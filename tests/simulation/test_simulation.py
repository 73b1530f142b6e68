"""Worlds of replicas end with one truth, on both engines; each mutant of the kernel is found out."""

from __future__ import annotations

import os
from random import Random

import pytest

from gridtui.storage.log.outgoing_changes import outgoing
from gridtui.storage.log.wire import WireChange
from gridtui.storage.store.checking import check_store
from gridtui.storage.workspace import Workspace
from tests.engines import VARIABLE, postgres_database
from tests.simulation.mutants import MUTANTS, found_out
from tests.simulation.replicas import open_shared_copy, state_of
from tests.simulation.world import simulate, take_in

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_replica_ends_with_the_same_truth(seed: int) -> None:
    world = simulate(seed, replicas=4, operations=120)
    assert world.exported


@pytest.mark.skipif(not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no PostgreSQL server")
def test_replicas_on_both_engines_end_with_the_same_truth() -> None:
    world = simulate(5, replicas=3, operations=60, shared=True)
    engines = [replica.workspace.engine.dialect.name for replica in world.replicas]
    assert world.exported and {"sqlite", "postgresql"} == set(engines)


def test_a_shared_store_takes_a_whole_world_in_and_shows_the_same() -> None:
    world = simulate(11, replicas=3, operations=150)
    replica = world.replicas[0]
    with replica.workspace.read() as connection:
        changes = list(outgoing(connection, {}))
    Random(11).shuffle(changes)
    with postgres_database("world") as url:
        shared = open_shared_copy(url, replica.workspace)
        try:
            while changes:
                some, changes = changes[:50], changes[50:]
                take_in(shared, some)
            assert state_of(shared) == state_of(replica.workspace)
            with shared.read() as connection:
                assert check_store(connection).problems == []
            back = outgoing_of(shared)
            assert {change.hash for change in back} == hashes_in(replica.workspace)
        finally:
            shared.close()


def outgoing_of(workspace: Workspace) -> list[WireChange]:
    with workspace.read() as connection:
        return list(outgoing(connection, {}))


def hashes_in(workspace: Workspace) -> set[bytes]:
    return {change.hash for change in outgoing_of(workspace)}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_found_out(name: str) -> None:
    assert found_out(name)
