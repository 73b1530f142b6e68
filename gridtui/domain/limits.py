"""Limits: how long each stage of an issue may take; data, shipped as defaults (默认值，非昆明规定)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gridtui.domain.issue_states import TimeUnit


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table: ``amount`` of ``unit`` for a stage; amber at 80 % unless ``amber`` is given.

    Empty ``nature`` and ``category`` and level 0 fit everything; the most particular line that fits counts.
    """

    stage: str
    amount: int
    unit: TimeUnit
    amber: int | None = None
    nature: str = ""
    category: str = ""
    level: int = 0
    note: str = ""


class LimitTable:
    """The limits in force."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self.limits = tuple(limits)


def default_limits() -> LimitTable:
    """Return the shipped defaults."""
    raise NotImplementedError
