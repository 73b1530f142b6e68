"""The three lists 资源清单 · 需求清单 · 项目清单: what is needed, offered, and done about it."""

from __future__ import annotations

from typing import Final

from gridtui.domain.together.alliance import RESOURCE
from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    choice,
    day,
    in_order,
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
from gridtui.domain.together.words import Accepted, DemandState, HelpKind, ProjectState, Verdict
from gridtui.words import mark

DEMAND: Final = Noun(
    name="demand",
    title=mark("需求"),
    area=Area.LISTS,
    attributes=(
        org(),
        text("title", mark("需求"), required=True, cells=22),
        choice("kind", mark("类别"), HelpKind, cells=8),
        choice("state", mark("状态"), DemandState, cells=8),
        record("grid_id", mark("所在网格"), "grid", cells=10),
        record("building_id", mark("所在楼栋"), "building"),
        past("raised_on", mark("提出日期"), cells=10),
        number("residents", mark("涉及户数"), high=1_000_000, cells=6),
        day("due_on", mark("希望办成日期"), cells=10),
        prose("text", mark("说明")),
        note(),
    ),
    headline=("title",),
    due="due_on",
    state="state",
    ended=frozenset(("met", "withdrawn")),
    searched=("title", "text"),
)

DEMAND_ISSUE: Final = Noun(
    name="demand_issue",
    title=mark("需求来自的诉求"),
    area=Area.LISTS,
    attributes=(
        part_org(),
        record("demand_id", mark("需求"), "demand", required=True),
        record("issue_id", mark("诉求"), "issue", required=True, cells=40),
    ),
    headline=("issue_id",),
    parent="demand_id",
    once=(Once(("demand_id", "issue_id"), mark("{title} 已列在这条需求下")),),
)

PROJECT: Final = Noun(
    name="project",
    title=mark("共建项目"),
    area=Area.LISTS,
    attributes=(
        org(),
        text("title", mark("共建项目"), required=True, cells=22),
        choice("state", mark("状态"), ProjectState, cells=10),
        record("demand_id", mark("对应需求"), "demand", cells=14),
        record("resource_id", mark("用到资源"), "resource"),
        record("decision_id", mark("出自决定"), "decision"),
        record("member_unit_id", mark("牵头单位"), "member_unit", cells=14),
        text("owner_name", mark("负责人"), cells=8),
        past("started_on", mark("开始日期")),
        day("due_on", mark("完成期限"), cells=10),
        past("finished_on", mark("完成日期")),
        text("cost", mark("投入"), hint=mark("例如 场地 3 次、材料费 2000 元由单位出")),
        prose("result", mark("结果")),
        note(),
    ),
    headline=("title",),
    rules=(
        in_order("started_on", "finished_on", mark("完成日期早于开始日期")),
        in_order("started_on", "due_on", mark("完成期限早于开始日期")),
        needs("state", ("under_way", "finished", "accepted"), "owner_name",
              mark("项目要有负责人才能开始")),
        needs("state", ("finished", "accepted"), "finished_on", mark("已完成的项目要写完成日期")),
        only_when("finished_on", "state", ("finished", "accepted"),
                  mark("写了完成日期，状态应为“已完成”")),
    ),
    due="due_on",
    done="finished_on",
    state="state",
    ended=frozenset(("finished", "accepted", "stopped")),
    searched=("title", "owner_name", "result"),
)  # fmt: skip

PROJECT_STEP: Final = Noun(
    name="project_step",
    title=mark("项目步骤"),
    area=Area.LISTS,
    attributes=(
        part_org(),
        record("project_id", mark("共建项目"), "project", required=True),
        number("place", mark("序号"), low=1, high=999, cells=4),
        text("title", mark("步骤"), required=True, cells=24),
        text("owner_name", mark("负责人"), cells=8),
        day("due_on", mark("期限"), cells=10),
        past("done_on", mark("完成日期"), cells=10),
    ),
    headline=("title",),
    parent="project_id",
    due="due_on",
    done="done_on",
    noted="done_on",
)

ACCEPTANCE: Final = Noun(
    name="acceptance",
    title=mark("居民验收"),
    area=Area.LISTS,
    attributes=(
        part_org(),
        record("project_id", mark("共建项目"), "project", required=True),
        record("issue_id", mark("当初的诉求"), "issue", cells=24),
        past("accepted_on", mark("验收日期"), required=True, cells=10),
        choice("outcome", mark("验收意见"), Accepted, cells=8),
        text("words", mark("居民的话"), cells=20, hint=mark("不写姓名和电话")),
    ),
    headline=("outcome", "accepted_on"),
    parent="project_id",
    once=(Once(("project_id", "issue_id"), mark("{title} 已验收过这个项目")),),
)

MATCHING: Final = Noun(
    name="matching",
    title=mark("对接意见"),
    area=Area.LISTS,
    attributes=(
        part_org(),
        record("demand_id", mark("需求"), "demand", required=True),
        record("resource_id", mark("资源"), "resource", required=True, cells=24),
        choice("verdict", mark("意见"), Verdict, cells=8),
        text("reason", mark("理由"), cells=20),
    ),
    headline=("resource_id", "verdict"),
    parent="demand_id",
    once=(Once(("demand_id", "resource_id"), mark("{title} 已有对接意见，请修改那一条")),),
)

NOUNS: Final = (RESOURCE, DEMAND, DEMAND_ISSUE, MATCHING, PROJECT, PROJECT_STEP, ACCEPTANCE)
