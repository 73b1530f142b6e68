"""What is handed out comes back and changes nothing, masked or not, in every form."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table, exported_fields
from gridtui.interchange.outgoing import ExportFilter, find_grid
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.plan import Outcome
from gridtui.storage.log import audit
from gridtui.storage.tables import Building, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.residents import edit_resident
from tests.interchange.imports import (
    assert_sound,
    id_number,
    imported,
    opened,
    rows_of,
    table,
    tried,
)

FORMS = (".xlsx", ".csv", ".json", ".jsonl")


@pytest.fixture
def filled(desk: Workspace, tmp_path: Path) -> Workspace:
    """A store with some of everything."""
    imported(
        desk,
        table(
            tmp_path / "区划.csv",
            ("code", "name", "street_code", "street"),
            ("530102001001", "翠湖西路社区居民委员会", "530102001", "华山街道"),
        ),
    )
    imported(
        desk,
        table(
            tmp_path / "楼.csv",
            ("小区/建筑名称", "楼栋号", "所属网格", "类型", "单元数", "户数", "物业联系电话", "备注"),
            ("翠湖小区", "3", "第一网格", "住宅楼", "3", "60", "087165312345", "=1+1"),
            ("金鼎", "", "", "住宅小区", "", "", "", "-说明\n二行"),
            ("", "综合楼", "", "", "", "", "", ""),
        ),
    )
    imported(
        desk,
        table(
            tmp_path / "日历.csv",
            ("日期", "类型", "说明"),
            ("2027-01-01", "放假", "元旦"),
            ("2027-01-03", "上班"),
        ),
    )
    people = imported(
        desk,
        table(
            tmp_path / "人.csv",
            (
                "姓名",
                "与户主关系",
                "身份证号",
                "联系电话",
                "小区",
                "门牌地址",
                "所属网格",
                "服务需要",
                "死亡日期",
                "户籍地址",
                "备注",
            ),
            (
                "王小明",
                "户主",
                id_number(1),
                "13712342210;087165312346",
                "翠湖小区",
                "3-2-501",
                "第一网格",
                "独居、低保",
                "",
                "云南省昆明市",
                "a",
            ),
            ("李小红", "妻", "", "", "翠湖小区", "3-2-501", "第一网格", "", "", "", ""),
            (
                "赵（小）四",
                "房客",
                "",
                "13812342210",
                "金鼎",
                "1单元101",
                "",
                "残疾",
                "2026-01-02",
                "",
                "'=x",
            ),
            ("钱五", "", "", "", "", "翠湖路1号附3号", "", "", "", "", "@x"),
            ("孙六", "", id_number(6), "", "综合楼", "", "", "", "", "", ""),
        ),
    )
    assert people.refused == 0, [line.words for line in people.lines]
    imported(
        desk,
        table(
            tmp_path / "骨干.csv",
            ("姓名", "联系电话", "职务", "小区", "负责楼栋", "网格", "住址", "任职日期"),
            ("张楼", "13700000001", "楼栋长", "翠湖小区", "3栋、5栋", "", "", "2024-01-01"),
            ("李格", "13700000002", "网格员", "", "", "第一网格", "", ""),
            ("周党", "13700000003", "党员中心户", "翠湖小区", "", "", "3-2-501", ""),
            ("吴书", "", "书记", "", "", "", "", ""),
        ),
    )
    imported(
        desk,
        table(
            tmp_path / "诉求.csv",
            (
                "编号",
                "登记时间",
                "标题",
                "内容",
                "类别",
                "门牌",
                "反映人",
                "反映人电话",
                "点赞数",
                "反对数",
                "答复意见",
                "答复时间",
            ),
            (
                "1",
                "2026-01-04 11:17:46",
                "+漏水",
                "雨天\n漏水",
                "M11-001",
                "3-2-501",
                "王",
                "13712342210",
                "3",
                "1",
                "已看",
                "2026-01-05 08:00:00",
            ),
            ("2", "", "噪声", "", "M15", "", "", "", "", "", "", ""),
        ),
    )
    imported(
        desk, table(tmp_path / "对照.csv", ("一级分类", "二级分类", "类别"), ("城乡", "漏水", "M11-001"))
    )
    imported(
        desk,
        table(
            tmp_path / "走访.csv",
            ("走访日期", "小区", "门牌地址", "走访结果", "走访人", "问题", "措施", "下次走访"),
            ("2026-03-01", "翠湖小区", "3-2-501", "见到", "张楼", "=灯\n不亮 13712342210", "报修", ""),
            ("2026-03-02", "金鼎", "1单元101", "未在家", "", "", "", "2026-04-01"),
        ),
    )
    imported(
        desk,
        table(
            tmp_path / "承诺.csv",
            ("兑现日期", "小区", "门牌地址", "承诺内容", "谁来办", "兑现于", "兑现情况"),
            ("2026-03-05", "翠湖小区", "3-2-501", "换灯，打 13712342210", "张楼", "2026-03-04", "@换好"),
            ("2026-12-05", "翠湖小区", "3-2-501", "回访", "", "", ""),
        ),
    )
    items = (("3", "高龄津贴审核", "事务", "是"), ("", "居住情况说明", "盖章", "否"))
    imported(desk, table(tmp_path / "清单.csv", ("事项编号", "事项名称", "事项类型", "是否在用"), *items))
    return desk


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.comes_in and not kind.is_declared])
def test_what_is_handed_out_comes_back_and_changes_nothing(
    filled: Workspace, tmp_path: Path, kind: Kind, full: bool, suffix: str
) -> None:
    path = tmp_path / f"出{suffix}"
    count = export_table(filled, kind, path, full=full, reason="核对")
    assert count > 0
    assert opened(filled, path).kind is kind
    plan = apply_import(filled, opened(filled, path))
    assert [
        (line.outcome, line.name, line.words) for line in plan.lines if line.outcome is not Outcome.UNCHANGED
    ] == []
    assert (plan.unchanged, plan.along) == (count, {})
    assert_sound(filled)


@pytest.mark.parametrize("suffix", FORMS)
def test_a_masked_cell_that_matches_nothing_is_refused(
    filled: Workspace, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"出{suffix}"
    export_table(filled, Kind.PEOPLE, path)
    with filled.write("edit_resident") as unit:
        id, _ = rows_of_resident(filled, "王小明")
        edit_resident(unit, id, detail(filled, id).model_copy(update={"phone": "18600000000"}))
    plan = tried(filled, path)
    assert (plan.refused, plan.unchanged) == (1, 4)
    assert plan.lines_of(Outcome.REFUSED)[0].words.startswith("“联系电话”是打码的（137****2210")


def test_a_masked_row_of_somebody_unknown_is_refused(filled: Workspace, tmp_path: Path) -> None:
    rows = (("新人", "530***************", "", "3-2-502"), ("新人二", "", "139****0000", "3-2-502"))
    plan = tried(filled, table(tmp_path / "人.csv", ("姓名", "身份证号", "电话", "门牌"), *rows))
    assert plan.refused == 2
    assert "库里又没有这个人" in plan.lines[0].words


def test_a_masked_row_without_its_record_number_is_known_by_its_door(
    filled: Workspace, tmp_path: Path
) -> None:
    row = ("王小明", "530***************", "137****2210;0871-****2346", "翠湖小区", "3-2-501")
    plan = tried(filled, table(tmp_path / "人.csv", ("姓名", "身份证号", "电话", "小区", "门牌"), row))
    assert plan.unchanged == 1


def test_exports_are_masked_and_keep_needs_at_home(filled: Workspace, tmp_path: Path) -> None:
    export_table(filled, Kind.PEOPLE, tmp_path / "出.json")
    text = (tmp_path / "出.json").read_text(encoding="utf-8")
    wang = json.loads(text)[0]
    assert (wang["name"], wang["id_number"], wang["phone"]) == (
        "王小明",
        "530***************",
        "137****2210;0871-****2346",
    )
    assert "needs" not in wang and "独居" not in text and id_number(1)[6:] not in text
    export_table(filled, Kind.PEOPLE, tmp_path / "全.json", full=True, reason="年度核对")
    wang = json.loads((tmp_path / "全.json").read_text(encoding="utf-8"))[0]
    assert (wang["id_number"], wang["needs"]) == (id_number(1), "独居、低保")


def test_every_export_is_noted_and_a_full_one_needs_a_reason(filled: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="理由"):
        export_table(filled, Kind.PEOPLE, tmp_path / "全.xlsx", full=True, reason=" ")
    assert not (tmp_path / "全.xlsx").exists()
    export_table(filled, Kind.PEOPLE, tmp_path / "出.xlsx")
    export_table(filled, Kind.PEOPLE, tmp_path / "全.xlsx", full=True, reason="年度核对")
    with filled.read() as connection:
        lines = [line.reason for line in audit.lines(connection) if line.action == audit.EXPORT]
    assert lines[:2] == ["people 5 年度核对", "people 5 masked"]


def test_formulas_are_neutralised(filled: Workspace, tmp_path: Path) -> None:
    export_table(filled, Kind.ISSUES, tmp_path / "出.csv")
    assert "'+漏水" in (tmp_path / "出.csv").read_text(encoding="utf-8-sig")
    export_table(filled, Kind.BUILDINGS, tmp_path / "出.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "出.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (ExportFilter(), ["1", "2"]),
        (ExportFilter(open=True), ["1", "2"]),
        (ExportFilter(open=False), []),
        (ExportFilter(category="M11"), ["1"]),
        (ExportFilter(text="漏水"), ["1"]),
        (ExportFilter(registered_from=datetime(2026, 1, 5, tzinfo=UTC)), ["2"]),
        (ExportFilter(registered_before=datetime(2026, 1, 5, tzinfo=UTC)), ["1"]),
    ],
)
def test_filters(filled: Workspace, tmp_path: Path, wanted: ExportFilter, numbers: list[str]) -> None:
    export_table(filled, Kind.ISSUES, tmp_path / "出.json", wanted)
    found = json.loads((tmp_path / "出.json").read_text(encoding="utf-8"))
    assert [row["number"] for row in found] == numbers


def test_a_grid_narrows_every_kind_that_has_one(filled: Workspace, tmp_path: Path) -> None:
    with filled.read() as connection:
        grid = find_grid(connection, "第一网格")
    counts = {
        kind: export_table(filled, kind, tmp_path / f"{kind}.csv", ExportFilter(grid_id=grid))
        for kind in (
            Kind.GRIDS,
            Kind.BUILDINGS,
            Kind.PEOPLE,
            Kind.LEADERS,
            Kind.ISSUES,
            Kind.VISITS,
            Kind.PROMISES,
        )
    }
    assert list(counts.values()) == [1, 1, 2, 3, 1, 1, 2]
    with pytest.raises(RuleBroken, match="只有诉求"):
        export_table(filled, Kind.PEOPLE, tmp_path / "出.csv", ExportFilter(open=True))


def test_a_cancelled_export_leaves_no_file(filled: Workspace, tmp_path: Path) -> None:
    def stop(_done: int, _total: int | None) -> None:
        raise RuleBroken(Problem("停"))

    with pytest.raises(RuleBroken, match="停"):
        export_table(filled, Kind.PEOPLE, tmp_path / "出.xlsx", progress=stop)
    assert not list(tmp_path.glob("*出*"))


def test_words_typed_here_in_another_form_are_not_changes(filled: Workspace, tmp_path: Path) -> None:
    (id, *_) = rows_of_resident(filled, "李小红")
    draft = detail(filled, id).model_copy(
        update={"relation": "妻", "note": "ａ（一）\u3000二", "phone": "137 0000 0009"}
    )
    with filled.write("edit_resident") as unit:
        edit_resident(unit, id, draft)
    export_table(filled, Kind.PEOPLE, tmp_path / "出.xlsx", full=True, reason="核对")
    assert tried(filled, tmp_path / "出.xlsx").changed == 0


def test_two_alike_buildings_do_not_stop_a_file_from_coming_back(filled: Workspace, tmp_path: Path) -> None:
    with filled.write("add_building") as unit:
        id = unit.new_id()
        unit.create(
            Building, {"label": "3", "name": "翠湖小区", "org_id": filled.desk.org_id}, scope=id, id=id
        )
    export_table(filled, Kind.PEOPLE, tmp_path / "出.csv")
    assert tried(filled, tmp_path / "出.csv").unchanged == 5


def test_columns_are_those_of_the_kind_without_repetition() -> None:
    for kind in (kind for kind in Kind if not kind.is_declared):
        titles = [one.title for one in exported_fields(kind, full=True)]
        assert len(titles) == len(set(titles))


def rows_of_resident(workspace: Workspace, name: str) -> tuple[bytes, str]:
    """Return the id and phone of somebody."""
    found = {row[1]: (row[0], row[2]) for row in rows_of(workspace, Resident, "id", "name", "phone")}
    return found[name]


def detail(workspace: Workspace, id: bytes) -> ResidentDraft:
    """Return a resident as a draft."""
    names = list(ResidentDraft.model_fields)
    with workspace.read() as connection:
        row = connection.execute(
            sa.select(*(getattr(Resident, name) for name in names)).where(col(Resident.id) == id)
        ).one()
    return ResidentDraft.model_validate(dict(zip(names, row, strict=True)))
