"""The lines of the papers: what is due this month, then every paper of the chosen period, under headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection
from textual.content import Content

from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.periods import Period
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.interchange.papers.due import DuePaper, due_papers
from gridtui.interchange.papers.paper import Paper
from gridtui.interchange.papers.register import PaperSize, paper_sizes
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.glyphs import separated
from gridtui.ui.kit.tones import DONE, LATE, WAITING, Tone
from gridtui.words import mark, tr


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper, or one that is due; one with neither is the heading of those below."""

    key: bytes
    title: str
    period: str = ""
    records: str = ""
    note: str = ""
    paper: Paper | None = None
    due: DuePaper | None = None
    tone: Tone | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it only heads the lines below."""
        return self.paper is None and self.due is None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which records are counted: of a period, of all times without one, and of a grid."""

    period: Period | None
    grid_id: bytes | None

    @property
    def span(self) -> LedgerSpan:
        """The days and the grid."""
        if self.period is None:
            return LedgerSpan(grid_id=self.grid_id)
        return LedgerSpan(self.period.first, self.period.last, self.grid_id)


def read_lines(connection: Connection, reader: Reader, chosen: Chosen) -> list[PaperLine]:
    """Return every line."""
    due = due_papers(connection, reader, reader.today)
    return [*_due(due, reader.today), *_papers(paper_sizes(connection, reader, chosen.span), chosen)]


def heading(line: PaperLine) -> Content | None:
    """Return what stands across the list where the line is a heading."""
    return shown(line.title, "$foreground-muted") if line.is_heading else None


def _due(found: Sequence[DuePaper], today: date) -> Iterator[PaperLine]:
    made = sum(each.made_at is not None for each in found)
    words = tr("本月要报 {n} 份，已写好 {made} 份", n=len(found), made=made)
    yield PaperLine(b"due", words if found else tr("本月没有要报的"))
    for each in found:
        # The shipped lines name levels, which every language has a word for.
        recipient = tr(each.due.schedule.recipient)
        yield PaperLine(
            f"due:{each.due.key}".encode(),
            each.title,
            str(each.due.period.title),
            "-" if each.records is None else f"{each.records:,}",
            separated(" · ".join(part for part in (_state(each, today), recipient) if part)),
            each.paper,
            each,
            DONE if each.made_at else LATE if each.is_late(today) else WAITING.lettered(mark("报")),
        )


def _state(each: DuePaper, today: date) -> str:
    if each.made_at is not None:
        return tr("{day} 已写好", day=shown_date(local_date(each.made_at), today))
    day = shown_date(each.due.on, today)
    return tr("{day} 前报，过期了", day=day) if each.is_late(today) else tr("{day} 前报", day=day)


def _papers(sizes: Sequence[PaperSize], chosen: Chosen) -> Iterator[PaperLine]:
    for kind, some in groupby(sizes, key=lambda size: size.paper.kind):
        yield PaperLine(f"kind:{kind.value}".encode(), tr(kind.label))
        for size in some:
            paper = size.paper
            yield PaperLine(
                f"paper:{paper.code}".encode(),
                tr(paper.title),
                _of(paper, chosen.period),
                "-" if size.records is None else f"{size.records:,}",
                tr(paper.about),
                paper,
            )


def _of(paper: Paper, period: Period | None) -> str:
    """Return of when a paper is."""
    if not paper.dated:
        return tr("现在") if paper.forms else ""
    if paper.whole is not None:
        return str(whole_period(paper, period).title) if period is not None else ""
    return str(period.title) if period is not None else tr("全部")


def whole_period(paper: Paper, period: Period) -> Period:
    """Return the month or quarter of a report, that in which the chosen period begins."""
    if paper.whole is None or paper.whole is period.span:
        return period
    return Period.of(period.first, paper.whole)


COLUMNS: tuple[Column[PaperLine], ...] = (
    Column(mark("名称"), 18, lambda line: line.title, style="strong", flexible=True),
    Column(mark("期间"), 14, lambda line: line.period, min_width=50),
    Column(mark("条数"), 7, lambda line: line.records, "right"),
    Column(mark("说明"), 24, lambda line: line.note, style="muted", toned=True, flexible=True, min_width=64),
)
