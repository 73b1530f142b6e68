"""Community workers 社区工作者, certificates, training, studios 名书记工作室, teaching cases."""

from __future__ import annotations

from typing import Final

from gridtui.domain.together.alliance import DAY_NEEDS_HELD, HELD_NEEDS_DAY
from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    check,
    choice,
    day,
    hours,
    in_order,
    needs,
    note,
    only_when,
    org,
    part_org,
    past,
    phone,
    prose,
    record,
    text,
)
from gridtui.domain.together.words import CertificateKind, Planned, WorkerGrade
from gridtui.words import mark

WORKER: Final = Noun(
    name="worker",
    title=mark("社区工作者"),
    area=Area.WORKERS,
    attributes=(
        org(),
        text("name", mark("姓名"), required=True, cells=8),
        choice("post", mark("岗位"), WorkerGrade, cells=10),
        text("grade", mark("等级"), cells=8, hint=mark("岗位等级，是用工资料")),
        phone(purpose="联系社区工作者"),
        past("since", mark("入职日期"), cells=10),
        day("until", mark("离职日期")),
        note(),
    ),
    headline=("name",),
    rules=(in_order("since", "until", mark("离职日期早于入职日期")),),
    searched=("name",),
)

CERTIFICATE: Final = Noun(
    name="certificate",
    title=mark("证书"),
    area=Area.WORKERS,
    attributes=(
        part_org(),
        record("worker_id", mark("谁的"), "worker", required=True, cells=8),
        choice("kind", mark("证书"), CertificateKind, cells=14),
        text("number", mark("证书编号"), cells=14),
        past("issued_on", mark("发证日期"), cells=10),
        day("expires_on", mark("有效期至"), cells=10),
        past("renewed_on", mark("换证日期")),
    ),
    headline=("kind", "worker_id"),
    parent="worker_id",
    listed=True,
    noted="renewed_on",
    rules=(in_order("issued_on", "expires_on", mark("有效期早于发证日期")),),
    once=(Once(("worker_id", "kind", "number"), mark("{title} 已经登记")),),
    due="expires_on",
    done="renewed_on",
)

TRAINING: Final = Noun(
    name="training",
    title=mark("培训"),
    area=Area.WORKERS,
    attributes=(
        org(),
        text("title", mark("培训"), required=True, cells=22),
        choice("state", mark("状态"), Planned, cells=6),
        day("planned_on", mark("计划日期"), cells=10),
        past("held_on", mark("举行日期"), cells=10),
        text("studio", mark("名书记工作室"), cells=14),
        text("teacher", mark("讲课人"), cells=8),
        text("place", mark("地点")),
        hours("minutes", mark("学时"), hint=mark("小时")),
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
    searched=("title", "studio"),
)

TRAINEE: Final = Noun(
    name="trainee",
    title=mark("参训"),
    area=Area.WORKERS,
    attributes=(
        part_org(),
        record("training_id", mark("培训"), "training", required=True),
        record("worker_id", mark("社区工作者"), "worker", required=True, cells=10),
        check("present", mark("到场"), cells=4),
    ),
    headline=("worker_id",),
    parent="training_id",
    once=(Once(("training_id", "worker_id"), mark("{title} 已在名单上")),),
)

MENTORING: Final = Noun(
    name="mentoring",
    title=mark("结对带教"),
    area=Area.WORKERS,
    attributes=(
        org(),
        text("studio", mark("名书记工作室"), required=True, cells=16),
        text("mentor", mark("导师"), required=True, cells=8),
        record("worker_id", mark("带教的人"), "worker", required=True, cells=8),
        past("since", mark("开始日期"), cells=10),
        day("until", mark("结束日期"), cells=10),
        note(),
    ),
    headline=("studio", "worker_id"),
    rules=(in_order("since", "until", mark("结束日期早于开始日期")),),
    once=(Once(("studio", "worker_id"), mark("{title} 已经结对"), since="since", until="until"),),
)

TEACHING_CASE: Final = Noun(
    name="teaching_case",
    title=mark("教学案例"),
    area=Area.WORKERS,
    attributes=(
        org(),
        text("title", mark("案例"), required=True, cells=24),
        record("issue_id", mark("取自诉求"), "issue"),
        prose("text", mark("正文"), required=True, hint=mark("不能有姓名、电话、门牌")),
        past("checked_on", mark("核对无个人信息的日期"), cells=10),
        text("studio", mark("名书记工作室"), cells=14),
    ),
    headline=("title",),
    searched=("title", "text"),
)

NOUNS: Final = (WORKER, CERTIFICATE, TRAINING, TRAINEE, MENTORING, TEACHING_CASE)
