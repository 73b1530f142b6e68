"""What others changed between the filling of a form and its saving, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided about one field: mine or theirs, knowing of changes up to ``num``."""

    num: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form was filled from: the store up to the change of that number in its log.

    ``choices`` says by record and field what was decided where somebody else changed the same meanwhile.
    """

    num: int
    choices: Mapping[tuple[RecordId, str], Choice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overlap:
    """One field that a form changes and somebody else changed meanwhile; values are in JSON form, unmasked.

    ``num`` is the number of the other change.
    """

    noun: str
    record: RecordId
    field: str
    theirs: Any
    mine: Any
    actor_name: str
    at: datetime
    num: int


class ChangedMeanwhile(RuleBroken):
    """A save was refused because others changed the same fields since the form was filled; says which."""

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        self.overlaps = tuple(overlaps)
        names = "、".join(sorted({each.actor_name for each in overlaps}))
        text = mark("{who} 刚改过您也改了的 {n} 项，还没有存；请核对后再存")
        super().__init__(Problem(text, values={"who": names, "n": len(overlaps)}))


def met_in(refusal: BaseException | None) -> ChangedMeanwhile | None:
    """Return what others changed, where that is behind a refusal."""
    while refusal is not None and not isinstance(refusal, ChangedMeanwhile):
        refusal = refusal.__cause__
    return refusal
