"""The Word report: what stands in it, the office's own templates, and what is wrong with one, in words."""

from __future__ import annotations

import filecmp
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui import words
from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.text import tidy
from gridtui.interchange.reports import template, word
from gridtui.interchange.reports.facts import ReportFacts, TypicalCase
from gridtui.interchange.reports.fields import field_paths
from gridtui.interchange.reports.telling import report_text
from gridtui.interchange.reports.template_check import refuse_bad_template, template_problems
from gridtui.interchange.reports.word import shipped_template, write_word
from gridtui.words import say
from tests.interchange.reports.documents import make_template, rows_of, with_part, words_of

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
TAGGED = "{{ office }} {% raw %} {_{ 2 }_} {# x #}"
CASE = TypicalCase(
    b"i" * 16, "20261105-001", "第三网格", "低保救助", "一件 <b>小事</b> & 大事", ("第一段。", TAGGED)
)


def said_of(path: Path) -> str:
    return " ".join(say(problem) for problem in template_problems(path))


def test_what_the_report_says_stands_in_it(facts: ReportFacts, tmp_path: Path) -> None:
    out = tmp_path / "报表.docx"
    told = replace(facts, cases=(CASE,))
    write_word(out, told, at=AT)
    document, text = Document(str(out)), words_of(out)
    report = report_text(told)
    for section in report.sections:
        for line in (section.heading, *section.paragraphs):
            assert line in text
        for table in section.tables:
            assert rows_of(document, table.titles[0]) == [list(row) for row in table.rows]
    assert report.title in text and "{%" not in text.replace(TAGGED, "")
    assert CASE.title in text and TAGGED in text, "what people wrote is text, whatever it is"
    with zipfile.ZipFile(out) as package:
        pictures = [name for name in package.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 4
    assert document.core_properties.author == facts.office
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=1)


def test_without_pictures_charts_are_bars_of_blocks(
    facts: ReportFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word, "chart_pictures", lambda _text: {})
    out = tmp_path / "报表.docx"
    write_word(out, facts, at=AT)
    text = words_of(out)
    longest = max(facts.weeks, key=lambda week: week.came)
    assert f"{'█' * 20} {longest.came}" in text
    with zipfile.ZipFile(out) as package:
        assert not [name for name in package.namelist() if name.startswith("word/media/")]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_shipped_templates_are_what_their_generator_makes(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_catalogue", words._catalogue)
    monkeypatch.setattr(words, "_language", words._language)
    words.use(language)
    template.build_template(tmp_path / "made.docx")
    assert filecmp.cmp(tmp_path / "made.docx", shipped_template(), shallow=False)
    assert template_problems(shipped_template()) == []


def test_an_own_template_takes_any_field(facts: ReportFacts, tmp_path: Path) -> None:
    single = [path for path, _ in field_paths() if "[]" not in path and not path.endswith("picture")]
    leaves = [
        path for path in single if not any(other.startswith(f"{path}.") for other in field_paths_only())
    ]
    own = make_template(
        tmp_path / "own.docx",
        *(f"{path}={{{{ {path} }}}}" for path in leaves),
        "{%p for case in cases %}",
        "{{ loop.index }} {{ case.title }}",
        "{%p endfor %}",
        "{% if came.now == '0' and not grid or pictures %}有图{% endif %}",
    )
    refuse_bad_template(own)
    write_word(tmp_path / "out.docx", replace(facts, cases=(CASE,)), own, at=AT)
    text = words_of(tmp_path / "out.docx")
    assert f"came.now={facts.came.now}\n" in text and f"office={facts.office}\n" in text
    assert f"1 {CASE.title}" in text
    assert f"responded.whole={facts.responded.now.whole}\n" in text
    assert len(leaves) > 60 and all(f"\n{path}=" in f"\n{text}" for path in leaves)


def field_paths_only() -> list[str]:
    return [path.replace("[]", "") for path, _ in field_paths()]


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        (("{{ offcie }}",), "字段“offcie”不认识"),
        (("{{ came.tomorrow }} {{ came.yesterday }}",), "came.yesterday"),
        (("{{ came }}",), "“came”是一组"),
        (("{{ cases }}",), "“cases”是一组"),
        (("{%p for a in office %}", "{{ a }}", "{%p endfor %}"), "“office”不是一行一条"),
        (("{%p for case in cases %}", "{{ case.name }}", "{%p endfor %}"), "case.name"),
        (("{%p for case in cases %}", "{{ case.title }}"), "没有收尾"),
        (("{{ office", "x"), "标签没有写对"),
        (("{{ office } }",), "标签没有写对"),
        (("{{ office.__class__ }}",), "office.__class__"),
        (("{{ ''.__class__.__mro__ }}",), "不能用"),
        (("{{ range(9) }}",), "不能用"),
        (("{{ cycler.__init__.__globals__ }}",), "不认识"),
        (("{{ office * 999999999 }}",), "不能用"),
        (("{{ office | upper }}",), "不能用"),
        (("{% set x = 1 %}",), "不能用"),
        (("{% include 'other' %}",), "不能用"),
        (("{% macro m() %}{% endmacro %}",), "不能用"),
        (("{{ charts.weeks.picture.tpl }}",), "不认识"),
        (("{{ loop.index }}",), "不认识"),
    ],
)
def test_what_is_wrong_with_a_template_is_named(
    facts: ReportFacts, tmp_path: Path, paragraphs: tuple[str, ...], said: str
) -> None:
    own = make_template(tmp_path / "own.docx", *paragraphs)
    assert said in said_of(own)
    out = tmp_path / "out.docx"
    with pytest.raises(RuleBroken):
        write_word(out, facts, own, at=AT)
    assert not out.exists()


