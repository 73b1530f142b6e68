"""Property 红色物业: companies, compounds, contracts, joint inspections, and the rating of companies.

A company is rated, never a person: by a rule that the office writes down, published with its computation.
"""

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
    note,
    number,
    org,
    part_org,
    past,
    phone,
    record,
    text,
)
from gridtui.domain.together.words import InspectionResult, RatingSource
from gridtui.words import mark

COMPANY: Final = Noun(
    name="property_company",
    title=mark("物业公司"),
    area=Area.PROPERTY,
    attributes=(
        org(),
        text("name", mark("公司名称"), required=True, cells=22),
        check("has_branch", mark("有党组织"), cells=8),
        text("contact_name", mark("项目负责人"), cells=10),
        phone(purpose="联系物业公司"),
        note(),
    ),
    headline=("name",),
    once=(Once(("org_id", "name"), mark("已有物业公司 {title}")),),
    searched=("name", "contact_name"),
)

COMPOUND: Final = Noun(
    name="compound",
    title=mark("小区"),
    area=Area.PROPERTY,
    attributes=(
        org(),
        text("name", mark("小区名称"), required=True, cells=18),
        record("company_id", mark("物业公司"), "property_company", cells=18),
        day("since", mark("合同开始")),
        day("until", mark("合同到期"), cells=10),
        check("has_committee", mark("有业委会"), cells=8),
        note(),
    ),
    headline=("name",),
    rules=(in_order("since", "until", mark("合同到期早于合同开始")),),
    once=(Once(("org_id", "name"), mark("已有小区 {title}")),),
    due="until",
    searched=("name",),
)

COMPOUND_BUILDING: Final = Noun(
    name="compound_building",
    title=mark("小区的楼栋"),
    area=Area.PROPERTY,
    attributes=(
        part_org(),
        record("compound_id", mark("小区"), "compound", required=True),
        record("building_id", mark("哪栋楼"), "building", required=True, cells=24),
    ),
    headline=("building_id",),
    parent="compound_id",
    once=(Once(("building_id",), mark("{title} 已属于一个小区")),),
)

INSPECTION: Final = Noun(
    name="inspection",
    title=mark("联合检查"),
    area=Area.PROPERTY,
    attributes=(
        part_org(),
        record("compound_id", mark("小区"), "compound", required=True, cells=16),
        past("inspected_on", mark("检查日期"), required=True, cells=10),
        text("units", mark("参加单位"), cells=20, hint=mark("例如 社区、物业、消防、业委会")),
        day("due_on", mark("整改期限"), cells=10),
        past("done_on", mark("整改完成"), cells=10),
        note(),
    ),
    headline=("compound_id", "inspected_on"),
    parent="compound_id",
    listed=True,
    noted="done_on",
    rules=(in_order("inspected_on", "done_on", mark("整改完成早于检查日期")),),
    due="due_on",
    done="done_on",
)

INSPECTION_ITEM: Final = Noun(
    name="inspection_item",
    title=mark("检查项目"),
    area=Area.PROPERTY,
    attributes=(
        part_org(),
        record("inspection_id", mark("检查"), "inspection", required=True),
        number("place", mark("序号"), low=1, high=999, cells=4),
        text("title", mark("检查项目"), required=True, cells=24),
        choice("result", mark("结果"), InspectionResult, cells=8, begins="unseen"),
        text("finding", mark("问题"), cells=20),
    ),
    headline=("title",),
    parent="inspection_id",
    once=(Once(("inspection_id", "title"), mark("这次检查已有 {title}")),),
)

RATING_RULE: Final = Noun(
    name="rating_rule",
    title=mark("评价规则"),
    area=Area.PROPERTY,
    attributes=(
        org(),
        text("title", mark("评什么"), required=True, cells=22),
        choice("source", mark("按什么算"), RatingSource, cells=16),
        number("weight", mark("占比 %"), required=True, low=1, high=100, cells=6),
        past("since", mark("从哪天起用"), cells=10),
        day("until", mark("到哪天停用")),
    ),
    headline=("title",),
    rules=(in_order("since", "until", mark("停用日期早于启用日期")),),
    once=(Once(("org_id", "source"), mark("{title} 已在评价规则里"), since="since", until="until"),),
)

NOUNS: Final = (COMPANY, COMPOUND, COMPOUND_BUILDING, INSPECTION, INSPECTION_ITEM, RATING_RULE)

USUAL_ITEMS: Final = (
    mark("消防通道畅通"),
    mark("消防器材有效"),
    mark("电动车充电规范"),
    mark("楼道无堆物"),
    mark("电梯按期检验"),
    mark("保洁到位"),
    mark("绿化维护"),
    mark("收费公示"),
    mark("报修及时"),
    mark("监控门禁正常"),
)
"""What a joint inspection usually looks at; the sheet begins with these."""
