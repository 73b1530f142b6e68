from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.problems import Severity
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import propose_mapping
from gridtui.interchange.columns.values import RowReader, RowValues
from gridtui.interchange.files.cells import Cell, CellError, RuinedNumber


def read(kind: Kind, /, **cells: Cell) -> RowValues:
    """Read one row whose columns are named as fields; ``__`` stands for a dot."""
    headers = [name.replace("__", ".") for name in cells]
    return RowReader(propose_mapping(kind, headers)).read(7, list(cells.values()))


def person(**cells: Cell) -> RowValues:
    return read(Kind.PEOPLE, name="王小明", **cells)


def test_texts_are_tidied() -> None:
    values = person(
        phone="１３８ ００００ ０００１；13900000002",
        id_number="530102 19900101 123x",
        note="_x000D_\n 一\u3000二\n\n",
        door=" 3栋\xa02单元 501 ",
    )
    assert values.number == 7
    assert values.problems == []
    assert values.fields == {
        "name": "王小明",
        "phone": "13800000001;13900000002",
        "id_number": "53010219900101123X",
        "note": "一 二",
        "door": "3栋 2单元 501",
    }


def test_blank_cells_say_nothing() -> None:
    assert person(phone="", sex=" ", birth_date="\u3000", moved_out="", note="\n").fields == {
        "name": "王小明"
    }


@pytest.mark.parametrize(
    "cell",
    [
        "19900305",
        19900305,
        "1990-03-05",
        "1990/3/5",
        "1990年3月5日",
        "1990.3.5",
        date(1990, 3, 5),
        datetime(1990, 3, 5, 0, 0),
        "1990/3/5 0:00:00",
        32937,
        "32937",
    ],
)
def test_dates_in_every_form(cell: Cell) -> None:
    assert person(birth_date=cell).fields["birth_date"] == date(1990, 3, 5)


@pytest.mark.parametrize("cell", ["1990-02-30", "19901301", "昨天", "5", "3-5", "不详", 12])
def test_impossible_dates_are_said(cell: Cell) -> None:
    values = person(birth_date=cell)
    assert [problem.field for problem in values.problems] == ["birth_date"]
    assert "出生日期" in str(values.problems[0])
    assert "birth_date" not in values.fields


def test_a_month_alone_is_a_warning() -> None:
    values = person(birth_date="1990.05")
    assert values.problems[0].severity is Severity.WARNING
    assert "birth_date" not in values.fields


def test_masked_cells_stay_as_they_are() -> None:
    masked = person(phone="138****0001", id_number="530102********1234", birth_date="1990-**-**")
    assert masked.problems == []
    assert masked.fields == {
        "name": "王小明",
        "phone": "138****0001",
        "id_number": "530102********1234",
        "birth_date": "1990-**-**",
    }


@pytest.mark.parametrize("cell", [RuinedNumber("530102199001011200"), "5.30102E+17"])
def test_ruined_numbers_are_refused(cell: Cell) -> None:
    values = person(id_number=cell)
    assert "末几位已丢失" in str(values.problems[0])
    assert "5.3" not in str(values.problems[0]) and "530102" not in str(values.problems[0])


def test_a_formula_error_is_refused() -> None:
    assert "公式错误 #N/A" in str(person(door=CellError("#N/A")).problems[0])


def test_words_are_stored_as_codes() -> None:
    values = person(
        sex="女性", kind="流动人口", relation="儿子", politics="党员", separated="是", dead=0, moved_out=True
    )
    assert values.fields == {
        "name": "王小明",
        "sex": "female",
        "kind": "floating",
        "relation": "子",
        "politics": "中共党员",
        "separated": True,
        "dead": False,
        "moved_out": True,
    }
    assert "可填：男、女、未知" in str(person(sex="牛").problems[0])
    assert "应填是或否" in str(person(dead="也许").problems[0])


def test_of_labels_only_service_needs_remain() -> None:
    assert person(needs="独居老人,社区矫正,低保户").fields["needs"] == ("living_alone", "minimum_income")
    assert "needs" not in person(needs="刑满释放").fields


def test_parts_are_put_together() -> None:
    values = person(
        registered_address__province="云南省",
        registered_address__city="昆明市",
        registered_address__area="五华区",
        registered_address="翠湖西路1号",
    )
    assert values.fields["registered_address"] == "云南省昆明市五华区翠湖西路1号"
    whole = person(
        registered_address__province="云南省",
        registered_address__city="昆明市",
        registered_address="云南省昆明市五华区",
    )
    assert whole.fields["registered_address"] == "云南省昆明市五华区"


def test_building_details_and_contacts_are_gathered() -> None:
    values = read(
        Kind.BUILDINGS,
        name="翠湖小区",
        kind="住宅小区",
        built_year="2015年",
        floors=6.0,
        details__户数=120,
        details__是否通燃气=1,
        contacts__安全负责人="赵六",
        contacts__安全负责人电话=13800000001,
    )
    assert values.fields == {
        "name": "翠湖小区",
        "kind": "compound",
        "built_year": 2015,
        "floors": 6,
        "details": {"户数": "120", "是否通燃气": "是"},
        "contacts": {"安全负责人": "赵六", "安全负责人电话": "13800000001"},
    }


def test_an_issue_has_instants_and_labels() -> None:
    values = read(
        Kind.ISSUES,
        title="路灯不亮",
        label__1="城乡建设",
        label__3="路灯",
        likes=3,
        urgent="√",
        registered_at="2019/2/28 11:25:05",
        replied_at=datetime(2019, 3, 1, 9, 0),
    )
    assert values.fields == {
        "title": "路灯不亮",
        "labels": ("城乡建设", "路灯"),
        "likes": 3,
        "urgent": True,
        "registered_at": datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC),
        "replied_at": datetime(2019, 3, 1, 1, 0, tzinfo=UTC),
    }


def test_a_record_id_is_bytes() -> None:
    assert person(id="0190" + "ab" * 14).fields["id"] == bytes.fromhex("0190" + "ab" * 14)
    assert person(id="12").problems[0].field == "id"


def test_a_missing_required_value_is_said() -> None:
    values = RowReader(propose_mapping(Kind.PEOPLE, ("姓名", "电话"))).read(2, ["", "13800000001"])
    assert [(problem.field, str(problem)) for problem in values.problems] == [("name", "缺少“姓名”")]


def test_short_rows_end_in_blanks() -> None:
    assert RowReader(propose_mapping(Kind.PEOPLE, ("姓名", "电话"))).read(2, ["王"]).fields == {"name": "王"}


CELLS = st.one_of(
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.builds(RuinedNumber, st.text()),
)


@given(st.sampled_from(Kind), st.data())
def test_any_cell_becomes_a_value_or_a_problem(kind: Kind, data: st.DataObject) -> None:
    headers = [field.title for field in FIELDS[kind]]
    cells = data.draw(st.lists(CELLS, min_size=len(headers), max_size=len(headers)))
    values = RowReader(propose_mapping(kind, headers)).read(1, cells)
    for text in values.fields.values():
        if isinstance(text, str):
            assert "\x1b" not in text and "\0" not in text and "\u202e" not in text
    assert all(str(problem) for problem in values.problems)
