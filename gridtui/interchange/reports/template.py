"""``python -m gridtui.interchange.reports.template``: make the Word templates that come with the program.

They are made from the declared fields, one in each language, and are the same to the byte whenever they are
made: an office that wants its own starts from one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from gridtui import words
from gridtui.interchange.files.word_blocks import (
    HEADINGS,
    empty_table,
    fill_cell,
    leave_gap,
    new_template,
    only_if,
    repeat_on_each_page,
    repeated,
    save_template,
    say_paragraph,
)
from gridtui.interchange.reports.fields import TABLES
from gridtui.interchange.reports.tables import COLUMN_MILLIMETRES, WORDS_FIRST
from gridtui.interchange.reports.telling import PAGE
from gridtui.interchange.reports.word import DATA, shipped_template
from gridtui.words import tr

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
    document = new_template(tr(PAGE))
    _title(document)
    for section, (tables, charts) in _SHOWN.items():
        _section(document, section, tables, charts)
    say_paragraph(document, "{{ foot }}", "Caption")
    save_template(document, path)


def _title(document: Any) -> None:
    say_paragraph(document, "{{ title }}", "Title")
    with repeated(document, "line in lines"):
        say_paragraph(document, "{{ line }}", "Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _section(document: Any, key: str, tables: Sequence[str], charts: Sequence[str]) -> None:
    say_paragraph(document, f"{{{{ said.{key}.heading }}}}", "Heading 1")
    with repeated(document, f"line in said.{key}.paragraphs"):
        say_paragraph(document, "{{ line }}").paragraph_format.first_line_indent = Pt(24)
    for table in tables:
        with only_if(document, f"rows.{table}"):
            _table(document, table)
    for chart in charts:
        with only_if(document, f"charts.{chart}.bars"):
            _chart(document, chart)
    if key == "cases":
        with repeated(document, "case in cases"):
            say_paragraph(document, "{{ case.title }}", "Heading 2")
            say_paragraph(document, "{{ case.about }}", "Caption")
            with repeated(document, "line in case.paragraphs"):
                say_paragraph(document, "{{ line }}").paragraph_format.first_line_indent = Pt(24)


def _table(document: Any, key: str) -> None:
    columns = TABLES[key]
    wordy = WORDS_FIRST.get(key, 1)
    table = empty_table(document, 4, COLUMN_MILLIMETRES[key], "Table Grid")
    for place, column in enumerate(columns):
        fill_cell(table.rows[0].cells[place], tr(column.title), WD_ALIGN_PARAGRAPH.CENTER, HEADINGS)
        aligned = WD_ALIGN_PARAGRAPH.LEFT if place < wordy else WD_ALIGN_PARAGRAPH.RIGHT
        fill_cell(table.rows[2].cells[place], f"{{{{ row.{column.name} }}}}", aligned)
    fill_cell(table.rows[1].cells[0], f"{{%tr for row in rows.{key} %}}")
    fill_cell(table.rows[3].cells[0], "{%tr endfor %}")
    repeat_on_each_page(table.rows[0])
    leave_gap(document)


def _chart(document: Any, key: str) -> None:
    caption = say_paragraph(document, f"{{{{ charts.{key}.title }}}}", "Caption")
    caption.alignment, caption.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    with only_if(document, "pictures") as otherwise:
        say_paragraph(document, f"{{{{ charts.{key}.picture }}}}").paragraph_format.line_spacing = 1.0
        otherwise()
        table = empty_table(document, 4, (36, 60, 60))
        for place, name in enumerate(("", "first", "second")):
            words_of = f"{{{{ charts.{key}.{name} }}}}" if name else ""
            fill_cell(table.rows[0].cells[place], words_of, font=HEADINGS)
        fill_cell(table.rows[1].cells[0], f"{{%tr for bar in charts.{key}.bars %}}")
        for place, text in enumerate(
            ("{{ bar.name }}", "{{ bar.drawn }} {{ bar.now }}", "{{ bar.drawn_beside }} {{ bar.beside }}")
        ):
            fill_cell(table.rows[2].cells[place], text)
        fill_cell(table.rows[3].cells[0], "{%tr endfor %}")
    leave_gap(document)


def main() -> None:
    """Write the template of every language into the package."""
    DATA.mkdir(exist_ok=True)
    for language in words.LANGUAGES:
        words.use(language)
        build_template(shipped_template())


if __name__ == "__main__":
    main()
