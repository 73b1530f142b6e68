"""The whistle ledger 吹哨台账: the columns and rows of its export, set up for paper."""

from __future__ import annotations

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.whistle import Purpose, Ruling, UnitState, WhistleState
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Kind, Reads
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn
from gridtui.interchange.outgoing_whistles import WHISTLES
from gridtui.words import mark

_CLOSED: dict[str, type[Vocabulary]] = {
    "purpose": Purpose,
    "state": WhistleState,
    "unit_state": UnitState,
    "ruling": Ruling,
}
_LEVELS = tuple(level.label for level in Level if level is not Level.GRID)
_WIDTHS = {"late": 7, "level": 8, "purpose": 10, "state": 8, "unit_state": 9, "ruling": 9, "issue": 13}


def _choices(name: str) -> tuple[str, ...]:
    if name == "level":
        return _LEVELS
    return tuple(label for _, label in _CLOSED[name].choices()) if name in _CLOSED else ()


def _width(name: str, reads: Reads) -> int:
    usual = 18 if reads in (Reads.TEXT, Reads.PROSE) else 17 if name.endswith("_at") else 10
    return _WIDTHS.get(name, usual)


WHISTLE_LEDGER = Ledger(
    "whistles",
    mark("吹哨台账"),
    mark("一个应哨单位一行：什么时候签收、报到、处置，怎么评"),
    lambda _reader: WHISTLES,
    tuple(
        LedgerColumn(one, _width(one.name, one.reads), choices=_choices(one.name))
        for one in FIELDS[Kind.WHISTLES]
        if one.reads is not Reads.RECORD
    ),
)
