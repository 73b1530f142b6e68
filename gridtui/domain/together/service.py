"""Report-ins 双报到双服务双报告, small wishes 微心愿, hours of service, and teams of volunteers."""

from __future__ import annotations

from typing import Final

from gridtui.domain.together.alliance import DAY_NEEDS_HELD, HELD_NEEDS_DAY
from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    Privacy,
    choice,
    day,
    hours,
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
from gridtui.domain.together.words import ClaimState, Planned, Reporter, SignInWay, TeamKind, UnitKind
from gridtui.words import mark

REPORT_IN: Final = Noun(
    name="report_in",
    title=mark("报到"),
    area=Area.REPORT_INS,
    attributes=(
        org(mark("报到的居民区")),
        choice("kind", mark("报到的是"), Reporter, cells=8),
        text("name", mark("名称或姓名"), required=True, cells=18),
        text("unit_name", mark("所在单位"), cells=16, hint=mark("在职党员写所在单位")),
        choice("unit_kind", mark("单位性质"), UnitKind),
        record("unit_id", mark("所在党组织"), "report_in", hint=mark("单位已报到的从下面选")),
        text("contact_name", mark("联系人"), cells=8),
        phone(purpose="联系报到服务"),
        text("skills", mark("能做什么"), hint=mark("例如 水电、法律咨询、陪诊")),
        past("reported_on", mark("报到日期"), required=True, cells=10),
        past("confirmed_on", mark("支部确认日期"), cells=10),
        day("until", mark("结束日期")),
        note(),
    ),
    headline=("name",),
    rules=(
        in_order("reported_on", "confirmed_on", mark("确认日期早于报到日期")),
        in_order("reported_on", "until", mark("结束日期早于报到日期")),
        needs("kind", ("member",), "unit_name", mark("在职党员要写所在单位")),
    ),
    once=(
        Once(
            ("org_id", "kind", "name", "unit_name"),
            mark("{title} 已在这里报到"),
            since="reported_on",
            until="until",
        ),
    ),
    searched=("name", "unit_name", "skills"),
    noted="confirmed_on",
)

WISH: Final = Noun(
    name="wish",
    title=mark("微心愿"),
    area=Area.REPORT_INS,
    attributes=(
        org(),
        text("title", mark("心愿"), required=True, cells=24, hint=mark("不写姓名，例如 一副老花镜")),
        record("household_id", mark("哪户的"), "household", cells=10, hint=mark("公开时不显示")),
        record("issue_id", mark("来自诉求"), "issue"),
        past("raised_on", mark("提出日期"), cells=10),
        day("due_on", mark("希望日期"), cells=10),
        past("met_on", mark("办成日期"), cells=10),
        prose("text", mark("说明"), privacy=Privacy.IDENTITY, purpose="办理微心愿"),
    ),
    headline=("title",),
    rules=(in_order("raised_on", "met_on", mark("办成日期早于提出日期")),),
    due="due_on",
    done="met_on",
    searched=("title",),
    noted="met_on",
)

CLAIM: Final = Noun(
    name="claim",
    title=mark("认领"),
    area=Area.REPORT_INS,
    attributes=(
        part_org(),
        record("report_in_id", mark("认领的"), "report_in", required=True, cells=16),
        record("project_id", mark("共建项目"), "project", cells=18),
        record("wish_id", mark("微心愿"), "wish", cells=18),
        choice("state", mark("状态"), ClaimState, cells=8),
        past("claimed_on", mark("认领日期"), required=True, cells=10),
        day("due_on", mark("期限"), cells=10),
        past("done_on", mark("办成日期"), cells=10),
        note(),
    ),
    headline=("report_in_id", "project_id", "wish_id"),
    parent="report_in_id",
    listed=True,
    rules=(
        in_order("claimed_on", "done_on", mark("办成日期早于认领日期")),
        needs("state", ("done",), "done_on", mark("已办成的要写哪天办成")),
        only_when("done_on", "state", ("done",), mark("写了办成日期，状态应为“已办成”")),
    ),
    once=(
        Once(("report_in_id", "project_id"), mark("{title} 已经认领过")),
        Once(("report_in_id", "wish_id"), mark("{title} 已经认领过")),
    ),
    due="due_on",
    done="done_on",
    state="state",
    ended=frozenset(("done", "given_back")),
)

