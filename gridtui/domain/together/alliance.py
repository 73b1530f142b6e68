"""The alliance 党建联盟, its resources, and joint meetings 党建联席会议."""

from __future__ import annotations

from typing import Final

from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    check,
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
    phone,
    prose,
    record,
    text,
)
from gridtui.domain.together.words import HelpKind, Planned, UnitKind
from gridtui.words import mark

HELD_NEEDS_DAY = mark("已举行的要写在哪天举行")
DAY_NEEDS_HELD = mark("写了举行日期，状态应为“已举行”；还没举行的写在计划日期里")

MEMBER_UNIT: Final = Noun(
    name="member_unit",
    title=mark("联盟成员单位"),
    area=Area.ALLIANCE,
    attributes=(
        org(mark("所在联盟"), hint=mark("街道党建联盟、社区大党委；居民区的共建单位写本居民区")),
        text("name", mark("单位名称"), required=True, cells=20),
        choice("kind", mark("单位性质"), UnitKind, cells=14),
        text("seat", mark("席位"), cells=12, hint=mark("例如 兼职委员、联盟理事")),
        text("seat_holder", mark("席位人"), cells=8),
        text("contact_name", mark("联系人"), cells=8),
        phone(purpose="联系共建单位"),
        past("since", mark("加入日期"), cells=10),
        day("until", mark("退出日期"), hint=mark("空着就是还在联盟里")),
        note(),
    ),
    headline=("name",),
    rules=(in_order("since", "until", mark("退出日期早于加入日期")),),
    once=(
        Once(
            ("org_id", "name"),
            mark("{title} 在这个联盟里已有一个席位；一家单位不占两席"),
            since="since",
            until="until",
        ),
    ),
    searched=("name", "seat_holder", "contact_name"),
)

RESOURCE: Final = Noun(
    name="resource",
    title=mark("资源"),
    area=Area.LISTS,
    attributes=(
        org(),
        text("title", mark("资源"), required=True, cells=22, hint=mark("例如 会议室 40 座、周末义诊")),
        choice("kind", mark("类别"), HelpKind, cells=8),
        record("member_unit_id", mark("提供单位"), "member_unit", cells=16),
        record("grid_id", mark("面向网格"), "grid", hint=mark("空着就是不限")),
        text("place", mark("地点"), cells=12),
        text("amount", mark("数量"), cells=8, hint=mark("例如 每月 2 次、40 座")),
        day("since", mark("从哪天起")),
        day("until", mark("到哪天止"), cells=10),
        note(),
    ),
    headline=("title",),
    rules=(in_order("since", "until", mark("截止日期早于起始日期")),),
    searched=("title", "place"),
)

MEETING: Final = Noun(
    name="meeting",
    title=mark("联席会议"),
    area=Area.MEETINGS,
    attributes=(
        org(mark("召集组织")),
        text("title", mark("会议名称"), required=True, cells=22),
        choice("state", mark("状态"), Planned, cells=6),
        day("planned_on", mark("计划日期"), cells=10),
        past("held_on", mark("举行日期"), cells=10),
        text("place", mark("地点"), cells=12),
        text("chair_role", mark("主持人职务"), hint=mark("例如 街道党工委书记")),
        text("chair_name", mark("主持人"), cells=8),
        number("present", mark("到会人数"), high=10_000, cells=6, hint=mark("空着就数签到的人")),
        prose("minutes", mark("会议纪要")),
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
    searched=("title", "place"),
)

AGENDA_ITEM: Final = Noun(
    name="agenda_item",
    title=mark("议题"),
    area=Area.MEETINGS,
    attributes=(
        part_org(),
        record("meeting_id", mark("会议"), "meeting", required=True),
        number("place", mark("序号"), low=1, high=999, cells=4),
        text("title", mark("议题"), required=True, cells=26),
        record("demand_id", mark("来自需求"), "demand", cells=14),
        record("project_id", mark("来自项目"), "project", cells=14),
        prose("outcome", mark("议定意见")),
    ),
    headline=("title",),
    parent="meeting_id",
    once=(Once(("meeting_id", "title"), mark("这次会议已有议题 {title}")),),
)

ATTENDANCE: Final = Noun(
    name="attendance",
    title=mark("参会"),
    area=Area.MEETINGS,
    attributes=(
        part_org(),
        record("meeting_id", mark("会议"), "meeting", required=True),
        record("member_unit_id", mark("单位"), "member_unit", cells=18),
        text("person_name", mark("参会人"), cells=8),
        text("role", mark("身份"), cells=10, hint=mark("例如 主持、列席、记录")),
        check("present", mark("到会"), cells=4),
    ),
    headline=("member_unit_id", "person_name"),
    parent="meeting_id",
    once=(Once(("meeting_id", "member_unit_id", "person_name"), mark("{title} 已在这次会议的名单上")),),
)

NOUNS: Final = (MEMBER_UNIT, MEETING, ATTENDANCE, AGENDA_ITEM)
