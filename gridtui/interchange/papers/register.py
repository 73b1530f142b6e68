"""Every paper there is, and how many records each would tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.words.dates import local_date
from gridtui.domain.words.periods import Period, Span
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.ledgers.handing_out import FORM, write_ledger
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.ledgers.ledger import Ledger, Reader
from gridtui.interchange.ledgers.register import LEDGERS
from gridtui.interchange.notices import writing as notices
from gridtui.interchange.outgoing import ExportFilter, Outgoing, count_of
from gridtui.interchange.outgoing_people import ISSUES
from gridtui.interchange.outgoing_whistles import WHISTLES
from gridtui.interchange.papers.paper import Manner, Paper, PaperKind
from gridtui.interchange.reports import writing as reports
from gridtui.interchange.statistics_workbook import writing as statistics
from gridtui.queries.papers.notices import building_number
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

_NO_LEDGER = mark("没有台账“{name}”，可以写：{names}")
_UNKNOWN = mark("没有台账或报表“{name}”，可以写：{names}")
_NOT_WHOLE = mark("月报只能写整月的，季报只能写整季的")
_NOT_HERE = mark("“{title}”不在这里写：{about}")


@dataclass(frozen=True, slots=True)
class PaperSize:
    """A paper and how many records it would tell of, None where that depends on what is chosen."""

    paper: Paper
    records: int | None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A paper that ``gridtui ledger`` writes, and its name there."""

    name: str
    paper: Paper


def find_workbook(text: str) -> Workbook:
    """Return the ledger or the statistics of a name or a title; ``RuleBroken`` naming all of them."""
    wanted = text.strip()
    for name, paper in WORKBOOKS.items():
        if wanted.lower() == name or wanted == paper.title:
            return Workbook(name, paper)
    names = "、".join(f"{name} {paper.title}" for name, paper in WORKBOOKS.items())
    raise RuleBroken(Problem(_NO_LEDGER, "ledger", values={"name": wanted, "names": names}))


def find_paper(code: str) -> Paper:
    """Return the paper of a code; ``RuleBroken`` naming all that are written where there is none."""
    found = PAPERS.get(code)
    if found is None:
        names = "、".join(f"{one.code} {one.title}" for one in PAPERS.values() if one.write)
        raise RuleBroken(Problem(_UNKNOWN, "paper", values={"name": code, "names": names}))
    return found


def write_paper(
    workspace: Workspace, paper: Paper, path: Path, span: LedgerSpan, manner: Manner | None = None
) -> int:
    """Write a paper of what of a period and a grid means something to it; return its records.

    ``RuleBroken`` where it is written elsewhere, or that is refused.
    """
    if paper.write is None:
        raise RuleBroken(
            Problem(
                _NOT_HERE, "paper", values={"title": Sentence(paper.title), "about": Sentence(paper.about)}
            )
        )
    return paper.write(workspace, path, paper.span(span), manner or Manner())


def paper_sizes(connection: Connection, reader: Reader, span: LedgerSpan) -> list[PaperSize]:
    """Return every paper with its records of a period and a grid, in the order in which they are shown."""
    return [
        PaperSize(paper, paper.records(connection, reader, paper.span(span))) for paper in PAPERS.values()
    ]


def _ledger(ledger: Ledger) -> Paper:
    def records(connection: Connection, reader: Reader, span: LedgerSpan) -> int:
        return sum(_count(connection, source, span) for source in ledger.sources(reader))

    def write(workspace: Workspace, path: Path, span: LedgerSpan, manner: Manner) -> int:
        if ledger.source(reader_of(workspace)).grid is None:
            span = replace(span, grid_id=None)
        return write_ledger(
            workspace, ledger, path, span, full=manner.full, reason=manner.reason, progress=manner.progress
        )

    return Paper(
        f"ledger.{ledger.code}", ledger.title, ledger.about, PaperKind.LEDGER, records, write, (FORM,),
        dated=ledger.dated, personal=True,
    )  # fmt: skip


def _registered(connection: Connection, _reader: Reader, span: LedgerSpan) -> int:
    return _count(connection, ISSUES, span)


def _behind_statistics(connection: Connection, reader: Reader, span: LedgerSpan) -> int:
    return _registered(connection, reader, statistics.filled_span(span, reader.today))


def _statistics(workspace: Workspace, path: Path, span: LedgerSpan, manner: Manner) -> int:
    return statistics.write_statistics(workspace, path, span, progress=manner.progress)


