"""Whatever a form looks like: filled, or refused in words; what stood around the rows is still there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.forms.filling import examine_form, fill_form
from gridtui.interchange.forms.sources import find_source
from gridtui.storage.workspace import Workspace
from tests.interchange.forms.test_filling import PEOPLE, make_people

SEEDS = 40
HEADERS = (
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "年龄",
    "联系电话",
    "门牌",
    "备注",
    "爱好",
    "健康状况",
    "",
)
_LINE = Side(style="thin")


def any_form(path: Path, random: Random) -> Path:
    """Write a form as nobody would: merged, noted, half prepared, with formulas where they may hurt."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    top = random.randint(1, 5)
    headers = random.sample(HEADERS, random.randint(3, len(HEADERS)))
    for row in range(1, top):
        sheet.cell(
            row, random.randint(1, 3), random.choice(("某某表", "填报单位：", "说明：请如实填写", None))
        )
    for column, header in enumerate(headers, 1):
        sheet.cell(top, column, header or None)
    if random.random() < 0.3:
        for column in range(1, len(headers) + 1):
            sheet.cell(top + 1, column, f"（{column}）")
        top += 1
    prepared = random.randint(0, 9)
    for row in range(top + 1, top + 1 + prepared):
        for column, header in enumerate(headers, 1):
            cell = sheet.cell(row, column)
            cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
            if header == "年龄" and random.random() < 0.6:
                cell.value = f"=IF(A{row}=1,1,SUM($A${row}:A{row}))"
    last = top + prepared
    for _ in range(random.randint(0, 3)):
        column, kind = random.randint(1, len(headers)), random.random()
        formula = f"=COUNTA(B{top + 1}:B{last})" if prepared else f"=B{top}"
        sheet.cell(last + random.randint(1, 4), column, formula if kind < 0.5 else "负责人：")
    if random.random() < 0.2:
        row = random.randint(1, last + 2)
        sheet.merge_cells(start_row=row, end_row=row + random.randint(0, 1), start_column=1, end_column=2)
    if random.random() < 0.2:
        sheet.print_area = f"A1:F{last + 3}"
    other = book.create_sheet("汇总")
    other["A1"] = f"={sheet.title}!A{last + 2}"
    book.save(path)
    return path


def texts(path: Path) -> Counter[str]:
    book = openpyxl.load_workbook(path)
    found = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return Counter(text for text in found if isinstance(text, str) and not text.startswith("="))


@pytest.fixture
def office(desk: Workspace) -> Workspace:
    """A store with five people behind one door."""
    make_people(desk)
    return desk


def test_whatever_a_form_looks_like(office: Workspace, tmp_path: Path) -> None:
    filled = refused = 0
    for seed in range(SEEDS):
        path = any_form(tmp_path / f"{seed}.xlsx", Random(seed))
        before = path.read_bytes()
        out = tmp_path / f"{seed}-out.xlsx"
        try:
            with office.read() as connection:
                form = examine_form(connection, path, find_source("residents"))
            done = fill_form(office, form, out, full=True, reason="试")
        except RuleBroken as refusal:
            assert all(problem.text for problem in refusal.problems) and not out.exists()
            refused += 1
            continue
        filled += 1
        assert done.rows == len(PEOPLE) and path.read_bytes() == before
        assert not texts(path) - texts(out), seed
        place = next((place for place, column in form.mapping.filled() if column.field.name == "name"), None)
        if place is not None:
            sheet = openpyxl.load_workbook(out)[form.layout.sheet]
            first = form.layout.first_row
            names = [sheet.cell(row, place + 1).value for row in range(first, first + len(PEOPLE))]
            assert names == [person[0] for person in PEOPLE], seed
    assert filled > SEEDS // 3 and refused > 0
