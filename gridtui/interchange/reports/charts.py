"""The charts of a report as pictures, drawn by typst where the extra is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from gridtui.interchange.files.paper import cut
from gridtui.interchange.files.typesetting import SANS, can_typeset, pictures
from gridtui.interchange.reports.sections import ReportChart, ReportText

NAME_CELLS = 26
"""So wide may a name beside a bar be, a Chinese character taking two; the table has it whole."""

_DATA = Path(__file__).parent / "data"
_PAGES = """
#set page(width: 155mm, height: auto, margin: 2mm)
#set text(font: "FONT", size: 10pt)
#for (place, found) in data.charts.enumerate() { if place > 0 { pagebreak() }; chart(found) }
""".replace("FONT", SANS)


@cache
def chart_source() -> str:
    """Return the typst source that defines ``chart(found)``; ``found`` is what ``chart_data`` returns."""
    return (_DATA / "charts.typ").read_text(encoding="utf-8")


def chart_data(chart: ReportChart) -> dict[str, Any]:
    """Return a chart as the data that its source reads."""
    bars = [{"name": cut(bar.name, NAME_CELLS), "now": bar.now, "beside": bar.beside} for bar in chart.bars]
    return {"series": list(chart.series), "bars": bars}


def chart_pictures(text: ReportText) -> dict[str, bytes]:
    """Return every chart of a report as a PNG by its key; none where the extra is missing."""
    drawn = [chart for section in text.sections for chart in section.charts]
    if not drawn or not can_typeset():
        return {}
    pages = pictures(chart_source() + _PAGES, {"charts": [chart_data(chart) for chart in drawn]})
    return {chart.key: page for chart, page in zip(drawn, pages, strict=True)}
