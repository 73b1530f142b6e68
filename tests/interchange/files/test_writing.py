from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.columns.headers import find_table
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import propose_mapping, recognise_kind
from gridtui.interchange.columns.values import RowReader, RowValues
from gridtui.interchange.files.reading import open_table
from gridtui.interchange.files.writing import Value, WrittenColumn, write_table
from gridtui.interchange.plans.refusals import RefusedRow, write_refusals

ID = bytes.fromhex("0190" + "ab" * 14)
COLUMNS = (
    WrittenColumn("姓名", "name"),
    WrittenColumn("联系电话", "phone"),
    WrittenColumn("身份证号", "id_number"),
    WrittenColumn("出生日期", "birth_date"),
    WrittenColumn("是否已死亡", "dead"),
    WrittenColumn("备注", "note"),
    WrittenColumn("记录号", "id"),
)
ROW: tuple[Value, ...] = (
    "王小明",
    "013800000001",
    "530102199001011234",
    date(1990, 1, 1),
    False,
    '=HYPERLINK("x")',
    ID,
)


def read_back(path: Path, kind: Kind = Kind.PEOPLE) -> list[RowValues]:
    table = find_table(open_table(path))
    reader = RowReader(propose_mapping(kind, table.headers))
    return [reader.read(number, cells) for number, cells in table.rows()]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_what_is_written_is_read_back_the_same(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"表{suffix}"
    assert write_table(path, COLUMNS, [ROW, ("李小红", *[None] * 5, ID)], title="居民/[1]") == 2
    first, second = read_back(path)
    assert first.problems == []
    assert first.fields == dict(zip([column.key for column in COLUMNS], ROW, strict=True))
    assert second.fields == {"name": "李小红", "id": ID}
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_instants_come_back_to_the_second(tmp_path: Path, suffix: str) -> None:
    at = datetime(2026, 11, 24, 4, 5, 6, tzinfo=UTC)
    path = tmp_path / f"表{suffix}"
    write_table(
        path, [WrittenColumn("标题", "title"), WrittenColumn("登记时间", "registered_at")], [("灯", at)]
    )
    assert read_back(path, Kind.ISSUES)[0].fields["registered_at"] == at


def test_spreadsheet_programs_neither_run_nor_ruin_a_cell(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", COLUMNS, [ROW])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    cells = list(sheet.iter_rows())[1]
    assert (cells[2].value, cells[2].number_format, cells[2].data_type) == ("530102199001011234", "@", "s")
    assert (cells[5].value, cells[5].data_type) == ('=HYPERLINK("x")', "s")
    assert sheet.freeze_panes == "A2"
    write_table(tmp_path / "a.csv", COLUMNS, [ROW])
    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(text.decode("utf-8-sig").splitlines()))[1][5] == '\'=HYPERLINK("x")'


def test_json_carries_keys_and_plain_values(tmp_path: Path) -> None:
    write_table(tmp_path / "a.json", COLUMNS, [ROW])
    record = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))[0]
    assert record == {
        "name": "王小明",
        "phone": "013800000001",
        "id_number": "530102199001011234",
        "birth_date": "1990-01-01",
        "dead": False,
        "note": '=HYPERLINK("x")',
        "id": ID.hex(),
    }


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("w")
    for suffix in (".xlsx", ".csv", ".json"):
        write_table(folder / f"a{suffix}", COLUMNS[:2], [("x", text)])
        rows = [cells for _, cells in open_table(folder / f"a{suffix}").sheets[0].rows()]
        assert rows[1][1] == text


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[str, ...]]:
        yield ("王",)
        raise RuleBroken(Problem("停"))

    for suffix in (".xlsx", ".csv", ".json"):
        path = tmp_path / f"a{suffix}"
        path.write_text("旧", encoding="utf-8")
        with pytest.raises(RuleBroken, match="停"):
            write_table(path, COLUMNS[:1], rows())
        assert path.read_text(encoding="utf-8") == "旧"
    assert len(list(tmp_path.iterdir())) == 3


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match=r"\.docx"):
        write_table(tmp_path / "a.docx", COLUMNS, [])
    for suffix in (".xlsx", ".csv"):
        with pytest.raises(RuleBroken, match="无法写入"):
            write_table(tmp_path / "无" / f"a{suffix}", COLUMNS, [])
    with pytest.raises(RuleBroken, match="第 2 行"):
        write_table(tmp_path / "a.xlsx", COLUMNS[:1], [("x" * 40_000,)])


def test_refused_rows_can_be_corrected_and_imported_again(tmp_path: Path) -> None:
    headers = ("姓名", "是否重点人员", "电话", "重点类别", "健康状况", "其他一列")
    mapping = propose_mapping(Kind.PEOPLE, headers)
    cells: list[object] = ["", "1", "13800000001", "低保户,刑满释放", "精神障碍", "随便"]
    refused = RefusedRow(12, cells, [Problem("缺少“{title}”", "name", values={"title": "姓名"})])  # type: ignore[arg-type]
    assert write_refusals(tmp_path / "退回.xlsx", mapping, [refused]) == 1
    table = find_table(open_table(tmp_path / "退回.xlsx"))
    assert table.headers == ("退回原因", "姓名", "电话", "重点类别")
    assert [row for _, row in table.rows()] == [["第 12 行：缺少“姓名”", "", "13800000001", "低保"]]
    assert recognise_kind(table.headers) is Kind.PEOPLE
    again = propose_mapping(Kind.PEOPLE, table.headers)
    assert [field.name for _, field in again.fields()] == ["name", "phone", "needs"]
    assert not again.notices() or "退回原因" not in str(again.notices())


@pytest.mark.parametrize("text", ["a_x0041_b", "_x000D_", "a\nb", "'=1", "''", "1e5", "007"])
def test_texts_that_formats_escape_come_back(tmp_path: Path, text: str) -> None:
    for suffix in (".xlsx", ".csv", ".json"):
        path = tmp_path / f"a{suffix}"
        write_table(path, COLUMNS[:2], [("x", text)])
        assert [cells for _, cells in open_table(path).sheets[0].rows()][1][1] == text
