"""The template that comes with the program for each paper, made from its declaration when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from gridtui.domain.together.nouns import Kind
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
from gridtui.interchange.record_papers.papers import Paper, Part
from gridtui.interchange.reports.fields import TemplateField
from gridtui.interchange.reports.telling import PAGE
from gridtui.words import mark, tr

_LABEL_MILLIMETRES, _FACT_MILLIMETRES = 36, 112
_NUMBERS = (Kind.NUMBER, Kind.HOURS)


def build_template(paper: Paper, file: Path | IO[bytes]) -> None:
    """Write the template of a paper in the language in use."""
    document = new_template(tr(PAGE))
    say_paragraph(document, "{{ title }}", "Title")
    with only_if(document, "remark"):
        say_paragraph(document, "{{ remark }}", "Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _facts(document, paper)
    for each in paper.long:
        with only_if(document, f"record.{each.name}"):
            say_paragraph(document, tr(each.title), "Heading 2")
            with repeated(document, f"line in record.{each.name}"):
                say_paragraph(document, "{{ line }}").paragraph_format.first_line_indent = Pt(24)
    for part in paper.parts:
        with only_if(document, f"rows.{part.noun}"):
            _part(document, part)
    say_paragraph(document, tr(paper.signature)).paragraph_format.space_before = Pt(18)
    say_paragraph(document, "{{ foot }}", "Caption").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    save_template(document, file)


def _facts(document: Any, paper: Paper) -> None:
    """Lay out the short facts, a row each; rows of what nobody said are left out."""
    table = empty_table(document, 3 * len(paper.short), (_LABEL_MILLIMETRES, _FACT_MILLIMETRES), "Table Grid")
    for place, each in enumerate(paper.short):
        begins, said, ends = table.rows[3 * place : 3 * place + 3]
        fill_cell(begins.cells[0], f"{{%tr if record.{each.name} %}}")
        fill_cell(said.cells[0], tr(each.title), font=HEADINGS)
        fill_cell(said.cells[1], f"{{{{ record.{each.name} }}}}")
        fill_cell(ends.cells[0], "{%tr endif %}")
    leave_gap(document)


def _part(document: Any, part: Part) -> None:
    say_paragraph(document, tr(part.declared.title), "Heading 2")
    table = empty_table(document, 4, [width for _, width in part.columns], "Table Grid")
    for place, (name, _) in enumerate(part.columns):
        each = part.declared.by_name[name]
        fill_cell(table.rows[0].cells[place], tr(each.title), WD_ALIGN_PARAGRAPH.CENTER, HEADINGS)
        aligned = WD_ALIGN_PARAGRAPH.RIGHT if each.kind in _NUMBERS else WD_ALIGN_PARAGRAPH.LEFT
        fill_cell(table.rows[2].cells[place], f"{{{{ row.{name} }}}}", aligned)
    fill_cell(table.rows[1].cells[0], f"{{%tr for row in rows.{part.noun} %}}")
    fill_cell(table.rows[3].cells[0], "{%tr endfor %}")
    repeat_on_each_page(table.rows[0])
    leave_gap(document)
    if part.total:
        say_paragraph(document, f"{tr(part.total_title)} {{{{ totals.{part.noun} }}}}")


def template_fields(paper: Paper) -> Mapping[str, TemplateField]:
    """Return the fields that a template of this paper may name."""
    facts = (*paper.short, *paper.long)
    record = {each.name: TemplateField(each.name, each.title, many=each.kind is Kind.LONG) for each in facts}
    rows = {
        part.noun: TemplateField(
            part.noun,
            part.declared.title,
            {name: TemplateField(name, part.declared.by_name[name].title) for name, _ in part.columns},
            many=True,
        )
        for part in paper.parts
    }
    totals = {part.noun: TemplateField(part.noun, part.total_title) for part in paper.parts if part.total}
    found = (
        TemplateField("title", mark("文书的名称")),
        TemplateField("remark", mark("没有写出的内容")),
        TemplateField("foot", mark("谁在哪天写的")),
        TemplateField("record", mark("这条记录"), record),
        TemplateField("rows", mark("它的明细"), rows),
        TemplateField("totals", mark("合计"), totals),
    )
    return {each.name: each for each in found}
