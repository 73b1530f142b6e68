"""A report as PDF, set by typst with an embedded Chinese font; what people wrote reaches it as data only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from gridtui.interchange.files.typesetting import SANS, SERIF, typeset
from gridtui.interchange.reports.charts import chart_data, chart_source
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.sections import ReportSection, ReportTable
from gridtui.interchange.reports.tables import COLUMN_MILLIMETRES
from gridtui.interchange.reports.telling import PAGE, report_text
from gridtui.words import language_in_use, tr

_DATA = Path(__file__).parent / "data"


def write_pdf(path: Path, facts: ReportFacts, *, at: datetime) -> None:
    """Write the report to ``path``, made at the instant ``at``.

    ``RuleBroken`` says what to install where the extra is missing; ``OSError`` where it cannot be written.
    """
    text = report_text(facts)
    language = language_in_use()
    data = {
        "title": text.title,
        "office": facts.office,
        "lines": list(text.lines),
        "foot": text.foot,
        "page": tr(PAGE),
        "sections": [_section(each) for each in text.sections],
        "serif": SERIF,
        "sans": SANS,
        "lang": language,
        "region": "cn" if language == "zh" else None,
    }
    typeset(path, chart_source() + _source(), data, at=at)


@cache
def _source() -> str:
    return (_DATA / "report.typ").read_text(encoding="utf-8")


def _section(section: ReportSection) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "paragraphs": list(section.paragraphs),
        "tables": [_table(each) for each in section.tables],
        "charts": [{"title": each.title, **chart_data(each)} for each in section.charts],
        "cases": [asdict(case) for case in section.cases],
    }


def _table(table: ReportTable) -> dict[str, Any]:
    return {
        "titles": list(table.titles),
        "rows": [list(row) for row in table.rows],
        "words": table.numbers_from,
        "widths": list(COLUMN_MILLIMETRES[table.key]),
    }
