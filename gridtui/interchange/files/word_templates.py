"""Filling Word templates, shipped ones or the office's own, in a closed environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

NO_WORD = mark("模板 {name} 不是 Word 文件（.docx），或已损坏")
REPORTS = "docs/reports.md"
"""The document that lists the fields of a template, where no other is named."""

_NOT_FILLED = mark("按模板 {name} 写不出文件：标签把表格或段落拆乱了，请照 {document} 检查")


def fill_template(
    template: DocxTemplate, values: Mapping[str, Any], name: str, document: str = REPORTS
) -> None:
    """Fill an opened template; ``RuleBroken``, naming its file and the document on it, where that fails."""
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    try:
        template.render(_plain(values), sealed_environment(), autoescape=True)
    except (TemplateError, LxmlError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise RuleBroken(
            Problem(_NOT_FILLED, "template", values={"name": name, "document": document})
        ) from error


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


def open_template(path: Path | BytesIO) -> DocxTemplate:
    """Return an opened template; ``RuleBroken`` where its package cannot be read."""
    # Word's libraries take a third of a second, and few commands write Word.
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    template = _strict_template()(str(path) if isinstance(path, Path) else path)
    try:
        template.render_init()
    except (OpcError, LxmlError, BadZipFile, ValueError, KeyError, AttributeError) as error:
        raise RuleBroken(Problem(NO_WORD, "template", values={"name": getattr(path, "name", "")})) from error
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


def tagged_sources(template: DocxTemplate) -> Iterator[str]:
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
