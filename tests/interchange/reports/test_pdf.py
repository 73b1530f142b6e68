"""The PDF says what the report says, its fonts inside, whatever people wrote; or why there is none."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files import typesetting
from gridtui.interchange.reports.charts import chart_pictures
from gridtui.interchange.reports.facts import ReportFacts, TypicalCase
from gridtui.interchange.reports.pdf import write_pdf
from gridtui.interchange.reports.telling import report_text
from gridtui.interchange.reports.writing import write_report
from gridtui.storage.workspace import Workspace

AT = datetime(2026, 11, 24, 4, 0, 0, 123456, tzinfo=UTC)
EVIL = '#panic("x") $x$ *粗* `raw` @ref <label> \\ #sys.inputs [#text(size: 99pt)[大]] // 注'
POPPLER = shutil.which("pdftotext")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_what_people_wrote_stands_there_as_text(facts: ReportFacts, tmp_path: Path) -> None:
    case = TypicalCase(b"i" * 16, EVIL, EVIL, EVIL, EVIL, (EVIL, "第二段。"))
    out = tmp_path / "报表.pdf"
    write_pdf(out, replace(facts, cases=(case,), office=EVIL), at=AT)
    assert out.read_bytes().startswith(b"%PDF-")
    if POPPLER is None:
        return
    done = subprocess.run([POPPLER, str(out), "-"], capture_output=True, check=True)
    text = squeezed(done.stdout.decode("utf-8"))
    assert text.count(squeezed('#panic("x")$x$*粗*')) >= 6
    for section in report_text(facts).sections:
        assert squeezed(section.heading) in text
        for table in section.tables:
            assert all(squeezed(row[0]) in text for row in table.rows)
    fonts = subprocess.run(
        [str(Path(POPPLER).with_name("pdffonts")), str(out)], capture_output=True, check=True
    )
    lines = fonts.stdout.decode().splitlines()[2:]
    assert lines and all(" yes yes " in line for line in lines), "every font is in the file"


def test_an_empty_chart_and_a_long_name_are_drawn(facts: ReportFacts) -> None:
    weeks = tuple(replace(week, came=0, closed=0) for week in facts.weeks)
    long_named = tuple(replace(part, name="很长的名字" * 20) for part in facts.categories)
    drawn = chart_pictures(report_text(replace(facts, weeks=weeks, categories=long_named)))
    assert set(drawn) == {"weeks", "categories", "grids", "overdue"}
    assert all(png.startswith(b"\x89PNG") for png in drawn.values())


def test_without_the_extra_a_sentence_says_what_to_install(
    sample: Workspace, facts: ReportFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "_NEEDED", ("no_such_module_here",))
    with pytest.raises(RuleBroken, match=r"gridtui\[pdf\]"):
        write_report(sample, facts, tmp_path / "报表.pdf")
    assert list(tmp_path.iterdir()) == []
    assert chart_pictures(report_text(facts)) == {}
    write_report(sample, facts, tmp_path / "报表.docx")
    assert (tmp_path / "报表.docx").exists(), "Word is written without pictures"
