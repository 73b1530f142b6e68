"""The workbook around the rows: the sheet of figures, the charts of them, and the heads of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridtui.interchange.files.long_sheets import place_rows
from gridtui.interchange.files.workbooks import print_on_a4, xml_text
from gridtui.interchange.files.written_values import Formats, Value
from gridtui.interchange.ledgers.heading import Heading
from gridtui.interchange.statistics_workbook.figures import Figure, Section
from gridtui.interchange.statistics_workbook.row_sheets import HEAD_ROWS, ROW_SHEETS, RowSheet

FIGURES, CHARTS = "统计", "图表"
BEFORE_ROWS = 2
"""Sheets in front of those of rows."""

TITLE_ROWS = 3
_LABEL, _NUMBER = 24, 14
_COLUMNS = 5
_MOST_BARS = 20
_WIDE, _HIGH = 620, 300
"""Pixels of a chart."""

_CHART_CELLS, _CHART_CELL = 10, 8.5
"""A chart lies over so many columns, each so wide."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the lines of a section stand: rows counted from 0, the last one included."""

    first: int
    last: int


def draw(book: Any, head: Heading, sections: Sequence[Section], counts: Sequence[int]) -> None:
    """Draw everything but the rows, of which each sheet has so many."""
    figures, charts = book.add_worksheet(FIGURES), book.add_worksheet(CHARTS)
    placed = _draw_figures(book, figures, (head.title, head.facts, head.watermark), sections)
    end = max((each.last for each in placed.values()), default=TITLE_ROWS)
    print_on_a4(figures, end, _COLUMNS, repeated=TITLE_ROWS, footer=head.watermark)
    _draw_charts(book, charts, placed, head)
    formats = Formats(book, align="left")
    for sheet, count in zip(ROW_SHEETS, counts, strict=True):
        _draw_rows(book.add_worksheet(sheet.name), sheet, count, formats, head.watermark)


def _draw_figures(
    book: Any, sheet: Any, heading: Sequence[str], sections: Sequence[Section]
) -> dict[str, Placed]:
    """Write the tables below each other; returns where each section stands, by title."""
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, _COLUMNS, _NUMBER)
    looks: tuple[dict[str, Any], ...] = (
        {"bold": True, "font_size": 16}, {}, {"italic": True, "font_color": "#808080"},
    )  # fmt: skip
    for row, (words, look) in enumerate(zip(heading, looks, strict=True)):
        sheet.write_string(row, 0, xml_text(words), book.add_format({"num_format": "@", **look}))
    formats = _Formats(book)
    at, placed = TITLE_ROWS + 1, {}
    for section in sections:
        if not section.lines:
            continue
        sheet.write_string(at, 0, section.title, formats.head)
        for place, title in enumerate(section.columns, 1):
            sheet.write_string(at, place, title, formats.head)
        for place, rows in enumerate(section.sheets, len(section.columns) + 1):
            sheet.write_url(at, place, f"internal:'{rows.name}'!A1", formats.link, f"看明细：{rows.name}")
        first = at + 1
        for at, (label, figures) in enumerate(section.lines, first):
            _write_label(sheet, at, label, formats)
            for place, figure in enumerate(figures, 1):
                _write_figure(sheet, at, place, figure, formats)
        placed[section.title] = Placed(first, at)
        at += 2
    return placed


class _Formats:
    """The formats of the sheet of figures."""

    def __init__(self, book: Any) -> None:
        def look(**options: Any) -> Any:
            return book.add_format({"valign": "vcenter", **options})

        self.head = look(bold=True, border=1, bg_color="#EEEEEE", num_format="@", text_wrap=True)
        self.link = look(font_color="#0563C1", underline=1)
        self.label = look(border=1, num_format="@", text_wrap=True)
        self.day = look(border=1, num_format="yyyy-mm-dd", align="left")
        self.number = look(border=1, num_format="#,##0", align="right")
        self.other = {"0.0%": look(border=1, num_format="0.0%", align="right", bold=True)}


def _write_label(sheet: Any, at: int, label: Value, formats: _Formats) -> None:
    if isinstance(label, date):
        sheet.write_datetime(at, 0, label, formats.day)
    else:
        sheet.write_string(at, 0, xml_text(str(label)), formats.label)


