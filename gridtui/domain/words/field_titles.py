"""What the fields of records are called on screen, and the words their codes stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gridtui.domain.burdens.allowed_items import ItemKind
from gridtui.domain.burdens.form_request import Listed
from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, Satisfaction, State, TimeUnit
from gridtui.domain.issues.limits import Stage
from gridtui.domain.issues.whistle import Purpose, WhistleState
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.resident import ResidenceState, ResidentKind, Sex
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.people.visit import Manner, Outcome
from gridtui.domain.places.building import BuildingKind, DwellingUse, Occupancy
from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

NOUN_TITLES: Final[Mapping[str, str]] = {
    "org": mark("组织"),
    "operator": mark("操作人"),
    "grid": mark("网格"),
    "courtyard": mark("庭院/居民小组"),
    "building": mark("楼栋"),
    "unit": mark("单元"),
    "dwelling": mark("房屋"),
    "household": mark("户"),
    "resident": mark("居民"),
    "service_tag": mark("服务需要"),
    "assignment": mark("任用"),
    "category": mark("类别"),
    "issue": mark("诉求"),
    "issue_event": mark("诉求进展"),
    "visit": mark("走访"),
    "promise": mark("承诺"),
    "diary_entry": mark("民情日志"),
    "time_limit": mark("期限规定"),
    "whistle": mark("吹哨"),
    "attachment": mark("附件"),
    "hot_decision": mark("热点处理"),
    "not_twins": mark("不是同一人"),
    "calendar_day": mark("工作日历"),
    "report_schedule": mark("报送安排"),
    "allowed_item": mark("准入事项"),
    "report_case": mark("典型案例"),
    "form_request": mark("报表登记"),
    **{noun.name: noun.title for noun in NOUNS},
}
"""Table → what such a record is called."""

_COMMON: Final[Mapping[str, str]] = {
    "deleted": mark("已删除"),
    "name": mark("名称"),
    "label": mark("编号"),
    "code": mark("编码"),
    "kind": mark("类型"),
    "note": mark("备注"),
    "floors": mark("层数"),
    "external_ids": mark("其他编号"),
    "org_id": mark("所属组织"),
    "grid_id": mark("所属网格"),
    "courtyard_id": mark("庭院/居民小组"),
    "building_id": mark("所属楼栋"),
    "unit_id": mark("所在单元"),
    "dwelling_id": mark("所在房屋"),
    "household_id": mark("所在户"),
    "resident_id": mark("对应居民"),
    "alias_of": mark("同为一条记录"),
    "phone": mark("联系电话"),
    "sex": mark("性别"),
}

_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "org": {
        "parent_id": mark("上级组织"),
        "level": mark("层级"),
        "short_name": mark("简称"),
        "division_code": mark("区划代码"),
    },
    "operator": {"name": mark("姓名")},
    "grid": {
        "org_id": mark("所属社区"),
        "branch_id": mark("居民区党支部"),
        "code": mark("网格编码"),
        "boundary": mark("四至范围"),
        "closed_on": mark("撤销日期"),
        "size_note": mark("户数说明"),
    },
    "building": {
        "label": mark("楼栋号"),
        "address": mark("地址"),
        "built_year": mark("建成年份"),
        "details": mark("附加信息"),
        "contacts": mark("楼栋联系人"),
    },
    "unit": {"label": mark("单元号"), "doors_per_floor": mark("每层户数")},
    "dwelling": {
        "floor": mark("楼层"),
        "room": mark("房号"),
        "door": mark("门牌"),
        "use": mark("用途"),
        "occupancy": mark("居住情况"),
    },
    "household": {"code": mark("户编号"), "kind": mark("户类型")},
    "resident": {
        "name": mark("姓名"),
        "birth_date": mark("出生日期"),
        "id_number": mark("身份证号"),
        "relation": mark("与户主关系"),
        "residence_state": mark("居住状态"),
        "kind": mark("人口类型"),
        "politics": mark("政治面貌"),
        "ethnicity": mark("民族"),
        "education": mark("文化程度"),
        "marriage": mark("婚姻状况"),
        "occupation": mark("工作学习情况"),
        "registered_address": mark("户籍地址"),
        "actual_address": mark("实际居住地址"),
        "moved_in_on": mark("迁入日期"),
        "moved_out_on": mark("迁出日期"),
        "moved_to": mark("迁往何处"),
        "died_on": mark("去世日期"),
    },
    "service_tag": {
        "tag": mark("服务需要"),
        "purpose": mark("用途"),
        "basis": mark("依据"),
        "consent_on": mark("同意日期"),
        "guardian_consent": mark("监护人同意"),
        "review_on": mark("复核日期"),
    },
    "assignment": {
        "role": mark("职务"),
        "person_name": mark("姓名"),
        "from_on": mark("开始日期"),
        "to_on": mark("结束日期"),
    },
    "category": {
        "code": mark("类别代码"),
        "parent_code": mark("上级类别"),
        "ext_code": mark("本市代码"),
        "active": mark("在用"),
    },
    "issue": {
        "number": mark("诉求编号"),
        "registered_at": mark("登记时间"),
        "source": mark("来源"),
        "nature": mark("性质"),
        "category": mark("类别"),
        "ext_code": mark("本市代码"),
        "title": mark("标题"),
        "text": mark("内容"),
        "given_grid_id": mark("指定网格"),
        "place": mark("地点"),
        "reporter_name": mark("反映人"),
        "reporter_phone": mark("反映人电话"),
        "anonymous": mark("匿名"),
        "urgent": mark("加急"),
        "likes": mark("点赞数"),
        "state": mark("状态"),
        "due_at": mark("期限"),
        "closed_at": mark("办结时间"),
        "closure_kind": mark("办结类型"),
        "resolved": mark("是否解决"),
        "satisfaction": mark("满意度"),
    },
    "issue_event": {
        "issue_id": mark("所属诉求"),
        "kind": mark("步骤"),
        "at": mark("时间"),
        "actor_id": mark("办理人"),
        "actor_name": mark("办理人"),
        "level": mark("层级"),
        "text": mark("说明"),
        "data": mark("附加信息"),
        "after": mark("承接步骤"),
    },
    "visit": {
        "issue_id": mark("回看的诉求"),
        "visited_on": mark("走访日期"),
        "manner": mark("方式"),
        "outcome": mark("结果"),
        "visitor_id": mark("走访人"),
        "visitor_name": mark("走访人"),
        "problem": mark("问题"),
        "measures": mark("措施"),
        "result": mark("成效"),
        "next_on": mark("下次走访"),
    },
    "promise": {
        "visit_id": mark("哪次走访"),
        "issue_id": mark("有关诉求"),
        "text": mark("承诺内容"),
        "owner_name": mark("谁来办"),
        "due_on": mark("兑现日期"),
        "done_on": mark("兑现于"),
        "outcome": mark("兑现情况"),
    },
    "diary_entry": {
        "day": mark("日期"),
        "author_id": mark("记录人"),
        "author_name": mark("记录人"),
        "text": mark("内容"),
        "sources": mark("汇自"),
    },
    "time_limit": {
        "stage": mark("环节"),
        "nature": mark("性质"),
        "category": mark("类别"),
        "level": mark("层级"),
        "amount": mark("期限"),
        "unit": mark("时间单位"),
        "amber": mark("预警"),
    },
    "whistle": {
        "number": mark("哨号"),
        "issue_id": mark("哪件诉求"),
        "org_id": mark("吹哨单位"),
        "level": mark("层级"),
        "purpose": mark("吹哨用途"),
        "title": mark("事由"),
        "text": mark("内容"),
        "drafted_at": mark("起草时间"),
    },
    "attachment": {
        "issue_id": mark("所属诉求"),
        "name": mark("文件名"),
        "media": mark("文件类型"),
        "size": mark("字节数"),
        "digest": mark("文件指纹"),
        "added_at": mark("添加时间"),
    },
    "hot_decision": {
        "act_id": mark("哪一次处理"),
        "kind": mark("处理方式"),
        "issue_id": mark("哪件诉求"),
        "other_id": mark("另一件诉求"),
        "title": mark("热点名称"),
        "residents": mark("当时户数"),
        "decided_at": mark("处理时间"),
    },
    "not_twins": {
        "noun": mark("哪类记录"),
        "one_id": mark("一条记录"),
        "other_id": mark("另一条记录"),
    },
    "calendar_day": {"day": mark("日期"), "works": mark("上班"), "name": mark("说明")},
    "report_schedule": {
        "code": mark("代码"),
        "paper": mark("纸面"),
        "title": mark("名称"),
        "every": mark("周期"),
        "due_day": mark("期限"),
        "form": mark("格式"),
        "grid_id": mark("网格"),
        "recipient": mark("报给"),
        "active": mark("启用"),
    },
    "allowed_item": {"code": mark("事项编号"), "name": mark("事项名称"), "active": mark("在用")},
    "report_case": {
        "period": mark("哪一期"),
        "issue_id": mark("哪件诉求"),
        "place": mark("次序"),
        "title": mark("标题"),
        "text": mark("内容"),
        "author_name": mark("编写人"),
    },
    "form_request": {
        "asked_by": mark("要表单位"),
        "matter": mark("表格或事项"),
        "asked_on": mark("要表日期"),
        "due_on": mark("要求交表日期"),
        "handed_on": mark("交表日期"),
        "listed": mark("是否在清单内"),
        "item": mark("清单事项"),
        "minutes": mark("用时（分钟）"),
        "cells": mark("填写格数"),
        "same_cells": mark("与上次相同格数"),
        "form": mark("表样"),
    },
    **{noun.name: {each.name: each.title for each in noun.attributes} for noun in NOUNS},
}

VOCABULARIES: Final[Mapping[tuple[str, str], type[Vocabulary]]] = {
    ("building", "kind"): BuildingKind,
    ("dwelling", "use"): DwellingUse,
    ("dwelling", "occupancy"): Occupancy,
    ("household", "kind"): HouseholdKind,
    ("resident", "sex"): Sex,
    ("resident", "residence_state"): ResidenceState,
    ("resident", "kind"): ResidentKind,
    ("service_tag", "tag"): ServiceNeed,
    ("assignment", "role"): Role,
    ("assignment", "sex"): Sex,
    ("issue", "source"): IssueSource,
    ("issue", "nature"): IssueNature,
    ("issue", "state"): State,
    ("issue", "closure_kind"): ClosureKind,
    ("issue", "resolved"): Resolution,
    ("issue", "satisfaction"): Satisfaction,
    ("issue_event", "kind"): EventKind,
    ("visit", "manner"): Manner,
    ("visit", "outcome"): Outcome,
    ("time_limit", "stage"): Stage,
    ("time_limit", "unit"): TimeUnit,
    ("allowed_item", "kind"): ItemKind,
    ("form_request", "listed"): Listed,
    ("whistle", "purpose"): Purpose,
    ("whistle", "state"): WhistleState,
    **{
        (noun.name, each.name): each.vocabulary
        for noun in NOUNS
        for each in noun.attributes
        if each.vocabulary
    },
}
"""(table, column) → the closed vocabulary of its codes."""


def noun_title(noun: str) -> str:
    """Return what a record of a table is called (marked); the table's name for one of a newer program."""
    return NOUN_TITLES.get(noun, noun)


def field_title(noun: str, field: str) -> str:
    """Return what a column is called on screen (marked); its own name for one of a newer program."""
    return _OWN.get(noun, {}).get(field) or _COMMON.get(field, field)


def value_label(noun: str, field: str, value: str) -> str:
    """Return the label of a stored code (marked), or the value itself where it is no code."""
    vocabulary = VOCABULARIES.get((noun, field))
    return vocabulary.label_of(value) if vocabulary is not None else value
