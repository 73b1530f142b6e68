"""Deliberations 民情恳谈会 · 院坝协商会, and decisions: each a promise with owner and date."""

from __future__ import annotations

from datetime import date
from typing import Final

from gridtui.domain.together.alliance import DAY_NEEDS_HELD, HELD_NEEDS_DAY
from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    Privacy,
    Values,
    check,
    choice,
    day,
    needs,
    note,
    number,
    only_when,
    org,
    part_org,
    past,
    prose,
    record,
    text,
)
from gridtui.domain.together.words import DeliberationKind, Planned
from gridtui.domain.words.problems import Problem
from gridtui.words import mark


def _named_by_wish(values: Values, today: date) -> list[Problem]:  # noqa: ARG001 - every rule sees the day
    """A name stands beside an opinion only where its speaker wished so."""
    if values.get("speaker_name") and not values.get("by_wish"):
        return [Problem(mark("发言一般不记名；本人愿意署名的，请在“本人愿意署名”打勾"), "speaker_name")]
    return []


def _one_origin(values: Values, today: date) -> list[Problem]:  # noqa: ARG001 - every rule sees the day
    """A decision comes from a deliberation or from a meeting."""
    if bool(values.get("deliberation_id")) == bool(values.get("meeting_id")):
        return [Problem(mark("写明这个决定出自哪次协商或哪次会议，只写一个"), "deliberation_id")]
    return []


DELIBERATION: Final = Noun(
    name="deliberation",
    title=mark("协商"),
    area=Area.DELIBERATIONS,
    attributes=(
        org(),
        choice("kind", mark("形式"), DeliberationKind, cells=10),
        text("title", mark("协商议题"), required=True, cells=22),
        choice("state", mark("状态"), Planned, cells=6),
        day("planned_on", mark("计划日期"), cells=10),
        past("held_on", mark("举行日期"), cells=10),
        record("grid_id", mark("所在网格"), "grid"),
        record("building_id", mark("所在楼栋"), "building"),
        text("place", mark("地点"), cells=12),
        text("host_name", mark("主持人"), cells=8),
        number("present", mark("到场人数"), high=100_000, cells=6),
        text("participants", mark("哪些方面的人"), hint=mark("例如 居民代表、物业、业委会")),
        prose("conclusion", mark("协商结果")),
        prose("dissent", mark("不同意见")),
        note(),
    ),
    headline=("title",),
    rules=(
        needs("state", ("held",), "held_on", HELD_NEEDS_DAY),
        only_when("held_on", "state", ("held",), DAY_NEEDS_HELD),
    ),
    due="planned_on",
    done="held_on",
    state="state",
    ended=frozenset(("held", "cancelled")),
    searched=("title", "conclusion", "place"),
)

DELIBERATION_ISSUE: Final = Noun(
    name="deliberation_issue",
    title=mark("协商的诉求"),
    area=Area.DELIBERATIONS,
    attributes=(
        part_org(),
        record("deliberation_id", mark("协商"), "deliberation", required=True),
        record("issue_id", mark("诉求"), "issue", required=True, cells=40),
    ),
    headline=("issue_id",),
    parent="deliberation_id",
    once=(Once(("deliberation_id", "issue_id"), mark("{title} 已列在这次协商下")),),
)

OPINION: Final = Noun(
    name="opinion",
    title=mark("发言"),
    area=Area.DELIBERATIONS,
    attributes=(
        part_org(),
        record("deliberation_id", mark("协商"), "deliberation", required=True),
        prose("text", mark("意见"), required=True, cells=36),
        check("by_wish", mark("本人愿意署名")),
        text("speaker_name", mark("署名"), cells=8, privacy=Privacy.IDENTITY, purpose="协商发言署名"),
    ),
    headline=("text",),
    parent="deliberation_id",
    rules=(_named_by_wish,),
)

DECISION: Final = Noun(
    name="decision",
    title=mark("议定事项"),
    area=Area.DELIBERATIONS,
    attributes=(
        org(),
        record("deliberation_id", mark("出自协商"), "deliberation", cells=14),
        record("meeting_id", mark("出自会议"), "meeting"),
        text("title", mark("议定事项"), required=True, cells=24),
        text("owner_name", mark("负责人"), required=True, cells=8),
        record("member_unit_id", mark("负责单位"), "member_unit"),
        day("due_on", mark("期限"), required=True, cells=10),
        past("done_on", mark("哪天兑现"), cells=10),
        prose("outcome", mark("兑现情况")),
    ),
    headline=("title",),
    rules=(_one_origin,),
    due="due_on",
    done="done_on",
    searched=("title", "owner_name"),
    noted="done_on",
)

NOUNS: Final = (DELIBERATION, DELIBERATION_ISSUE, OPINION, DECISION)
