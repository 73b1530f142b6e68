"""Whatever values a device writes into whatever fields: nothing breaks, and the check finds no fault."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from gridtui.storage.columns import Instant
from gridtui.storage.log.fields import BUSINESS_TABLES, RecordTable, codec_of
from gridtui.storage.merge.handing_on import hand_on
from gridtui.storage.workspace import Workspace
from tests.simulation.replicas import state_of
from tests.simulation.world import take_in
from tests.storage.exchange import Stranger, desks, pair, problems

__all__ = ["desks", "pair"]

TEXTS = (
    "",
    "x",
    "{}",
    "[]",
    '{"to":7,"target":"zz","grade":[],"from":null}',
    "\u202e",
    "9" * 400,
    "null",
    "处理",
)
CODES = (
    "close",
    "dispatch",
    "reopen",
    "callback",
    "retract",
    "accept",
    "handle",
    "working_days",
    "help",
    "met",
)
NUMBERS = (-(2**31), -1, 0, 1, 7, 99, 2**31 - 1)
MILLIS = (-62_135_596_800_000, 0, 1_795_000_000_000, 253_402_300_799_999)
DAYS = ("0001-01-01", "2026-02-28", "9999-12-31")
IDS = tuple(bytes([number]) * 16 for number in range(1, 9))


def some_value(column: sa.Column[Any], random: Random) -> Any:
    """Return a value that fits a column and that nobody would type."""
    kind = column.type
    if column.nullable and random.random() < 0.2:
        return None
    if isinstance(kind, sa.Boolean):
        return random.random() < 0.5
    if isinstance(kind, Instant):
        return random.choice(MILLIS)
    if isinstance(kind, sa.Date):
        return random.choice(DAYS)
    if isinstance(kind, sa.LargeBinary):
        id = random.choice(IDS)
        return id.hex() if column.foreign_keys else random.choice((id, id[:5], b"", id * 3)).hex()
    return random.choice(NUMBERS if isinstance(kind, sa.Integer) else (*TEXTS, *CODES))


def some_change(model: RecordTable, me: Stranger, random: Random) -> Any:
    """Return a creation, an edit or a hiding of one of a few records."""
    codec = codec_of(model)
    names = random.sample(sorted(codec.fields), random.randint(1, len(codec.fields)))
    body = msgspec.json.encode({name: some_value(codec.table.c[name], random) for name in names})
    kind = random.choice(("create", "create", "set", "erase"))
    bases = None if kind == "create" else msgspec.json.encode({name: [] for name in names})
    return me.writes(kind, codec.noun, random.choice(IDS), body, bases=bases)


@pytest.mark.parametrize("seed", range(4))
def test_no_value_breaks_the_merge(pair: list[Workspace], seed: int) -> None:
    one, other = pair
    random, me = Random(seed), Stranger(level=1 + seed)
    changes = [some_change(random.choice(BUSINESS_TABLES), me, random) for _ in range(150)]
    merged = take_in(one, changes)
    assert merged.new == 150
    assert merged.refused["final"] == merged.refused.total() < 10
    assert problems(one) == []
    random.shuffle(changes)
    while changes:
        some, changes = changes[:20], changes[20:]
        take_in(other, some)
    assert state_of(other) == state_of(one)
    assert problems(other) == []
    for desk in (one, other):
        hand_on(desk)
        assert problems(desk) == []
