"""The fields that a template of a report may name: declared once, for filling, checking and documenting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class TemplateField:
    """A field: its name, what it is (marked); with ``inner`` ones it is a group, or a list of them.

    ``many`` is a list, of ``inner`` groups or, without any, of texts. ``title`` heads its column (marked),
    where it is one of a table's.
    """

    name: str
    about: str
    inner: Mapping[str, TemplateField] = field(default_factory=dict)
    many: bool = False
    title: str = ""


def _group(*fields: TemplateField) -> dict[str, TemplateField]:
    return {each.name: each for each in fields}


F = TemplateField
_NAME = F("name", mark("名称"))
_COMPARED = _group(
    F("now", mark("本期的数"), title=mark("本期")),
    F("before", mark("上期的数"), title=mark("上期")),
    F("change", mark("增减，带正负号"), title=mark("增减")),
    F("growth", mark("幅度，百分比，带正负号"), title=mark("幅度")),
)
_RATE = _group(
    F("now", mark("本期的率，如 88.6%；没有可算的是 –"), title=mark("本期")),
    F("before", mark("上期的率"), title=mark("上期")),
    F("points", mark("比上期高低几个百分点，带正负号"), title=mark("百分点")),
    F("part", mark("分子")),
    F("whole", mark("分母")),
    F("unrated", mark("没有写明或未评价的件数")),
)
_SECTION = _group(
    F("heading", mark("标题，已编好号")), F("paragraphs", mark("这一节的话，一段一条"), many=True)
)
_CHART = _group(
    F("title", mark("图的名称")),
    F("picture", mark("图，装了 gridtui[pdf] 才有")),
    F("first", mark("第一组数叫什么")),
    F("second", mark("第二组数叫什么")),
    F(
        "bars",
        mark("每根柱子"),
        _group(
            _NAME,
            F("now", mark("第一组的数")),
            F("beside", mark("第二组的数")),
            F("drawn", mark("用方块字符画的第一组")),
            F("drawn_beside", mark("用方块字符画的第二组")),
        ),
        many=True,
    ),
)

_THREE = tuple(_COMPARED[name] for name in ("now", "before", "change"))
_OF_ISSUES = (
    F("came", mark("本期登记"), title=mark("登记数")),
    F("came_before", mark("上期登记"), title=mark("上期登记")),
    F("change", mark("增减，带正负号"), title=mark("增减")),
    F("closed", mark("本期办结"), title=mark("办结数")),
    F("closed_before", mark("上期办结"), title=mark("上期办结")),
    F("median", mark("一半在几天内办结"), title=mark("一半在几天内")),
    F("ninetieth", mark("九成在几天内办结"), title=mark("九成在几天内")),
)


def _named(title: str) -> TemplateField:
    return F("name", mark("名称"), title=title)


TABLES: Mapping[str, Sequence[TemplateField]] = {
    "numbers": (_named(mark("指标")), *_COMPARED.values()),
    "rates": (
        _named(mark("三率")),
        *(_RATE[name] for name in ("now", "before", "points")),
        F("of", mark("分子 / 分母"), title=mark("件数")),
        F("rest", mark("没有回应、没有写明、未评价的件数"), title=mark("不明的")),
    ),
    "categories": (_named(mark("类别")), *_OF_ISSUES),
    "grids": (_named(mark("所在网格")), *_OF_ISSUES),
    "whistles": (_named(mark("吹哨到")), *_THREE),
    "overdue": (_named(mark("超期，按环节")), F("number", mark("件数"), title=mark("件数"))),
    "refusals": (_named(mark("退回、不予受理")), *_THREE),
    "difficulties": (
        F("why", mark("为什么难"), title=mark("为什么难")),
        F("number", mark("编号"), title=mark("编号")),
        F("grid", mark("所在网格"), title=mark("所在网格")),
        F("title", mark("事由，已打码"), title=mark("事由")),
        F("state", mark("环节"), title=mark("环节")),
        F("unit", mark("在谁手里"), title=mark("在谁手里")),
        F("days", mark("几天了"), title=mark("天数")),
    ),
    "gaps": (_named(mark("缺口")), F("number", mark("处数"), title=mark("处数"))),
}
"""Table of the report → its columns, in the order of its cells."""

_TABLE_TITLES = {
    "numbers": mark("总体情况表"),
    "rates": mark("三率表"),
    "categories": mark("类别表"),
    "grids": mark("网格表"),
    "whistles": mark("吹哨表"),
    "refusals": mark("退回、不予受理表，按单位"),
    "overdue": mark("超期表，按环节"),
    "gaps": mark("缺口表"),
    "difficulties": mark("难点表"),
}
SECTIONS: Mapping[str, str] = {
    "overview": mark("总体情况"),
    "rates": mark("三率和办结用时"),
    "places": mark("类别和网格"),
    "work": mark("吹哨、走访和承诺"),
    "difficulties": mark("超期、退回和难点"),
    "cases": mark("本期典型案例"),
    "gaps": mark("名册和记录的缺口"),
}
CHARTS: Mapping[str, str] = {
    "weeks": mark("每周登记和办结"),
    "categories": mark("登记，按类别"),
    "grids": mark("登记，按网格"),
    "overdue": mark("超期，按环节"),
}


FIELDS: Mapping[str, TemplateField] = _group(
    F("title", mark("报表的标题")),
    F("office", mark("填报单位")),
    F("by", mark("填报人")),
    F("period", mark("哪一期，如 2026年5月")),
    F("first_day", mark("第一天")),
    F("last_day", mark("最后一天；本期没过完时是算到哪天")),
    F("made_on", mark("填报日期")),
    F("grid", mark("只报一个网格时，它的名称；否则为空")),
    F("lines", mark("填报单位、期间、填报人、填报日期，一行一条"), many=True),
    F("foot", mark("打码和数字来源的说明")),
    F("pictures", mark("图能不能画：能就放图，不能就用方块字符表")),
    F("came", mark("登记的诉求"), _COMPARED),
    F("closed", mark("办结的诉求"), _COMPARED),
    F("on_paper_only", mark("程序性办结但未解决"), _COMPARED),
    F("whistled", mark("吹哨次数"), _COMPARED),
    F("visits", mark("走访次数"), _COMPARED),
    F("homes", mark("走访到的户"), _COMPARED),
    F("promises_due", mark("到期的承诺"), _COMPARED),
    F("promises_kept", mark("到期的承诺里已兑现的"), _COMPARED),
    F("promises_late", mark("过期没有兑现的承诺")),
    F("responded", mark("响应率"), _RATE),
    F("resolved", mark("解决率"), _RATE),
    F("satisfied", mark("满意率"), _RATE),
    F(
        "took",
        mark("办结用时"),
        _group(
            F("median", mark("本期一半在几天内")),
            F("ninetieth", mark("本期九成在几天内")),
            F("median_before", mark("上期一半在几天内")),
            F("ninetieth_before", mark("上期九成在几天内")),
        ),
    ),
    F(
        "said",
        mark("算出来的话，按节"),
        _group(*(F(key, about, _SECTION) for key, about in SECTIONS.items())),
    ),
    F(
        "rows",
        mark("各张表，一行一条"),
        _group(*(F(key, about, _group(*TABLES[key]), many=True) for key, about in _TABLE_TITLES.items())),
    ),
    F(
        "cases",
        mark("选定的典型案例"),
        _group(
            F("title", mark("标题")),
            F("about", mark("编号、网格、类别")),
            F("paragraphs", mark("正文，一段一条"), many=True),
        ),
        many=True,
    ),
    F("charts", mark("图"), _group(*(F(key, about, _CHART) for key, about in CHARTS.items()))),
)
"""Name → field, at the top of a template."""


def field_paths(fields: Mapping[str, TemplateField] = FIELDS, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every field as a template names it, lists with ``[]``, and what it is (marked)."""
    for each in fields.values():
        path = f"{before}{each.name}{'[]' if each.many else ''}"
        yield path, each.about
        yield from field_paths(each.inner, f"{path}.")