def _write_figure(sheet: Any, at: int, place: int, figure: Figure, formats: _Formats) -> None:
    look = formats.other.get(figure.look, formats.number)
    formula = "=" + figure.formula.replace("{row}", str(at + 1))
    if figure.over_all:
        sheet.write_array_formula(at, place, at, place, "{" + formula + "}", look, figure.value)
    else:
        sheet.write_formula(at, place, formula, look, figure.value)


def _draw_rows(sheet: Any, rows: RowSheet, count: int, formats: Formats, watermark: str) -> None:
    for place, (_, title, width) in enumerate(rows.columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, formats.header)
    place_rows(sheet, HEAD_ROWS, count, formats)
    last = HEAD_ROWS - 1 + max(1, count)
    sheet.autofilter(0, 0, last, len(rows.columns) - 1)
    print_on_a4(sheet, last, len(rows.columns) - 1, repeated=HEAD_ROWS, footer=watermark, across=True)


def _draw_charts(book: Any, sheet: Any, placed: Mapping[str, Placed], head: Heading) -> None:
    """Put the charts on one page across, in two columns, as far as there is something to draw."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 2 * _CHART_CELLS - 1, _CHART_CELL)
    sheet.write_string(0, 0, f"{head.title}：图", book.add_format({"bold": True, "font_size": 16}))
    below = [2, 2]
    for side, kind, section, words, series in _CHARTS:
        where = placed.get(section)
        if where is None:
            continue
        last = min(where.last, where.first + _MOST_BARS - 1) if kind == "bar" else where.last
        chart = book.add_chart({"type": kind})
        for name, column, colour in series:
            chart.add_series(_series(kind, name, column, colour, where.first, last))
        left_out = f"（最多的 {_MOST_BARS} 个）" if last < where.last else ""
        bars = (last - where.first + 1) * len(series) if kind == "bar" else 0
        height = max(_HIGH, 90 + bars * 20)
        _dress(chart, kind, words + left_out, len(series) > 1)
        chart.set_size({"width": _WIDE, "height": height})
        sheet.insert_chart(below[side], side * _CHART_CELLS, chart, {"description": words})
        below[side] += height // 20 + 2
    print_on_a4(sheet, max(below), 2 * _CHART_CELLS - 1, repeated=1, footer=head.watermark, across=True)
    sheet.fit_to_pages(1, 1)


def _series(kind: str, name: str, column: int, colour: str, first: int, last: int) -> dict[str, Any]:
    return {
        "name": name,
        "categories": [FIGURES, first, 0, last, 0],
        "values": [FIGURES, first, column, last, column],
        "data_labels": {"value": kind != "line"},
        "gap": 60,
        "line" if kind == "line" else "fill": {"color": colour},
    }


def _dress(chart: Any, kind: str, words: str, several: bool) -> None:
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_title({"name": words, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"} if several else {"none": True})
    if kind == "bar":
        # The first line of the table is to be the uppermost bar; the numbers stand beside the bars.
        chart.set_y_axis({"reverse": True, "interval_unit": 1})
        chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    elif kind == "line":
        chart.set_x_axis({"num_format": "m-d", "text_axis": True})
        chart.set_y_axis({"min": 0, "major_gridlines": lines})
    else:
        chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": lines})


_DARK, _LIGHT = "#1F4E79", "#9DC3E6"
_CHARTS: Sequence[tuple[int, str, str, str, Sequence[tuple[str, int, str]]]] = (
    (0, "line", "每周（从周一起）", "每周登记和办结", (("登记", 1, _DARK), ("办结", 2, _LIGHT))),
    (1, "bar", "类别", "登记，按类别", (("登记", 1, _DARK),)),
    (0, "bar", "网格", "登记和办结，按网格", (("登记", 1, _DARK), ("办结", 2, _LIGHT))),
    (0, "column", "三率", "三率", (("率", 1, _DARK),)),
    (1, "bar", "类别", "办结用时（天），按类别", (("一半在几天内", 3, _DARK), ("九成在几天内", 4, _LIGHT))),
)
"""Side, kind, section, title, and the series with their columns."""
