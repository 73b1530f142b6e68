"""Mutants of the merge kernel: what each does wrong, and what finds it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.forks import Link
from gridtui.domain.changes.registers import Knowledge, RegisterWrite
from gridtui.domain.changes.stamps import HybridClock
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.wire import WireFault
from gridtui.storage.merge.applying import Applying
from gridtui.storage.merge.arriving import Arrivals
from gridtui.storage.merge.merging import Merging
from tests.simulation.world import Part, World, simulate
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

SEEDS, REPLICAS, OPERATIONS = 20, 3, 110
"""How many worlds a mutant is looked for in, at most, and how large each is."""


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


MUTANTS = (*SIMULATED, *SHOWN)
"""The names of all."""

_FAULTS = (AssertionError, RuleBroken, WireFault, sa.exc.SQLAlchemyError, KeyError)


def found_out(name: str) -> str:
    """Return what finds a mutant out: the seed of a world or a test of what is shown; else nothing."""
    if name in SHOWN:
        mutant, test = SHOWN[name]
        make: Any = desks.__wrapped__()  # type: ignore[attr-defined]
        pair = make(Level.BRANCH, Level.BRANCH)
        try:
            with mutant():
                test(pair)
        except _FAULTS:
            return test.__name__
        return ""
    first, replicas = FINDS.get(name, (1, REPLICAS))
    # The others are there for when the worlds change.
    for seed in (first, *range(1, SEEDS + 1)):
        try:
            with SIMULATED[name]():
                simulate(seed, replicas=replicas, operations=OPERATIONS)
        except _FAULTS:
            return f"seed {seed}"
    return ""
