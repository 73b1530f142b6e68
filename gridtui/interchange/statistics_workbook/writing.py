"""Writing the statistics of a period: the figures as the screen shows them, over the rows they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.words.dates import local_date
from gridtui.interchange.exporting import watched
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.long_sheets import LongRows, write_long_workbook
from gridtui.interchange.handing_out import hand_out
from gridtui.interchange.ledgers.heading import LedgerSpan, heading_of
from gridtui.interchange.plans.run import Progress
from gridtui.interchange.statistics_workbook.drawing import BEFORE_ROWS, draw
from gridtui.interchange.statistics_workbook.figures import Formulas, sections_of
from gridtui.interchange.statistics_workbook.labels import Labels
from gridtui.interchange.statistics_workbook.row_sheets import HEAD_ROWS, RowReader
from gridtui.queries.issues.statistics import statistics
from gridtui.queries.issues.statistics_rows import Stretch
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

CODE, TITLE, ABOUT = (
    "statistics",
    mark("统计表"),
    mark("登记和办结、三率、类别、网格、用时：带图，每个数都能查到明细"),
)
FORM = ".xlsx"

_BAD_FORM = mark("统计表只能写成 .xlsx，不能写成“{suffix}”")
_NOBODY = "只有编号和数字，没有姓名和电话"


def write_statistics(
    workspace: Workspace, path: Path, span: LedgerSpan | None = None, *, progress: Progress | None = None
) -> int:
    """Write the statistics to an xlsx and return how many rows stand behind the figures.

    Without days those of this month are meant. ``RuleBroken`` where it cannot be written; what ``progress``
    raises ends it, and nothing is left behind then.
    """
    if path.suffix.lower() != FORM:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    span = filled_span(span or LedgerSpan(), local_date(workspace.clock()))
    span.refuse_backwards()

    def write(part: Path) -> int:
        with workspace.read() as connection:
            return _fill(workspace, connection, part, span, progress)

    return hand_out(workspace, path, write, kind=CODE, how="masked")


def filled_span(span: LedgerSpan, today: date) -> LedgerSpan:
    """Return the days meant: up to today, and from the first of the last one's month, where none is said."""
    last = span.last or today
    return LedgerSpan(span.first or min(last, today).replace(day=1), last, span.grid_id)


def _fill(
    workspace: Workspace, connection: Connection, path: Path, span: LedgerSpan, progress: Progress | None
) -> int:
    assert span.first and span.last and span.begin and span.end
    now = workspace.clock()
    found = statistics(connection, span.first, span.last, now, span.grid_id)
    head = heading_of(workspace, connection, TITLE, span, _NOBODY, dated=True)
    labels = Labels(connection)
    reader = RowReader(connection, labels, Stretch(span.begin, span.end, span.grid_id), now)

    def frame(book: Any, counts: Sequence[int]) -> None:
        sections = list(sections_of(found, labels, reader.by_grid, Formulas(counts)))
        draw(book, head, sections, counts)

    totals = found.registered, found.closed, sum(found.overdue.values()), sum(found.refusals.values())
    parts = [
        LongRows(BEFORE_ROWS + number, HEAD_ROWS, watched(rows, _ahead(progress, totals, number - 1), None))
        for number, rows in enumerate(reader.rows(), 1)
    ]
    return sum(write_long_workbook(path, frame, parts))


def _ahead(progress: Progress | None, totals: Sequence[int], place: int) -> Progress | None:
    """Return what tells the progress of one sheet as part of all."""
    if progress is None:
        return None
    before, whole = sum(totals[:place]), sum(totals)
    tell = progress

    def tick(done: int, _total: int | None) -> None:
        tell(min(before + done, whole), whole)

    return tick
