"""Gaps 缺口: what a neighbourhood's roster and records lack, and how each kind is called."""

from __future__ import annotations

from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS = 300, 500
"""How many households a grid should have; a default, no rule of a certain place."""


class GapKind(Vocabulary):
    """The kinds of gaps, in the order in which they are listed: grids, buildings, people, doors, records."""

    NO_WORKER = "no_worker", mark("没有网格员")
    NO_BRANCH = "no_branch", mark("没有支部覆盖")
    SAME_CODE = "same_code", mark("网格编码重复")
    GRID_SIZE = "grid_size", mark("网格户数不合适")
    NO_GRID = "no_grid", mark("没有划入网格")
    NO_LEADER = "no_leader", mark("没有楼栋长")
    NO_HUB = "no_hub", mark("没有党员中心户")
    BAD_PHONE = "bad_phone", mark("任职人电话不对")
    NEVER_VISITED = "never_visited", mark("从没走访过")
    VISIT_OVERDUE = "visit_overdue", mark("走访超期")
    NO_PURPOSE = "no_purpose", mark("没写明用途")
    REVIEW_PAST = "review_past", mark("过了复核日期")

    @property
    def sentence(self) -> str:
        """What is wrong in one line, with placeholders; marked."""
        return _SENTENCES[self]


_SENTENCES = {
    GapKind.NO_WORKER: mark("没有网格员"),
    GapKind.NO_BRANCH: mark("没有写明由哪个支部覆盖"),
    GapKind.SAME_CODE: mark("编码 {code} 有 {n} 个网格在用"),
    GapKind.GRID_SIZE: mark("{n} 户，默认值 {least}–{most} 户"),
    GapKind.NO_GRID: mark("没有划入任何网格"),
    GapKind.NO_LEADER: mark("没有楼栋长"),
    GapKind.NO_HUB: mark("{n} 户里没有党员中心户"),
    GapKind.BAD_PHONE: mark("电话号码不对，打不通"),
    GapKind.NEVER_VISITED: mark("{n} 户从没走访过"),
    GapKind.VISIT_OVERDUE: mark("{n} 户走访超期"),
    GapKind.NO_PURPOSE: mark("缺用途、依据、同意日期或复核日期"),
    GapKind.REVIEW_PAST: mark("{day} 就该复核了"),
}
