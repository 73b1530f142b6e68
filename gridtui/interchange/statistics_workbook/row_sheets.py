"""The sheets of rows that the figures are reckoned from: an issue a row, by number; nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, Satisfaction, State
from gridtui.domain.words.dates import local_date
from gridtui.interchange.files.written_values import Value
from gridtui.interchange.statistics_workbook.labels import NOTHING_SAID, Labels
from gridtui.queries.issues.statistics_rows import Stretch, came_rows, late_rows, refused_rows, went_rows

YES = "是"
NO_NATURE = "没有性质"
HEAD_ROWS = 1


@dataclass(frozen=True, slots=True)
class RowSheet:
    """A sheet of rows: its name and its columns, each with a key, a title and a width in cells."""

    name: str
    columns: tuple[tuple[str, str, int], ...]

    def range(self, key: str, count: int) -> str:
        """Return the reference of a column's cells where there are so many rows."""
        place = next(place for place, column in enumerate(self.columns) if column[0] == key)
        letter = chr(ord("A") + place)
        return f"'{self.name}'!${letter}${HEAD_ROWS + 1}:${letter}${HEAD_ROWS + max(1, count)}"


_NUMBER = ("number", "编号", 16)
_GRID = ("grid", "网格", 18)
_MAJOR = ("major", "类别一", 18)

CAME = RowSheet(
    "登记",
    (_NUMBER, ("day", "登记日期", 12), ("week", "周一是", 12), _GRID, _MAJOR, ("minor", "类别二", 22),
     ("nature", "性质", 10), ("state", "现在的状态", 12), ("asks", "要回应", 8), ("answered", "已回应", 8)),
)  # fmt: skip
WENT = RowSheet(
    "办结",
    (_NUMBER, ("day", "登记日期", 12), ("closed", "办结日期", 12), ("week", "周一是", 12), _GRID, _MAJOR,
     ("days", "用了几天", 10), ("kind", "办结类型", 12), ("resolved", "是否解决", 10),
     ("satisfaction", "满意度", 10)),
)  # fmt: skip
LATE = RowSheet("超期", (_NUMBER, ("state", "环节", 12), _GRID, ("due", "期限", 20)))
REFUSED = RowSheet("退回", (_NUMBER, ("unit", "单位", 24)))
ROW_SHEETS = (CAME, WENT, LATE, REFUSED)


@dataclass(slots=True)
class RowReader:
    """Reads the rows of a stretch; ``by_grid`` counts what was registered of each grid while it does."""

    connection: Connection
    labels: Labels
    wanted: Stretch
    now: datetime
    by_grid: Counter[str] = field(default_factory=Counter)

    def rows(self) -> tuple[Iterator[Sequence[Value]], ...]:
        """Return the rows of every sheet, in the order of ``ROW_SHEETS``."""
        return self._came(), self._went(), self._late(), self._refused()

    def _came(self) -> Iterator[Sequence[Value]]:
        for row in came_rows(self.connection, self.wanted):
            day, grid = local_date(row.registered_at), self.labels.grid(row.grid_id)
            self.by_grid[grid] += 1
            yield (
                row.number,
                day,
                monday_of(day),
                grid,
                self.labels.major(row.category),
                self.labels.category(row.category),
                IssueNature.label_of(row.nature) or NO_NATURE,
                State.label_of(row.state),
                YES if row.asks else None,
                YES if row.asks and row.answered else None,
            )

    def _went(self) -> Iterator[Sequence[Value]]:
        for row in went_rows(self.connection, self.wanted):
            day = local_date(row.closed_at)
            yield (
                row.number,
                local_date(row.registered_at),
                day,
                monday_of(day),
                self.labels.grid(row.grid_id),
                self.labels.major(row.category),
                max(0, (row.closed_at - row.registered_at) // timedelta(days=1)),
                ClosureKind.label_of(row.closure_kind) or NOTHING_SAID,
                Resolution.label_of(row.resolved) or NOTHING_SAID,
                Satisfaction.label_of(row.satisfaction) or NOTHING_SAID,
            )

    def _late(self) -> Iterator[Sequence[Value]]:
        for row in late_rows(self.connection, self.wanted, self.now):
            yield row.number, State.label_of(row.state), self.labels.grid(row.grid_id), row.due_at

    def _refused(self) -> Iterator[Sequence[Value]]:
        for row in refused_rows(self.connection, self.wanted):
            yield row.number, self.labels.unit(row.org_id)


def monday_of(day: date) -> date:
    """Return the Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())
