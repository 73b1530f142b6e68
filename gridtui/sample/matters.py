"""What residents of the sample raise: a grammar of texts by category, read from ``data/matters.csv``."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from random import Random
from typing import NamedTuple

from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.sample.chance import Weighted, expand, variants


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of matter: its category, who usually deals with it, and templates of what is said.

    ``where`` is door, stairs, yard, street, gate or tower; ``natures`` repeats what is more common. Choices
    of text and answer with as many alternatives as the first one of the title go with it.
    """

    code: str
    natures: tuple[IssueNature, ...]
    service: str
    where: str
    title: str
    text: str
    answer: str

    def nature(self, rng: Random) -> IssueNature:
        """Return what the resident wants this time."""
        return rng.choice(self.natures)

    def telling(self, rng: Random) -> Telling:
        """Return one way in which it is raised."""
        of = variants(self.title)
        variant = int(rng.random() * of)
        return Telling(
            expand(rng, self.title, variant=variant, of=of),
            expand(rng, self.text, variant=variant, of=of),
            variant,
            of,
        )

    def answered(self, rng: Random, telling: Telling) -> str:
        """Return what was done about it."""
        return expand(rng, self.answer, variant=telling.variant, of=telling.of)


class Telling(NamedTuple):
    """Title and text of one issue, and which alternative they took of how many."""

    title: str
    text: str
    variant: int
    of: int


HOT_CHARGING = Matter(
    "M12-002",
    (IssueNature.COMPLAINT, IssueNature.REPORT),
    "fire",
    "stairs",
    "电动车飞线充电",
    "{又有人从窗口拉线给电动车充电|楼下一排电动车飞线充电|电动车飞线充电，插板就放在地上}，"
    "{下雨天线泡在水里|晚上没有人看着|线都发烫了|孩子就在旁边玩}，{怕起火，请尽快处理|希望装充电桩|请社区管一管}。",
    "{已拆除飞线，车辆移到集中充电点|2至5栋之间新装充电桩十二个，网格员每晚巡查}。",
)
HOT_NOISE = Matter(
    "M15-002",
    (IssueNature.COMPLAINT,),
    "order",
    "gate",
    "小区东门夜间噪声",
    "小区东门{烧烤摊|夜市摊位|流动摊贩}{夜里一点还在吆喝|音响开到很大|搬桌椅到凌晨}，"
    "{窗户关着都吵|老人整夜睡不着|孩子第二天没精神}，{请管一管|希望定个收摊时间}。",
    "{已与摊主约定晚上十一点收摊，音响撤走|综合执法队连续三晚值守，噪声明显减小}。",
)

SOURCES: dict[str, Weighted[IssueSource]] = {
    "inside": Weighted(
        [
            (IssueSource.WALK_IN, 30),
            (IssueSource.PHONE, 28),
            (IssueSource.VISIT, 18),
            (IssueSource.WECHAT, 16),
            (IssueSource.HOTLINE, 6),
            (IssueSource.MEETING, 2),
        ]
    ),
    "outside": Weighted(
        [
            (IssueSource.PATROL, 30),
            (IssueSource.WECHAT, 22),
            (IssueSource.PHONE, 18),
            (IssueSource.WALK_IN, 12),
            (IssueSource.HOTLINE, 10),
            (IssueSource.MEETING, 5),
            (IssueSource.WEB, 3),
        ]
    ),
}

_PLACES: dict[str, str] = {
    "stairs": "{1|2}单元楼道",
    "yard": "{花园|健身广场|停车区|垃圾房旁|院子大门}",
    "tower": "电梯间",
    "street": "{小区东门外|小区西门外|后巷|翠湖西路人行道|路口}",
    "gate": "小区东门",
}


@lru_cache(maxsize=1)
def common_matters() -> Weighted[Matter]:
    """Return the matters of the table by how often they are raised."""
    table = resources.files("gridtui.sample").joinpath("data", "matters.csv").read_text(encoding="utf-8")
    return Weighted([(_matter(row), int(row["weight"])) for row in csv.DictReader(table.splitlines())])


def source_of(rng: Random, matter: Matter, nature: IssueNature) -> IssueSource:
    """Return how the issue arrived; a patrol finds what is outside, and asks nothing."""
    inside = matter.where in ("door", "tower") or nature in (IssueNature.CONSULT, IssueNature.SUGGESTION)
    return SOURCES["inside" if inside else "outside"].pick(rng)


def place_of(rng: Random, matter: Matter, building: str) -> str:
    """Return where it is in words; empty for what is behind the resident's own door."""
    found = _PLACES.get(matter.where, "")
    if not found:
        return ""
    words = expand(rng, found)
    return f"{building}{words}" if matter.where in ("stairs", "tower") else words


def _matter(row: dict[str, str]) -> Matter:
    natures: Sequence[str] = row["natures"].split()
    return Matter(
        row["code"],
        tuple(map(IssueNature, natures)),
        row["service"],
        row["where"],
        row["title"],
        row["text"],
        row["answer"],
    )
