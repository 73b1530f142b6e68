"""Every kind of record of working together: those that others refer to first."""

from __future__ import annotations

from collections.abc import Sequence
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


def _referred_first(declared: Sequence[Noun]) -> tuple[Noun, ...]:
    """Return the nouns so that each comes after all that it refers to, otherwise in their order."""
    waiting, placed = list(declared), list[Noun]()
    while waiting:
        names = {noun.name for noun in waiting}
        ready = next(
            noun
            for noun in waiting
            if not any(each.refers in names - {noun.name} for each in noun.attributes)
        )
        waiting.remove(ready)
        placed.append(ready)
    return tuple(placed)


NOUNS: Final[tuple[Noun, ...]] = _referred_first(
    (
        *alliance.NOUNS,
        *lists.NOUNS,
        *service.NOUNS,
        *deliberation.NOUNS,
        *mediation.NOUNS,
        *estates.NOUNS,
        *centres.NOUNS,
        *workers.NOUNS,
    )
)

BY_NAME: Final = {noun.name: noun for noun in NOUNS}


def noun_named(name: str) -> Noun:
    """Return the noun of that name; ``KeyError`` where there is none."""
    return BY_NAME[name]


def nouns_of(area: Area) -> tuple[Noun, ...]:
    """Return the nouns of an area that have a register of their own, in the order of declaration."""
    return tuple(noun for noun in NOUNS if noun.area is area and noun.is_register)


def parts_of(name: str) -> tuple[tuple[Noun, str], ...]:
    """Return the nouns that refer to records of ``name``, each with the attribute that does."""
    return tuple(
        (noun, each.name)
        for noun in NOUNS
        for each in noun.attributes
        if each.refers == name and noun.name != name
    )
