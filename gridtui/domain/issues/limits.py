"""Limits: how long each stage of an issue may take; data, shipped as defaults (默认值，非昆明规定)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

DEFAULT_LABEL = mark("默认值，非昆明规定")
"""What is written beside every shipped limit."""


class Stage(Vocabulary):
    """What a limit is about; the nature of a whistle is its purpose, of a visit the household's kind."""

    ACCEPT = "accept", mark("受理")
    HANDLE = "handle", mark("办理")
    VERIFY = "verify", mark("核查")
    CALLBACK = "callback", mark("回访")
    TOTAL = "total", mark("总期限")
    FIRST_RESPONSE = "first_response", mark("首次反馈")
    EXTENSION = "extension", mark("延期上限")
    WHISTLE_SIGN = "whistle_sign", mark("吹哨签收")
    WHISTLE_CONTACT = "whistle_contact", mark("吹哨联系")
    WHISTLE_REPORT = "whistle_report", mark("吹哨报到")
    VISIT = "visit", mark("走访")
    COLD = "cold", mark("冷件")


NOTES = (
    mark("性质未定"), mark("调解"), mark("水电气热"), mark("受理2 + 办理15"), mark("受理2 + 办理3"),
    mark("受理2 + 办理7"), mark("受理2 + 调解30"), mark("受理2 + 办理1"), mark("突发事件首次反馈"),
    mark("次日回访"), mark("调解可延长"), mark("工作推进"), mark("攻坚克难"), mark("每年两次"),
    mark("每月一次"), mark("无记录"),
)  # fmt: skip
"""What stands beside the shipped limits, marked so that it can be said in another language."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table: ``amount`` of ``unit`` for a stage; amber at 80 % unless ``amber`` is given.

    Empty ``nature`` and ``category`` and level 0 fit everything; a category of the first level fits its
    subcategories. ``shipped`` lines are the program's defaults, those ``above`` were laid down by an office
    above.
    """

    stage: Stage
    amount: int
    unit: TimeUnit
    amber: int | None = None
    nature: str = ""
    category: str = ""
    level: int = 0
    note: str = ""
    shipped: bool = False
    above: bool = False

    def rank(self, nature: str, category: str, level: int) -> tuple[int, int, int] | None:
        """Return how closely the line fits (category before nature before level), None when it does not."""
        for own, given in ((self.nature, nature), (self.level, level)):
            if own and own != given:
                return None
        if self.category and category != self.category and not category.startswith(self.category + "-"):
            return None
        return len(self.category), len(self.nature), self.level


class LimitTable:
    """The limits in force; of several lines that fit, the most particular counts, and the later of equals."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self.limits = tuple(limits)
        self._found: dict[tuple[Stage, str, str, int], Limit | None] = {}

    def find(self, stage: Stage, nature: str = "", category: str = "", level: int = 0) -> Limit | None:
        """Return the limit of a stage for an issue's nature, category code and owner level, or None."""
        key = (stage, nature, category, level)
        if key not in self._found:
            self._found[key] = self._search(*key)
        return self._found[key]

    def _search(self, stage: Stage, nature: str, category: str, level: int) -> Limit | None:
        best: Limit | None = None
        best_rank = (-1, -1, -1)
        for limit in self.limits:
            rank = limit.rank(nature, category, level) if limit.stage is stage else None
            if rank is not None and rank >= best_rank:
                best, best_rank = limit, rank
        return best


def limit_problems(limit: Limit) -> list[Problem]:
    """Return what is wrong with a limit that an office would put in force."""
    found = []
    if not 1 <= limit.amount <= LONGEST:
        words = mark("应在 {low} 到 {high} 之间")
        found.append(Problem(words, "amount", values={"low": 1, "high": LONGEST}))
    elif limit.amber is not None and not 0 < limit.amber <= limit.amount:
        found.append(Problem(mark("预警不能晚于期限"), "amber"))
    if len(limit.note) > SHORT:
        found.append(Problem(mark("太长：这一项最多 {limit} 个字"), "note", values={"limit": SHORT}))
    return found


def read_limits(
    rows: Iterable[Mapping[str, str]], *, shipped: bool = False
) -> tuple[list[Limit], list[Problem]]:
    """Return the limits of table rows (the columns of ``data/limits.csv``), and what is wrong by row."""
    limits: list[Limit] = []
    problems: list[Problem] = []
    for row, cells in enumerate(rows, start=2):
        words = {name: (text or "").strip() for name, text in cells.items() if isinstance(name, str)}
        stage, unit = Stage.parse(words.get("stage", "")), TimeUnit.parse(words.get("unit", ""))
        amount = _whole(words.get("amount", ""))
        amber, level = _whole(words.get("amber", "") or "0"), _whole(words.get("level", "") or "0")
        if stage is None or unit is None:
            problems.append(Problem(mark("第 {row} 行：环节或时间单位看不懂"), values={"row": row}))
        elif not amount or amount > LONGEST or amber is None or amber > amount:
            words_wrong = mark("第 {row} 行：期限应为 1 到 {most} 的整数，预警不能晚于期限")
            problems.append(Problem(words_wrong, "amount", values={"row": row, "most": LONGEST}))
        elif level is None or level > 6:
            problems.append(Problem(mark("第 {row} 行：层级应为 1 到 6"), "level", values={"row": row}))
        else:
            limits.append(
                Limit(
                    stage,
                    amount,
                    unit,
                    amber or None,
                    words.get("nature", ""),
                    words.get("category", ""),
                    level,
                    words.get("note", ""),
                    shipped,
                )
            )
    return limits, problems


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 6 else None


@lru_cache(maxsize=1)
def default_limits() -> LimitTable:
    """Return the shipped defaults of ``data/limits.csv``."""
    source = resources.files("gridtui.domain").joinpath("data", "limits.csv")
    limits, _ = read_limits(csv.DictReader(source.read_text(encoding="utf-8").splitlines()), shipped=True)
    return LimitTable(limits)
