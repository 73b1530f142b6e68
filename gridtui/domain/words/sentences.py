"""Sentences that are put together now and said later, in the language chosen then."""

from __future__ import annotations

from typing import NamedTuple

from gridtui.words import mark, tr

_BETWEEN = mark("、")


class Sentence(NamedTuple):
    """A marked Chinese text with placeholders and their values.

    A value may be a sentence itself (a label, an optional clause): it is said when the outer one is.
    """

    text: str
    values: dict[str, object] = {}

    def __str__(self) -> str:
        return tr(self.text, **self.values)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Listing(NamedTuple):
    """Several sentences or names, one after another."""

    items: tuple[object, ...]

    def __str__(self) -> str:
        return tr(_BETWEEN).join(str(item) for item in self.items)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)
