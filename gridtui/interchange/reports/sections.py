"""A report as sections, in the language in use: every paper of it, Word, PDF and page, is made from these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of words; ``titles`` head its columns, ``rows`` have as many cells.

    Columns from ``numbers_from`` on are numbers, set to the right; the first ones are words. ``key`` is
    stable ASCII, the name of the table among a template's fields.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers_from: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: this period's number, and the one beside it where there is a second series."""

    name: str
    now: int
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class ReportChart:
    """A chart of bars: ``series`` names this number and, where ``Bar.beside`` is given, the one beside it.

    ``key`` is stable ASCII (``weeks``, ``categories``, ``grids``, ``overdue``): a name for a picture.
    """

    key: str
    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class CaseText:
    """A typical case to be read: heading, one line of where and what, paragraphs."""

    title: str
    facts: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportSection:
    """One section; ``key`` is stable ASCII. Paragraphs first, then the charts, the tables, the cases."""

    key: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    charts: tuple[ReportChart, ...] = ()
    cases: tuple[CaseText, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportText:
    """The whole report as words: title, lines under it (office, period, day made), sections, the foot."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    foot: str
