from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.headers import Table, find_table
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.files.cells import Cell, ListSource, Sheet
from gridtui.interchange.files.reading import Workbook, open_table
from tests.interchange.workbooks import LI, PEOPLE, WANG, xlsx


def book(*rows: tuple[Cell, ...], name: str = "表") -> Workbook:
    return Workbook("表.xlsx", "xlsx", [Sheet(name, False, ListSource([list(row) for row in rows]))])


def numbers(table: Table) -> list[int]:
    return [number for number, _ in table.rows()]


def test_a_header_in_the_first_row() -> None:
    table = find_table(book(PEOPLE, WANG, LI))
    assert (table.header_row, table.headers, numbers(table)) == (1, PEOPLE, [2, 3])


def test_titles_notes_and_the_reporting_unit_above_are_passed_over() -> None:
    table = find_table(
        book(
            ("V2.1", "居民信息登记表"),
            ("填表说明：姓名、身份证号为必填，电话多个用;分隔。" * 5,),
            (),
            ("填报单位：某社区", "", "", "填报日期：2026年11月"),
            ("*姓名", "*身份证\n号", "性别（必填）", "联系电话 ", "门牌地址"),
            WANG,
        )
    )
    assert table.header_row == 5
    assert table.headers == PEOPLE
    assert numbers(table) == [6]
    assert "填报单位：某社区" in table.above


def test_two_rows_of_headers_are_joined() -> None:
    table = find_table(
        book(
            ("居民花名册",),
            ("序号", "姓名", "身份证号", "户籍地", "", "", "联系电话"),
            ("", "", "", "省", "市", "区县", ""),
            (1, "王小明", "530102199001011234", "云南省", "昆明市", "五华区", "13800000001"),
        )
    )
    assert table.headers == ("序号", "姓名", "身份证号", "户籍地/省", "户籍地/市", "户籍地/区县", "联系电话")
    assert (table.header_row, numbers(table)) == (2, [4])


def test_groups_over_every_column_are_joined_too() -> None:
    table = find_table(
        book(
            ("序号", "基本信息", "", "", "户籍地", "", "备注"),
            ("", "姓名", "性别", "身份证号", "省", "市", ""),
            (1, "王小明", "男", "530102199001011234", "云南省", "昆明市", ""),
        )
    )
    assert table.headers[1:6] == (
        "基本信息/姓名",
        "基本信息/性别",
        "基本信息/身份证号",
        "户籍地/省",
        "户籍地/市",
    )
    assert numbers(table) == [3]


def test_a_first_row_with_gaps_is_no_second_header() -> None:
    table = find_table(book(("姓名", "电话", "", "备注"), ("王小明", "", "", "好"), ("李小红", "1", "", "")))
    assert table.headers == ("姓名", "电话", "", "备注")
    assert numbers(table) == [2, 3]


def test_a_note_row_right_under_the_header_is_ignored() -> None:
    notes = ("必填，真实姓名", "必填，18位身份证号", "男/女", "多个电话用;分隔", "如1单元101室")
    assert numbers(find_table(book(PEOPLE, notes, WANG))) == [3]


def test_an_issue_that_begins_with_please_is_no_note() -> None:
    table = find_table(book(("标题", "内容", "留言时间"), ("请修路灯", "请尽快修一下", "2020/1/1")))
    assert numbers(table) == [2]


def test_repeated_headers_and_feet_are_left_out_and_said() -> None:
    table = find_table(
        book(PEOPLE, WANG, PEOPLE, LI, ("合计", 2, "", "", ""), ("填表人：赵", "", "", "", ""))
    )
    assert numbers(table) == [2, 4]
    assert [str(problem) for problem in table.feet()] == [
        "第 5 行像是合计或落款，没有导入",
        "第 6 行像是合计或落款，没有导入",
    ]


def test_duplicate_columns_are_reported() -> None:
    table = find_table(book(("姓名", "电话", "门牌", "电话 "), ("王", "1", "2", "3")))
    assert [str(problem) for problem in table.notices] == ["列“电话”出现 2 次：只取第一列"]


def test_hidden_and_explaining_sheets_are_not_taken(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [["必填列：姓名、身份证号、联系电话"]],
        name="注意事项",
        下拉=([PEOPLE] * 50, "hidden"),
        人员=([PEOPLE, WANG], "visible"),
    )
    table = find_table(open_table(path))
    assert (table.sheet.name, numbers(table)) == ("人员", [2])
    assert not table.notices


def test_a_second_sheet_of_the_same_kind_is_not_forgotten_silently(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [PEOPLE, WANG], name="一网格", 二网格=([PEOPLE, LI], "visible"))
    opened = open_table(path)
    assert "二网格" in str(find_table(opened).notices[0])
    assert find_table(opened, sheet="二网格").sheet.name == "二网格"
    with pytest.raises(RuleBroken, match="一网格、二网格"):
        find_table(opened, sheet="三网格")


def test_without_a_header_what_was_seen_is_said() -> None:
    with pytest.raises(RuleBroken, match="王小明、530102199001"):
        find_table(book(WANG, LI))


def test_a_person_may_name_the_header_row() -> None:
    table = find_table(book(("谁", "在哪"), ("甲", "乙"), ("丙", "丁")), header_row=1)
    assert (table.headers, numbers(table)) == (("谁", "在哪"), [2, 3])
    with pytest.raises(RuleBroken, match="第 9 行"):
        find_table(book(PEOPLE), header_row=9)


def test_the_kind_decides_between_rows() -> None:
    mixed = book(("标题", "内容", "来源"), ("姓名", "性别", "门牌地址"), ("王", "男", "3-2-501"))
    assert find_table(mixed, kind=Kind.PEOPLE).header_row == 2
    assert find_table(mixed, kind=Kind.ISSUES).header_row == 1


def test_columns_that_begin_further_right_keep_their_places(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("", *PEOPLE), ("", *WANG)])
    table = find_table(open_table(path))
    assert next(list(cells) for _, cells in table.rows())[-5:] == list(WANG)
    assert len(table.headers) == len(next(table.rows())[1])
