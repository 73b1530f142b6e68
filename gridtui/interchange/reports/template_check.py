"""Looking through a template before it is filled: is it Word, are its tags whole, does it name known fields.

A template is a file from elsewhere. Only outputs, loops over fields and conditions are allowed in it: no
calls, no attributes but those of the fields, nothing from outside the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.files.word_templates import (
    NO_WORD,
    REPORTS,
    open_template,
    sealed_environment,
    tagged_sources,
)
from gridtui.interchange.reports.fields import FIELDS, TemplateField
from gridtui.words import mark

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

MAX_PACKAGE, MAX_PART = 64 << 20, 8 << 20
"""Bytes that a template, and one part of it with text, may unpack to."""

_DEEPEST = 4
"""Loops within loops; each multiplies what the others write."""

_NO_FILE = mark("没有这个模板：{name}")
_UNREADABLE = mark("模板 {name} 读不出来：没有权限，或正被别的程序独占")
_OLD_WORD = mark("模板 {name} 是旧版 Word（.doc）：请在 Word 或 WPS 里另存为 .docx 再用")
_TOO_BIG = mark("模板 {name} 太大了，不能用")
_OUTSIDE = mark("模板 {name} 连着文件外面的内容（{target}），请删掉后再用")
_UNKNOWN = mark("模板里的字段“{field}”不认识，请照 {document} 改")
_NO_LIST = mark("模板里“{field}”不是一行一条的，不能用 for 来列")
_A_LIST = mark("模板里“{field}”是一组，要写明要它的哪一项")
_BROKEN_TAG = mark("模板里这一处的标签没有写对：{text}")
_UNENDED = mark("模板里的 for 或 if 没有收尾，或收尾多了一个：{text}")
_FORBIDDEN = mark("模板里这样的写法不能用：{text}（只能写字段、for 和 if）")

_LINKS = ("hyperlink",)
_EXTERNAL = re.compile(r'<Relationship\b[^>]*TargetMode="External"[^>]*>')
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def template_problems(
    path: Path, fields: Mapping[str, TemplateField] = FIELDS, document: str = REPORTS
) -> list[Problem]:
    """Return everything that is wrong with a template; ``RuleBroken`` where it is no Word file at all.

    ``fields`` are those that it may name, ``document`` is where they are listed.
    """
    refuse_no_word(path)
    template, environment = open_template(path), sealed_environment()
    found: list[Problem] = []
    for source in tagged_sources(template):
        found += source_problems(source, environment, fields, document)
    return list({(each.text, str(each.values)): each for each in found}.values())


def refuse_bad_template(
    path: Path, fields: Mapping[str, TemplateField] = FIELDS, document: str = REPORTS
) -> None:
    """Refuse a template with anything wrong in it; ``RuleBroken`` with all of it."""
    if problems := template_problems(path, fields, document):
        raise RuleBroken(problems)


def refuse_no_word(path: Path) -> None:
    """Refuse a template that is no Word file, is too big, or fetches something from outside it."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
        parts = _parts(path) if zipfile.is_zipfile(path) else {}
    except FileNotFoundError as error:
        raise _refusal(_NO_FILE, path) from error
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        unreadable = isinstance(error, OSError) and not isinstance(error, zipfile.BadZipFile)
        raise _refusal(_UNREADABLE if unreadable else NO_WORD, path) from error
    if head == _OLE_MAGIC:
        raise _refusal(_OLD_WORD, path)
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise _refusal(NO_WORD, path)
    for name, text in parts.items():
        if name.endswith(".rels"):
            for found in _EXTERNAL.findall(text.decode("utf-8", "replace")):
                if not any(f"/{kind}" in found for kind in _LINKS):
                    target = re.search(r'Target="([^"]*)"', found)
                    raise _refusal(_OUTSIDE, path, target=target[1][:80] if target else "?")


def _parts(path: Path) -> dict[str, bytes]:
    """Return the parts that hold text; ``RuleBroken`` where they promise too much."""
    with zipfile.ZipFile(path) as package:
        infos = package.infolist()
        texts = [info for info in infos if info.filename.endswith((".xml", ".rels"))]
        if sum(info.file_size for info in infos) > MAX_PACKAGE or any(
            info.file_size > MAX_PART for info in texts
        ):
            raise _refusal(_TOO_BIG, path)
        found = {}
        for info in texts:
            with package.open(info) as part:
                found[info.filename] = part.read(MAX_PART + 1)
        if any(len(part) > MAX_PART for part in found.values()):
            raise _refusal(_TOO_BIG, path)
        return found


def _refusal(text: str, path: Path, **values: object) -> RuleBroken:
    return RuleBroken(Problem(text, "template", values={"name": path.name, **values}))


