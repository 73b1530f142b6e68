"""Who may do a step of a whistle: the level it is blown to, the units it calls, or the office that blew it.

An upper level that does not use the program decides on paper or by telephone: the office that blew the
whistle notes that then, naming who decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import read_id
from gridtui.domain.issues.issue_states import WhistleStep
from gridtui.domain.issues.whistle import Rater, read_key
from gridtui.domain.issues.whistle_steps import END_LABEL
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

S = WhistleStep
UPPER_STEPS = frozenset({S.APPROVE, S.SPLIT, S.RULE})
"""Steps that the level the whistle is blown to decides, or a level above it."""


class Standing(IntEnum):
    """How a desk stands to a step."""

    NOT = 0
    NOTES_IT = 1
    MAY = 2


@dataclass(frozen=True, slots=True)
class WhistleDesk:
    """A whistle and the desk that asks: the level it is blown to, who blew it, the desk's own."""

    whistle_level: int
    blower: RecordId | None
    level: int
    org_id: RecordId | None

    @property
    def is_upper(self) -> bool:
        """Whether the desk is of the level the whistle is blown to, or above."""
        return 1 <= self.level <= self.whistle_level

    @property
    def is_blower(self) -> bool:
        """Whether the desk's office blew it."""
        return self.org_id is not None and self.org_id == self.blower

    def is_unit(self, key: str) -> bool:
        """Whether the desk's office is the unit of that key."""
        return self.org_id is not None and self.org_id == read_id(key)

    def standing(self, step: WhistleStep | None, unit_key: str = "") -> Standing:
        """Return how the desk stands to a step of a unit or of the whole; None is taking the whistle off."""
        if step is S.RULE and self.is_unit(unit_key):
            return Standing.NOT
        if self.is_upper:
            return Standing.MAY
        if step in UPPER_STEPS:
            return Standing.NOTES_IT if self.is_blower else Standing.NOT
        own = step is not None and self.is_unit(unit_key)
        return Standing.MAY if own or self.is_blower else Standing.NOT

    def problems(
        self, step: WhistleStep | None, unit_key: str = "", data: Mapping[str, object] | None = None
    ) -> list[Problem]:
        """Return why this desk may not do the step, saying who may."""
        said = data or {}
        standing = self.standing(step, unit_key)
        values = self._values(step)
        if standing is Standing.NOTES_IT and not read_key(said.get("by")):
            words = mark("这一哨吹到{level}，由{level}或上级{step}；已经定了的，请写明谁定的，这里代记")
            return [Problem(words, "by", values=values)]
        if standing is Standing.NOT:
            return [Problem(self._refusal(step, unit_key), values=values)]
        if step is S.RATE and read_key(said.get("rater")) == Rater.BLOWER and self._is_only(unit_key):
            return [Problem(mark("单位不能替吹哨的一方评自己"), "rater")]
        return []

    def _is_only(self, unit_key: str) -> bool:
        return self.is_unit(unit_key) and not (self.is_blower or self.is_upper)

    def _refusal(self, step: WhistleStep | None, unit_key: str) -> str:
        if step is S.RULE and self.is_unit(unit_key):
            return mark("拒签的单位不能裁定自己，由{level}或上级裁定")
        if step in UPPER_STEPS:
            return mark("这一哨吹到{level}，由{level}或上级{step}；本单位是{own}，不能做这一步")
        if step is None:
            return mark("这一哨由吹哨的单位、{level}或上级销哨")
        return mark("“{step}”由被叫的单位来做，吹哨的单位、{level}或上级可以代记")

    def _values(self, step: WhistleStep | None) -> dict[str, object]:
        return {
            "level": Sentence(_level(self.whistle_level)),
            "own": Sentence(_level(self.level)),
            "step": Sentence(step.label if step is not None else END_LABEL),
        }


def _level(number: int) -> str:
    return Level(min(max(number, Level.CITY), Level.GRID)).label
