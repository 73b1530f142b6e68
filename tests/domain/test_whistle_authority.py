"""Who may approve, split, sign, rule, rate and take off a whistle, at every level."""

from __future__ import annotations

import pytest

from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.domain.issues.whistle_authority import Standing, WhistleDesk
from gridtui.words import say

BLOWER, UNIT, OTHER = bytes(15) + b"1", bytes(15) + b"2", bytes(15) + b"3"
UNIT_STEPS = (S.SIGN, S.REFUSE, S.CONTACT, S.REPORT_IN, S.HANDLE)


def desk(org: bytes, level: int, whistle_level: int = 3) -> WhistleDesk:
    return WhistleDesk(whistle_level, BLOWER, level, org)


@pytest.mark.parametrize("step", [S.APPROVE, S.SPLIT, S.RULE])
def test_the_level_it_is_blown_to_and_those_above_decide(step: S) -> None:
    for level in (1, 2, 3):
        assert desk(OTHER, level).standing(step, UNIT.hex()) is Standing.MAY
    for level in (4, 5, 6):
        assert desk(OTHER, level).standing(step, UNIT.hex()) is Standing.NOT
        assert desk(BLOWER, level).standing(step, UNIT.hex()) is Standing.NOTES_IT


@pytest.mark.parametrize("step", UNIT_STEPS)
def test_a_unit_answers_and_nobody_else_at_its_level(step: S) -> None:
    assert desk(UNIT, 5).standing(step, UNIT.hex()) is Standing.MAY
    assert desk(BLOWER, 5).standing(step, "供电局") is Standing.MAY
    assert desk(OTHER, 5).standing(step, UNIT.hex()) is Standing.NOT
    assert desk(UNIT, 5).standing(step, OTHER.hex()) is Standing.NOT


def test_a_unit_never_rules_upon_itself_nor_rates_for_the_other_side() -> None:
    assert desk(UNIT, 2).standing(S.RULE, UNIT.hex()) is Standing.NOT
    assert desk(UNIT, 5).problems(S.RATE, UNIT.hex(), {"rater": "blower"})
    assert desk(UNIT, 5).problems(S.RATE, UNIT.hex(), {"rater": "unit"}) == []
    assert desk(BLOWER, 5).problems(S.RATE, UNIT.hex(), {"rater": "blower"}) == []


@pytest.mark.parametrize(
    ("asker", "step", "words"),
    [
        (desk(OTHER, 5), S.APPROVE, "这一哨吹到街道，由街道或上级审批；本单位是居民区，不能做这一步"),
        (desk(BLOWER, 5), S.SPLIT, "由街道或上级分哨；已经定了的，请写明谁定的"),
        (desk(UNIT, 4), S.RULE, "拒签的单位不能裁定自己，由街道或上级裁定"),
        (desk(OTHER, 5), S.SIGN, "“签收”由被叫的单位来做，吹哨的单位、街道或上级可以代记"),
        (desk(OTHER, 5), None, "由吹哨的单位、街道或上级销哨"),
    ],
)
def test_a_refusal_says_who_may(asker: WhistleDesk, step: S | None, words: str) -> None:
    assert words in " ".join(say(problem) for problem in asker.problems(step, UNIT.hex()))


def test_what_was_decided_above_may_be_noted_with_a_name() -> None:
    assert desk(BLOWER, 5).problems(S.APPROVE, "", {"by": "街道办王主任"}) == []
    assert desk(OTHER, 5).problems(S.APPROVE, "", {"by": "街道办王主任"}) != []
