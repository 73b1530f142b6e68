"""Every ledger there is."""

from __future__ import annotations

from collections.abc import Mapping

from gridtui.interchange.ledgers.burdens import BURDEN_LEDGER
from gridtui.interchange.ledgers.disputes import DISPUTE_LEDGER
from gridtui.interchange.ledgers.feedback import FEEDBACK
from gridtui.interchange.ledgers.grids import GRID_LEDGER
from gridtui.interchange.ledgers.ledger import Ledger
from gridtui.interchange.ledgers.rosters import HUB_ROSTER, LEADER_ROSTER
from gridtui.interchange.ledgers.sentiment import SENTIMENT
from gridtui.interchange.ledgers.visits import VISIT_LEDGER
from gridtui.interchange.ledgers.whistles import WHISTLE_LEDGER

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
