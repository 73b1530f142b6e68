"""Worlds of replicas end with one truth, on both engines; each mutant of the kernel is found out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.forks import Link
from gridtui.domain.changes.registers import Knowledge, RegisterWrite
from gridtui.domain.changes.stamps import HybridClock
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.outgoing_changes import outgoing
from gridtui.storage.log.wire import WireChange, WireFault
from gridtui.storage.merge.applying import Applying
from gridtui.storage.merge.arriving import Arrivals
from gridtui.storage.merge.merging import Merging
from gridtui.storage.store.checking import check_store
from gridtui.storage.workspace import Workspace
from tests.engines import postgres_database
from tests.simulation.replicas import open_shared_copy, state_of
from tests.simulation.world import Part, World, simulate, take_in
from tests.storage.exchange import desks
from tests.storage.test_merging import test_a_gap_holds_nothing_back_and_heals as gap_heals
from tests.storage.test_merging import (
    test_bodies_that_arrive_after_an_erasure_are_dropped as erased_stay_away,
)
from tests.storage.test_merging_conflicts import (
    test_one_field_written_at_two_desks_is_a_conflict_until_somebody_decides as conflict_is_decided,
)
from tests.storage.test_merging_conflicts import (
    test_what_one_desk_hides_and_another_edits_stays_in_view as hidden_stays,
)

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_replica_ends_with_the_same_truth(seed: int) -> None:
    world = simulate(seed, replicas=4, operations=120)
    assert world.exported


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


def _patched(target: str, value: Any) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: patch(target, value)


def _method(cls: type, name: str, value: Any) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: patch.object(cls, name, value)


def _all_written(writes: Iterable[RegisterWrite], field: str, *, by_level: bool = False) -> list[bytes]:
    return sorted({stamp for write in writes if (stamp := write.written(field)) is not None})


def _first_come(links: Iterable[Link]) -> set[bytes]:
    first: dict[int, Link] = {}
    for link in links:
        first.setdefault(link.seq, link)
    return {link.hash for link in first.values()}


def _without_counter(clock: HybridClock, wall_millis: int, _seen: bytes = b"") -> bytes:
    return wall_millis.to_bytes(6, "big") + b"\0\0" + clock.incarnation + b"\0\0\0\0"


def _hear_devices(_world: World, receiver: Any, part: Part) -> None:
    had = receiver.heard.get(part.sender, (b"", {}))[1]
    had = {key: max(had.get(key, 0), part.had.get(key, 0)) for key in {*had, *part.had}}
    receiver.heard[part.sender] = (b"", had)


_new_of = Arrivals.new_of


def _held_back(arrivals: Arrivals, changes: Any) -> Any:
    return [arrival for arrival in _new_of(arrivals, changes) if arrival.follows]


SIMULATED = {
    "what was replaced stays live": _patched("gridtui.domain.changes.registers.heads", _all_written),
    "the tail that came first counts": _patched("gridtui.storage.merge.forking.counting", _first_come),
    "stamps without counter and number": _method(HybridClock, "tick", _without_counter),
    "acknowledged by device": _method(World, "_hear", _hear_devices),
    "a fork is told to nobody": _patched("gridtui.storage.log.outgoing_changes._fork_places", lambda _: {}),
    "creations overwrite edits": _method(Merging, "_known_records", lambda *_: (set(), {})),
    "derived columns stand still": _method(Applying, "refresh", lambda _: None),
}
"""Kernel mutants that a world finds out, by what is wrong with them."""

FINDS = {
    "the tail that came first counts": (3, 3),
    "acknowledged by device": (9, 2),
    "a fork is told to nobody": (3, 3),
    "creations overwrite edits": (3, 3),
}
"""The seed of a world, and the number of its replicas, that finds a mutant out today; else 1 and 3."""

SHOWN = {
    "the earliest is shown": (
        _patched("gridtui.storage.merge.projecting.winner", lambda _w, live, **_: live[0]),
        conflict_is_decided,
    ),
    "a delete hides what was edited": (_method(Knowledge, "hides", lambda *_: True), hidden_stays),
    "bodies come back after an erasure": (
        _patched("gridtui.storage.merge.merging.is_taken", lambda *_: False),
        erased_stay_away,
    ),
    "a gap holds back": (_method(Arrivals, "new_of", _held_back), gap_heals),
}
"""Mutants that are the same everywhere, so that only what is shown finds them out."""


@contextmanager
def _found_out() -> Iterator[None]:
    with pytest.raises((AssertionError, RuleBroken, WireFault, sa.exc.SQLAlchemyError, KeyError)):
        yield


@pytest.mark.parametrize("name", SIMULATED)
def test_a_world_finds_a_mutant_out(name: str) -> None:
    with _found_out(), SIMULATED[name]():
        seed, replicas = FINDS.get(name, (1, 3))
        # The others are there for when the worlds change.
        for one in (seed, *range(1, 21)):
            simulate(one, replicas=replicas, operations=110)


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_finds_a_mutant_out(name: str) -> None:
    mutant, test = SHOWN[name]
    make: Any = desks.__wrapped__() if hasattr(desks, "__wrapped__") else None
    pair = make(Level.BRANCH, Level.BRANCH)
    with _found_out(), mutant():
        test(pair)
