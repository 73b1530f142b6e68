"""Buildings 楼栋, their units 单元 and dwellings 房屋."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from gridtui.domain.words.draft import Draft, number_problems
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

MOST_FLOORS = 200
LOWEST_FLOOR = -9


class BuildingKind(Vocabulary):
    """What a line of a building ledger stands for."""

    BLOCK = "block", mark("住宅楼"), "住宅", "居民楼", "楼房", "单元楼"
    COMPOUND = "compound", mark("住宅小区"), "小区"
    APARTMENT = "apartment", mark("公寓"), "公寓楼"
    PRIVATE = "private", mark("私人住宅"), "自建房", "私房", "民房", "平房"
    RENTAL = "rental", mark("大型出租房"), "出租房", "出租屋"
    COMMERCIAL = "commercial", mark("商业建筑"), "商铺", "商场"
    TOWER = "tower", mark("商业大厦"), "写字楼", "办公楼", "大厦"
    PUBLIC = "public", mark("公共建筑"), "公共设施", "学校", "医院"
    OTHER = "other", mark("其他"), "其它"


class DwellingUse(Vocabulary):
    """What a door is used for."""

    HOME = "home", mark("住宅"), "住房", "居住", "住家", "住", "宿舍"
    SHOP = "shop", mark("商铺"), "店铺", "门面", "商用", "底商", "铺面", "店"
    GARAGE = "garage", mark("车库"), "车位", "车房"
    OTHER = "other", mark("其他"), "其它", "办公", "仓库", "杂物间", "储藏室"


class Occupancy(Vocabulary):
    """Who lives behind a door, if anybody."""

    OWNER = "owner", mark("自住"), "自用", "业主自住", "自有", "自有自住"
    RENTED = "rented", mark("出租"), "租", "租住", "租赁", "租用", "已出租"
    VACANT = "vacant", mark("空置"), "空", "空房", "空闲", "无人居住", "闲置"
    UNKNOWN = "unknown", mark("未知"), "不详", "不明", "不清楚"


def pack_details(details: Mapping[str, str]) -> str:
    """Return the named texts as the JSON object kept in ``details`` and ``contacts``; ``""`` for none."""
    filled = {name: text for name, text in details.items() if text}
    return json.dumps(filled, ensure_ascii=False, sort_keys=True) if filled else ""


def unpack_details(packed: str) -> dict[str, str]:
    """Return the named texts of a packed object; an unreadable one has none."""
    try:
        found = json.loads(packed) if packed else {}
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}


class BuildingDraft(Draft):
    """A building as entered."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"note", "details", "contacts"})

    org_id: bytes | None = None
    grid_id: bytes | None = None
    courtyard_id: bytes | None = None
    label: str = ""
    name: str = ""
    kind: str = ""
    address: str = ""
    floors: int | None = None
    built_year: int | None = None
    details: str = ""
    contacts: str = ""
    external_ids: str = ""
    note: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = BuildingKind.problems_of(self.kind, "kind")
        found += number_problems(self.floors, "floors", 1, MOST_FLOORS)
        if not self.label and not self.name:
            found.append(Problem(mark("请填写楼栋号或名称"), "label"))
        if "-" in self.label or "－" in self.label:
            found.append(Problem(mark("楼栋号里不能有横线：门牌 3-2-501 的楼栋号是 3"), "label"))
        for field, packed in (("details", self.details), ("contacts", self.contacts)):
            if packed and not unpack_details(packed):
                found.append(Problem(mark("附加信息损坏，读不出来"), field))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        return number_problems(self.built_year, "built_year", 1800, today.year + 5)


class UnitDraft(Draft):
    """A staircase as entered."""

    building_id: bytes | None = None
    label: str = ""
    floors: int | None = None
    doors_per_floor: int | None = None

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [
            *number_problems(self.floors, "floors", 1, MOST_FLOORS),
            *number_problems(self.doors_per_floor, "doors_per_floor", 1, 99),
        ]
        return found if self.label else [Problem(mark("请填写单元号"), "label"), *found]


class DwellingDraft(Draft):
    """A door as entered."""

    building_id: bytes | None = None
    unit_id: bytes | None = None
    floor: int | None = None
    room: str = ""
    door: str = ""
    use: str = DwellingUse.HOME.value
    occupancy: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [
            *DwellingUse.problems_of(self.use, "use"),
            *Occupancy.problems_of(self.occupancy, "occupancy"),
            *number_problems(self.floor, "floor", LOWEST_FLOOR, MOST_FLOORS),
        ]
        return found if self.room or self.door else [Problem(mark("请填写房号"), "room"), *found]
