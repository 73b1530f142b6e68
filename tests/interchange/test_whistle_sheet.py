"""The whistle sheet on paper: one page, masked, in lines that fit; and the command that writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gridtui import words
from gridtui.cli.main import cli
from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.domain.issues.whistle import WhistleDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files.paper import WIDTH, cells
from gridtui.interchange.whistle_sheet import write_whistle_sheet
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.workspace import Workspace
from gridtui.usecases.whistles import draft_whistle
from tests.conftest import FrozenClock
from tests.hostile_store import unchecked
from tests.makers import make_issue
from tests.usecases.test_whistles import POWER, blow, step

TEXT = '=HYPERLINK("A1")请找王建国13887012210，身份证53010219600305701X\x1b[31m\n第二段'


def refused(workspace: Workspace) -> bytes:
    """Blow a whistle that was refused and ruled upon."""
    whistle = blow(workspace, POWER)
    step(workspace, whistle, S.APPROVE)
    step(workspace, whistle, S.SPLIT)
    step(workspace, whistle, S.REFUSE, POWER, "不是电力线", duty="通信公司")
    step(workspace, whistle, S.RULE, POWER, "产权是供电局的", ruling="must")
    return whistle


def test_the_text_fits_the_paper_and_says_everything_in_chinese(workspace: Workspace, tmp_path: Path) -> None:
    whistle, path = refused(workspace), tmp_path / "哨.txt"
    words.use("en")
    try:
        assert write_whistle_sheet(workspace, whistle, path) == "W20261124-01"
    finally:
        words.use("zh")
    text = path.read_bytes().decode("utf-8-sig")
    assert max(map(cells, text.split("\r\n"))) <= WIDTH
    for said in (
        "吹哨单  W20261124-01",
        "供电局拒签：不是电力线；应由通信公司负责",
        "上级裁定供电局应当签收",
    ):
        assert said in text


def test_the_workbook_is_one_page_without_formulas_or_numbers_of_people(
    workspace: Workspace, tmp_path: Path
) -> None:
    refused(workspace)
    path = tmp_path / "哨.xlsx"
    with workspace.read() as connection:
        issue = connection.exec_driver_sql("SELECT issue_id FROM whistle").scalar_one()
    with unchecked(), workspace.write("blow_whistle") as unit:
        draft = WhistleDraft(issue_id=issue, title="=1+1", text=TEXT)
        hostile = draft_whistle(unit, draft, [POWER, "=cmd()"])
    write_whistle_sheet(workspace, hostile, path)
    [sheet] = load_workbook(path).worksheets
    values = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in (None, 1)  # one page is what is not said
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    together = "\n".join(values)
    assert "13887012210" not in together and "53010219600305701X" not in together and "\x1b" not in together
    assert "第二段" in together and "=1+1" in values


def test_another_ending_or_a_whistle_that_is_gone_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="xlsx"):
        write_whistle_sheet(workspace, refused(workspace), tmp_path / "哨.pdf")
    with pytest.raises(RuleBroken, match="不在了"):
        write_whistle_sheet(workspace, b"\0" * 16, tmp_path / "哨.txt")
    assert list(tmp_path.glob("哨*")) == []


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> None:
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", "柿子2026")
    store, path = tmp_path / "desk.gtdb", tmp_path / "哨.txt"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(store, "柿子2026", founding, clock=clock)
    make_issue(workspace)
    blow(workspace, POWER)
    workspace.close()

    def run(number: str):
        return CliRunner().invoke(cli, ["--store", str(store), "whistle-sheet", number, "-o", str(path)])

    assert run("w20261124-01").exit_code == 0 and "供电局" in path.read_text(encoding="utf-8-sig")
    path.unlink()
    assert "没有找到吹哨" in run("W20260101-01").stderr
