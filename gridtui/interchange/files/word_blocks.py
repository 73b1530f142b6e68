"""Building blocks of Word templates: page, styles, fonts, tables, and tags that repeat or leave out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY, HEADINGS, LATIN = "FangSong", "SimHei", "Times New Roman"
"""Fonts of the text, of headings, and of letters and figures; SimSun stands in for a missing one."""

_MADE = datetime(2026, 1, 1)
_ZIPPED = (2026, 1, 1, 0, 0, 0)


def new_template(numbering: str) -> Any:
    """Return an empty document with page, styles and fonts; ``{{ title }}`` stands above each page.

    ``numbering`` stands below it, with the places ``{page}`` and ``{pages}``.
    """
    document = Document()
    _page(document, numbering)
    _styles(document)
    _fonts(document)
    return document


def save_template(document: Any, file: Path | IO[bytes]) -> None:
    """Write a template that names nobody; the same bytes each time."""
    properties = document.core_properties
    properties.title = properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = _MADE
    buffer = BytesIO()
    document.save(buffer)
    _repacked(buffer, file)


def _repacked(buffer: BytesIO, file: Path | IO[bytes]) -> None:
    """Write a package anew with one date for all of its parts."""
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for info in made.infolist():
            kept = zipfile.ZipInfo(info.filename, _ZIPPED)
            kept.compress_type, kept.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(kept, made.read(info))


def _page(document: Any, numbering: str) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(30), Mm(25)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, rest = numbering.partition("{page}")
    between, _, behind = rest.partition("{pages}")
    footer.add_run(before)
    _computed(footer, "PAGE")
    footer.add_run(between)
    _computed(footer, "NUMPAGES")
    footer.add_run(behind)
    header = page.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header.add_run("{{ title }}")


def _computed(paragraph: Any, code: str) -> None:
    """Add a field that Word computes."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
        else:
            mark_of = OxmlElement("w:fldChar")
            mark_of.set(qn("w:fldCharType"), kind)
            run._r.append(mark_of)


def _styles(document: Any) -> None:
    for name, font, size, bold in (
        ("Normal", BODY, 12, False),
        ("Title", HEADINGS, 20, False),
        ("Heading 1", HEADINGS, 14, False),
        ("Heading 2", HEADINGS, 12, False),
        ("Caption", BODY, 10, False),
        ("Header", BODY, 9, False),
        ("Footer", BODY, 9, False),
    ):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = None
        _set_fonts(style.element.get_or_add_rPr(), font)
        style.paragraph_format.space_before = Pt(10 if name.startswith("Heading") else 0)
        style.paragraph_format.space_after = Pt(6 if name.startswith("Heading") else 0)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")
    body = document.styles["Normal"].paragraph_format
    body.line_spacing = 1.5
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(8)
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.keep_with_next = True


def _set_fonts(properties: Any, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)


def _fonts(document: Any) -> None:
    """Say which font stands in for one that a computer lacks."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    named = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{local}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for font, local in ((BODY, "SimSun"), (HEADINGS, "SimSun"))
    )
    part._blob = part.blob.decode("utf-8").replace("</w:fonts>", f"{named}</w:fonts>").encode("utf-8")


def empty_table(document: Any, rows: int, widths: Sequence[int], style: str | None = None) -> Any:
    """Add a table with columns of these widths in millimetres; its rows are not torn apart."""
    table = document.add_table(rows, len(widths))
    if style:
        table.style = document.styles[style]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _padded(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
    return table


def _padded(table: Any) -> None:
    """Give all cells of a table room above and below their text, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def fill_cell(cell: Any, text: str, aligned: Any = WD_ALIGN_PARAGRAPH.LEFT, font: str = BODY) -> None:
    """Write a text into an empty cell."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment, paragraph.paragraph_format.line_spacing = aligned, 1.0
    run = paragraph.add_run(text)
    run.font.size = Pt(10)
    _set_fonts(run._r.get_or_add_rPr(), font)


def repeat_on_each_page(row: Any) -> None:
    """Make a row the head of its table, shaded, on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEEEEE")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def leave_gap(document: Any) -> None:
    """Leave a little room below a table."""
    gap = say_paragraph(document, "").paragraph_format
    gap.line_spacing, gap.space_after = 0.6, Pt(0)


def say_paragraph(document: Any, text: str, style: str = "Normal") -> Any:
    """Add a paragraph of that style."""
    return document.add_paragraph(text, style=style)


@contextmanager
def repeated(document: Any, each: str) -> Iterator[None]:
    """Write what stands once for each item of a list; each tag is a paragraph of its own."""
    say_paragraph(document, f"{{%p for {each} %}}")
    yield
    say_paragraph(document, "{%p endfor %}")


@contextmanager
def only_if(document: Any, field: str) -> Iterator[Any]:
    """Write what stands only where a field has something; what is yielded begins what stands otherwise."""
    say_paragraph(document, f"{{%p if {field} %}}")
    yield lambda: say_paragraph(document, "{%p else %}")
    say_paragraph(document, "{%p endif %}")
