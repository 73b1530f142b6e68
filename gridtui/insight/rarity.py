"""What a word tells: the fewer records hold it, the more."""

from __future__ import annotations

import math


def rarity(holders: float, records: int) -> float:
    """Return the weight of a word that so many of all records hold: the logarithm, smoothed."""
    return math.log1p(records / (holders + 0.5))
