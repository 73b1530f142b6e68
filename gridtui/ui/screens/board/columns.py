"""The columns of the board, and the meaning that a line carries."""

from __future__ import annotations

from collections.abc import Callable

from gridtui.domain.issues.issue_states import State
from gridtui.queries.issues.board import BoardLine
from gridtui.ui.kit.bars import bar
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.tones import AMBER, LATE, Tone
from gridtui.words import mark, tr

BAR_CELLS = 12
EVERY_OPEN = mark("全部未办结")


def board_columns(top: Callable[[BoardLine], int]) -> list[Column[BoardLine]]:
    """Return the columns; ``top`` is how many issues a full bar of a line stands for."""
    labels = (EVERY_OPEN, *(state.label for state in State))
    return [
        Column(mark("状态"), room_for(labels, least=10, most=18), _title, flexible=True),
        Column(mark("件"), 7, lambda line: str(line.count), align="right", style="strong"),
        Column("", BAR_CELLS, lambda line: bar(line.count, top(line), BAR_CELLS), style="muted",
               min_width=74),
        Column(mark("超期"), 6, lambda line: _number(line, line.overdue), align="right", toned=True),
        Column(mark("将到期"), 6, lambda line: _number(line, line.amber), align="right"),
        Column(mark("半数放了"), 8, lambda line: _days(line.ages.median if line.ages else None),
               align="right", style="muted"),
        Column(mark("最久放了"), 8, lambda line: _days(line.ages.oldest if line.ages else None),
               align="right", style="muted"),
    ]  # fmt: skip


def line_tone(line: BoardLine) -> Tone | None:
    """Return whether something in the line is late, or nearly so."""
    if line.overdue:
        return LATE
    return AMBER if line.amber else None


def _title(line: BoardLine) -> str:
    return tr(line.state.label if line.state else EVERY_OPEN)


def _number(line: BoardLine, number: int) -> str:
    return str(number) if line.is_open else ""


def _days(days: int | None) -> str:
    return "" if days is None else tr("{days}天", days=days)
