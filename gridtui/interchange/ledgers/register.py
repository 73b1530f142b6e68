"""Every ledger there is, and how many rows each has now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.ledgers.burdens import BURDEN_LEDGER
from gridtui.interchange.ledgers.disputes import DISPUTE_LEDGER
from gridtui.interchange.ledgers.feedback import FEEDBACK
from gridtui.interchange.ledgers.grids import GRID_LEDGER
from gridtui.interchange.ledgers.ledger import Ledger, Reader
from gridtui.interchange.ledgers.rosters import HUB_ROSTER, LEADER_ROSTER
from gridtui.interchange.ledgers.sentiment import SENTIMENT
from gridtui.interchange.ledgers.visits import VISIT_LEDGER
from gridtui.interchange.ledgers.whistles import WHISTLE_LEDGER
from gridtui.interchange.outgoing import ExportFilter, count_of
from gridtui.words import mark

LEDGERS: Mapping[str, Ledger] = {
    ledger.code: ledger
    for ledger in (
        SENTIMENT,
        VISIT_LEDGER,
        DISPUTE_LEDGER,
        FEEDBACK,
        WHISTLE_LEDGER,
        GRID_LEDGER,
        LEADER_ROSTER,
        HUB_ROSTER,
        BURDEN_LEDGER,
    )
}
"""Code → ledger, in the order in which they are shown."""

_UNKNOWN = mark("没有台账“{name}”，可以写：{names}")


@dataclass(frozen=True, slots=True)
class LedgerSize:
    """A ledger and how many records it would tell of now, of all times and places."""

    ledger: Ledger
    records: int


def find_ledger(name: str) -> Ledger:
    """Return the ledger of a code or a title; ``RuleBroken`` naming all where there is none."""
    text = name.strip()
    found = LEDGERS.get(text.lower()) or next((one for one in LEDGERS.values() if one.title == text), None)
    if found is None:
        names = "、".join(f"{one.code} {one.title}" for one in LEDGERS.values())
        raise RuleBroken(Problem(_UNKNOWN, "ledger", values={"name": text, "names": names}))
    return found


def ledger_sizes(connection: Connection, reader: Reader) -> list[LedgerSize]:
    """Return every ledger with its records, in the order in which they are shown."""
    everything = ExportFilter()
    return [
        LedgerSize(ledger, count_of(connection, ledger.source(reader), everything) or 0)
        for ledger in LEDGERS.values()
    ]
