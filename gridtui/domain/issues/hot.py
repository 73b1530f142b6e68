"""What people decide about hot issues 热点, and what follows from all their decisions together.

Groups are found anew from the words of the issues; decisions are kept and constrain them. Pairs of issues
belong together or apart (must-link and cannot-link, Wagstaff & Cardie 2000); where decisions contradict each
other, the later one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

LONGEST_NAME: Final = 60
LEAST_GROWTH: Final = 2


class HotDecisionKind(Vocabulary):
    """What was decided."""

    TOGETHER = "together", mark("并在一起")
    APART = "apart", mark("拆开")
    NAME = "name", mark("起名")
    DISMISS = "dismiss", mark("不再提")


K = HotDecisionKind


@dataclass(frozen=True, slots=True)
class HotDecided:
    """One row of a decision; rows of one ``act_id`` were decided at once."""

    id: RecordId
    act_id: RecordId
    kind: str
    issue_id: RecordId
    other_id: RecordId | None
    title: str
    residents: int
    at: datetime


def returns_at(residents: int) -> int:
    """Return how many residents bring a group back that was dismissed with so many: half as many again.

    At least two more, so that a pair does not come back with its next voice.
    """
    return residents + max(LEAST_GROWTH, -(-residents // 2))


def hot_name_problems(name: str) -> list[Problem]:
    """Return what is wrong with the name of a group."""
    if not name.strip():
        return [Problem(mark("请给热点起个名字"), "title")]
    if len(name) > LONGEST_NAME:
        return [Problem(mark("名字最多 {n} 个字"), "title", values={"n": LONGEST_NAME})]
    return []


def in_order(decided: Iterable[HotDecided]) -> list[HotDecided]:
    """Return decisions in the order in which they hold: the latest last, the same on every desk."""
    return sorted(decided, key=lambda each: (each.at, each.id))


class Bonds:
    """Which issues belong together and which apart, as far as people decided it."""

    def __init__(self, decided: Iterable[HotDecided] = ()) -> None:
        self._above: dict[RecordId, RecordId] = {}
        self._apart: dict[RecordId, set[RecordId]] = {}
        # The latest first: what contradicts a later decision finds the two already apart, or already one.
        for each in reversed(in_order(decided)):
            if each.other_id is None:
                continue
            if each.kind == K.TOGETHER:
                self.bind(each.issue_id, each.other_id)
            elif each.kind == K.APART:
                self.part(each.issue_id, each.other_id)

    @property
    def ids(self) -> list[RecordId]:
        """Every issue that something was decided of."""
        return list(self._above)

    def root(self, id: RecordId) -> RecordId:
        """Return the one issue that stands for all that belong together with this one."""
        while (above := self._above.get(id, id)) != id:
            self._above[id] = self._above.get(above, above)
            id = above
        return id

    def bind(self, one: RecordId, other: RecordId) -> bool:
        """Put two issues together; returns whether nothing forbids it."""
        first, second = self._known(one), self._known(other)
        if first == second:
            return True
        if second in self._apart.get(first, ()):
            return False
        self._above[second] = first
        for foreign in self._apart.pop(second, set()):
            self._apart[foreign].discard(second)
            self.part(first, foreign)
        return True

    def part(self, one: RecordId, other: RecordId) -> bool:
        """Keep two issues apart; returns whether nothing forbids it."""
        first, second = self._known(one), self._known(other)
        if first == second:
            return False
        self._apart.setdefault(first, set()).add(second)
        self._apart.setdefault(second, set()).add(first)
        return True

    def copy(self) -> Bonds:
        """Return the same bonds, to add to them."""
        return deepcopy(self)

    def _known(self, id: RecordId) -> RecordId:
        self._above.setdefault(id, id)
        return self.root(id)