def test_a_tag_in_a_header_is_looked_through_too(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ nowhere }}"
    document.core_properties.title = "{{ neither }}"
    document.save(str(own))
    assert "nowhere" in said_of(own) and "neither" in said_of(own)


def test_tags_that_tear_a_table_apart_are_told(facts: ReportFacts, tmp_path: Path) -> None:
    own = make_template(
        tmp_path / "own.docx", row=("{%tr for row in rows.gaps %}", "{{ row.name }}{%tr endfor %}")
    )
    with pytest.raises(RuleBroken):
        write_word(tmp_path / "out.docx", facts, own, at=AT)


def test_a_file_that_is_no_word_file(tmp_path: Path) -> None:
    shipped = shipped_template()
    for body, said in (
        (b"", "不是 Word"),
        (b"PK\x03\x04broken", "不是 Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", ".doc"),
    ):
        path = tmp_path / "x.docx"
        path.write_bytes(body)
        with pytest.raises(RuleBroken, match=re.escape(said)):
            template_problems(path)
    with zipfile.ZipFile(tmp_path / "sheet.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    outside = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://example.org/t.dotm" TargetMode="External"/></Relationships>'
    )
    with_part(shipped, tmp_path / "outside.docx", "word/_rels/settings.xml.rels", outside)
    with_part(shipped, tmp_path / "bomb.docx", "word/document.xml", b" " * (9 << 20))
    with_part(shipped, tmp_path / "torn.docx", "word/document.xml", b"<w:document><w:body>")
    for name, said in (
        ("sheet", "不是 Word"),
        ("outside", "example.org"),
        ("bomb", "太大"),
        ("torn", "不是 Word"),
    ):
        with pytest.raises(RuleBroken, match=said):
            template_problems(tmp_path / f"{name}.docx")
    with pytest.raises(RuleBroken, match="没有这个模板"):
        template_problems(tmp_path / "none.docx")


def test_entities_of_a_template_are_not_followed(tmp_path: Path, facts: ReportFacts) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("私密内容", encoding="utf-8")
    with zipfile.ZipFile(shipped_template()) as package:
        body = package.read("word/document.xml").decode("utf-8")
    doctype = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    body = body.replace("?>", f"?>{doctype}", 1).replace(
        "<w:sectPr", "<w:p><w:r><w:t>&leak;</w:t></w:r></w:p><w:sectPr", 1
    )
    own = with_part(shipped_template(), tmp_path / "own.docx", "word/document.xml", body.encode("utf-8"))
    try:
        write_word(tmp_path / "out.docx", facts, own, at=AT)
    except RuleBroken:
        return
    with zipfile.ZipFile(tmp_path / "out.docx") as package:
        assert "私密内容" not in package.read("word/document.xml").decode("utf-8")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_text_of_people_fills_a_template(facts: ReportFacts, tmp_path: Path, texts: list[str]) -> None:
    own = tmp_path / "own.docx"
    if not own.exists():
        make_template(own, "{%p for case in cases %}", "{{ case.title }}", "{%p endfor %}")
    cases = tuple(replace(CASE, title=tidy(text), paragraphs=()) for text in texts)
    out = tmp_path / "out.docx"
    write_word(out, replace(facts, cases=cases), own, at=AT)
    there = words_of(out).replace("\n", "")
    for case in cases:
        assert (
            case.title.replace("{_{", "{{").replace("}_}", "}}").replace("{_%", "{%").replace("%_}", "%}")
            in there
        )
