"""Handing a ledger out: of a period and a grid, masked unless there is a reason, noted in the audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import KUNMING, local_date, shown_date, shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.text import tidy
from gridtui.interchange.exporting import said_cells, watched
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.handing_out import hand_out, refuse_unreasoned
from gridtui.interchange.ledgers.ledger import Ledger, Reader
from gridtui.interchange.ledgers.workbook import LedgerPaper, fill_ledger
from gridtui.interchange.outgoing import ExportFilter, count_of, told_rows
from gridtui.interchange.plans.run import Progress
from gridtui.storage.tables import Grid
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

FORM = ".xlsx"

_BAD_FORM = mark("台账只能写成 .xlsx，不能写成“{suffix}”")
_UNDATED = mark("“{ledger}”写的是现在的情况，不能按日期筛选")
_BACKWARDS = mark("起止日期反了：从 {first} 到 {last}")


@dataclass(frozen=True, slots=True)
class LedgerSpan:
    """Which rows: of the days ``first`` to ``last``, both included, and of one grid; None does not narrow."""

    first: date | None = None
    last: date | None = None
    grid_id: RecordId | None = None


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
        source = ledger.source(reader)
        total = None if progress is None else count_of(connection, source, wanted)
        rows = watched(said_cells(told_rows(connection, source, wanted), said), progress, total)
        paper = _paper(workspace, connection, ledger, span, reason if full else "")
        return hand_out(
            workspace,
            path,
            lambda part: fill_ledger(part, paper, rows),
            kind=f"ledger.{ledger.code}",
            how=reason if full else "masked",
        )


def _refuse(ledger: Ledger, path: Path, span: LedgerSpan) -> None:
    if path.suffix.lower() != FORM:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    if not ledger.dated and (span.first or span.last):
        raise RuleBroken(Problem(_UNDATED, "first", values={"ledger": Sentence(ledger.title)}))
    if span.first and span.last and span.last < span.first:
        values: dict[str, object] = {"first": shown_date(span.first), "last": shown_date(span.last)}
        raise RuleBroken(Problem(_BACKWARDS, "last", values=values))


def _narrowed(span: LedgerSpan) -> ExportFilter:
    return ExportFilter(
        grid_id=span.grid_id,
        registered_from=_midnight(span.first) if span.first else None,
        registered_before=_midnight(span.last + timedelta(days=1)) if span.last else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KUNMING)


def _paper(
    workspace: Workspace, connection: Connection, ledger: Ledger, span: LedgerSpan, reason: str
) -> LedgerPaper:
    """Return what stands above the rows; ``reason`` is why nothing is masked, empty where it is."""
    now = workspace.clock()
    today = shown_date(local_date(now))
    name = tidy(workspace.operator.name)
    facts = [f"填报单位：{tidy(workspace.name)}", f"填报人：{name}", f"填报日期：{today}"]
    if ledger.dated:
        facts.append(f"期间：{_days(span)}")
    if span.grid_id is not None:
        grid = connection.execute(sa.select(col(Grid.name)).where(col(Grid.id) == span.grid_id)).scalar()
        facts.append(f"网格：{tidy(grid or '')}")
    shown = f"完整内容，理由：{tidy(reason)}" if reason else "姓名、电话、证件号已打码"
    watermark = f"{name} {shown_instant(now)} 导出 · {shown} · 仅供工作使用，不得外传"
    return LedgerPaper(ledger.title, "    ".join(facts), watermark, ledger.columns)


def _days(span: LedgerSpan) -> str:
    if span.first is None and span.last is None:
        return "全部"
    return f"{shown_date(span.first) or '开始'} 至 {shown_date(span.last) or '今天'}"
