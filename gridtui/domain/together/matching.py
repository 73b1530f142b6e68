"""How well a resource fits a demand: by kind, place and words, each with its reason; never decided here."""

from __future__ import annotations

from typing import NamedTuple

from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.domain.words.tokens import text_tokens
from gridtui.words import mark

SAME_KIND, SAME_PLACE, MOST_FOR_WORDS = 4, 2, 5


class Wanted(NamedTuple):
    """What is needed: its kind, its words, the grid it is needed in."""

    kind: str
    words: str
    grid_id: bytes | None = None


class Offer(NamedTuple):
    """What is offered: its kind, its words, the grid it is for (None for any)."""

    kind: str
    words: str
    grid_id: bytes | None = None


class Fit(NamedTuple):
    """How well they fit; 0 where nothing speaks for it."""

    weight: int
    reasons: Listing


def fitness(wanted: Wanted, offer: Offer) -> Fit:
    """Return how well an offer fits; an offer for another grid does not fit at all."""
    if offer.grid_id is not None and wanted.grid_id is not None and offer.grid_id != wanted.grid_id:
        return Fit(0, Listing(()))
    weight, reasons = 0, []
    if offer.kind == wanted.kind and offer.kind != "other":
        weight += SAME_KIND
        reasons.append(Sentence(mark("类别相同")))
    if offer.grid_id is not None and offer.grid_id == wanted.grid_id:
        weight += SAME_PLACE
        reasons.append(Sentence(mark("就在这个网格")))
    common = _pairs(wanted.words) & _pairs(offer.words)
    if common:
        weight += min(MOST_FOR_WORDS, len(common))
        words = "、".join(sorted(common)[:3])
        reasons.append(Sentence(mark("都说到“{words}”"), {"words": words}))
    # A place alone speaks for nothing: every resource of the grid would be proposed.
    return Fit(weight if weight > SAME_PLACE or common else 0, Listing(tuple(reasons)))


def _pairs(text: str) -> set[str]:
    """Return the words of two characters and more that a text is searched by."""
    return {token for token in text_tokens(text) if len(token) > 1}
