"""Mediation of disputes 矛盾纠纷调解: parties, sessions, the agreement and how it was kept.

Who the parties are and what they said is of class identity: it goes no further than the desks above that
receive this class, and down to none.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    Privacy,
    Values,
    check,
    choice,
    day,
    in_order,
    needs,
    number,
    only_when,
    org,
    part_org,
    past,
    prose,
    record,
    text,
)
from gridtui.domain.together.words import DisputeKind, MediationState, Onward, Performance, Side
from gridtui.domain.words.problems import Problem
from gridtui.words import mark

TERM, LONGER = timedelta(days=30), timedelta(days=60)
"""A dispute is settled within 30 days, with the parties' consent within 30 more (product.md, section 4)."""


def _handed_to(values: Values, today: date) -> list[Problem]:  # noqa: ARG001 - every rule sees the day
    """What is handed over goes somewhere, and only what is handed over does."""
    handed = values.get("state") == MediationState.HANDED_OVER
    if handed == (values.get("onward") in (None, "", Onward.NOWHERE.value)):
        text = (
            mark("已移交的要选移交给谁：法律援助、法院、仲裁或上级")
            if handed
            else mark("选了移交给谁，状态应为“已移交”")
        )
        return [Problem(text, "onward")]
    return []


MEDIATION: Final = Noun(
    name="mediation",
    title=mark("调解"),
    area=Area.MEDIATION,
    attributes=(
        org(),
        text("title", mark("事由"), required=True, cells=20, privacy=Privacy.IDENTITY,
             purpose="调解矛盾纠纷"),
        choice("kind", mark("类型"), DisputeKind, cells=8),
        choice("state", mark("状态"), MediationState, cells=10),
        record("issue_id", mark("来自诉求"), "issue"),
        past("found_on", mark("受理日期"), required=True, cells=10),
        record("building_id", mark("所在楼栋"), "building", cells=10),
        text("place", mark("地点")),
        number("people", mark("涉及人数"), high=100_000, cells=6),
        text("mediator_name", mark("调解员"), cells=8),
        check("longer", mark("双方同意延长 30 天")),
        day("due_on", mark("期限"), cells=10, typed=False),
        prose("summary", mark("简要情况"), privacy=Privacy.IDENTITY, purpose="调解矛盾纠纷"),
        past("agreed_on", mark("协议日期")),
        prose("agreement", mark("协议内容"), privacy=Privacy.IDENTITY, purpose="调解矛盾纠纷"),
        day("perform_by", mark("履行期限")),
        choice("performance", mark("履行情况"), Performance),
        past("performed_on", mark("履行日期")),
        past("followed_on", mark("回访日期")),
        text("follow_up", mark("回访情况"), privacy=Privacy.IDENTITY, purpose="调解矛盾纠纷"),
        choice("onward", mark("移交"), Onward),
        past("onward_on", mark("移交日期")),
        past("ended_on", mark("结束日期"), typed=False),
    ),
    headline=("title",),
    rules=(
        in_order("found_on", "agreed_on", mark("协议日期早于受理日期")),
        in_order("agreed_on", "performed_on", mark("履行日期早于协议日期")),
        in_order("found_on", "onward_on", mark("移交日期早于受理日期")),
        needs("state", ("agreed", "performed"), "agreed_on", mark("达成协议的要写协议日期")),
        needs("state", ("agreed", "performed"), "agreement", mark("达成协议的要写协议内容")),
        needs("state", ("sitting", "agreed", "performed", "failed", "handed_over"), "mediator_name",
              mark("写明谁来调解")),
        needs("state", ("performed",), "performed_on", mark("已履行的要写履行日期")),
        needs("state", ("handed_over",), "onward_on", mark("已移交的要写移交日期")),
        _handed_to,
        only_when("onward_on", "state", ("handed_over",), mark("写了移交日期，状态应为“已移交”")),
    ),
    due="due_on",
    done="ended_on",
    state="state",
    ended=frozenset(("performed", "failed", "handed_over", "agreed")),
    searched=(),
)  # fmt: skip

PARTY: Final = Noun(
    name="party",
    title=mark("当事人"),
    area=Area.MEDIATION,
    attributes=(
        part_org(),
        record("mediation_id", mark("调解"), "mediation", required=True),
        choice("side", mark("哪一方"), Side, cells=6),
        text("person_name", mark("姓名或单位"), required=True, cells=14, privacy=Privacy.IDENTITY,
             purpose="调解矛盾纠纷"),
        record("resident_id", mark("居民"), "resident"),
        text("claim", mark("要求"), cells=20, privacy=Privacy.IDENTITY, purpose="调解矛盾纠纷"),
    ),
    headline=("side", "person_name"),
    parent="mediation_id",
    once=(Once(("mediation_id", "person_name"), mark("{title} 已是这件纠纷的当事人")),),
)  # fmt: skip

MEDIATION_SESSION: Final = Noun(
    name="mediation_session",
    title=mark("调解场次"),
    area=Area.MEDIATION,
    attributes=(
        part_org(),
        record("mediation_id", mark("调解"), "mediation", required=True),
        past("held_on", mark("日期"), required=True, cells=10),
        text("place", mark("地点"), cells=12),
        text("mediator_name", mark("调解员"), cells=8),
        prose("words", mark("经过"), cells=20, privacy=Privacy.IDENTITY, purpose="调解矛盾纠纷"),
    ),
    headline=("held_on", "place"),
    parent="mediation_id",
)

NOUNS: Final = (MEDIATION, PARTY, MEDIATION_SESSION)


def mediation_due(found_on: date, *, longer: bool) -> date:
    """Return the day by which a dispute is to be settled."""
    return found_on + (LONGER if longer else TERM)
