"""Reading a rule for doors as a person types it in one line: ``3 单元 × 7 层 × 2 户，1 层商铺，无 4 层``.

The line begins with the whole, ``3x7x2`` or ``7x2`` without units; what differs stands behind it, in any
order. Numbers may be Chinese; signs and spaces between the parts do not matter.

    2 单元 6 层            one staircase is lower        2 单元 3 户   or has other doors a floor
    1 层商铺               all doors of a floor          负1层 8 间车库   a floor below ground
    1-101 商铺             one door                      101、102 商铺   doors of every staircase
    无 4、14 层            floors that are left out      无 1-102      a door that is not there
    顶层 1 户              another number on a floor     2 单元第 6 层 1 户   on one of one staircase
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gridtui.domain.places.building import DwellingUse
from gridtui.domain.places.door_rules import TOP, Differing, DoorRule, Staircase, rule_problems
from gridtui.domain.words.numbers import chinese_number
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy_line
from gridtui.words import mark

_CHINESE = "零〇一二两三四五六七八九十百"
_N = rf"(?:[0-9]{{1,4}}|[{_CHINESE}]{{1,5}})"
_UNIT = r"个?(?:单元|梯|门洞)"
_DOORS = "(?:户|家|套|间|个)"
_USES = "|".join(
    sorted((word for use in DwellingUse for word in (use.label, *use.words) if len(word) > 1), key=len)[::-1]
)
_LISTED = r"[0-9]{3,5}[A-Z]?"
_ROOM = rf"负?{_LISTED}"
_BETWEEN = r"\s*[,、和及]\s*"

_WHOLE = re.compile(
    rf"(?:共|一共)?\s*(?:(?P<units>{_N})\s*(?:{_UNIT}\s*[×,]?\s*(?:每个?单元)?|×)\s*)?"
    rf"(?P<floors>{_N})\s*(?:[层楼]\s*[×,]?|×)\s*(?:每层|一层)?\s*(?P<doors>{_N})\s*{_DOORS}?(?![0-9])"
)
_NO_FLOORS = re.compile(
    rf"(?:共|一共)?\s*(?P<units>{_N})\s*{_UNIT}\s*[×,]?\s*(?:每层)?\s*(?P<doors>{_N})\s*{_DOORS}\s*$"
)
_SCOPE = rf"(?:(?P<unit>{_N})\s*单元\s*的?\s*)?"
_OWN = re.compile(
    rf"(?P<unit>{_N})\s*单元\s*(?:(?:只有|有|是|为)\s*)?"
    rf"(?:(?P<floors>{_N})\s*[层楼](?:\s*×?\s*(?:每层)?\s*(?P<doors>{_N})\s*{_DOORS})?(?!\s*(?:{_USES}))"
    rf"|(?:每层)?\s*(?P<alone>{_N})\s*{_DOORS})"
)
_SAYS = r"(?:全部|全|都|均|整层|各|每层|只有|只|有|是|为|作|改)*"
_FLOOR = re.compile(
    rf"(?P<gone>无|没有|不设|跳过?|缺|除了?|除去)?\s*{_SCOPE}"
    rf"(?:(?P<named>顶[层楼]|最高层|底[层楼]|首层)"
    rf"|第?\s*(?P<list>负?{_N}(?:(?:{_BETWEEN}|\s*[-~至到]\s*)第?负?{_N})*)\s*[层楼])"
    rf"\s*{_SAYS}\s*(?:(?P<doors>{_N})\s*{_DOORS})?\s*{_SAYS}\s*(?P<use>{_USES})?"
)
_DOOR = rf"(?:{_N}-)?{_ROOM}(?:室|号)?"
_ROOMS = re.compile(
    rf"(?P<gone>无|没有|不设|缺|除了?|除去)?\s*(?P<rooms>(?<![0-9]){_DOOR}(?:{_BETWEEN}{_DOOR})*)(?![0-9-])"
    rf"\s*{_SAYS}\s*(?P<use>{_USES})?"
)
_SKIP = re.compile(r"[\s,;、。.:()]+|其中|另外|但是?|例外|和|及")
_REST = re.compile(r"[^\s,;、。]+")
_MOST_SPAN = 99


@dataclass(frozen=True, slots=True)
class ReadRule:
    """What was understood of a line; ``rule`` is None while there is no whole, or something is wrong."""

    rule: DoorRule | None
    problems: tuple[Problem, ...] = ()


def read_door_rule(text: str) -> ReadRule:
    """Return the rule that a line says, and in words what was not understood; never raises."""
    reading = _Reading(tidy_line(text).upper().replace("X", "×").replace("*", "×").replace("✕", "×"))
    reading.run()
    if reading.whole is None:
        if found := _NO_FLOORS.match(reading.line):
            words = mark("没有写几层，例如 {units} 单元 × 7 层 × {doors} 户")
            return ReadRule(None, (Problem(words, values=found.groupdict()),))
        if not reading.problems:
            reading.problems.append(Problem(mark("请先写整栋的，例如 3 单元 × 7 层 × 2 户")))
        return ReadRule(None, tuple(reading.problems))
    units, usual = reading.whole
    own = {
        number: Staircase(floors or usual.floors, doors or usual.doors)
        for number, (floors, doors) in reading.own.items()
    }
    rule = DoorRule(units, usual, own, tuple(reading.differing))
    wrong = [unit for unit in own if not 1 <= unit <= units]
    if wrong:
        scope = Differing(unit=wrong[0] or units + 1)
        rule = DoorRule(units, usual, {}, (*rule.differing, scope))
    problems = (*reading.problems, *rule_problems(rule))
    return ReadRule(None if problems else rule, problems)


@dataclass(slots=True)
class _Reading:
    """One line while it is read from left to right."""

    line: str
    at: int = 0
    whole: tuple[int, Staircase] | None = None
    own: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    differing: list[Differing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def run(self) -> None:
        """Read the line to its end."""
        while self.at < len(self.line):
            skipped = _SKIP.match(self.line, self.at)
            if skipped:
                self.at = skipped.end()
            elif not any(self._take(pattern, read) for pattern, read in self._patterns()):
                rest = _REST.match(self.line, self.at)
                words = rest[0] if rest else self.line[self.at]
                self.problems.append(Problem(mark("没看懂“{words}”"), values={"words": words[:20]}))
                self.at += len(words)

    def _patterns(self) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]]]:
        whole = [(_WHOLE, self._read_whole)] if self.whole is None else []
        return [*whole, (_OWN, self._read_own), (_ROOMS, self._read_rooms), (_FLOOR, self._read_floors)]

    def _take(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], bool]) -> bool:
        found = pattern.match(self.line, self.at)
        if found is None or not found[0] or not read(found):
            return False
        self.at = found.end()
        return True

    def _read_whole(self, found: re.Match[str]) -> bool:
        units = _number(found["units"]) if found["units"] else 0
        if found["units"] and not units:
            self.problems.append(Problem(mark("单元数不能是 0；不分单元的写 7 层 × 2 户")))
        self.whole = units, Staircase(_number(found["floors"]), _number(found["doors"]))
        return True

    def _read_own(self, found: re.Match[str]) -> bool:
        floors, doors = found["floors"], found["doors"] or found["alone"]
        if floors is not None and not _number(floors):
            text = mark("{unit} 单元写了 0 层：没有层的单元请不要写")
            self.problems.append(Problem(text, values={"unit": found["unit"]}))
        if doors is not None and not _number(doors):
            text = mark("{unit} 单元每层写了 0 户：没有户的单元请不要写")
            self.problems.append(Problem(text, values={"unit": found["unit"]}))
        before = self.own.get(_number(found["unit"]), (None, None))
        said = (_number(floors) if floors else None, _number(doors) if doors else None)
        self.own[_number(found["unit"])] = said[0] or before[0], said[1] or before[1]
        return True

    def _read_floors(self, found: re.Match[str]) -> bool:
        use, doors = found["use"], found["doors"]
        unit = _number(found["unit"]) if found["unit"] else 0
        if found["unit"] and not unit:
            return False
        named = found["named"]
        floors = {TOP if named[0] in "顶最" else 1} if named else _floors(found["list"])
        if TOP in floors and not named:
            self.problems.append(Problem(mark("没有第 0 层：地下写 负1 层")))
            return True
        gone = bool(found["gone"]) and not use and doors is None
        if not (gone or use or doors) or (gone and named):
            return False
        self.differing.append(
            Differing(
                unit, frozenset(floors), doors=_number(doors) if doors else None, use=_use(use), gone=gone
            )
        )
        return True

    def _read_rooms(self, found: re.Match[str]) -> bool:
        use = found["use"]
        if not use and not found["gone"]:
            return False
        by_unit: dict[int, list[str]] = {}
        for said in re.split(_BETWEEN, found["rooms"]):
            unit, dash, room = said.rpartition("-")
            by_unit.setdefault(_number(unit) if dash else 0, []).append(room.rstrip("室号"))
        for unit, rooms in by_unit.items():
            self.differing.append(Differing(unit, rooms=tuple(rooms), use=_use(use), gone=not use))
        return True


def _number(text: str) -> int:
    """Return a number in digits or Chinese numerals; 0 for what only looks like one."""
    return int(text) if text.isascii() else chinese_number(text) or 0


def _use(word: str | None) -> DwellingUse | None:
    return DwellingUse.parse(word) if word else None


def _floors(text: str) -> set[int]:
    """Return the floors of a list such as ``1-2、4``; ``负`` makes those below ground."""
    found: set[int] = set()
    for piece in re.split(_BETWEEN, text):
        ends = [
            -_number(end[1:]) if end.startswith("负") else _number(end)
            for end in re.split(r"\s*[-~至到]\s*", piece.replace("第", ""))
        ]
        low, high = min(ends), max(ends)
        found |= {floor for floor in range(low, min(high, low + _MOST_SPAN) + 1) if floor or len(ends) == 1}
    return found
