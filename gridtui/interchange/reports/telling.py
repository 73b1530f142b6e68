"""A report in words: its facts as sections of sentences, tables and charts, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.periods import Span
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.reports.facts import ReportFacts, TypicalCase
from gridtui.interchange.reports.fields import SECTIONS
from gridtui.interchange.reports.sections import CaseText, ReportSection, ReportText
from gridtui.interchange.reports.sentences import Sentences
from gridtui.interchange.reports.tables import report_charts, report_tables
from gridtui.words import mark, tr

TITLES = {Span.MONTH: mark("民情月报"), Span.QUARTER: mark("民情季报"), Span.YEAR: mark("民情年报")}
PAGE = mark("第 {page} 页，共 {pages} 页")
"""Stands at the foot of every page, its numbers filled in by what sets the page."""

_NUMBERS = (mark("一"), mark("二"), mark("三"), mark("四"), mark("五"), mark("六"), mark("七"))


def report_text(facts: ReportFacts) -> ReportText:
    """Return the report as words: whatever stands on a paper of it comes from here."""
    return ReportText(
        title=str(report_title(facts)),
        lines=tuple(_lines(facts)),
        sections=tuple(_sections(facts)),
        foot=tr("姓名、电话、证件号已打码；数字都由库里的记录算出。"),
    )


def report_title(facts: ReportFacts) -> Sentence:
    """Return what the report is called."""
    named: dict[str, object] = {
        "office": facts.office, "period": facts.period.title, "report": Sentence(TITLES[facts.period.span])
    }  # fmt: skip
    if facts.grid is None:
        return Sentence(mark("{office}{period}{report}"), named)
    return Sentence(mark("{office}{grid}{period}{report}"), {**named, "grid": facts.grid})


def case_text(case: TypicalCase) -> CaseText:
    """Return a typical case as it is read."""
    about = " · ".join(filter(None, (case.number, case.grid, case.category)))
    return CaseText(case.title, about, case.paragraphs)


def _sections(facts: ReportFacts) -> Iterator[ReportSection]:
    """Yield the sections, numbered, each with its sentences, the tables and the charts that go with them."""
    said = Sentences(facts)
    tables, charts = report_tables(facts), report_charts(facts)
    shown: dict[str, tuple[tuple[str, ...], Iterable[Iterable[Sentence]]]] = {
        "overview": (("numbers", "weeks"), (said.running(), said.intake(), said.closures())),
        "rates": (("rates",), ([each] for each in said.rates())),
        "places": (("categories", "grids"), (said.most(),)),
        "work": (("whistles",), (said.whistles(), said.visits(), said.promises())),
        "difficulties": (
            ("overdue", "refusals", "difficulties"),
            (said.overdue(), said.refusals(), said.difficulties()),
        ),
        "cases": ((), (said.cases(),)),
        "gaps": (("gaps",), (said.gaps(),)),
    }
    for number, (key, heading) in zip(_NUMBERS, SECTIONS.items(), strict=True):
        keys, paragraphs = shown[key]
        if key == "places" and facts.grid is not None:
            heading = mark("类别")
        yield ReportSection(
            key,
            tr("{number}、{heading}", number=tr(number), heading=tr(heading)),
            tuple(filter(None, map(_paragraph, paragraphs))),
            tuple(tables[each] for each in keys if each in tables),
            tuple(charts[each] for each in keys if each in charts),
            tuple(map(case_text, facts.cases)) if key == "cases" else (),
        )


def _lines(facts: ReportFacts) -> Iterator[str]:
    yield tr("填报单位：{office}", office=facts.office)
    first, last = shown_date(facts.period.first), shown_date(facts.until)
    yield tr("期间：{first} 至 {last}", first=first, last=last)
    if facts.grid is not None:
        yield tr("网格：{grid}", grid=facts.grid)
    yield tr("填报人：{name}", name=facts.by)
    yield tr("填报日期：{day}", day=shown_date(facts.made_on))


def _paragraph(run: Iterable[Sentence]) -> str:
    text = ""
    for each in run:
        text = tr("{first}{second}", first=text, second=each) if text else str(each)
    return text
