"""Facilities: the centres 党群服务中心, what is done there, and what to bring 一次告知."""

from __future__ import annotations

from typing import Final

from gridtui.domain.together.nouns import (
    Area,
    Noun,
    Once,
    choice,
    day,
    note,
    org,
    part_org,
    past,
    prose,
    record,
    text,
)
from gridtui.domain.together.words import CentreLevel
from gridtui.words import mark

FACILITY: Final = Noun(
    name="facility",
    title=mark("党群服务中心"),
    area=Area.CENTRES,
    attributes=(
        org(),
        text("name", mark("名称"), required=True, cells=22),
        choice("kind", mark("级别"), CentreLevel, cells=10),
        text("address", mark("地址"), cells=20),
        text("open_hours", mark("开放时间"), cells=16, hint=mark("例如 周一至周五 9:00–17:00")),
        text("desk_phone", mark("值班电话"), cells=14),
        past("since", mark("开放日期")),
        day("until", mark("关闭日期")),
        note(),
    ),
    headline=("name",),
    once=(Once(("org_id", "name"), mark("已有 {title}")),),
    searched=("name", "address"),
)

FACILITY_SERVICE: Final = Noun(
    name="facility_service",
    title=mark("办事项目"),
    area=Area.CENTRES,
    attributes=(
        part_org(),
        record("facility_id", mark("在哪里办"), "facility", required=True, cells=14),
        text("title", mark("办什么"), required=True, cells=22),
        prose("bring", mark("要带什么"), cells=24),
        text("counter", mark("窗口"), cells=8),
        text("open_hours", mark("办理时间"), cells=14),
        text("fee", mark("费用"), hint=mark("不收费写“不收费”")),
    ),
    headline=("title",),
    parent="facility_id",
    once=(Once(("facility_id", "title"), mark("这里已有 {title}")),),
    searched=("title", "bring"),
)

NOUNS: Final = (FACILITY, FACILITY_SERVICE)
