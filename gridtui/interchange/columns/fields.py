"""The fields of each kind of table, in the order in which exports write them."""

from __future__ import annotations

from gridtui.domain.burdens.allowed_items import ItemKind
from gridtui.domain.issues.calendar_days import DayWork
from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.resident import (
    EDUCATION,
    ETHNICITIES,
    MARRIAGE,
    OCCUPATIONS,
    POLITICS,
    RELATIONS,
    ResidenceState,
    ResidentKind,
    Sex,
)
from gridtui.domain.people.visit import Manner, Outcome
from gridtui.domain.places.building import BuildingKind
from gridtui.domain.together.catalogue import NOUNS
from gridtui.interchange.columns.declared import declared_fields
from gridtui.interchange.columns.kinds import RECORD_FIELD, Field, Kind, Reads
from gridtui.words import mark

_DIVISIONS = (
    Field("code", mark("区划代码"), Reads.CODE, required=True),
    Field("name", mark("名称"), required=True),
    Field("short_name", mark("简称")),
    Field("level", mark("层级"), Reads.LEVEL),
    Field("parent_code", mark("上级代码"), Reads.CODE),
    Field("street_code", mark("街道代码"), Reads.CODE),
    Field("street", mark("街道")),
    Field("area_code", mark("区县代码"), Reads.CODE),
    Field("area", mark("区县")),
    Field("city_code", mark("市代码"), Reads.CODE),
    Field("city", mark("市")),
    Field("province_code", mark("省代码"), Reads.CODE),
    Field("province", mark("省")),
    Field("external_ids", mark("其他编号")),
    RECORD_FIELD,
)

_GRIDS = (
    Field("code", mark("网格编码"), Reads.CODE),
    Field("name", mark("网格名称"), required=True),
    Field("community_code", mark("社区代码"), Reads.CODE),
    Field("community", mark("社区")),
    Field("branch", mark("居民区党支部")),
    Field("head", mark("网格长")),
    Field("head_phone", mark("网格长电话"), Reads.PHONE),
    Field("worker", mark("网格员")),
    Field("worker_phone", mark("网格员电话"), Reads.PHONE),
    Field("boundary", mark("范围"), Reads.TEXT),
    Field("external_ids", mark("其他编号")),
    Field("size_note", mark("户数说明"), Reads.PROSE),
    Field("closed_on", mark("撤销日期"), Reads.DATE),
    RECORD_FIELD,
)

_BUILDINGS = (
    Field("label", mark("楼栋号")),
    Field("name", mark("小区/建筑名称")),
    Field("kind", mark("类型"), Reads.WORD, words=BuildingKind),
    Field("community", mark("社区")),
    Field("grid", mark("所属网格")),
    Field("courtyard", mark("庭院/居民小组")),
    Field("address", mark("详细地址")),
    Field("floors", mark("层数"), Reads.INTEGER),
    Field("units", mark("单元数"), Reads.INTEGER),
    Field("doors_per_floor", mark("每层户数"), Reads.INTEGER),
    Field("built_year", mark("建成年份"), Reads.INTEGER),
    Field("details.户数", mark("户数")),
    Field("details.楼栋数", mark("楼栋数")),
    Field("details.约居住人数", mark("约居住人数")),
    Field("details.企业数", mark("企业数")),
    Field("details.底商数", mark("底商数")),
    Field("details.是否通燃气", mark("是否通燃气"), Reads.YES),
    Field("details.物业费标准", mark("物业费标准"), Reads.PROSE),
    Field("details.电梯数", mark("电梯数")),
    Field("details.室内车位数", mark("室内车位数")),
    Field("details.室外车位数", mark("室外车位数")),
    Field("details.纬度", mark("纬度")),
    Field("details.经度", mark("经度")),
    Field("details.开发商", mark("开发商")),
    Field("details.施工单位", mark("施工单位")),
    Field("details.物业公司", mark("物业公司")),
    Field("details.商业类型", mark("商业类型")),
    Field("contacts.安全负责人", mark("安全负责人")),
    Field("contacts.安全负责人电话", mark("安全负责人电话"), Reads.PHONE),
    Field("contacts.物业联系电话", mark("物业联系电话"), Reads.PHONE),
    Field("contacts.业委会联系人", mark("业委会联系人")),
    Field("contacts.业委会联系电话", mark("业委会联系电话"), Reads.PHONE),
    Field("contacts.业主姓名", mark("业主姓名")),
    Field("contacts.业主电话", mark("业主电话"), Reads.PHONE),
    Field("contacts.房东姓名", mark("房东姓名")),
    Field("contacts.房东电话", mark("房东电话"), Reads.PHONE),
    Field("external_ids", mark("其他编号")),
    Field("note", mark("备注"), Reads.TEXT),
    RECORD_FIELD,
)

