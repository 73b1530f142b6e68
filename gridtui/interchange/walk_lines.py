"""The stair-walk sheet 扫楼单 as it stands on paper: names and phones masked, always in Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from gridtui.domain.people.masking import mask_name, mask_prose
from gridtui.domain.people.walking import Errand
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.places.door_numbers import building_title
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.text import tidy
from gridtui.queries.walks.walk_sheets import SheetLine, SheetUnit, WalkSheet

DOOR, HEAD, PEOPLE, PHONE, ERRANDS = "门牌", "户主", "人", "联系电话", "该办什么"
TICKS = ("见到", "未在家", "电话")
NOTES = "备注"
SIGNATURE = "走访人签字：______________   走访日期：______年____月____日   审核：___________"

_NO_DOOR = "没有门牌"
_NO_HOUSEHOLD = "没有登记户"
_LEFT = "已离开"
_SPEAKING_USES = frozenset((DwellingUse.SHOP, DwellingUse.GARAGE))


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the sheet; ``asks`` says whether somebody is to be looked for there."""

    door: str
    head: str
    people: str
    phone: str
    errands: tuple[str, ...]
    floor: int | None
    asks: bool


@dataclass(frozen=True, slots=True)
class PaperUnit:
    """One staircase on paper: its name, what stands above the lines, and who took the sheet out when."""

    name: str
    title: str
    facts: str
    watermark: str
    lines: tuple[PaperLine, ...]


def on_paper(sheet: WalkSheet, *, office: str, operator: str, at: str) -> list[PaperUnit]:
    """Return the staircases of a sheet; ``operator`` of that ``office`` takes it out ``at`` that moment."""
    found = []
    for unit in sheet.units:
        name = unit_name(unit)
        lines = tuple(_line(line) for line in unit.lines)
        homes = sum(line.household_id is not None for line in unit.lines)
        tasks = sum(bool(line.errands) for line in unit.lines)
        place = " · ".join(tidy(part) for part in (office, sheet.building.grid_name) if part)
        counts = f"{homes} 户，要办的 {tasks} 户"
        facts = f"{place} · {sheet.order.label} · {counts}" if place else f"{sheet.order.label} · {counts}"
        watermark = f"{tidy(operator)} {at} 导出 · 仅供走访使用，用完交回销毁，不拍照不外传"
        found.append(PaperUnit(name, f"{building_name(sheet)} {name} 扫楼单", facts, watermark, lines))
    return found


def building_name(sheet: WalkSheet) -> str:
    """Return what the building is called."""
    return building_title(tidy(sheet.building.name), tidy(sheet.building.label))


def unit_name(unit: SheetUnit) -> str:
    """Return what a staircase is called."""
    if unit.doorless:
        return _NO_DOOR
    return f"{tidy(unit.label)}单元" if unit.label else "不分单元"


def plain(item: object) -> str:
    """Return a sentence in Chinese, whatever language the program speaks."""
    if isinstance(item, Sentence):
        return item.text.format(**{name: plain(value) for name, value in item.values.items()})
    return str(item)


def _line(line: SheetLine) -> PaperLine:
    number, number_of = line.of
    shares = f"{number}/{number_of} " if number_of > 1 else ""
    return PaperLine(
        tidy(line.door) or "-",
        shares + _head(line),
        str(line.people) if line.people else "",
        line.phone,
        tuple(_words(errand, line.head) for errand in line.errands),
        line.floor,
        line.household_id is not None,
    )


def _head(line: SheetLine) -> str:
    if line.head:
        return mask_name(line.head)
    if line.household_id is not None:
        return _LEFT if line.left_on else ""
    if line.occupancy == Occupancy.VACANT:
        return Occupancy.VACANT.label
    return DwellingUse.label_of(line.use) if line.use in _SPEAKING_USES else _NO_HOUSEHOLD


def _words(errand: Errand, head: str) -> str:
    said = mask_prose(tidy(plain(errand.paper or errand.words)))
    if len(head) > 1:
        said = said.replace(head, mask_name(head))
    return f"{errand.kind.label}：{said}"