def source_problems(
    source: str,
    environment: Environment,
    fields: Mapping[str, TemplateField] = FIELDS,
    document: str = REPORTS,
) -> list[Problem]:
    """Return what is wrong with the tags of one part, given as text with tags: each field once."""
    from jinja2 import TemplateSyntaxError

    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        return [_syntax_problem(source, error)]
    found = _Walk(source, document).block(tree.body, dict(fields), 0)
    return list({(each.text, str(each.values)): each for each in found}.values())


def _syntax_problem(source: str, error: Any) -> Problem:
    ended = "end" in str(error.message or "").lower()
    text = _shown(source, error.lineno or 1) or str(error.message)
    return Problem(_UNENDED if ended else _BROKEN_TAG, "template", values={"text": text})


def _shown(source: str, line: int) -> str:
    """Return a line of a part as a person sees it: without XML, not too long."""
    lines = source.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:80]


Scope = Mapping[str, "TemplateField"]
Found = Iterator[Problem]


@dataclass(frozen=True)
class _Walk:
    """Walks the tags of a part; a scope maps the names that may be used at a place to their fields."""

    source: str
    document: str

    def block(self, body: list[nodes.Node], scope: Scope, depth: int) -> Found:
        from jinja2 import nodes

        for node in body:
            if isinstance(node, nodes.TemplateData):
                continue
            if isinstance(node, nodes.Output):
                for each in node.nodes:
                    yield from self.output(each, scope)
            elif isinstance(node, nodes.For):
                yield from self.loop(node, scope, depth)
            elif isinstance(node, nodes.If):
                yield from self.test(node.test, scope)
                for part in (node.body, list[nodes.Node](node.elif_), node.else_):
                    yield from self.block(part, scope, depth)
            else:
                yield self.forbidden(node)

    def loop(self, node: nodes.For, scope: Scope, depth: int) -> Found:
        from jinja2 import nodes

        plain = isinstance(node.target, nodes.Name) and node.test is None and not node.recursive
        if not plain or depth >= _DEEPEST:
            yield self.forbidden(node)
            return
        problem, listed = self.field(node.iter, scope)
        if problem is not None:
            yield problem
            return
        if listed is None or not listed.many:
            yield Problem(_NO_LIST, "template", values={"field": _path(node.iter)})
            return
        name = node.target.name  # type: ignore[attr-defined]
        inside = {**scope, name: TemplateField(name, listed.about, listed.inner), "loop": _LOOP}
        yield from self.block(node.body, inside, depth + 1)
        yield from self.block(node.else_, scope, depth + 1)

    def output(self, node: nodes.Node, scope: Scope) -> Found:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData | nodes.Const):
            return
        problem, found = self.field(node, scope)
        if problem is not None:
            yield problem
        elif found is not None and (found.inner or found.many):
            yield Problem(_A_LIST, "template", values={"field": _path(node)})

    def test(self, node: nodes.Node, scope: Scope) -> Found:
        from jinja2 import nodes

        if isinstance(node, nodes.Const):
            return
        if isinstance(node, nodes.Not):
            yield from self.test(node.node, scope)
        elif isinstance(node, nodes.And | nodes.Or):
            yield from self.test(node.left, scope)
            yield from self.test(node.right, scope)
        elif isinstance(node, nodes.Compare):
            yield from self.test(node.expr, scope)
            for operand in node.ops:
                yield from self.test(operand.expr, scope)
        else:
            problem, _ = self.field(node, scope)
            if problem is not None:
                yield problem

    def field(self, node: nodes.Node, scope: Scope) -> tuple[Problem | None, TemplateField | None]:
        """Return the field that a tag names, or what is wrong with the name."""
        from jinja2 import nodes

        names: list[str] = []
        while isinstance(node, nodes.Getattr):
            names.append(node.attr)
            node = node.node
        if not isinstance(node, nodes.Name):
            return self.forbidden(node), None
        path = ".".join([node.name, *reversed(names)])
        found = scope.get(node.name)
        for name in reversed(names):
            if found is None or found.many:
                break
            found = found.inner.get(name)
        else:
            if found is not None:
                return None, found
        return Problem(_UNKNOWN, "template", values={"field": path, "document": self.document}), None

    def forbidden(self, node: nodes.Node) -> Problem:
        return Problem(_FORBIDDEN, "template", values={"text": _shown(self.source, node.lineno)})


def _path(node: Any) -> str:
    names = []
    while hasattr(node, "attr"):
        names.append(node.attr)
        node = node.node
    return ".".join([str(getattr(node, "name", "?")), *reversed(names)])


_LOOP = TemplateField(
    "loop",
    "",
    {name: TemplateField(name, "") for name in ("index", "first", "last", "length")},
)
