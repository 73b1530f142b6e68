"""The columns of the burden register, and the words that add it up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gridtui.domain.burdens.form_request import Listed
from gridtui.domain.words.dates import shown_date
from gridtui.queries.burdens import BurdenRow, BurdenSums
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.tones import AMBER, LATE, Tone
from gridtui.words import mark, tr

NOT_LOOKED = mark("没核对")
_OFF = AMBER.lettered(mark("外"))


def burden_columns(today: Callable[[], date]) -> list[Column[BurdenRow]]:
    """Return the columns; ``today`` is asked whenever a row is drawn."""
    handed = room_for(map(_longest, _HANDED), least=10, most=16)
    listed = room_for((NOT_LOOKED, *(each.label for each in Listed)), least=6, most=14)
    return [
        Column(mark("要表日期"), 10, lambda row: shown_date(row.asked_on), style="muted"),
        Column(mark("表格或事项"), 14, lambda row: row.matter, style="strong", flexible=True),
        Column(mark("要表单位"), 12, lambda row: row.asked_by, flexible=True, min_width=60),
        Column(mark("清单"), listed, _listed),
        Column(mark("交表"), handed, lambda row: handed_words(row, today()), toned=True),
        Column(mark("分钟"), 6, lambda row: "" if row.minutes is None else str(row.minutes), "right",
               style="muted", min_width=72),
        Column(mark("同上次"), 7, same_words, "right", style="muted", min_width=84),
    ]  # fmt: skip


def burden_tone(row: BurdenRow, today: date) -> Tone | None:
    """Return what a row means: late, or off the list."""
    if row.is_open and row.is_late(today):
        return LATE
    return _OFF if row.listed == Listed.NO else None


_HANDED = (mark("{n} 天后要"), mark("超期 {n} 天"), mark("今天要"), mark("没交"))


def _longest(words: str) -> str:
    return words.replace("{n}", "99")


def handed_words(row: BurdenRow, today: date) -> str:
    """Return when a request was handed in, or how long there is until it must be."""
    if row.handed_on is not None:
        return shown_date(row.handed_on)
    if row.due_on is None:
        return tr(mark("没交"))
    left = (row.due_on - today).days
    if left == 0:
        return tr(mark("今天要"))
    return tr(mark("{n} 天后要"), n=left) if left > 0 else tr(mark("超期 {n} 天"), n=-left)


def same_words(row: BurdenRow) -> str:
    """Return what share of the cells was the same as the time before, empty where nobody knows."""
    if not row.cells or row.same_cells is None:
        return ""
    return f"{row.same_cells * 100 // row.cells}%"


def sums_words(sums: BurdenSums) -> str:
    """Return the register added up, in one sentence."""
    words = [
        tr("{n} 笔：清单内 {listed}，清单外 {outside}，没核对 {unknown}", n=sums.requests, listed=sums.listed,
           outside=sums.outside, unknown=sums.unknown)
    ]  # fmt: skip
    if sums.minutes:
        hours, minutes = divmod(sums.minutes, 60)
        words.append(tr("用时 {h} 小时 {m} 分钟", h=hours, m=minutes))
    if sums.cells:
        share = sums.same_cells * 100 // sums.cells
        words.append(tr("重填的 {cells} 格里 {share}% 和上次一样", cells=sums.cells, share=share))
    return tr("；").join(words)


def _listed(row: BurdenRow) -> str:
    return tr(Listed.label_of(row.listed) if row.listed else NOT_LOOKED)
