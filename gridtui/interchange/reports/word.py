"""A report as Word: a template, the shipped one or the office's own, filled in a closed environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.reports.charts import chart_pictures
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.filling import field_values
from gridtui.interchange.reports.telling import report_text
from gridtui.interchange.reports.template_check import NO_WORD, refuse_no_word, source_problems
from gridtui.words import language_in_use, mark

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

DATA = Path(__file__).parent / "data"
CHART_MILLIMETRES = 155

_NOT_FILLED = mark("按模板 {name} 写不出文件：标签把表格或段落拆乱了，请照 docs/reports.md 检查")


def shipped_template(language: str | None = None) -> Path:
    """Return the template that comes with the program, in a language or in the one in use."""
    return DATA / f"report-{language or language_in_use()}.docx"


def template_problems(path: Path) -> list[Problem]:
    """Return everything that is wrong with a template; ``RuleBroken`` where it is no Word file at all."""
    refuse_no_word(path)
    template, environment = _opened(path), sealed_environment()
    found: list[Problem] = []
    for source in _sources(template):
        found += source_problems(source, environment)
    return list({(each.text, str(each.values)): each for each in found}.values())


def refuse_bad_template(path: Path) -> None:
    """Refuse a template with anything wrong in it; ``RuleBroken`` with all of it."""
    if problems := template_problems(path):
        raise RuleBroken(problems)


def write_word(path: Path, facts: ReportFacts, template: Path | None = None, *, at: datetime) -> None:
    """Write the report to ``path``, made at the instant ``at``; ``RuleBroken`` for a wrong template."""
    chosen = template or shipped_template()
    if template is not None:
        refuse_bad_template(template)
    text = report_text(facts)
    filled = _opened(chosen)
    pictures = chart_pictures(text)
    values = field_values(facts, text, {key: _inline(filled, png) for key, png in pictures.items()})
    _fill(filled, values, chosen)
    properties = filled.docx.core_properties
    properties.title, properties.author, properties.last_modified_by = text.title, facts.office, ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    filled.save(path)


def _fill(template: DocxTemplate, values: Mapping[str, Any], path: Path) -> None:
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    try:
        template.render(_plain(values), sealed_environment(), autoescape=True)
    except (TemplateError, LxmlError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise RuleBroken(Problem(_NOT_FILLED, "template", values={"name": path.name})) from error


def _plain(value: Any) -> Any:
    """Return values in which braces stand for themselves: the library reads ``{_{`` as a tag of its own."""
    from markupsafe import Markup, escape

    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, str) and ("{" in value or "}" in value):
        return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))
    return value


def _opened(path: Path) -> DocxTemplate:
    """Return an opened template; ``RuleBroken`` where its package cannot be read."""
    # Word's libraries take a third of a second, and few commands write Word.
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    template = _strict_template()(str(path))
    try:
        template.render_init()
    except (OpcError, LxmlError, BadZipFile, ValueError, KeyError, AttributeError) as error:
        raise RuleBroken(Problem(NO_WORD, "template", values={"name": path.name})) from error
    return template


@cache
def _strict_template() -> type[DocxTemplate]:
    from docxtpl import DocxTemplate
    from lxml import etree

    class StrictTemplate(DocxTemplate):  # type: ignore[misc]
        """A template whose broken XML is an error: the library would leave out what it cannot read."""

        def fix_tables(self, xml: str) -> Any:
            """Return the tree of the filled body."""
            etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=False))
            return super().fix_tables(xml)

    return StrictTemplate


def _sources(template: DocxTemplate) -> Iterator[str]:
    """Yield every text of a template that holds tags, as it is filled."""
    yield _by_paragraph(template.patch_xml(template.get_xml()))
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield _by_paragraph(template.patch_xml(template.get_part_xml(part)))
    for section in template.docx.sections:
        for part in section.part.package.parts:
            if part.content_type.endswith("footnotes+xml"):
                yield template.patch_xml(part.blob.decode("utf-8", "replace"))
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield getattr(properties, name)


def _by_paragraph(xml: str) -> str:
    """Return a part with a line for each paragraph, so that a place in it can be shown."""
    return xml.replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>")


def _inline(template: DocxTemplate, png: bytes) -> object:
    from docx.shared import Mm
    from docxtpl import InlineImage

    return InlineImage(template, BytesIO(png), width=Mm(CHART_MILLIMETRES))


def sealed_environment() -> Environment:
    """Return the environment in which a template is filled: it sees the values and nothing else."""
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sealed(ImmutableSandboxedEnvironment):
        """Reads keys of what was given, and where a loop stands; calls nothing."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            if isinstance(obj, Mapping) and attribute in obj:
                return obj[attribute]
            if isinstance(obj, LoopContext) and attribute in ("index", "first", "last", "length"):
                return getattr(obj, attribute)
            return self.undefined(obj=obj, name=attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            return self.getattr(obj, str(argument))

        def is_safe_callable(self, _obj: Any) -> bool:
            return False

        def call(self, *_arguments: Any, **_named: Any) -> Any:
            raise SecurityError

    environment = Sealed(undefined=StrictUndefined, autoescape=True)
    for table in (environment.globals, environment.filters, environment.tests):
        table.clear()
    return environment
