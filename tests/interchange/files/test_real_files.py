from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

from gridtui.domain.words.problems import errors
from gridtui.interchange.columns.headers import Table, find_table
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import ColumnMapping, Use, propose_mapping, recognise_kind
from gridtui.interchange.columns.values import RowReader, RowValues
from gridtui.interchange.files.reading import open_table

FILES = {
    "divisions/kunming_5301_areas.csv": (Kind.DIVISIONS, 14),
    "divisions/kunming_5301_streets.csv": (Kind.DIVISIONS, 150),
    "divisions/kunming_5301_villages.csv": (Kind.DIVISIONS, 1738),
    "divisions/kunming_5301_tree.json": (Kind.DIVISIONS, 1 + 14 + 150 + 1738),
    "complaints/附件1_三级分类体系.xlsx": (Kind.LABELS, 517),
    "complaints/附件2_样例_有一级分类.xlsx": (Kind.ISSUES, 123),
    "complaints/附件2_测试数据_无分类.xlsx": (Kind.ISSUES, 1078),
    "complaints/附件3_样例.xlsx": (Kind.ISSUES, 21),
    "complaints/附件4_样例_有答复.xlsx": (Kind.ISSUES, 43),
    "ledgers/人员导入模板.xlsx": (Kind.PEOPLE, 0),
    "ledgers/建筑导入模板.xlsx": (Kind.BUILDINGS, 0),
}


def opened(path: Path) -> tuple[Kind, Table, ColumnMapping]:
    table = find_table(open_table(path))
    kind = recognise_kind(table.headers, [cells for _, cells in islice(table.rows(), 20)])
    return kind, table, propose_mapping(kind, table.headers)


def read_all(table: Table, mapping: ColumnMapping) -> list[RowValues]:
    reader = RowReader(mapping)
    return [reader.read(number, cells) for number, cells in table.rows()]


@pytest.mark.parametrize("name", list(FILES))
def test_every_file_is_recognised_and_read_without_a_problem(shared_data: Path, name: str) -> None:
    kind, table, mapping = opened(shared_data / name)
    rows = read_all(table, mapping)
    assert (kind, len(rows)) == FILES[name]
    assert mapping.problems() == []
    assert [problem for row in rows for problem in errors(row.problems)] == []
    assert not mapping.headers(Use.DOUBTFUL) and not mapping.headers(Use.IGNORED)


def test_the_people_form_keeps_nothing_it_must_not(shared_data: Path) -> None:
    _, table, mapping = opened(shared_data / "ledgers/人员导入模板.xlsx")
    assert len(table.headers) == 29
    assert mapping.headers(Use.EXCLUDED) == ["是否重点人员", "健康状况"]
    assert len(mapping.fields()) == 27


def test_the_building_form_is_mapped_whole(shared_data: Path) -> None:
    _, table, mapping = opened(shared_data / "ledgers/建筑导入模板.xlsx")
    assert len(table.headers) == len(mapping.fields()) == 31


def test_the_note_row_of_a_filled_form_is_not_a_person(shared_data: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(shared_data / "ledgers/人员导入模板.xlsx")
    book["Person"].cell(3, 1).value = "王小明"
    book["Person"].cell(3, 12).value = "独居老人,社区矫正"
    book.save(tmp_path / "人员.xls")
    _, table, mapping = opened(tmp_path / "人员.xls")
    assert [(row.number, row.fields) for row in read_all(table, mapping)] == [
        (3, {"name": "王小明", "needs": ("living_alone",)})
    ]


def test_communities_carry_all_their_upper_levels(shared_data: Path) -> None:
    _, table, mapping = opened(shared_data / "divisions/kunming_5301_villages.csv")
    rows = read_all(table, mapping)
    assert len({row.fields["code"] for row in rows}) == 1738
    assert rows[0].fields["street"] == "华山街道"
    assert any("〇" in str(row.fields["name"]) for row in rows)


@pytest.mark.parametrize("shift", range(7))
def test_messages_do_not_depend_on_column_order_or_file_name(
    shared_data: Path, tmp_path: Path, shift: int
) -> None:
    source = openpyxl.load_workbook(shared_data / "complaints/附件3_样例.xlsx").active
    assert source is not None
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in source.iter_rows(values_only=True):
        book.active.append([*row[shift:], *row[:shift]])
    book.save(tmp_path / "无名")
    kind, table, mapping = opened(tmp_path / "无名")
    assert kind is Kind.ISSUES
    first = read_all(table, mapping)[0].fields
    assert first["number"] == "336608"
    assert first["registered_at"] == datetime(2019, 9, 8, 13, 1, 59, tzinfo=UTC)
    assert (first["likes"], first["dislikes"]) == (0, 0)
    assert str(first["text"]).startswith("让癌症病人")


def test_replies_come_with_their_times(shared_data: Path) -> None:
    _, table, mapping = opened(shared_data / "complaints/附件4_样例_有答复.xlsx")
    rows = read_all(table, mapping)
    assert all({"reply", "replied_at", "registered_at"} <= set(row.fields) for row in rows)
    assert rows[0].fields["replied_at"] == datetime(2019, 5, 9, 1, 49, 10, tzinfo=UTC)
