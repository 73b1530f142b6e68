"""Every kind of record of working together, wholes before their parts."""

from __future__ import annotations

from typing import Final

from gridtui.domain.together import (
    alliance,
    centres,
    deliberation,
    estates,
    lists,
    mediation,
    service,
    workers,
)
from gridtui.domain.together.nouns import Area, Noun

NOUNS: Final[tuple[Noun, ...]] = (
    *alliance.NOUNS,
    *lists.NOUNS,
    *service.NOUNS,
    *deliberation.NOUNS,
    *mediation.NOUNS,
    *estates.NOUNS,
    *centres.NOUNS,
    *workers.NOUNS,
)

BY_NAME: Final = {noun.name: noun for noun in NOUNS}


def noun_named(name: str) -> Noun:
    """Return the noun of that name; ``KeyError`` where there is none."""
    return BY_NAME[name]


def nouns_of(area: Area) -> tuple[Noun, ...]:
    """Return the whole records of an area, in the order of declaration."""
    return tuple(noun for noun in NOUNS if noun.area is area and not noun.is_part)


def parts_of(name: str) -> tuple[tuple[Noun, str], ...]:
    """Return the nouns that refer to records of ``name``, each with the attribute that does."""
    return tuple(
        (noun, each.name)
        for noun in NOUNS
        for each in noun.attributes
        if each.refers == name and noun.name != name
    )
