"""The form of assignments: several buildings in one field, and what is doubtful said in words."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col

from gridtui.storage.tables import Assignment
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from tests.ui.screens.neighbourhood import build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in


async def test_several_buildings_in_one_field_make_an_assignment_each(
    desk: Workspace, tmp_path: Path
) -> None:
    made = build(desk)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        request = messages.OpenUpkeep("assignment", parent_id=made.buildings["3"])
        screen = await opened(app, pilot, request)
        screen.form.focus_field("place")
        await type_in(app, pilot, "ctrl+u", "'3-9#'")
        assert "没有这些楼栋：4、6、8、9" in screen_text(app)
        await type_in(app, pilot, "ctrl+u", "'7;3'", "enter", "'王秀兰'", "tab")
        assert "王秀兰 在这里的同一职务与已有的一段（… 起）重叠" in screen_text(app)
        await type_in(app, pilot, "ctrl+s")
        assert "楼栋长 王秀兰 2 处（注意：" in said(app)
        found = rows_of(desk, col(Assignment.person_name), col(Assignment.building_id))[2:]
        assert found == [("王秀兰", made.buildings["7"]), ("王秀兰", made.buildings["3"])]
        await type_in(app, pilot, "ctrl+z")
        assert len(rows_of(desk, col(Assignment.id))) == 2
