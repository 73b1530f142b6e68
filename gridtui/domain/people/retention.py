"""How long each kind of personal data is kept: shipped defaults, which an office checks against its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gridtui.domain.issues.category import shipped_rows
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark, tr

DEFAULT_NOTE: Final = mark("默认值，可按本地规定调整")


class Since(Vocabulary):
    """From when on the time runs; the label says how long in words, ``{n}`` the months."""

    LEFT = "left", mark("迁出或去世后 {n} 个月")
    REVIEW = "review", mark("到期复核，需要才延长")
    ENDED = "ended", mark("任用结束后 {n} 个月")
    CLOSED = "closed", mark("办结后 {n} 个月")
    VISITED = "visited", mark("走访后 {n} 个月")
    DONE = "done", mark("兑现后 {n} 个月")
    WRITTEN = "written", mark("记录后 {n} 个月")
    REPLACED = "replaced", mark("到换人为止")
    SAVED = "saved", mark("停笔后 {n} 个月")
    LOOKED = "looked", mark("查看后 {n} 个月")


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the personal data of one noun is kept: ``months`` after something happened."""

    noun: str
    since: Since
    months: int

    def cutoff(self, today: date) -> date:
        """Return the last day on which it may have happened for the data to be due on ``today``."""
        return months_before(today, self.months)

    def words(self) -> str:
        """Return it as it is said."""
        return tr(self.since.label, n=self.months)


@cache
def retentions() -> Mapping[str, Retention]:
    """Return noun → how long it is kept, of ``data/retention.csv``; ``draft`` and ``looks`` are no tables."""
    rows = shipped_rows("retention.csv")
    return {row["noun"]: Retention(row["noun"], Since(row["since"]), int(row["months"])) for row in rows}


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise ValueError(day)
