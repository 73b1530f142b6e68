"""A report as Word: a template, the shipped one or the office's own, filled in a closed environment."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.interchange.files.word_templates import fill_template, open_template
from gridtui.interchange.reports.charts import chart_pictures
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.filling import field_values
from gridtui.interchange.reports.telling import report_text
from gridtui.interchange.reports.template_check import refuse_bad_template
from gridtui.words import language_in_use

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

DATA = Path(__file__).parent / "data"
CHART_MILLIMETRES = 155


def shipped_template(language: str | None = None) -> Path:
    """Return the template that comes with the program, in a language or in the one in use."""
    return DATA / f"report-{language or language_in_use()}.docx"


def write_word(path: Path, facts: ReportFacts, template: Path | None = None, *, at: datetime) -> None:
    """Write the report to ``path``, made at the instant ``at``; ``RuleBroken`` for a wrong template."""
    chosen = template or shipped_template()
    if template is not None:
        refuse_bad_template(template)
    text = report_text(facts)
    filled = open_template(chosen)
    pictures = chart_pictures(text)
    values = field_values(facts, text, {key: _inline(filled, png) for key, png in pictures.items()})
    fill_template(filled, values, chosen.name)
    properties = filled.docx.core_properties
    properties.title, properties.author, properties.last_modified_by = text.title, facts.office, ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    filled.save(path)


def _inline(template: DocxTemplate, png: bytes) -> object:
    from docx.shared import Mm
    from docxtpl import InlineImage

    return InlineImage(template, BytesIO(png), width=Mm(CHART_MILLIMETRES))