_PEOPLE = (
    Field("name", mark("姓名"), required=True),
    Field("relation", mark("与户主关系"), Reads.USUAL, words=RELATIONS),
    Field("id_number", mark("身份证号"), Reads.ID_NUMBER),
    Field("sex", mark("性别"), Reads.WORD, words=Sex),
    Field("birth_date", mark("出生日期"), Reads.DATE),
    Field("phone", mark("联系电话"), Reads.PHONE),
    Field("compound", mark("小区")),
    Field("building", mark("现住小区/建筑")),
    Field("unit", mark("单元")),
    Field("floor", mark("楼层")),
    Field("room", mark("房号")),
    Field("door", mark("门牌地址")),
    Field("grid", mark("所属网格")),
    Field("kind", mark("人员类型"), Reads.WORD, words=ResidentKind),
    Field("residence_state", mark("居住状态"), Reads.WORD, words=ResidenceState),
    Field("needs", mark("服务需要"), Reads.NEEDS),
    Field("registered_address.province", mark("户籍地/省")),
    Field("registered_address.city", mark("户籍地/市")),
    Field("registered_address.area", mark("户籍地/区县")),
    Field("registered_address.street", mark("户籍地/街道")),
    Field("registered_address.place", mark("户籍小区/建筑")),
    Field("registered_address", mark("户籍地址"), Reads.PROSE),
    Field("household_code", mark("户编号"), Reads.CODE),
    Field("separated", mark("是否人户分离"), Reads.YES),
    Field("actual_address", mark("实际居住地"), Reads.PROSE),
    Field("moved_in_on", mark("迁入日期"), Reads.DATE),
    Field("moved_out", mark("是否已迁出"), Reads.YES),
    Field("moved_out_on", mark("迁出日期"), Reads.DATE),
    Field("moved_to", mark("迁往地"), Reads.PROSE),
    Field("dead", mark("是否已死亡"), Reads.YES),
    Field("died_on", mark("死亡日期"), Reads.DATE),
    Field("ethnicity", mark("民族"), Reads.USUAL, words=ETHNICITIES),
    Field("politics", mark("政治面貌"), Reads.USUAL, words=POLITICS),
    Field("marriage", mark("婚姻状况"), Reads.USUAL, words=MARRIAGE),
    Field("education", mark("文化程度"), Reads.USUAL, words=EDUCATION),
    Field("occupation", mark("工作学习情况"), Reads.USUAL, words=OCCUPATIONS),
    Field("note", mark("备注"), Reads.TEXT),
    RECORD_FIELD,
)

_LEADERS = (
    Field("role", mark("职务"), Reads.WORD, words=Role),
    Field("person_name", mark("姓名"), required=True),
    Field("sex", mark("性别"), Reads.WORD, words=Sex),
    Field("phone", mark("联系电话"), Reads.PHONE),
    Field("community", mark("社区")),
    Field("branch", mark("居民区党支部")),
    Field("grid", mark("网格")),
    Field("place", mark("小区/建筑名称")),
    Field("buildings", mark("负责楼栋")),
    Field("door", mark("住址")),
    Field("from_on", mark("开始日期"), Reads.DATE),
    Field("to_on", mark("结束日期"), Reads.DATE),
    Field("note", mark("备注"), Reads.TEXT),
    RECORD_FIELD,
)

