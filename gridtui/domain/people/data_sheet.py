"""The data sheet: of every personal field its purpose, its class and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gridtui.domain.people.retention import Retention
from gridtui.domain.words.field_titles import field_title, noun_title
from gridtui.words import mark

CLASS_TITLES: Final[Mapping[str, str]] = {
    "contact": mark("联系方式"),
    "identity": mark("身份资料"),
    "health": mark("健康，不出支部"),
}
"""The class of a personal field (marked); each stands in a part of its own in every change."""

PURPOSES: Final = (
    mark("按年龄提供服务"),
    mark("按需服务"),
    mark("办理事项"),
    mark("办理事项核对身份"),
    mark("兑现承诺"),
    mark("党员联系服务"),
    mark("到期复核"),
    mark("典型案例"),
    mark("反馈与回访"),
    mark("服务备注"),
    mark("服务对象称呼"),
    mark("工作花名册"),
    mark("工作联系"),
    mark("就业服务"),
    mark("居住经历"),
    mark("联系与回访"),
    mark("联系与走访"),
    mark("楼栋安全与物业联系"),
    mark("民情日志"),
    mark("确认户内联系人"),
    mark("热点名称"),
    mark("上级表格填报"),
    mark("诉求办理附件"),
    mark("说明依据"),
    mark("说明用途"),
    mark("停止走访"),
    mark("同意日期"),
    mark("未满14岁由监护人同意"),
    mark("转接服务"),
    mark("走访记录"),
    mark("联系共建单位"),
    mark("联系报到服务"),
    mark("办理微心愿"),
    mark("联系志愿服务队"),
    mark("活动安全"),
    mark("志愿活动签到"),
    mark("协商发言署名"),
    mark("调解矛盾纠纷"),
    mark("联系物业公司"),
    mark("联系社区工作者"),
)
"""What personal fields are kept for, as the tables say it."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One personal field: where it stands, its class and purpose, and how long it is kept."""

    noun: str
    field: str
    part: str
    purpose: str
    retention: Retention

    @property
    def noun_title(self) -> str:
        """What a record of its table is called (marked)."""
        return noun_title(self.noun)

    @property
    def title(self) -> str:
        """What the field is called (marked)."""
        return field_title(self.noun, self.field)

    @property
    def part_title(self) -> str:
        """What its class is called (marked)."""
        return CLASS_TITLES[self.part]
