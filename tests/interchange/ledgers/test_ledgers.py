"""The ledgers on paper: every cell read back, masked, closed lists offered, set up for A4 across."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlmodel import col

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.people.visit import VisitDraft
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.ledgers.handing_out import LedgerSpan, write_ledger
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.interchange.ledgers.register import LEDGERS
from gridtui.interchange.ledgers.workbook import HEAD_ROWS, SERIAL
from gridtui.interchange.papers.register import PAPERS
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.tables import Assignment, Grid, Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.together import records
from gridtui.usecases.visits import record_visit
from tests.makers import Quarter, make_issue, make_quarter
from tests.usecases.test_whistles import POWER, blow

FORMULA = '=HYPERLINK("x","王")'
PHONE = "13887012210"
TODAY = date(2026, 11, 24)
DONE = {"resolved": "resolved", "satisfaction": "mostly", "closure_kind": "substantive"}


def step(desk: Workspace, issue: bytes, kind: K, text: str = "", **data: Any) -> None:
    with desk.write("move_issue") as unit:
        take_step(unit, issue, kind, text=text, data=data)


def answered(desk: Workspace, made: Quarter) -> bytes:
    """Take an issue with a formula and a phone in it from the door to its end."""
    issue = make_issue(
        desk,
        FORMULA + "，请打" + PHONE,
        dwelling_id=made.dwelling,
        building_id=made.building,
        reporter_name="杨桂芬",
        reporter_phone=PHONE,
    )
    step(desk, issue, K.SELF_HANDLE)
    step(desk, issue, K.FEEDBACK, "已换好", measures="换了灯泡")
    step(desk, issue, K.PASS_VERIFY)
    step(desk, issue, K.CALLBACK, **DONE)
    return issue


def sheet_of(desk: Workspace, folder: Path, code: str, *span: Any, **options: Any) -> Any:
    path = folder / f"{code}.xlsx"
    path.unlink(missing_ok=True)
    written = write_ledger(desk, LEDGERS[code], path, LedgerSpan(*span), **options)
    (sheet,) = load_workbook(path)
    assert sheet.cell(HEAD_ROWS + written + 1, 1).value == f"共 {written} 条"
    assert [sheet.cell(HEAD_ROWS + n, 1).value for n in range(1, written + 1)] == [*range(1, written + 1)]
    return sheet


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    titles = [cell.value for cell in sheet[HEAD_ROWS]]
    return [
        dict(zip(titles, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=HEAD_ROWS + 1, max_row=sheet.max_row - 1)
    ]


def test_an_issue_is_told_from_the_door_to_its_end(workspace: Workspace, tmp_path: Path) -> None:
    made = make_quarter(workspace)
    answered(workspace, made)
    (row,) = rows_of(sheet_of(workspace, tmp_path, "sentiment"))
    day = datetime(2026, 11, 24)
    due_on = row.pop("办理时限")
    assert row == {
        SERIAL: 1,
        "编号": "20261124-001",
        "日期": day,
        "网格": "第一网格",
        "楼栋单元房号": "3-2-501",
        "反映人": "杨*芬",
        "联系电话": "138****2210",
        "来源": "来访",
        "类别一": "E01 市容环境",
        "类别二": "E01-001 私搭乱建",
        "内容": FORMULA + "，请打138****2210",
        "责任人": "王秀兰",
        "措施": "换了灯泡；已换好",
        "办结日期": day,
        "办结类型": "实质性",
        "是否解决": "解决",
        "满意度": "基本满意",
        "备注": None,
    }
    # Two working days to accept and seven to handle, after a Tuesday.
    assert due_on == datetime(2026, 12, 7)


def test_the_columns_are_those_that_offices_keep(desk: Workspace, tmp_path: Path) -> None:
    sheet = sheet_of(desk, tmp_path, "sentiment")
    titles = " ".join(cell.value for cell in sheet[HEAD_ROWS])
    assert titles == (
        "序号 编号 日期 网格 楼栋单元房号 反映人 联系电话 来源 类别一 类别二 内容 责任人 措施 "
        "办理时限 办结日期 办结类型 是否解决 满意度 备注"
    )


@pytest.mark.parametrize("code", LEDGERS)
def test_every_ledger_is_set_up_for_paper(desk: Workspace, tmp_path: Path, code: str) -> None:
    sheet = sheet_of(desk, tmp_path, code)
    page = sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToHeight) == (9, "landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$4", "A5")
    assert sheet.oddFooter.right.text.strip() == "&P / &N"
    title, facts, watermark = (sheet.cell(row, 1).value for row in (1, 2, 3))
    assert title == LEDGERS[code].title == sheet.title
    assert facts.startswith("填报单位：翠湖西路第二支部    填报人：王秀兰    填报日期：2026-11-24")
    assert watermark.startswith("王秀兰 2026-11-24 12:00 导出 · 姓名、电话、证件号已打码")
    offered = {column.field.title: column.offered for column in LEDGERS[code].columns if column.offered}
    titles = [cell.value for cell in sheet[HEAD_ROWS]]
    lists = {
        titles[next(iter(found.sqref.ranges)).min_col - 1]: tuple(found.formula1.strip('"').split(","))
        for found in sheet.data_validations.dataValidation
    }
    assert lists == offered
    for place, column in enumerate(LEDGERS[code].columns, 2):
        assert sheet.cell(HEAD_ROWS, place).value == column.field.title


def test_kinds_of_cells_are_kept_and_nothing_is_a_formula(desk: Workspace, tmp_path: Path) -> None:
    answered(desk, make_quarter(desk))
    sheet = sheet_of(desk, tmp_path, "sentiment")
    cells = {
        sheet.cell(HEAD_ROWS, n).value: sheet.cell(HEAD_ROWS + 1, n) for n in range(1, sheet.max_column + 1)
    }
    assert (cells["日期"].is_date, cells["日期"].number_format) == (True, "yyyy-mm-dd")
    assert (cells["内容"].data_type, cells["内容"].number_format) == ("s", "@")
    assert cells["序号"].data_type == "n"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_in_full_with_a_reason_that_is_noted(desk: Workspace, tmp_path: Path) -> None:
    answered(desk, make_quarter(desk))
    with pytest.raises(RuleBroken, match="理由"):
        write_ledger(desk, LEDGERS["sentiment"], tmp_path / "a.xlsx", full=True)
    assert not list(tmp_path.glob("*.xlsx"))
    sheet = sheet_of(desk, tmp_path, "sentiment", full=True, reason="街道检查")
    (row,) = rows_of(sheet)
    assert (row["反映人"], row["联系电话"]) == ("杨桂芬", PHONE)
    assert PHONE in row["内容"] and "街道检查" in sheet.cell(3, 1).value
    sheet_of(desk, tmp_path, "sentiment")
    with desk.read() as connection:
        noted = connection.execute(
            sa.select(col(Audit.reason)).where(col(Audit.action) == "export").order_by(col(Audit.num))
        )
        assert list(noted.scalars()) == ["ledger.sentiment 1 街道检查", "ledger.sentiment 1 masked"]


def test_who_reported_misconduct_stays_with_its_owner(desk: Workspace, tmp_path: Path) -> None:
    made = make_quarter(desk)
    hidden = make_issue(desk, "举报", reporter_name="杨桂芬", reporter_phone=PHONE, dwelling_id=made.dwelling)
    with desk.write("edit_issue") as unit:
        unit.update(Issue, hidden, {"nature": "report"})
    make_issue(desk, "匿名的", anonymous=True)
    step(desk, hidden, K.REPORT_UP, "归社区", to=made.grid.hex())
    seen = rows_of(sheet_of(desk, tmp_path, "sentiment", full=True, reason="检查"))
    assert [(row["反映人"], row["联系电话"]) for row in seen] == [("只有承办单位能看", None), ("匿名", None)]
    export_table(desk, Kind.ISSUES, tmp_path / "issues.json", full=True, reason="检查")
    assert "杨桂芬" not in (tmp_path / "issues.json").read_text(encoding="utf-8")


def test_a_feedback_a_row_with_what_was_said_to_it(workspace: Workspace, tmp_path: Path) -> None:
    issue = answered(workspace, make_quarter(workspace))
    other = make_issue(workspace)
    step(workspace, other, K.SELF_HANDLE)
    step(workspace, other, K.FEEDBACK, "在办")
    with workspace.read() as connection:
        assert PAPERS["ledger.feedback"].records(connection, reader(workspace), LedgerSpan()) == 2
    first, second = rows_of(sheet_of(workspace, tmp_path, "feedback"))
    assert (first["措施"], first["反馈内容"], first["反馈人"]) == ("换了灯泡", "已换好", "王秀兰")
    assert (first["是否解决"], first["满意度"], first["回访人"]) == ("解决", "基本满意", "王秀兰")
    assert (second["反馈内容"], second["回访日期"], second["是否解决"]) == ("在办", None, None)
    assert issue != other


def test_a_dispute_is_told_as_far_as_issues_tell_of_it(workspace: Workspace, tmp_path: Path) -> None:
    made = make_quarter(workspace)
    quarrel = answered(workspace, made)
    open_one = make_issue(workspace, "吵架", anonymous=True, dwelling_id=made.dwelling)
    other = make_issue(workspace, "不是纠纷")
    with workspace.write("edit_issue") as unit:
        unit.update(Issue, quarrel, {"category": "M13-002"})
        unit.update(Issue, open_one, {"category": "M13"})
        unit.update(Issue, other, {"category": "M130-001"})
    first, second = rows_of(sheet_of(workspace, tmp_path, "disputes"))
    assert (first["类型"], first["当事人"], first["调解人"]) == ("M13-002 邻里", "杨*芬（反映人）", "王秀兰")
    assert (first["地点"], first["结果"], first["回访"]) == (
        "3-2-501",
        "实质性、解决",
        "2026-11-24 解决 基本满意",
    )
    assert (second["类型"], second["当事人"], second["结果"]) == ("M13 矛盾纠纷", "匿名（反映人）", "已登记")
    assert {first[title] for title in ("涉及人数", "方式", "协议", "履行")} == {None}
    (row, _) = rows_of(sheet_of(workspace, tmp_path, "disputes", full=True, reason="检查"))
    assert row["当事人"] == "杨桂芬（反映人）"


def test_a_mediation_says_what_its_issue_does_not_and_stands_alone_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    made = make_quarter(workspace)
    quarrel = make_issue(workspace, "吵架", reporter_name="杨桂芬", dwelling_id=made.dwelling)
    with workspace.write("edit_issue") as unit:
        unit.update(Issue, quarrel, {"category": "M13-002"})
    with workspace.write("edit_record") as unit:
        for title, day, values in (
            ("漏水赔偿", TODAY, {"issue_id": quarrel}),
            ("停车争执", TODAY, {"building_id": made.building, "place": "门口", "kind": "property"}),
            ("去年的", date(2025, 1, 1), {}),
        ):
            told = {"title": title, "found_on": day, "people": 4, "mediator_name": "周敏", **values}
            id = records.add(unit, draft_class("mediation")(**told))
            for side, name in (("first", "甲某某"), ("second", "乙某")):
                party = {"mediation_id": id, "side": side, "person_name": name}
                records.add(unit, draft_class("party")(**party))
            records.change(
                unit,
                "mediation",
                id,
                {"state": "agreed", "agreed_on": TODAY, "agreement": "各付一半" + PHONE},
            )
    year = (date(2026, 1, 1), TODAY)
    first, second = rows_of(sheet_of(workspace, tmp_path, "disputes", *year))
    assert (first["编号"], first["简述"], first["涉及人数"]) == ("20261124-001", "吵架", 4)
    assert (first["当事人"], first["调解人"], first["结果"]) == ("甲*某、乙*", "周敏", "已达成协议")
    assert first["协议"] == "2026-11-24 各付一半138****2210"
    assert (second["编号"], second["简述"], second["类型"]) == (None, "停车争执", "物业")
    assert (second["网格"], second["地点"]) == ("第一网格", "翠湖3栋 门口")
    assert second["时限"] == datetime(2026, 12, 24)
    assert len(rows_of(sheet_of(workspace, tmp_path, "disputes"))) == 3
    assert len(rows_of(sheet_of(workspace, tmp_path, "disputes", *year, made.grid))) == 2


def test_a_visit_a_row(workspace: Workspace, tmp_path: Path) -> None:
    made = make_quarter(workspace)
    for day in (date(2026, 10, 31), TODAY):
        draft = VisitDraft(
            household_id=made.household, outcome="met", manner="door", visited_on=day, problem="电话" + PHONE,
            visitor_name="王秀兰",
        )  # fmt: skip
        with workspace.write("record_visit") as unit:
            record_visit(unit, draft)
    assert len(rows_of(sheet_of(workspace, tmp_path, "visits"))) == 2
    (row,) = rows_of(sheet_of(workspace, tmp_path, "visits", date(2026, 11, 1), date(2026, 11, 24)))
    assert (row["走访日期"], row["楼栋单元房号"], row["户主"]) == (datetime(2026, 11, 24), "3-2-501", "杨*芬")
    assert (row["走访方式"], row["走访结果"], row["问题"]) == ("入户", "见到", "电话138****2210")


def test_grids_and_rosters_tell_who_serves_today(workspace: Workspace, tmp_path: Path) -> None:
    made = make_quarter(workspace)
    serving = (
        ("grid_worker", "李志强", {"grid_id": made.grid}, None),
        ("building_leader", "赵春", {"building_id": made.building}, None),
        ("building_leader", "钱秋", {"building_id": made.building}, date(2026, 11, 23)),
        ("party_hub_household", "杨桂芬", {"household_id": made.household}, None),
    )
    org = workspace.desk.org_id
    with workspace.write("import_file") as unit:
        for role, name, place, to_on in serving:
            values = {"role": role, "person_name": name, "phone": PHONE, "to_on": to_on, **place}
            unit.create(Assignment, values, scope=org)
        unit.create(Grid, {"org_id": org, "name": "撤了的", "closed_on": date(2026, 1, 1)}, scope=org)
    (grid,) = rows_of(sheet_of(workspace, tmp_path, "grids"))
    assert (grid["网格名称"], grid["网格员"], grid["网格员电话"]) == ("第一网格", "李志强", "138****2210")
    assert (grid["楼栋数"], grid["户数"], grid["居民数"]) == (1, 1, 1)
    (leader,) = rows_of(sheet_of(workspace, tmp_path, "leaders"))
    assert (leader["姓名"], leader["负责楼栋"], leader["网格"]) == ("赵春", "3", "第一网格")
    (hub,) = rows_of(sheet_of(workspace, tmp_path, "hubs"))
    assert (hub["姓名"], hub["住址"], hub["联系电话"]) == ("杨桂芬", "3-2-501", "138****2210")


def test_a_whistle_is_in_its_grids_ledger_only(workspace: Workspace, tmp_path: Path) -> None:
    made = make_quarter(workspace)
    issue = make_issue(workspace, dwelling_id=made.dwelling, building_id=made.building)
    step(workspace, issue, K.SELF_HANDLE)
    blow(workspace, POWER, issue=issue)
    blow(workspace, POWER)
    assert len(rows_of(sheet_of(workspace, tmp_path, "whistles"))) == 2
    (row,) = rows_of(sheet_of(workspace, tmp_path, "whistles", None, None, made.grid))
    assert (row["地点"], row["状态"]) == ("3-2-501", "待审批")


def test_a_period_and_a_grid_hold_as_many_as_the_store(workspace: Workspace, tmp_path: Path) -> None:
    made = make_quarter(workspace)
    days = (datetime(2026, 9, 30, 15, 59, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC),
            datetime(2026, 10, 31, 15, 59, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC))  # fmt: skip
    for at in days:
        make_issue(workspace, registered_at=at, building_id=made.building, dwelling_id=made.dwelling)
        make_issue(workspace, registered_at=at)
    october = (date(2026, 10, 1), date(2026, 10, 31))
    inside = [at for at in days if days[1] <= at < days[3]]
    assert len(rows_of(sheet_of(workspace, tmp_path, "sentiment", *october))) == 2 * len(inside)
    sheet = sheet_of(workspace, tmp_path, "sentiment", *october, made.grid)
    assert len(rows_of(sheet)) == len(inside)
    assert "期间：2026-10-01 至 2026-10-31    网格：第一网格" in sheet.cell(2, 1).value
    empty = sheet_of(workspace, tmp_path, "sentiment", date(2020, 1, 1), date(2020, 1, 31))
    assert rows_of(empty) == []


def test_what_cannot_be_is_refused_in_words(desk: Workspace, tmp_path: Path) -> None:
    for code, name, span, said in (
        ("grids", "a.xlsx", LedgerSpan(TODAY), "现在的情况"),
        ("visits", "a.csv", LedgerSpan(), "只能写成 .xlsx"),
        ("visits", "a.xlsx", LedgerSpan(TODAY, date(2026, 1, 1)), "反了"),
        ("visits", "没有/a.xlsx", LedgerSpan(), "没有/a.xlsx"[-6:]),
    ):
        with pytest.raises(RuleBroken, match=said):
            write_ledger(desk, LEDGERS[code], tmp_path / name, span)
    assert not list(tmp_path.glob("*.xlsx"))


def reader(workspace: Workspace) -> Reader:
    return Reader(workspace.desk.org_id, TODAY)