_ISSUES = (
    Field("number", mark("编号"), Reads.CODE),
    Field("registered_at", mark("登记时间"), Reads.INSTANT),
    Field("source", mark("来源"), Reads.WORD, words=IssueSource),
    Field("nature", mark("性质"), Reads.WORD, words=IssueNature),
    Field("category", mark("类别")),
    Field("ext_code", mark("上级类别代码"), Reads.CODE),
    Field("label.1", mark("一级分类")),
    Field("label.2", mark("二级分类")),
    Field("label.3", mark("三级分类")),
    Field("title", mark("标题"), Reads.PROSE),
    Field("text", mark("内容"), Reads.TEXT),
    Field("door", mark("门牌")),
    Field("place", mark("地点"), Reads.PROSE),
    Field("grid", mark("所属网格")),
    Field("reporter_name", mark("反映人")),
    Field("reporter_phone", mark("反映人电话"), Reads.PHONE),
    Field("anonymous", mark("匿名"), Reads.YES),
    Field("urgent", mark("加急"), Reads.YES),
    Field("likes", mark("点赞数"), Reads.INTEGER),
    Field("dislikes", mark("反对数"), Reads.INTEGER),
    Field("reply", mark("答复意见"), Reads.TEXT),
    Field("replied_at", mark("答复时间"), Reads.INSTANT),
    Field("closed_there_at", mark("对方办结时间"), Reads.INSTANT),
    Field("state", mark("状态"), Reads.NOT_READ),
    Field("flags", mark("标记"), Reads.NOT_READ),
    Field("due_at", mark("办理期限"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("closed_at", mark("办结时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("closure_kind", mark("办结类型"), Reads.NOT_READ),
    Field("resolved", mark("是否解决"), Reads.NOT_READ),
    Field("satisfaction", mark("满意度"), Reads.NOT_READ),
    RECORD_FIELD,
)

_LABELS = (
    Field("label.1", mark("一级分类"), required=True),
    Field("label.2", mark("二级分类")),
    Field("label.3", mark("三级分类")),
    Field("category", mark("类别")),
)

_CALENDAR = (
    Field("day", mark("日期"), Reads.DATE, required=True),
    Field("weekday", mark("星期")),
    Field("works", mark("上班/休息"), Reads.WORD, words=DayWork),
    Field("worked", mark("是否上班"), Reads.YES),
    Field("off", mark("是否放假"), Reads.YES),
    Field("name", mark("说明")),
    RECORD_FIELD,
)

_HOME = (
    Field("head", mark("户主"), Reads.NOT_READ),
    Field("compound", mark("小区")),
    Field("building", mark("现住小区/建筑")),
    Field("unit", mark("单元")),
    Field("floor", mark("楼层")),
    Field("room", mark("房号")),
    Field("door", mark("门牌地址")),
    Field("grid", mark("所属网格")),
    Field("household_code", mark("户编号"), Reads.CODE),
)

_VISITS = (
    Field("visited_on", mark("走访日期"), Reads.DATE, required=True),
    *_HOME,
    Field("manner", mark("走访方式"), Reads.WORD, words=Manner),
    Field("outcome", mark("走访结果"), Reads.WORD, required=True, words=Outcome),
    Field("visitor_name", mark("走访人")),
    Field("problem", mark("问题"), Reads.TEXT),
    Field("measures", mark("措施"), Reads.TEXT),
    Field("result", mark("成效"), Reads.TEXT),
    Field("next_on", mark("下次走访"), Reads.DATE),
    Field("issue", mark("回看的诉求"), Reads.NOT_READ),
    RECORD_FIELD,
)

_PROMISES = (
    Field("due_on", mark("兑现日期"), Reads.DATE, required=True),
    *_HOME,
    Field("text", mark("承诺内容"), Reads.TEXT, required=True),
    Field("owner_name", mark("谁来办")),
    Field("done_on", mark("兑现于"), Reads.DATE),
    Field("outcome", mark("兑现情况"), Reads.TEXT),
    Field("issue", mark("有关诉求"), Reads.NOT_READ),
    RECORD_FIELD,
)

_ITEMS = (
    Field("item_code", mark("事项编号"), Reads.CODE),
    Field("item_name", mark("事项名称"), required=True),
    Field("item_kind", mark("事项类型"), Reads.WORD, words=ItemKind),
    Field("active", mark("是否在用"), Reads.YES),
    Field("note", mark("备注"), Reads.TEXT),
    RECORD_FIELD,
)

_WHISTLES = (
    Field("number", mark("哨号"), Reads.CODE, required=True),
    Field("drafted_at", mark("起草时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("issue", mark("诉求编号"), Reads.NOT_READ),
    Field("place", mark("地点"), Reads.NOT_READ),
    Field("blower", mark("吹哨单位"), Reads.NOT_READ),
    Field("level", mark("层级"), Reads.NOT_READ),
    Field("purpose", mark("吹哨用途"), Reads.NOT_READ),
    Field("title", mark("事由"), Reads.PROSE),
    Field("text", mark("内容"), Reads.TEXT),
    Field("state", mark("状态"), Reads.NOT_READ),
    Field("approved_at", mark("审批时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("unit", mark("应哨单位"), Reads.NOT_READ),
    Field("unit_state", mark("应哨情况"), Reads.NOT_READ),
    Field("called_at", mark("叫到时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("signed_at", mark("签收时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("contacted_at", mark("联系时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("reported_at", mark("报到时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("handled_at", mark("处置时间"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("due_at", mark("期限"), Reads.NOT_READ, told=Reads.INSTANT),
    Field("late", mark("有超时"), Reads.YES),
    Field("refusal", mark("拒签理由"), Reads.PROSE),
    Field("duty", mark("应由谁负责"), Reads.PROSE),
    Field("ruling", mark("裁定"), Reads.NOT_READ),
    Field("done", mark("处置结果"), Reads.TEXT),
    Field("rating", mark("对单位的评价"), Reads.NOT_READ),
    Field("answer", mark("单位的评价"), Reads.NOT_READ),
    Field("ended_at", mark("销哨时间"), Reads.NOT_READ, told=Reads.INSTANT),
    RECORD_FIELD,
)
"""Only ever written."""

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.DIVISIONS: _DIVISIONS,
    Kind.GRIDS: _GRIDS,
    Kind.BUILDINGS: _BUILDINGS,
    Kind.PEOPLE: _PEOPLE,
    Kind.LEADERS: _LEADERS,
    Kind.ISSUES: _ISSUES,
    Kind.LABELS: _LABELS,
    Kind.CALENDAR: _CALENDAR,
    Kind.WHISTLES: _WHISTLES,
    Kind.VISITS: _VISITS,
    Kind.PROMISES: _PROMISES,
    Kind.ITEMS: _ITEMS,
    **{Kind(noun.name): declared_fields(noun) for noun in NOUNS},
}

NEEDS_ONE_OF: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.BUILDINGS: (("label", "name"),),
    Kind.ISSUES: (("title", "text"),),
    Kind.LEADERS: (("role", "buildings", "grid"),),
    Kind.CALENDAR: (("works", "worked", "off"),),
}
"""Groups of fields of which a table must have at least one, beside the required fields."""


def field_of(kind: Kind, name: str) -> Field | None:
    """Return the field with this name, or None."""
    return next((field for field in FIELDS[kind] if field.name == name), None)
