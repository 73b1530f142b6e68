"""A month of the diary handed out: masked, without formulas, in lines that fit, and noted."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from gridtui.domain.people.diary import DiaryDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.diary import write_diary_month
from gridtui.interchange.files.paper import WIDTH, cells
from gridtui.storage.log import audit
from gridtui.usecases.diary import write_diary

TODAY = date(2026, 11, 24)


@pytest.fixture
def written(desk):
    texts = {
        TODAY: "=1+1\n3-2-501 打13887012210，答应回话。",
        date(2026, 11, 2): "走了一天。" * 40,
        date(2026, 10, 31): "上个月",
    }
    for day, text in texts.items():
        with desk.write(Intent.WRITE_DIARY) as unit:
            write_diary(unit, DiaryDraft(day=day, text=text))
    return desk


def test_a_month_is_a_workbook_to_print(written, tmp_path) -> None:
    path = tmp_path / "日志.xlsx"
    assert write_diary_month(written, path, TODAY) == 2
    sheet = load_workbook(path).active
    assert sheet["A1"].value == "翠湖西路第二支部 2026 年 11 月 民情日志"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[:3] for row in rows] == [
        ["日期", "星期", "记录人"], ["2026-11-02", "一", "王秀兰"], ["2026-11-24", "二", "王秀兰"],
    ]  # fmt: skip
    assert rows[2][3] == "=1+1\n3-2-501 打138****2210，答应回话。"
    assert sheet["D5"].data_type == "s"
    assert (sheet.page_setup.paperSize, sheet.print_title_rows) == (9, "$1:$3")
    with written.read() as connection:
        noted = audit.lines(connection, limit=1)[0]
    assert (noted.action, noted.reason) == (audit.EXPORT, "diary 2 2026-11 masked")


def test_a_month_is_text_of_80_columns(written, tmp_path) -> None:
    path = tmp_path / "日志.txt"
    write_diary_month(written, path, TODAY, author_id=written.operator.id)
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert max(map(cells, lines)) <= WIDTH
    assert "2026-11-02 星期一 王秀兰" in lines
    assert "".join(lines).count("走了一天。") == 40
    assert "13887012210" not in "".join(lines)


def test_an_empty_month_another_form_and_somebody_without_days_are_refused(written, tmp_path) -> None:
    for name, month, author, said in (
        ("空.txt", date(2026, 9, 1), None, "2026-09 没有写过日志"),
        ("人.txt", TODAY, b"x" * 16, "没有写过日志"),
        ("日志.doc", TODAY, None, "可以写成 .xlsx 或 .txt"),
    ):
        with pytest.raises(RuleBroken, match=said):
            write_diary_month(written, tmp_path / name, month, author_id=author)
        assert not (tmp_path / name).exists()
