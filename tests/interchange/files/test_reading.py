from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files.cells import CellError, RuinedNumber
from gridtui.interchange.files.encodings import bared, find_delimiter, guarded
from gridtui.interchange.files.reading import Workbook, open_table
from tests.interchange.workbooks import (
    LI,
    PEOPLE,
    WANG,
    bomb,
    copies,
    far_corner,
    far_xls,
    lying_bomb,
    ods,
    packed,
    protected,
    repeated_document,
    xls,
    xlsx,
)

CSV = "姓名,电话\n王小明,13800000001\n李小红,13800000002\n"


def rows_of(book: Workbook) -> list[list[object]]:
    return [list(cells) for _, cells in book.sheets[0].rows()]


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(RuleBroken) as refused:
        open_table(path, **options)
    assert len(refused.value.problems) == 1
    return str(refused.value)


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv", "表"])
def test_a_workbook_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    book = xlsx(tmp_path / "表.xlsx", [PEOPLE, WANG]).rename(tmp_path / name)
    opened = open_table(book)
    assert opened.form == "xlsx"
    assert rows_of(opened) == [list(PEOPLE), list(WANG)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_tables_are_read_whatever_the_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(CSV.replace(",", delimiter).encode(encoding))
    opened = open_table(path)
    assert opened.delimiter == delimiter
    assert rows_of(opened) == [["姓名", "电话"], ["王小明", "13800000001"], ["李小红", "13800000002"]]


def test_big5_is_read_when_the_person_says_so(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("姓名,電話\n王小明,1\n".encode("big5"))
    assert rows_of(open_table(path, encoding="big5"))[0] == ["姓名", "電話"]


def test_a_cell_with_line_breaks_keeps_them_and_the_number_is_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text('标题,内容\n甲,"一\n二"\n乙,三\n', encoding="utf-8")
    numbered = list(open_table(path).sheets[0].rows())
    assert numbered == [(1, ["标题", "内容"]), (2, ["甲", "一\n二"]), (4, ["乙", "三"])]


def test_a_comma_in_prose_does_not_hide_the_tab() -> None:
    assert find_delimiter("标题\t内容\n甲,乙,丙\t丁,戊\n己\t庚\n") == "\t"


def test_html_under_a_spreadsheet_name_is_read(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(
        "<html><head><style>td{}</style></head><body><table><tr><th>姓名<th colspan=2>电话</tr>"
        "<tr><td>王&amp;明</td><td>138<br>139</td><td/></tr></table></body></html>",
        encoding="gb18030",
    )
    opened = open_table(path)
    assert opened.form == "html"
    assert rows_of(opened) == [["姓名", "电话", ""], ["王&明", "138\n139", ""]]


def test_old_spreadsheet_xml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns:ss="x"><Worksheet ss:Name="a"><Table><Row>'
        '<Cell><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="3"><Data>电话</Data></Cell>'
        "</Row></Table></Worksheet></Workbook>",
        encoding="utf-8",
    )
    assert rows_of(open_table(path)) == [["姓名", "", "电话"]]


def test_values_of_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([37, 2.5, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5), "a_x000D_\u3000b\xa0c"])
    sheet.append([530102199001011234, "#N/A", 0])
    book.save(tmp_path / "a.xlsx")
    first, second = rows_of(open_table(tmp_path / "a.xlsx"))
    assert first == [37, 2.5, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5), "a\r\u3000b\xa0c"]
    assert type(first[0]) is int
    assert isinstance(second[0], RuinedNumber)
    assert second[1] == "#N/A" and isinstance(second[1], CellError)
    assert second[2] == 0


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_old_workbooks_are_read(tmp_path: Path, name: str) -> None:
    opened = open_table(xls(tmp_path / name, [["姓名", "电话"], ["王小明", 13800000001.0]]))
    assert opened.form == "xls"
    assert rows_of(opened) == [["姓名", "电话"], ["王小明", 13800000001]]


def test_an_open_document_with_a_million_blank_rows_is_read(tmp_path: Path) -> None:
    rows = (
        "<table:table-row>[姓名][电话]</table:table-row><table:table-row>[王小明][1]</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    opened = open_table(ods(tmp_path / "a.ods", rows))
    assert opened.form == "ods"
    assert rows_of(opened) == [["姓名", "电话"], ["王小明", "1"]]


def test_formatted_blank_rows_cost_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(PEOPLE))
    bold = openpyxl.styles.Font(bold=True)
    for row in range(2, 8000):
        for column in range(1, 6):
            sheet.cell(row, column).font = bold
    sheet.cell(8000, 1).value = "王小明"
    book.save(tmp_path / "a.xlsx")
    numbered = list(open_table(tmp_path / "a.xlsx").sheets[0].rows())
    assert [number for number, _ in numbered] == [1, 8000]


