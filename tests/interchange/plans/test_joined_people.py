"""Rows of a file that name a joined record mean the one it is shown in; joined records are not handed out."""

from __future__ import annotations

from pathlib import Path

from gridtui.storage.tables import Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.twins import join_households, join_residents
from tests.interchange.imports import id_number, imported, rows_of, table

HEAD = ("姓名", "身份证号", "联系电话", "门牌地址")
WANG = ("王小明", id_number(1), "13712342210", "3-2-501")
AGAIN = ("王小明", id_number(2), "13712342210", "3-2-502")


def test_a_file_does_not_bring_a_joined_twin_back(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "人.csv", HEAD, WANG, AGAIN))
    kept, other = rows_of(desk, Resident, "id")
    home, second = rows_of(desk, Household, "id")
    with desk.write("join_households") as unit:
        join_households(unit, home, second)
    with desk.write("join_records") as unit:
        join_residents(unit, kept, other, different_ids=True)
    plan = imported(desk, table(tmp_path / "人.csv", HEAD, ("王小明", AGAIN[1], "13900000000", "3-2-501")))
    assert (plan.new, plan.refused) == (0, 0)
    assert rows_of(desk, Resident, "phone") == ["13900000000", "13712342210"]
    assert len(rows_of(desk, Household, "id")) == 2