def _reported(span: Span, connection: Connection, reader: Reader, wanted: LedgerSpan) -> int | None:
    """Count what was registered in the month or quarter in which the days begin."""
    if wanted.first is None:
        return None
    period = Period.of(wanted.first, span)
    return _registered(connection, reader, LedgerSpan(period.first, period.last, wanted.grid_id))


def _report(span: Span, workspace: Workspace, path: Path, wanted: LedgerSpan, manner: Manner) -> int:
    period = _period(span, wanted)
    if period is None:
        raise RuleBroken(Problem(_NOT_WHOLE, "first"))
    template = manner.template if path.suffix.lower() == ".docx" else None
    reports.make_report(workspace, period, path, grid_id=wanted.grid_id, template=template)
    with workspace.read() as connection:
        return _registered(connection, reader_of(workspace), wanted)


def _period(span: Span, wanted: LedgerSpan) -> Period | None:
    """Return the month or quarter that the days are, None where they are no whole one."""
    period = Period.of(wanted.first, span) if wanted.first else None
    return period if period is not None and wanted.last == period.last else None


def _notices(workspace: Workspace, path: Path, span: LedgerSpan, manner: Manner) -> int:
    with workspace.read() as connection:
        words = notices.remembered_words(connection)
    form = manner.form or notices.FORMS[0]
    return notices.write_notices(
        workspace, path, words, form=form, grid_id=span.grid_id, progress=manner.progress
    )


def _buildings(connection: Connection, _reader: Reader, span: LedgerSpan) -> int:
    return building_number(connection, span.grid_id)


def _whistles(connection: Connection, _reader: Reader, span: LedgerSpan) -> int:
    return _count(connection, WHISTLES, span)


def _count(connection: Connection, source: Outgoing, span: LedgerSpan) -> int:
    wanted = ExportFilter(grid_id=span.grid_id, registered_from=span.begin, registered_before=span.end)
    return count_of(connection, source, wanted) or 0


def reader_of(workspace: Workspace) -> Reader:
    """Return for whom papers are read at this desk, today."""
    return Reader(workspace.desk.org_id, local_date(workspace.clock()))


def _all() -> Iterator[Paper]:
    yield from map(_ledger, LEDGERS.values())
    yield Paper(
        statistics.CODE, statistics.TITLE, statistics.ABOUT, PaperKind.STATISTICS, _behind_statistics,
        _statistics, (statistics.FORM,),
    )  # fmt: skip
    for span, code, title in (
        (Span.MONTH, "report.month", mark("月报")),
        (Span.QUARTER, "report.quarter", mark("季报")),
    ):
        yield Paper(
            code, title, mark("一期的数字、比上期、典型案例、没解决的难题"), PaperKind.REPORT,
            partial(_reported, span), partial(_report, span), reports.FORMS, whole=span,
        )  # fmt: skip
    yield Paper(
        notices.CODE, notices.TITLE, notices.ABOUT, PaperKind.NOTICE, _buildings, _notices, notices.FORMS,
        folder=True, dated=False,
    )  # fmt: skip
    yield Paper(
        "walk_sheet", mark("扫楼单"), mark("一栋楼一张，在楼栋图或楼栋里打印"), PaperKind.SHEET, _buildings,
        dated=False,
    )  # fmt: skip
    yield Paper(
        "case_sheet", mark("办件单"), mark("一件诉求一张，在诉求里打印"), PaperKind.SHEET, _registered
    )
    yield Paper(
        "whistle_sheet", mark("吹哨单"), mark("一次吹哨一张，在吹哨簿里打印"), PaperKind.SHEET, _whistles
    )
    yield Paper(
        "form", mark("填上级的表"), mark("选一张空表，从库里的清单填，变动的格子标出来"), PaperKind.FORM,
        lambda _connection, _reader, _span: None, dated=False, by_grid=False,
    )  # fmt: skip


PAPERS: Mapping[str, Paper] = {paper.code: paper for paper in _all()}
"""Code → paper, in the order in which they are shown."""

WORKBOOKS: Mapping[str, Paper] = {
    paper.code.removeprefix("ledger."): paper
    for paper in PAPERS.values()
    if paper.kind in (PaperKind.LEDGER, PaperKind.STATISTICS)
}
"""Name on the command line → ledger or statistics."""
