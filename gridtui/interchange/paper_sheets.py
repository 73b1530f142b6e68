"""A sheet about one thing on paper: labelled facts, a table, what happened; A4 as a workbook, or text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridtui.domain.people.masking import mask_prose
from gridtui.domain.words.text import tidy
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.paper import WIDTH, cut, fit, wrap
from gridtui.interchange.files.workbooks import new_workbook, print_on_a4, xml_text
from gridtui.interchange.walk_lines import plain
from gridtui.words import mark

FORMS = (".xlsx", ".txt")

_BAD_FORM = mark("不认识的文件类型“{suffix}”：可以写成 .xlsx 或 .txt")
_COLUMNS = (16, 8, 12, 12, 12, 12, 12, 12)
_LAST = len(_COLUMNS) - 1
_LABEL = 10
_LINE = 16.0
_SHEET_CELLS = 92
"""Cells of a line across the sheet behind its label."""

_LINES_OF_A_ROW = 24
"""Lines of a long text in one row of the workbook: no row may be higher than a page."""


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """What stands on the sheet, as words.

    ``facts`` are labelled texts, ``table`` has its titles first and is left out where it has no more;
    ``blocks`` are lines under a heading. ``one_page`` shrinks the workbook to a single page.
    """

    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    blocks: Sequence[tuple[str, Sequence[str]]]
    signature: str
    footer: str
    table: Sequence[Sequence[str]] = ()
    one_page: bool = False


def refuse_other_forms(path: Path) -> None:
    """Refuse a file whose ending is none of ``FORMS``."""
    if path.suffix.lower() not in FORMS:
        raise refuse(_BAD_FORM, suffix=path.suffix)


def write_paper(path: Path, suffix: str, paper: PaperSheet) -> None:
    """Write the sheet to ``path`` in the form of that ending."""
    (_write_workbook if suffix.lower() == ".xlsx" else _write_text)(path, paper)


def on_paper(item: object, *, full: bool = False) -> str:
    """Return words as they stand on paper: in Chinese, without control characters, numbers masked."""
    words = plain(item)
    return "\n".join(tidy(line) for line in (words if full else mask_prose(words)).splitlines())


def _write_text(path: Path, paper: PaperSheet) -> None:
    """Write the sheet as text of 80 columns."""
    rule = "-" * WIDTH
    lines = [f"{paper.title}  {paper.number}", rule]
    for label, words in paper.facts:
        parts = [part for line in words.splitlines() for part in wrap(line, WIDTH - _LABEL - 1)]
        lines += [f"{fit(label if not place else '', _LABEL)} {part}" for place, part in enumerate(parts)]
    if len(paper.table) > 1:
        lines += [rule, *_table(paper.table)]
    for _, block in paper.blocks:
        if block:
            lines += [rule, *(part for line in block for part in wrap(line, WIDTH))]
    lines += [rule, "", cut(paper.signature, WIDTH), "", *wrap(paper.footer, WIDTH)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig", newline="\r\n")


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as text, two lines each: the first two cells, then the others."""
    widths = (26, 10)
    for place, row in enumerate(rows):
        yield " ".join(fit(cell, width) for cell, width in zip(row, widths, strict=False)).rstrip()
        yield "  " + " ".join(fit(cell, 12) for cell in row[2:]).rstrip()
        if place == 0:
            yield ""


def _write_workbook(path: Path, paper: PaperSheet) -> None:
    """Write the sheet as a workbook that prints on A4."""
    with new_workbook(path) as book:
        sheet = book.add_worksheet(paper.title)
        formats = _Formats(book)
        for place, width in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, _LAST, xml_text(f"{paper.title}  {paper.number}"), formats.title)
        at = 1
        for label, words in paper.facts:
            at = _write_lines(sheet, at, label, words.split("\n"), formats)
        at = _write_table(sheet, at, paper.table, formats)
        for heading, lines in paper.blocks:
            if lines:
                at = _write_lines(sheet, at, heading, lines, formats)
        sheet.set_row(at, 36)
        sheet.merge_range(at, 0, at, _LAST, paper.signature, formats.plain)
        print_on_a4(sheet, at, _LAST, repeated=1, footer=paper.footer)
        if paper.one_page:
            sheet.fit_to_pages(1, 1)


class _Formats:
    """The cell formats of the workbook."""

    def __init__(self, book: Any) -> None:
        text = {"num_format": "@", "valign": "vcenter", "text_wrap": True}
        self.title = book.add_format({**text, "bold": True, "font_size": 16, "align": "center"})
        self.label = book.add_format({**text, "bold": True, "border": 1})
        self.text = book.add_format({**text, "border": 1})
        self.plain = book.add_format(text)


def _write_table(sheet: Any, at: int, table: Sequence[Sequence[str]], formats: _Formats) -> int:
    """Write a table from row ``at``, its titles first; returns the row below it."""
    if len(table) < 2:
        return at
    for place, title in enumerate(table[0]):
        sheet.write_string(at, place, title, formats.label)
    for row in table[1:]:
        at += 1
        sheet.set_row(at, 2 * _LINE)
        for place, cell in enumerate(row):
            sheet.write_string(at, place, xml_text(cell), formats.text)
    return at + 1


def _write_lines(sheet: Any, at: int, label: str, lines: Sequence[str], formats: _Formats) -> int:
    """Write lines over as many rows as they need, the label before the first; returns the row below."""
    for place, rows in enumerate(_rows(lines)):
        sheet.write_string(at, 0, label if not place else "", formats.label)
        height = sum(len(wrap(line, _SHEET_CELLS)) for line in rows)
        sheet.set_row(at, max(_LINE * 1.4, _LINE * height))
        sheet.merge_range(at, 1, at, _LAST, xml_text("\n".join(rows)), formats.text)
        at += 1
    return at


def _rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield lines gathered into rows, a line too long for one row broken where it would break anyway."""
    row: list[str] = []
    used = 0
    for line in lines:
        parts = wrap(line, _SHEET_CELLS)
        whole = [line] if len(parts) <= _LINES_OF_A_ROW else parts
        for piece in whole:
            height = len(parts) if len(whole) == 1 else 1
            if row and used + height > _LINES_OF_A_ROW:
                yield row
                row, used = [], 0
            row.append(piece)
            used += height
    if row:
        yield row
