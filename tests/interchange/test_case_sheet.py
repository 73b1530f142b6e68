"""The case sheet on paper: all of an issue in Chinese, masked unless there is a reason, nothing cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlmodel import col

from gridtui import words
from gridtui.cli.main import cli
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.case_sheet import case_paper, write_case_sheet
from gridtui.interchange.files.paper import WIDTH, cells
from gridtui.queries.issues.issues import issue_detail
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.issues import register_issue
from tests.conftest import FrozenClock
from tests.makers import make_issue

PHONE, ID = "13887012210", "53010219600305701X"
LONG = "".join(f"第{n}句话说的是漏水。" for n in range(900)) + "到此为止"


def worked(workspace: Workspace, text: str = "", **values: object) -> bytes:
    """Take an issue to its end and reopen it, everything said with numbers in it."""
    told = {"reporter_name": "王建国", "reporter_phone": PHONE, **values}
    issue = make_issue(workspace, text or f"漏水，找{PHONE}，证{ID}", **told)
    steps = (
        (K.SELF_HANDLE, "", {}),
        (K.FEEDBACK, f"已修，电话{PHONE}", {}),
        (K.PASS_VERIFY, "", {}),
        (K.CALLBACK, "满意", {"resolved": "resolved", "satisfaction": "satisfied"}),
        (K.REOPEN, "又漏了", {}),
    )
    for kind, said, data in steps:
        with workspace.write("move_issue") as unit:
            take_step(unit, issue, kind, text=said, data=data)
    return issue


def test_the_text_fits_the_paper_and_is_masked_and_chinese(workspace: Workspace, tmp_path: Path) -> None:
    issue, path = worked(workspace), tmp_path / "件.txt"
    words.use("en")
    try:
        number = write_case_sheet(workspace, issue, path)
    finally:
        words.use("zh")
    text = path.read_bytes().decode("utf-8-sig")
    assert max(map(cells, text.split("\r\n"))) <= WIDTH
    assert PHONE not in text and ID not in text and "王建国" not in text
    for said in (f"办件单  {number}", "办理中", "王*国", "138****2210", "回访：解决，满意", "重办"):
        assert said in text, said


def test_in_full_it_needs_a_reason_that_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    issue, path = worked(workspace), tmp_path / "件.txt"
    with pytest.raises(RuleBroken, match="要写理由"):
        write_case_sheet(workspace, issue, path, full=True)
    assert not path.exists()
    write_case_sheet(workspace, issue, path, full=True, reason="法院调取")
    text = path.read_bytes().decode("utf-8-sig")
    assert PHONE in text and "王建国" in text
    with workspace.read() as connection:
        last = sa.select(Audit).order_by(col(Audit.num).desc()).limit(1)
        line = connection.execute(last).one()
    assert "法院调取" in line.reason and line.record == issue


@pytest.mark.parametrize(
    ("values", "shown"), [({"anonymous": True}, "匿名"), ({"nature": "report"}, "王*国")]
)
def test_who_raised_it_stands_there_only_where_it_may(
    workspace: Workspace, tmp_path: Path, values: dict[str, object], shown: str
) -> None:
    path = tmp_path / "件.txt"
    if values.get("anonymous"):
        values = {**values, "reporter_name": "", "reporter_phone": ""}
    told = {"reporter_name": "王建国", "source": "phone", **values}
    draft = IssueDraft(**{"text": "漏水", "nature": "help", "category": "E01-001", **told})
    with workspace.write("register_issue") as unit:
        issue = register_issue(unit, draft)
    write_case_sheet(workspace, issue, path)
    assert shown in path.read_bytes().decode("utf-8-sig")
    if values.get("nature") == "report":
        with workspace.read() as connection:
            detail = issue_detail(connection, issue)
        assert detail is not None
        elsewhere = case_paper(detail, "", "", org_id=bytes(16), full=True)
        assert dict(elsewhere.facts)["反映人"] == "只有承办单位能看"


def test_a_text_of_9000_characters_is_whole_on_a4(workspace: Workspace, tmp_path: Path) -> None:
    assert len(LONG) > 9_000
    issue, path = worked(workspace, LONG), tmp_path / "件.xlsx"
    write_case_sheet(workspace, issue, path)
    [sheet] = load_workbook(path).worksheets
    values = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToHeight == 0
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    together = "".join(values).replace("\n", "").replace(" ", "")
    assert LONG in together
    assert max(row.height or 0 for row in sheet.row_dimensions.values()) <= 409


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> None:
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", "柿子2026")
    store, path = tmp_path / "desk.gtdb", tmp_path / "件.txt"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(store, "柿子2026", founding, clock=clock)
    make_issue(workspace, "漏水", reporter_name="王建国", reporter_phone=PHONE)
    workspace.close()

    def run(*arguments: str) -> int:
        command = ["--store", str(store), "case-sheet", *arguments, "-o", str(path)]
        return CliRunner().invoke(cli, command).exit_code

    assert run("20261124-001") == 0 and "漏水" in path.read_text(encoding="utf-8-sig")
    assert run("20260101-001", "--force") == 1 and run("20261124-001", "--force", "--full") == 1
    assert run("20261124-001", "--force", "--full", "--reason", "调取") == 0
    assert "王建国" in path.read_text(encoding="utf-8-sig")
