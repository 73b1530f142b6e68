"""One menu for marked rows in every list; each thing it does is one step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col

from gridtui.storage.tables import Assignment, ServiceTag
from gridtui.storage.workspace import Workspace
from gridtui.ui.kit.pick_one import PickItem
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk)


async def test_marked_buildings_get_a_leader_and_lose_them_in_one_step_each(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "j", "right", "x")
        assert said(app) == "先用空格选中几行，再按 x"
        await type_in(app, pilot, "space", "space")
        assert "选中 2 行，x 批量" in screen_text(app)
        await type_in(app, pilot, "x")
        assert isinstance(app.screen, PickItem) and "对选中的 2 行" in screen_text(app)
        await type_in(app, pilot, "enter")
        assert app.screen.form.raw_values()["place"] == "5栋、7栋"
        await type_in(app, pilot, "'周强'", "ctrl+s")
        assert "楼栋长 周强 2 处" in said(app)
        found = rows_of(desk, col(Assignment.person_name), col(Assignment.building_id))[2:]
        assert found == [("周强", made.buildings["5"]), ("周强", made.buildings["7"])]
        await type_in(app, pilot, "x", "'js'", "enter")
        assert said(app) == "2 项任用到今天为止，Ctrl+Z 撤销"
        today = date(2026, 11, 24)
        assert [row[0] for row in rows_of(desk, col(Assignment.to_on))] == [None, None, today, today]
        await type_in(app, pilot, "ctrl+z", "ctrl+z")
        assert len(rows_of(desk, col(Assignment.id))) == 2


async def test_marked_residents_get_one_service_need_for_one_purpose(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "4", "t", "space", "space", "x", "enter")
        assert "2 位居民" in screen_text(app)
        await type_in(app, pilot, "1", "tab", "'探访'", "tab", "'本人申请'", "tab", "'1-5'", "ctrl+s")
        assert said(app) == "已存 2 位居民的服务需要，Ctrl+Z 撤销"
        found = rows_of(desk, col(ServiceTag.resident_id), col(ServiceTag.purpose))
        assert len({row[0] for row in found}) == 2 and {row[1] for row in found} == {"探访"}
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, col(ServiceTag.id)) == []
