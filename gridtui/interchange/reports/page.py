"""A report as one page for a browser: nothing in it comes from elsewhere, and nothing in it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.sections import (
    CaseText,
    ReportChart,
    ReportSection,
    ReportTable,
    ReportText,
)
from gridtui.interchange.reports.svg import bar_rows, chart_svg, plain_text
from gridtui.interchange.reports.telling import report_text
from gridtui.words import language_in_use, mark, tr

_STYLE = Path(__file__).parent / "data" / "page.css"
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_TILES = {"numbers": 2, "rates": 3}
"""Table → how many of its first rows stand at the top, large."""

_CODE = re.compile(r"[0-9][0-9A-Za-z.-]{0,19}")
"""Numbers of issues and the like, which are not broken over two lines."""

_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
"""


def write_page(facts: ReportFacts, path: Path) -> None:
    """Write a report as an HTML page in the language in use; ``OSError`` where it cannot be written."""
    path.write_text(page_of(report_text(facts)), encoding="utf-8", newline="\n")


def page_of(text: ReportText) -> str:
    """Return the page of a report."""
    language = _LANGUAGES.get(language_in_use(), "zh-CN")
    head = _HEAD.format(language=language, title=plain_text(text.title), style=_style())
    return head + "<body>\n" + "\n".join(_body(text)) + "\n</body>\n</html>\n"


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _body(text: ReportText) -> Iterator[str]:
    yield f"<header><h1>{plain_text(text.title)}</h1>"
    yield from (f"<p>{plain_text(line)}</p>" for line in text.lines)
    yield "</header>"
    yield "<main>"
    yield from _tiles(text)
    for section in text.sections:
        yield from _section(section)
    yield "</main>"
    yield f"<footer><p>{plain_text(text.foot)}</p></footer>"


def _tiles(text: ReportText) -> Iterator[str]:
    """Yield the numbers that are looked for first; the tables below tell them again with all others."""
    tables = [table for section in text.sections for table in section.tables if table.key in _TILES]
    if not tables:
        return
    yield '<ul class="tiles">'
    for table in tables:
        for name, now, before, change, *_ in table.rows[: _TILES[table.key]]:
            beside = f"{table.titles[2]} {before}", f"{table.titles[3]} {change}"
            small = " ".join(f"<small>{plain_text(each)}</small>" for each in beside)
            yield (f"<li><span>{plain_text(name)}</span> <strong>{plain_text(now)}</strong> {small}</li>")
    yield "</ul>"


def _section(section: ReportSection) -> Iterator[str]:
    yield f'<section id="{section.key}" aria-labelledby="{section.key}-heading">'
    yield f'<h2 id="{section.key}-heading">{plain_text(section.heading)}</h2>'
    yield from (f"<p>{plain_text(paragraph)}</p>" for paragraph in section.paragraphs)
    tables = {table.key: table for table in section.tables}
    for chart in section.charts:
        yield from _figure(chart, tables.pop(chart.key, None))
    for table in tables.values():
        yield from _table(table.titles, table.rows, table.numbers_from)
    for case in section.cases:
        yield from _case(case)
    yield "</section>"


def _figure(chart: ReportChart, table: ReportTable | None) -> Iterator[str]:
    """Yield a chart and, for whoever does not see it, the table of what is drawn."""
    yield f'<figure id="chart-{chart.key}"><figcaption>{plain_text(chart.title)}</figcaption>'
    drawn = chart_svg(chart, tr(mark("条形图；数字都在图后的表里")))
    yield f'<div class="scroll">{drawn}</div>'
    if table is not None:
        yield from _table(table.titles, table.rows, table.numbers_from)
    else:
        yield from _table(("", *chart.series), bar_rows(chart), 1, caption=chart.title)
    yield "</figure>"


def _table(
    titles: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int, *, caption: str = ""
) -> Iterator[str]:
    yield '<div class="scroll"><table>'
    if caption:
        yield f"<caption>{plain_text(caption)}</caption>"
    heads = (_cell("th", title, place >= numbers_from, "col") for place, title in enumerate(titles))
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for row in rows:
        cells = (
            _cell("td" if place else "th", cell, place >= numbers_from, "" if place else "row")
            for place, cell in enumerate(row)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _cell(tag: str, text: str, number: bool, scope: str) -> str:
    if tag == "th" and not text:
        return "<td></td>"
    kind = "number" if number else "code" if _CODE.fullmatch(text) else ""
    about = (f' scope="{scope}"' if scope else "") + (f' class="{kind}"' if kind else "")
    return f"<{tag}{about}>{plain_text(text)}</{tag}>"


def _case(case: CaseText) -> Iterator[str]:
    yield f"<article><h3>{plain_text(case.title)}</h3>"
    if case.facts:
        yield f'<p class="about">{plain_text(case.facts)}</p>'
    yield from (f"<p>{plain_text(paragraph)}</p>" for paragraph in case.paragraphs)
    yield "</article>"
