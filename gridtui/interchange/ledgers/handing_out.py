"""Handing a ledger out: of a period and a grid, masked unless there is a reason, noted in the audit chain."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.text import tidy
from gridtui.interchange.exporting import said_cells, watched
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.handing_out import hand_out, refuse_unreasoned
from gridtui.interchange.ledgers.heading import MASKED, LedgerSpan, heading_of
from gridtui.interchange.ledgers.ledger import Ledger, Reader
from gridtui.interchange.ledgers.workbook import fill_ledger
from gridtui.interchange.outgoing import ExportFilter, count_of, told_rows
from gridtui.interchange.plans.run import Progress
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

__all__ = ["FORM", "LedgerSpan", "write_ledger"]

FORM = ".xlsx"

_BAD_FORM = mark("台账只能写成 .xlsx，不能写成“{suffix}”")
_NO_GRIDS = mark("“{ledger}”不分网格，不能按网格筛选")
_UNDATED = mark("“{ledger}”写的是现在的情况，不能按日期筛选")


def write_ledger(
    workspace: Workspace,
    ledger: Ledger,
    path: Path,
    span: LedgerSpan | None = None,
    *,
    full: bool = False,
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """Write a ledger to an xlsx and return its rows; names and numbers are masked unless ``full``.

    ``RuleBroken`` where a reason is missing, a roster is asked of a period, or it cannot be written; what
    ``progress`` raises ends it, and nothing is left behind then.
    """
    span = span or LedgerSpan()
    refuse_unreasoned(workspace, full=full, reason=reason)
    _refuse(ledger, path, span)
    reader = Reader(workspace.desk.org_id, local_date(workspace.clock()))
    said = [(column.field.name, column.says(full=full)) for column in ledger.columns]
    with workspace.read() as connection:
        wanted = _narrowed(span)
        sources = ledger.sources(reader)
        if span.grid_id is not None and not all(source.grid for source in sources):
            raise RuleBroken(Problem(_NO_GRIDS, "grid", values={"ledger": Sentence(ledger.title)}))
        total = sum(count_of(connection, source, wanted) or 0 for source in sources) if progress else None
        told = chain.from_iterable(told_rows(connection, source, wanted) for source in sources)
        rows = watched(said_cells(told, said), progress, total)
        shown = f"完整内容，理由：{tidy(reason)}" if full else MASKED
        head = heading_of(workspace, connection, ledger.title, span, shown, dated=ledger.dated)
        return hand_out(
            workspace,
            path,
            lambda part: fill_ledger(part, head, ledger.columns, rows),
            kind=f"ledger.{ledger.code}",
            how=reason if full else "masked",
        )


def _refuse(ledger: Ledger, path: Path, span: LedgerSpan) -> None:
    if path.suffix.lower() != FORM:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    if not ledger.dated and (span.first or span.last):
        raise RuleBroken(Problem(_UNDATED, "first", values={"ledger": Sentence(ledger.title)}))
    span.refuse_backwards()


def _narrowed(span: LedgerSpan) -> ExportFilter:
    return ExportFilter(grid_id=span.grid_id, registered_from=span.begin, registered_before=span.end)
