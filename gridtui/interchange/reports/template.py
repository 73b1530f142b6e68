"""``python -m gridtui.interchange.reports.template``: make the Word templates that come with the program.

They are made from the declared fields, one in each language, and are the same to the byte whenever they are
made: an office that wants its own starts from one of them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gridtui import words
from gridtui.interchange.reports.fields import TABLES
from gridtui.interchange.reports.tables import COLUMN_MILLIMETRES, WORDS_FIRST
from gridtui.interchange.reports.telling import PAGE
from gridtui.interchange.reports.word import DATA, shipped_template
from gridtui.words import tr

BODY, HEADINGS, LATIN = "FangSong", "SimHei", "Times New Roman"
"""Fonts of the text, of headings, and of letters and figures; SimSun stands in for a missing one."""

_MADE = datetime(2026, 1, 1)
_ZIPPED = (2026, 1, 1, 0, 0, 0)
_SHOWN = {
    "overview": (("numbers",), ("weeks",)),
    "rates": (("rates",), ()),
    "places": (("categories", "grids"), ("categories", "grids")),
    "work": (("whistles",), ()),
    "difficulties": (("overdue", "refusals", "difficulties"), ("overdue",)),
    "cases": ((), ()),
    "gaps": (("gaps",), ()),
}


def build_template(path: Path) -> None:
    """Write the template in the language in use; the same bytes each time."""
    document = Document()
    _page(document)
    _styles(document)
    _fonts(document)
    _title(document)
    for section, (tables, charts) in _SHOWN.items():
        _section(document, section, tables, charts)
    _say(document, "{{ foot }}", "Caption")
    properties = document.core_properties
    properties.title = properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = _MADE
    buffer = BytesIO()
    document.save(buffer)
    _repacked(buffer, path)


def _repacked(buffer: BytesIO, path: Path) -> None:
    """Write a package anew with one date for all of its parts."""
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for info in made.infolist():
            kept = zipfile.ZipInfo(info.filename, _ZIPPED)
            kept.compress_type, kept.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(kept, made.read(info))


def _page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(30), Mm(25)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, rest = tr(PAGE).partition("{page}")
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


def _title(document: Any) -> None:
    _say(document, "{{ title }}", "Title")
    with _repeated(document, "line in lines"):
        _say(document, "{{ line }}", "Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _section(document: Any, key: str, tables: Sequence[str], charts: Sequence[str]) -> None:
    _say(document, f"{{{{ said.{key}.heading }}}}", "Heading 1")
    with _repeated(document, f"line in said.{key}.paragraphs"):
        _say(document, "{{ line }}").paragraph_format.first_line_indent = Pt(24)
    for table in tables:
        with _only_if(document, f"rows.{table}"):
            _table(document, table)
    for chart in charts:
        with _only_if(document, f"charts.{chart}.bars"):
            _chart(document, chart)
    if key == "cases":
        with _repeated(document, "case in cases"):
            _say(document, "{{ case.title }}", "Heading 2")
            _say(document, "{{ case.about }}", "Caption")
            with _repeated(document, "line in case.paragraphs"):
                _say(document, "{{ line }}").paragraph_format.first_line_indent = Pt(24)


def _table(document: Any, key: str) -> None:
    columns = TABLES[key]
    wordy = WORDS_FIRST.get(key, 1)
    table = _empty_table(document, 4, COLUMN_MILLIMETRES[key], "Table Grid")
    for place, column in enumerate(columns):
        _cell(table.rows[0].cells[place], tr(column.title), WD_ALIGN_PARAGRAPH.CENTER, HEADINGS)
        aligned = WD_ALIGN_PARAGRAPH.LEFT if place < wordy else WD_ALIGN_PARAGRAPH.RIGHT
        _cell(table.rows[2].cells[place], f"{{{{ row.{column.name} }}}}", aligned)
    _cell(table.rows[1].cells[0], f"{{%tr for row in rows.{key} %}}")
    _cell(table.rows[3].cells[0], "{%tr endfor %}")
    _repeats_on_each_page(table.rows[0])
    _spaced(document)


def _chart(document: Any, key: str) -> None:
    caption = _say(document, f"{{{{ charts.{key}.title }}}}", "Caption")
    caption.alignment, caption.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    with _only_if(document, "pictures") as otherwise:
        _say(document, f"{{{{ charts.{key}.picture }}}}").paragraph_format.line_spacing = 1.0
        otherwise()
        table = _empty_table(document, 4, (36, 60, 60))
        for place, name in enumerate(("", "first", "second")):
            words_of = f"{{{{ charts.{key}.{name} }}}}" if name else ""
            _cell(table.rows[0].cells[place], words_of, font=HEADINGS)
        _cell(table.rows[1].cells[0], f"{{%tr for bar in charts.{key}.bars %}}")
        for place, text in enumerate(
            ("{{ bar.name }}", "{{ bar.drawn }} {{ bar.now }}", "{{ bar.drawn_beside }} {{ bar.beside }}")
        ):
            _cell(table.rows[2].cells[place], text)
        _cell(table.rows[3].cells[0], "{%tr endfor %}")
    _spaced(document)


def _empty_table(document: Any, rows: int, widths: Sequence[int], style: str | None = None) -> Any:
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


def _cell(cell: Any, text: str, aligned: Any = WD_ALIGN_PARAGRAPH.LEFT, font: str = BODY) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment, paragraph.paragraph_format.line_spacing = aligned, 1.0
    run = paragraph.add_run(text)
    run.font.size = Pt(10)
    _set_fonts(run._r.get_or_add_rPr(), font)


def _repeats_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEEEEE")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _spaced(document: Any) -> None:
    gap = _say(document, "").paragraph_format
    gap.line_spacing, gap.space_after = 0.6, Pt(0)


def _say(document: Any, text: str, style: str = "Normal") -> Any:
    return document.add_paragraph(text, style=style)


@contextmanager
def _repeated(document: Any, each: str) -> Iterator[None]:
    """Write what stands once for each item of a list; each tag is a paragraph of its own."""
    _say(document, f"{{%p for {each} %}}")
    yield
    _say(document, "{%p endfor %}")


@contextmanager
def _only_if(document: Any, field: str) -> Iterator[Any]:
    """Write what stands only where a field has something; what is yielded begins what stands otherwise."""
    _say(document, f"{{%p if {field} %}}")
    yield lambda: _say(document, "{%p else %}")
    _say(document, "{%p endif %}")


def main() -> None:
    """Write the template of every language into the package."""
    DATA.mkdir(exist_ok=True)
    for language in words.LANGUAGES:
        words.use(language)
        build_template(shipped_template())


if __name__ == "__main__":
    main()
