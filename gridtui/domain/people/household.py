"""Households 户 behind a door."""

from __future__ import annotations

from collections.abc import Sequence

from gridtui.domain.people.resident import HEAD
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class HouseholdKind(Vocabulary):
    """How long a household is meant to stay."""

    PERMANENT = "permanent", mark("常住户"), "常住", "常住人口", "户籍户", "家庭户", "本地户"
    FLOATING = "floating", mark("流动户"), "流动", "流动人口", "暂住户", "租住户", "外来户"
    COLLECTIVE = "collective", mark("集体户"), "集体", "集体宿舍", "单位集体户"
    OTHER = "other", mark("其他"), "其它"


def head_problems(relations: Sequence[str]) -> list[Problem]:
    """Return a warning where the people who live in a household, given by relation, have not one head."""
    heads = sum(relation == HEAD for relation in relations)
    if not relations or heads == 1:
        return []
    text = mark("这户没有户主") if not heads else mark("这户有 {n} 位户主，请核对")
    return [Problem(text, "relation", Severity.WARNING, {"n": heads} if heads else {})]


class HouseholdDraft(Draft):
    """A household as entered."""

    building_id: bytes | None = None
    dwelling_id: bytes | None = None
    code: str = ""
    kind: str = ""
    alias_of: bytes | None = None
    note: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        return HouseholdKind.problems_of(self.kind, "kind")
