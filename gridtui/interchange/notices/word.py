"""A notice board as a Word file: one page of A4 with letters to be read from two steps away."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from gridtui.interchange.files.workbooks import xml_text
from gridtui.interchange.notices.content import COLUMNS, TITLE, Notice, code_picture

_FONT = "黑体"
_WIDTHS = (36, 50, 84)
"""Millimetres of the columns."""


def write_word(path: Path, notice: Notice) -> None:
    """Write the board to ``path``; ``OSError`` where that fails."""
    # Word's library takes a third of a second, and few commands write Word.
    from docx import Document
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(18)
    _line(document, TITLE, 40, bold=True)
    _line(document, notice.building, 30, bold=True)
    _line(document, notice.place, 15, below=18)
    table = document.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    for bold, cells in ((True, COLUMNS), *((False, row) for row in notice.rows)):
        row = table.add_row()
        for cell, text, width in zip(row.cells, cells, _WIDTHS, strict=True):
            cell.width = Mm(width)
            _write(cell.paragraphs[0], text, 20, bold=bold)
    _line(document, notice.hours, 20, above=18)
    if notice.code:
        picture = document.add_paragraph()
        picture.alignment = _centre()
        picture.add_run().add_picture(BytesIO(code_picture(notice.code, "png")), width=Mm(52))
        _line(document, notice.caption, 16)
    _line(document, notice.foot, 13, above=30)
    properties = document.core_properties
    properties.title, properties.author = f"{TITLE} {notice.building}", ""
    document.save(str(path))


def _line(document: Any, text: str, size: int, *, bold: bool = False, above: int = 0, below: int = 0) -> None:
    if text:
        _write(document.add_paragraph(), text, size, bold=bold, above=above, below=below)


def _write(paragraph: Any, text: str, size: int, *, bold: bool, above: int = 0, below: int = 0) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = _centre()
    look = paragraph.paragraph_format
    look.space_before, look.space_after = Pt(above or size * 0.3), Pt(below or size * 0.3)
    run = paragraph.add_run(xml_text(text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
    run._element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _centre() -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return WD_ALIGN_PARAGRAPH.CENTER
