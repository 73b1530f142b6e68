"""The values behind a template's fields: texts, and lists of them, from the facts and words of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridtui.domain.words.dates import shown_date
from gridtui.interchange.reports.facts import Compared, ComparedRate, ReportFacts
from gridtui.interchange.reports.fields import CHARTS, TABLES
from gridtui.interchange.reports.sections import Bar, ReportChart, ReportText
from gridtui.interchange.reports.tables import NOTHING, days, growth, points, share, signed

DRAWN_CELLS = 20
"""The longest bar that is drawn with characters."""


def field_values(facts: ReportFacts, text: ReportText, pictures: Mapping[str, object]) -> dict[str, Any]:
    """Return field → value for the whole template; ``pictures`` are charts by key, empty without any."""
    return {
        "title": text.title,
        "office": facts.office,
        "by": facts.by,
        "period": str(facts.period.title),
        "first_day": shown_date(facts.period.first),
        "last_day": shown_date(facts.until),
        "made_on": shown_date(facts.made_on),
        "grid": facts.grid or "",
        "lines": list(text.lines),
        "foot": text.foot,
        "pictures": bool(pictures),
        **_numbers(facts),
        "said": {
            section.key: {"heading": section.heading, "paragraphs": list(section.paragraphs)}
            for section in text.sections
        },
        "rows": _rows(text),
        "cases": [
            {"title": case.title, "about": case.facts, "paragraphs": list(case.paragraphs)}
            for section in text.sections
            for case in section.cases
        ],
        "charts": _charts(text, pictures),
    }


def _numbers(facts: ReportFacts) -> dict[str, Any]:
    took, before = facts.took, facts.took_before
    return {
        "came": _compared(facts.came),
        "closed": _compared(facts.closed),
        "on_paper_only": _compared(facts.on_paper_only),
        "whistled": _compared(facts.whistled),
        "visits": _compared(facts.visits.made),
        "homes": _compared(facts.visits.homes),
        "promises_due": _compared(facts.promises.due),
        "promises_kept": _compared(facts.promises.kept),
        "promises_late": str(facts.promises.late),
        "responded": _rate(facts.responded),
        "resolved": _rate(facts.resolved),
        "satisfied": _rate(facts.satisfied),
        "took": {
            "median": days(took, took.median),
            "ninetieth": days(took, took.ninetieth),
            "median_before": days(before, before.median),
            "ninetieth_before": days(before, before.ninetieth),
        },
    }


def _compared(number: Compared) -> dict[str, str]:
    before = NOTHING if number.before is None else str(number.before)
    return {
        "now": str(number.now), "before": before, "change": signed(number.change), "growth": growth(number)
    }  # fmt: skip


def _rate(rate: ComparedRate) -> dict[str, str]:
    return {
        "now": share(rate, before=False),
        "before": share(rate, before=True),
        "points": points(rate),
        "part": str(rate.now.part),
        "whole": str(rate.now.whole),
        "unrated": str(rate.now.unrated),
    }


def _rows(text: ReportText) -> dict[str, list[dict[str, str]]]:
    """Return the rows of every table by its key; a table that the report does not have has none."""
    rows: dict[str, list[dict[str, str]]] = {key: [] for key in TABLES}
    for table in (table for section in text.sections for table in section.tables):
        names = [column.name for column in TABLES[table.key]]
        rows[table.key] = [dict(zip(names, row, strict=True)) for row in table.rows]
    return rows


def _charts(text: ReportText, pictures: Mapping[str, object]) -> dict[str, Any]:
    drawn = {chart.key: chart for section in text.sections for chart in section.charts}
    return {key: _chart(drawn.get(key), pictures.get(key, "")) for key in CHARTS}


def _chart(chart: ReportChart | None, picture: object) -> dict[str, Any]:
    if chart is None:
        return {"title": "", "picture": "", "first": "", "second": "", "bars": []}
    longest = max((max(each.now, each.beside or 0) for each in chart.bars), default=0)
    return {
        "title": chart.title,
        "picture": picture,
        "first": chart.series[0],
        "second": chart.series[1] if len(chart.series) > 1 else "",
        "bars": [_bar(each, longest) for each in chart.bars],
    }


def _bar(bar: Bar, longest: int) -> dict[str, str]:
    return {
        "name": bar.name,
        "now": str(bar.now),
        "beside": "" if bar.beside is None else str(bar.beside),
        "drawn": _blocks(bar.now, longest),
        "drawn_beside": _blocks(bar.beside or 0, longest),
    }


def _blocks(number: int, longest: int) -> str:
    """Return a bar of block characters; whatever is not nothing has at least one."""
    return "█" * (max(1, round(number / longest * DRAWN_CELLS)) if number and longest else 0)
