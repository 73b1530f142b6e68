"""Sheets of many rows: every value read back by two readers and by LibreOffice, memory flat, frames kept."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files import long_sheets, written_values
from gridtui.interchange.files.long_sheets import LongRows, place_rows, write_long_workbook
from gridtui.interchange.files.written_values import Formats
from tests.office import converted, needs_office

VALUES: list[tuple[Any, Any]] = [
    ("翠湖", "翠湖"),
    (" 前后 ", " 前后 "),
    ("a\nb", "a\nb"),
    ("<甲 & 乙>", "<甲 & 乙>"),
    ("=1+1", "=1+1"),
    ("bad\x07\ud800", "bad"),
    (12, 12),
    (-1.5, -1.5),
    (10**17, "100000000000000000"),
    (True, "是"),
    (b"\x01\xff", "01ff"),
    (date(2026, 11, 24), datetime(2026, 11, 24)),
    (date(1900, 2, 28), datetime(1900, 2, 28)),
    (date(1900, 3, 1), datetime(1900, 3, 1)),
    (date(1850, 1, 1), "1850-01-01"),
    (datetime(2026, 11, 24, 4, 5, 6, tzinfo=UTC), datetime(2026, 11, 24, 12, 5, 6)),
    (time(8, 30), "08:30:00"),
    (None, None),
    ("", None),
]
"""What is written, and what is read."""


def frame(book: Any, counts: Sequence[int]) -> None:
    formats = Formats(book, border=1)
    for name, count in zip(("一", "二"), counts, strict=False):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, "题")
        sheet.write_string(1, 0, "头", formats.header)
        place_rows(sheet, 2, count, formats)
        sheet.write_string(2 + count, 0, f"共 {count}")
    book.add_worksheet("末").write_formula(0, 0, f"=COUNTA(一!A3:A{2 + max(1, counts[0])})", None, counts[0])


def rows(count: int) -> Iterator[list[Any]]:
    return ([f"第 {n} 行", n, date(2026, 1, 1)] for n in range(count))


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    values = [value for value, _ in VALUES]
    parts = [LongRows(1, 2, [values, ["乙"]], 1, serial=True, boxed=True), LongRows(2, 2, [["x"]], 1)]
    assert write_long_workbook(path, frame, parts) == [2, 1]
    one, two, last = load_workbook(path)
    assert [cell.value for cell in one[3]] == [1, *(read for _, read in VALUES)]
    assert [cell.value for cell in one[4]][:3] == [2, "乙", None]
    assert (one["A1"].value, one["A5"].value, two["A4"].value) == ("题", "共 2", "共 1")
    assert all(cell.border.left.style == "thin" for cell in one[3])
    assert (one["M3"].number_format, one["Q3"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")
    assert last["A1"].value == "=COUNTA(一!A3:A4)"
    _, *seen = CalamineWorkbook.from_path(path).get_sheet_by_name("一").to_python()[2]
    days = [datetime(each.year, each.month, each.day) if type(each) is date else each for each in seen]
    assert days == [read for _, read in VALUES][: len(days)]
    assert len(days) == len(VALUES) - 2


def test_formats_stay_what_they_are_where_a_sheet_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_long_workbook(path, frame, [LongRows(1, 2, [], 1), LongRows(2, 2, [[date(2026, 1, 1), 5]], 1)])
    _, two, _ = load_workbook(path)
    assert (two["A3"].value, two["B3"].value) == (datetime(2026, 1, 1), 5)
    assert (two["A3"].number_format, two["B3"].border.left.style) == ("yyyy-mm-dd", "thin")
    assert two["A2"].font.bold


@needs_office
def test_another_program_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_long_workbook(path, frame, [LongRows(1, 2, rows(3), 1, serial=True), LongRows(2, 2, [], 1)])
    one, two, last = load_workbook(converted(path, "xlsx", tmp_path), data_only=True)
    assert [[cell.value for cell in row[:4]] for row in one.iter_rows(min_row=3, max_row=5)] == [
        [n + 1, f"第 {n} 行", n, datetime(2026, 1, 1)] for n in range(3)
    ]
    assert (two["A3"].value, last["A1"].value) == ("共 0", 3)


def test_the_same_rows_make_the_same_file_and_begin_as_office_files_do(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_long_workbook(tmp_path / name, frame, [LongRows(1, 2, rows(500), 1), LongRows(2, 2, [], 1)])
    with ZipFile(tmp_path / "a.xlsx") as one, ZipFile(tmp_path / "b.xlsx") as other:
        assert one.namelist()[0] == "[Content_Types].xml"
        # Excel offers to repair files with the extension for large ones.
        assert {(info.extract_version, info.extra) for info in one.infolist()} == {(20, b"")}
        assert len(set(one.namelist())) == len(one.namelist())
        for name in one.namelist():
            assert one.read(name) == other.read(name) or name == "docProps/core.xml"


def test_what_no_sheet_holds_is_refused(tmp_path: Path) -> None:
    def write(content: list[list[Any]], below: int = 1) -> None:
        write_long_workbook(tmp_path / "a.xlsx", frame, [LongRows(1, 2, content, below), LongRows(2, 2, [])])

    with pytest.raises(RuleBroken, match="第 4 行有一格超过 32767 字"):
        write([["x"], ["x" * 32_768]])
    with patch.object(written_values, "ROW_LIMIT", 5):
        write([["x"]] * 2)
        with pytest.raises(RuleBroken, match="超过 4 行"):
            write([["x"]] * 3)
        write([["x"]] * 3, below=0)
    drawn = long_sheets._drawn(frame, [1, 1], tmp_path / "a.xlsx")
    with (
        patch.object(long_sheets, "_drawn", lambda *_: drawn),
        patch("zipfile.ZIP64_LIMIT", 1_000),
        pytest.raises(RuleBroken, match="写不下"),
    ):
        write([["x"]])


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("短", None),
        ("a" * 19, None),
        ("字" * 12, 32),
        ("一\n二\n三", 48),
        ("字" * 9_000, 409),
        ("\ud800" * 30, 32),
    ],
)
def test_rows_are_as_high_as_their_wrapped_texts(tmp_path: Path, text: str, height: int | None) -> None:
    path = tmp_path / "a.xlsx"
    write_long_workbook(path, frame, [LongRows(1, 2, [[1, text]], 1, widths=(4, 20)), LongRows(2, 2, [], 1)])
    assert load_workbook(path)["一"].row_dimensions[3].height == height


def test_a_frame_that_moves_its_head_is_a_defect(tmp_path: Path) -> None:
    def moving(book: Any, counts: Sequence[int]) -> None:
        sheet = book.add_worksheet("一")
        sheet.write_number(0, 0, counts[0])
        place_rows(sheet, 1, counts[0], Formats(book))

    with pytest.raises(AssertionError, match="head"):
        write_long_workbook(tmp_path / "a.xlsx", moving, [LongRows(1, 1, rows(3))])


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        write_long_workbook(tmp_path / "a.xlsx", frame, [LongRows(1, 2, rows(count)), LongRows(2, 2, [])])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(20_000) < peak(2_000) + 1_000_000