SERVICE_LOG: Final = Noun(
    name="service_log",
    title=mark("服务时长"),
    area=Area.REPORT_INS,
    attributes=(
        part_org(),
        record("report_in_id", mark("谁服务的"), "report_in", required=True, cells=16),
        record("claim_id", mark("认领的事"), "claim", cells=18),
        past("served_on", mark("服务日期"), required=True, cells=10),
        hours("minutes", mark("时长"), required=True, low=1, cells=6, hint=mark("小时，可写 1.5")),
        text("what", mark("做了什么"), cells=20),
        past("confirmed_on", mark("支部确认日期"), cells=10),
    ),
    headline=("report_in_id", "served_on"),
    parent="report_in_id",
    listed=True,
    noted="confirmed_on",
    done="confirmed_on",
    rules=(in_order("served_on", "confirmed_on", mark("确认日期早于服务日期")),),
    once=(
        Once(
            ("report_in_id", "served_on", "what"),
            mark("{title} 这天这件事的时长已经记过，不能重复记"),
        ),
    ),
)

TEAM: Final = Noun(
    name="team",
    title=mark("志愿服务队"),
    area=Area.VOLUNTEERS,
    attributes=(
        org(),
        text("name", mark("队名"), required=True, cells=20),
        choice("kind", mark("类型"), TeamKind, cells=14),
        text("leader_name", mark("队长"), cells=8),
        phone(purpose="联系志愿服务队"),
        number("members", mark("队员人数"), high=1_000_000, cells=6),
        past("since", mark("成立日期"), cells=10),
        day("until", mark("解散日期")),
        note(),
    ),
    headline=("name",),
    rules=(in_order("since", "until", mark("解散日期早于成立日期")),),
    once=(Once(("org_id", "name"), mark("已有一支 {title}"), since="since", until="until"),),
    searched=("name", "leader_name"),
)

ACTIVITY: Final = Noun(
    name="activity",
    title=mark("志愿活动"),
    area=Area.VOLUNTEERS,
    attributes=(
        org(),
        record("team_id", mark("服务队"), "team", cells=14),
        text("title", mark("活动"), required=True, cells=20),
        choice("state", mark("状态"), Planned, cells=6),
        day("planned_on", mark("计划日期"), cells=10),
        past("held_on", mark("举行日期"), cells=10),
        text("place", mark("地点"), cells=12),
        hours("minutes", mark("时长"), hint=mark("小时，签到的人没写时长就按这个算")),
        number("present", mark("到场人次"), high=1_000_000, cells=6, hint=mark("空着就数签到的人")),
        text("insurance", mark("保险情况"), hint=mark("例如 已投意外险，保单号由服务队存")),
        text("safety_name", mark("安全联系人")),
        phone("safety_phone", mark("安全联系电话"), purpose="活动安全"),
        record("project_id", mark("所属项目"), "project"),
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

SIGN_IN: Final = Noun(
    name="sign_in",
    title=mark("签到"),
    area=Area.VOLUNTEERS,
    attributes=(
        part_org(),
        record("activity_id", mark("活动"), "activity", required=True),
        text("person_name", mark("姓名"), required=True, cells=8, privacy=Privacy.IDENTITY,
             purpose="志愿活动签到"),
        record("resident_id", mark("居民"), "resident", hint=mark("本居民区的人从下面选")),
        record("report_in_id", mark("报到党员"), "report_in", cells=14),
        choice("way", mark("怎么签到"), SignInWay, cells=6),
        hours("minutes", mark("时长"), cells=6, hint=mark("小时；空着按活动时长")),
        note(),
    ),
    headline=("person_name",),
    parent="activity_id",
    once=(Once(("activity_id", "person_name"), mark("{title} 已经签到；同名的另一个人，在姓名后加字区分")),),
)  # fmt: skip

NOUNS: Final = (REPORT_IN, WISH, CLAIM, SERVICE_LOG, TEAM, ACTIVITY, SIGN_IN)
