"""A report is written whole or not at all, over nothing, and noted in the audit chain."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.reports import fields_document
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.fields import FIELDS, TemplateField
from gridtui.interchange.reports.filling import field_values
from gridtui.interchange.reports.telling import report_text
from gridtui.interchange.reports.writing import write_report
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.workspace import Workspace
from tests.interchange.reports.documents import make_template


def test_it_is_noted_who_wrote_which_report(sample: Workspace, facts: ReportFacts, tmp_path: Path) -> None:
    write_report(sample, facts, tmp_path / "报表.docx")
    with sample.read() as connection:
        noted = connection.execute(sa.select(Audit).order_by(col(Audit.num).desc()).limit(1)).one()
    assert "report.2026-11" in str(noted)
    assert [path.name for path in tmp_path.iterdir()] == ["报表.docx"], "no half file is left beside it"


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".html"])
def test_what_stands_there_stays(sample: Workspace, facts: ReportFacts, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"报表{suffix}"
    out.write_text("旧的", encoding="utf-8")
    with pytest.raises(RuleBroken, match="已经有文件"):
        write_report(sample, facts, out)
    assert out.read_text(encoding="utf-8") == "旧的"


def test_what_cannot_be_written_is_said(sample: Workspace, facts: ReportFacts, tmp_path: Path) -> None:
    for path, said in (
        (tmp_path / "没有" / "报表.docx", "没有这个文件夹"),
        (tmp_path / "报表.doc", "不能写成“.doc”"),
        (tmp_path / "报表", "不能写成“”"),
    ):
        with pytest.raises(RuleBroken, match=said):
            write_report(sample, facts, path)
    own = make_template(tmp_path / "模板.docx", "{{ offcie }}")
    with pytest.raises(RuleBroken, match="offcie"):
        write_report(sample, facts, tmp_path / "报表.docx", own)
    with pytest.raises(RuleBroken, match="只管 Word"):
        write_report(sample, facts, tmp_path / "报表.html", own)
    assert [path.name for path in tmp_path.iterdir()] == ["模板.docx"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written(sample: Workspace, facts: ReportFacts, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RuleBroken, match="不让写"):
            write_report(sample, facts, tmp_path / "报表.docx")
    finally:
        tmp_path.chmod(0o700)


def test_every_declared_field_has_a_value_and_no_other(facts: ReportFacts) -> None:
    def compare(fields: dict[str, TemplateField], values: dict[str, object], path: str) -> None:
        assert set(fields) == set(values), path
        for name, field in fields.items():
            value = values[name]
            if field.many:
                assert isinstance(value, list)
                for each in value[:2] if field.inner else ():
                    compare(dict(field.inner), each, f"{path}.{name}")
            elif field.inner:
                assert isinstance(value, dict)
                compare(dict(field.inner), value, f"{path}.{name}")
            else:
                assert isinstance(value, str | bool)

    compare(dict(FIELDS), field_values(facts, report_text(facts), {}), "")


def test_the_document_of_the_fields_is_up_to_date() -> None:
    assert fields_document.DOCUMENT.read_text(encoding="utf-8") == fields_document.document()