TREE = [
    {
        "code": "5301",
        "name": "昆明市",
        "children": [
            {"code": "530102", "name": "五华区", "children": []},
            {"code": "530103", "name": "盘龙区"},
        ],
    }
]


@pytest.mark.parametrize(
    "text",
    [
        '[{"姓名": "王", "电话": 1}, {"姓名": "李"}]',
        '{"total": 2, "rows": [{"姓名": "王", "电话": 1}, {"姓名": "李"}]}',
        '{"姓名": "王", "电话": 1}\n{"姓名": "李"}\n',
    ],
)
def test_json_in_every_shape(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    numbered = list(open_table(path).sheets[0].rows())
    assert numbered == [(0, ["姓名", "电话"]), (1, ["王", 1]), (2, ["李", ""])]


def test_a_tree_becomes_rows_that_name_their_parent(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(TREE), encoding="utf-8")
    assert rows_of(open_table(path)) == [
        ["code", "name", "parent_code"],
        ["5301", "昆明市", ""],
        ["530102", "五华区", "5301"],
        ["530103", "盘龙区", "5301"],
    ]


def text_file(body: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(body)
        return path

    return write


def cut(path: Path) -> Path:
    body = xlsx(path, [PEOPLE, WANG, LI]).read_bytes()
    path.write_bytes(body[: len(body) // 2])
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (text_file(b""), "空的"),
        (text_file(b"\xef\xbb\xbf\r\n"), "空的"),
        (text_file(b"\x89PNG\r\n\x1a\n" + b"\0" * 100), "不是表格"),
        (text_file(b"%PDF-1.7 abc"), "不是表格"),
        (text_file(bytes(range(1, 256)) * 4), "编码"),
        (text_file(b"\x01\x02\x03\x04\x05" * 50), "不是表格"),
        (text_file(b"a\0b\0\0\0c" * 30), "不是表格"),
        (text_file(b'[{"service_code":001}]'), "第 1 行第 19 列"),
        (text_file(b'{"a": 1}{'), "JSON"),
        (text_file(b"[1, 2]"), "没有找到一组记录"),
        (text_file(b'[{"a":' * 20000), "嵌套过深"),
        (text_file(b",".join([b"a"] * 600) + b"\n"), "600 列"),
        (text_file(b"<html><body>login</body></html>"), "不是表格"),
        (text_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000), "损坏"),
        (cut, "损坏"),
        (bomb, "256 MB"),
        (lying_bomb, "256 MB"),
        (copies, "256 MB"),
        (far_corner, "范围过大"),
        (far_xls, "损坏"),
        (repeated_document, "范围过大"),
        (lambda path: ods(path, "<table:table-row>[a</table:table-row>"), "损坏"),
        (protected, "密码"),
        (lambda path: packed(path, {"a.txt": b"x"}), "压缩包"),
        (lambda path: packed(path, {"xl/workbook.bin": b"x"}), "xlsb"),
        (lambda path: packed(path, {"[Content_Types].xml": b"x", "word/document.xml": b"x"}), "不是表格"),
        (lambda path: packed(path, {"xl/workbook.xml": b"<a"}), "损坏"),
        (lambda path: xlsx(path, []), "没有内容"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    assert words in refusal(make(tmp_path / "表.xlsx"))


@pytest.mark.parametrize("body", ['a,b\n1,2\n"3,4\n5,6\n', 'a,b\n1,"' + "x" * 200_000])
def test_an_open_quote_does_not_swallow_the_rows_below(tmp_path: Path, body: str) -> None:
    path = tmp_path / "表.csv"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(RuleBroken, match="引号"):
        rows_of(open_table(path))


def test_missing_files_and_folders_are_said(tmp_path: Path) -> None:
    assert "找不到" in refusal(tmp_path / "无.xlsx")
    assert "文件夹" in refusal(tmp_path)


def test_a_wrong_encoding_by_the_person_is_said(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("姓名,电话\n王小明,1\n".encode("gb18030"))
    with pytest.raises(RuleBroken, match="utf-8"):
        open_table(path, encoding="utf-8")


def test_a_bomb_takes_neither_time_nor_memory(tmp_path: Path) -> None:
    paths = [bomb(tmp_path / "a.xlsx", 1 << 30), lying_bomb(tmp_path / "b.xlsx")]
    tracemalloc.start()
    began = time.perf_counter()
    for path in paths:
        refusal(path)
    assert time.perf_counter() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()


@given(st.text())
def test_a_guarded_text_comes_back_whole(text: str) -> None:
    assert bared(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.binary(max_size=3000))
def test_no_file_ends_the_program(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = tmp_path_factory.mktemp("f") / "a.xls"
    path.write_bytes(body)
    try:
        opened = open_table(path)
        assert any(True for sheet in opened.sheets for _ in sheet.rows())
    except RuleBroken as refused:
        assert str(refused)
