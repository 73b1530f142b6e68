"""The source's own figures: what is counted of which records, in which period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gridtui.domain.changes.actors import Level
from gridtui.domain.together.alliance import MEETING, MEMBER_UNIT, RESOURCE
from gridtui.domain.together.centres import FACILITY
from gridtui.domain.together.deliberation import DECISION, DELIBERATION
from gridtui.domain.together.estates import COMPANY, COMPOUND, INSPECTION
from gridtui.domain.together.lists import ACCEPTANCE, DEMAND, PROJECT
from gridtui.domain.together.mediation import MEDIATION
from gridtui.domain.together.nouns import Area, Noun
from gridtui.domain.together.service import (
    ACTIVITY,
    CLAIM,
    REPORT_IN,
    SERVICE_LOG,
    TEAM,
    WISH,
)
from gridtui.domain.together.workers import CERTIFICATE, TEACHING_CASE, TRAINING, WORKER
from gridtui.words import mark

COUNT, IN_FORCE = "count", "in_force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure; ``code`` is the name of its query.

    It counts the records of ``noun`` with the codes ``equal``: those in force on the last day of the period
    where no ``day`` is named, else those whose ``day`` lies in the period. ``sums`` is the attribute that is
    added up instead of counting. ``level`` keeps records of organisations of that level.
    """

    code: str
    title: str
    noun: str
    area: Area
    day: str = ""
    equal: tuple[tuple[str, str], ...] = ()
    sums: str = ""
    level: int = 0
    unit: str = mark("条")


def _of(noun: Noun) -> Callable[..., Figure]:
    def figure(code: str, title: str, **more: object) -> Figure:
        return Figure(code=code, title=title, noun=noun.name, area=noun.area, **more)  # type: ignore[arg-type]

    return figure


_HELD = (("state", "held"),)
WHISTLES: Final = "whistle"
"""Stands for the noun of figures that count whistles."""

FIGURES: Final = (
    _of(MEMBER_UNIT)("units_street", mark("街道党建联盟成员单位"), level=int(Level.STREET),
                     unit=mark("个单位")),
    _of(MEMBER_UNIT)("units_community", mark("社区大党委成员单位"), level=int(Level.COMMUNITY),
                     unit=mark("个单位")),
    _of(MEMBER_UNIT)("units", mark("成员单位合计"), unit=mark("个单位")),
    _of(RESOURCE)("resources", mark("资源清单"), unit=mark("项")),
    _of(MEETING)("meetings", mark("召开联席会议"), day="held_on", equal=_HELD, unit=mark("次")),
    _of(DEMAND)("demands", mark("需求清单"), day="raised_on", unit=mark("项")),
    _of(PROJECT)("projects", mark("实施项目"), day="started_on", unit=mark("个")),
    _of(PROJECT)("projects_finished", mark("完成项目"), day="finished_on", unit=mark("个")),
    _of(ACCEPTANCE)("acceptances", mark("居民验收认可"), day="accepted_on", equal=(("outcome", "yes"),),
                    unit=mark("次")),
    _of(REPORT_IN)("organisations", mark("报到党组织"), equal=(("kind", "organisation"),), unit=mark("个")),
    _of(REPORT_IN)("members", mark("报到在职党员"), equal=(("kind", "member"),), unit=mark("人")),
    _of(WISH)("wishes", mark("办成微心愿"), day="met_on", unit=mark("个")),
    _of(CLAIM)("claims", mark("办成认领"), day="done_on", unit=mark("项")),
    _of(SERVICE_LOG)("hours", mark("服务时长"), day="served_on", sums="minutes", unit=mark("小时")),
    _of(TEAM)("teams", mark("志愿服务队"), unit=mark("支")),
    _of(ACTIVITY)("activities", mark("开展志愿活动"), day="held_on", equal=_HELD, unit=mark("次")),
    _of(ACTIVITY)("person_times", mark("参加志愿活动"), day="held_on", equal=_HELD, sums="present",
                  unit=mark("人次")),
    _of(DELIBERATION)("talks", mark("民情恳谈会"), day="held_on", equal=(*_HELD, ("kind", "talk")),
                      unit=mark("次")),
    _of(DELIBERATION)("yards", mark("院坝协商会"), day="held_on", equal=(*_HELD, ("kind", "yard")),
                      unit=mark("次")),
    _of(DECISION)("decisions", mark("兑现议定事项"), day="done_on", unit=mark("项")),
    _of(MEDIATION)("mediations", mark("受理矛盾纠纷"), day="found_on", unit=mark("项")),
    _of(MEDIATION)("agreements", mark("达成调解协议"), day="agreed_on", unit=mark("项")),
    _of(COMPANY)("companies", mark("物业公司"), unit=mark("个单位")),
    _of(COMPOUND)("compounds", mark("小区"), unit=mark("个")),
    _of(INSPECTION)("inspections", mark("联合检查"), day="inspected_on", unit=mark("次")),
    *(
        _of(FACILITY)(f"centres_{level}", title, equal=(("kind", level),), unit=mark("个"))
        for level, title in (
            ("city", mark("市级党群服务中心")),
            ("area", mark("区县级党群服务中心")),
            ("street", mark("街道党群服务中心")),
            ("community", mark("社区党群服务中心")),
        )
    ),
    _of(WORKER)("workers", mark("社区工作者"), unit=mark("人")),
    _of(CERTIFICATE)("certificates", mark("持证（在有效期内）"), unit=mark("本")),
    _of(TRAINING)("trainings", mark("开展培训"), day="held_on", equal=_HELD, unit=mark("期")),
    _of(TEACHING_CASE)("cases", mark("教学案例"), unit=mark("篇")),
    *(
        Figure(code=f"whistles_{level.name.lower()}", title=title, noun=WHISTLES, area=Area.LISTS,
               level=int(level), day="drafted_at", unit=mark("次"))
        for level, title in (
            (Level.BRANCH, mark("居民区吹哨")),
            (Level.COMMUNITY, mark("社区吹哨")),
            (Level.STREET, mark("街道吹哨")),
            (Level.DISTRICT, mark("区县吹哨")),
        )
    ),
)  # fmt: skip
"""Every figure, in the order in which they are shown."""

BY_CODE: Final = {figure.code: figure for figure in FIGURES}
