"""The whistle ledger: a row for every unit called, masked, and never read in again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.outgoing import ExportFilter
from gridtui.storage.workspace import Workspace
from tests.interchange.imports import tried
from tests.usecases.test_whistles import POWER, blow, step


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_a_unit_in_words_and_masked(workspace: Workspace, tmp_path: Path) -> None:
    whistle = blow(workspace, POWER, "水务")
    blow(workspace, POWER)
    step(workspace, whistle, S.APPROVE)
    step(workspace, whistle, S.SPLIT)
    step(workspace, whistle, S.REFUSE, "水务", "不归我们，打 13712342210", duty="通信公司")
    for each in (S.SIGN, S.REPORT_IN):
        step(workspace, whistle, each, POWER)
    step(workspace, whistle, S.HANDLE, POWER, "换了线")
    out = tmp_path / "台账.csv"
    assert export_table(workspace, Kind.WHISTLES, out) == 3
    power, water, drafted = rows(out)
    assert (power["应哨单位"], power["应哨情况"], power["处置结果"]) == (POWER, "已处置", "换了线")
    assert power["签收时间"] and not water["签收时间"]
    assert water["应由谁负责"] == "通信公司" and "13712342210" not in water["拒签理由"]
    assert (drafted["状态"], drafted["应哨单位"], drafted["层级"]) == ("待审批", "", "街道")
    assert export_table(workspace, Kind.WHISTLES, tmp_path / "b.xlsx", ExportFilter(ids=[whistle])) == 2
    with pytest.raises(RuleBroken, match="只能导出"):
        tried(workspace, out)
