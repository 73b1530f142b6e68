"""A neighbourhood made from nothing by keys alone."""

from __future__ import annotations

from pathlib import Path

from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Resident, Unit
from gridtui.storage.workspace import Workspace
from gridtui.ui.screens.grids.building import BuildingScreen
from gridtui.ui.screens.grids.screen import GridsScreen
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from tests.ui.screens.neighbourhood import screen_text
from tests.ui.screens.upkeep.keyboard import BORN_1960, app_on, id_number, rows_of, settled, type_in


async def test_from_an_empty_store_to_two_people_and_a_leader(desk: Workspace, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await type_in(app, pilot, "3", "n", "'第一网格'", "ctrl+s", "escape")
        assert isinstance(app.screen, GridsScreen)
        assert rows_of(desk, Grid.name, Grid.code) == [("第一网格", "530102001001001")]

        await type_in(app, pilot, "b", "'3'", "enter", "ctrl+s", "escape")
        assert rows_of(desk, Building.label, Building.name) == [("3", "3栋")]

        await type_in(app, pilot, "right", "enter")
        assert isinstance(app.screen, BuildingScreen)
        await type_in(app, pilot, "n", "'2-501'", "enter", "1", "f5")
        assert rows_of(desk, Dwelling.door, Dwelling.floor) == [("3-2-501", 5)]
        assert rows_of(desk, Unit.label) == [("2",)]
        assert rows_of(desk, Household.kind) == [("permanent",)]

        assert isinstance(app.screen, UpkeepScreen)
        await type_in(
            app, pilot, "'王建国'", "enter", "enter", f"'{id_number(BORN_1960)}'", "enter", "ctrl+s"
        )
        await type_in(app, pilot, "'李芳'", "enter", "'po'", "ctrl+s")
        assert rows_of(desk, Resident.name, Resident.relation, Resident.sex) == [
            ("王建国", "户主", "male"),
            ("李芳", "配偶", ""),
        ]
        assert {row[0] for row in rows_of(desk, Resident.residence_state)} == {"together"}
        born = [row[0] for row in rows_of(desk, Resident.birth_date)]
        assert [day and day.isoformat() for day in born] == ["1960-03-05", None]

        await type_in(app, pilot, "escape")
        assert isinstance(app.screen, UpkeepScreen)
        assert app.screen.form.raw_values()["door"] == "3-2-502"

        await type_in(app, pilot, "escape")
        assert isinstance(app.screen, BuildingScreen)
        await type_in(app, pilot, "a", "'王建国'", "down", "enter", "ctrl+s", "escape")
        assert rows_of(desk, Assignment.role, Assignment.person_name) == [("building_leader", "王建国")]
        assert rows_of(desk, Assignment.resident_id) == [rows_of(desk, Resident.id)[0]]
        await settled(app, pilot)
        text = screen_text(app)
        assert "3-2-501" in text
        assert "楼栋长" in text
        assert "缺" not in text
