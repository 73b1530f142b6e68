"""Weighted choices and texts with alternatives, all from one seeded source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")


class Weighted(Generic[T]):
    """A choice of things with weights, made ready once."""

    def __init__(self, weights: Sequence[tuple[T, int]]) -> None:
        self.things = [thing for thing, _ in weights]
        self._sums = list(accumulate(weight for _, weight in weights))

    def pick(self, rng: Random) -> T:
        """Return one of the things."""
        return rng.choices(self.things, cum_weights=self._sums)[0]


@lru_cache(maxsize=2048)
def _pieces(template: str) -> tuple[tuple[str, ...], ...]:
    parts = _ALTERNATIVES.split(template)
    return tuple(tuple(part.split("|")) if at % 2 else (part,) for at, part in enumerate(parts))


def variants(template: str) -> int:
    """Return how many alternatives the first choice of a text has; 1 where there is none."""
    return next((len(piece) for piece in _pieces(template) if len(piece) > 1), 1)


def expand(rng: Random, template: str, *, variant: int = 0, of: int = 0) -> str:
    """Return the text with one of each ``{first|second}`` chosen; a braced part may be empty.

    Choices with exactly ``of`` alternatives all take number ``variant``, so that a title and its text
    speak of one thing.
    """
    random = rng.random
    return "".join(
        [
            piece[0]
            if (count := len(piece)) == 1
            else piece[variant if count == of else int(random() * count)]
            for piece in _pieces(template)
        ]
    )
