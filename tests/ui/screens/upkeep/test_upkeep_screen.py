"""The form of upkeep: one for making and changing, drafts, masks, duplicates, doors that go on."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from gridtui.storage.drafts import kept_drafts
from gridtui.storage.log import audit
from gridtui.storage.tables import Assignment, Building, Dwelling, Household, Org, Resident, ServiceTag
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.upkeep.at_door import door_in
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from tests.conftest import FrozenClock
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import BORN_1960, app_on, id_number, opened, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk, ())


def form_of(made: Neighbourhood, noun: str, name: str) -> messages.OpenUpkeep:
    there = {
        "grid": made.grids,
        "building": made.buildings,
        "household": made.households,
        "resident": made.residents,
    }[noun]
    return messages.OpenUpkeep(noun, record_id=there[name])


def problem_under(screen: UpkeepScreen, name: str) -> str:
    return " ".join(str(problem) for problem in screen.form.rows[name].problems)


@pytest.mark.parametrize(
    ("text", "label", "meant"),
    [
        ("501", "3", "3-501"),
        ("2-501", "3", "3-2-501"),
        ("3-2-501", "3", "3-2-501"),
        ("5-2-501", "3", "5-2-501"),
        ("3-501", "3", "3-501"),
        ("2单元501", "3", "3-2-501"),
        ("3-2-501", "", "3-2-501"),
        ("501", "", ""),
        ("随便", "3", ""),
        ("", "", ""),
    ],
)
def test_a_door_may_be_written_short_in_its_building(text: str, label: str, meant: str) -> None:
    door = door_in(text, label)
    assert (door.text if door else "") == meant


async def test_an_edit_changes_the_record_and_goes_back(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, form_of(made, "building", "7"))
        screen.form.focus_field("floors")
        await type_in(app, pilot, "backspace", "'9'", "ctrl+s")
        assert not isinstance(app.screen, UpkeepScreen)
        assert "已修改 7栋" in said(app)
        assert rows_of(desk, Building.floors)[-1] == (9,)
        await opened(app, pilot, form_of(made, "building", "7"))
        await type_in(app, pilot, "ctrl+s")
        assert "7栋 没有改动" in said(app) and "Ctrl+Z" not in said(app)


async def test_enter_never_saves_and_an_empty_name_is_said(desk: Workspace, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenUpkeep("grid"))
        await type_in(app, pilot, *["enter"] * 8)
        assert app.screen is screen
        await type_in(app, pilot, "ctrl+s")
        assert "请填写" in problem_under(screen, "name")
        assert rows_of(desk, Household.id) == []


async def test_the_next_door_follows_the_doors_of_a_floor(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        request = messages.OpenUpkeep("household", parent_id=made.buildings["7"])
        screen = await opened(app, pilot, request)
        offered = []
        await type_in(app, pilot, "'2-101'")
        for _ in range(2):
            await type_in(app, pilot, "ctrl+s")
            offered.append(screen.form.raw_values()["door"])
        await type_in(app, pilot, *["backspace"] * 10, "'7-2-201'")
        for _ in range(3):
            await type_in(app, pilot, "ctrl+s")
            offered.append(screen.form.raw_values()["door"])
        # Nothing is known of the first floor's end; of the second, that the first had two doors.
        assert offered == ["7-2-102", "7-2-103", "7-2-202", "7-2-301", "7-2-302"]
        doors = [row[0] for row in rows_of(desk, Dwelling.door)]
        assert doors[-5:] == ["7-2-101", "7-2-102", "7-2-201", "7-2-202", "7-2-301"]


async def test_a_door_of_another_building_and_one_that_is_taken_are_said(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        request = messages.OpenUpkeep("household", parent_id=made.buildings["3"])
        screen = await opened(app, pilot, request)
        await type_in(app, pilot, "'7-1-301'", "ctrl+s")
        assert "选的却是 3 栋" in problem_under(screen, "door")
        screen.form.load({"door": ""}, as_typed=True)
        await type_in(app, pilot, "'2-501'", "enter")
        assert "已有一户：王建国 2 人" in problem_under(screen, "door")
        await type_in(app, pilot, "ctrl+s")
        assert len(rows_of(desk, Household.id)) == 5


async def test_a_household_takes_its_people_into_another_building(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, form_of(made, "household", "5-301"))
        screen.form.load({"building_id": "", "door": "7-1-301"}, as_typed=True)
        await type_in(app, pilot, "ctrl+s")
        assert "已修改 7-1-301" in said(app)
        moved = [
            row[0]
            for row in rows_of(desk, Resident.building_id, Resident.name)
            if row[1] in ("赵云飞", "王敏")
        ]
        assert moved == [made.buildings["7"]] * 2


async def test_an_id_number_fills_birth_date_and_sex_and_names_who_has_it(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    number = id_number(BORN_1960)
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        request = messages.OpenUpkeep("resident", parent_id=made.households["7-1-102"])
        screen = await opened(app, pilot, request)
        await type_in(app, pilot, "'甲'", "enter", "enter", f"'{number}'")
        assert "1960-03-05 男 66岁" in screen_text(app)
        await type_in(app, pilot, "ctrl+s", "'乙'", "enter", "enter", f"'{number}'", "enter")
        assert "甲（7-1-102）已有这个身份证号" in problem_under(screen, "id_number")
        await type_in(app, pilot, "ctrl+s")
        assert rows_of(desk, Resident.name, Resident.id_number, Resident.sex)[-2:] == [
            ("甲", number, "male"),
            ("乙", number, "male"),
        ]


async def test_numbers_stand_masked_and_a_mask_left_alone_changes_nothing(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, form_of(made, "resident", "李芳"))
        assert screen.form.raw_values()["phone"] == "138****2210"
        screen.form.focus_field("occupation")
        await type_in(app, pilot, "'tx'", "enter", "ctrl+s")
        assert "已修改 李芳" in said(app)
        stored = {
            row[0]: row[1:] for row in rows_of(desk, Resident.name, Resident.phone, Resident.occupation)
        }
        assert stored["李芳"] == ("13887012210", "退休")


async def test_half_a_mask_is_refused_in_words(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, form_of(made, "resident", "李芳"))
        screen.form.focus_field("phone")
        await type_in(app, pilot, "backspace", "ctrl+s")
        assert "按 F2" in problem_under(screen, "phone")
        assert ("13887012210",) in rows_of(desk, Resident.phone)


async def test_revealing_in_the_form_is_noted_and_over_after_half_a_minute(
    desk: Workspace, made: Neighbourhood, tmp_path: Path, clock: FrozenClock
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, form_of(made, "resident", "李芳"))
        await type_in(app, pilot, "f2")
        assert screen.form.raw_values()["phone"] == "13887012210"
        clock.pass_time(seconds=30)
        screen.revealing.hide_when_due()
        assert screen.form.raw_values()["phone"] == "138****2210"
        with desk.read() as connection:
            noted = audit.lines(connection, made.residents["李芳"])
        assert [line.action for line in noted] == [audit.REVEAL]


async def test_what_is_half_typed_is_kept_and_offered(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    request = messages.OpenUpkeep("resident", parent_id=made.households["5-301"])
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, request)
        await type_in(app, pilot, "'半个人'", "escape")
        assert "已留作草稿" in said(app)
        with desk.read() as connection:
            keys = [draft.key for draft in kept_drafts(connection)]
        assert keys == [f"resident:new:{made.households['5-301'].hex()}"]
        await opened(app, pilot, request)
        assert isinstance(app.screen, Ask)
        await type_in(app, pilot, "enter")
        assert isinstance(app.screen, UpkeepScreen)
        assert app.screen.form.raw_values()["name"] == "半个人"
        await type_in(app, pilot, "ctrl+s")
        with desk.read() as connection:
            assert kept_drafts(connection) == []
        assert rows_of(desk, Resident.name)[-1] == ("半个人",)


async def test_a_role_decides_which_places_are_offered(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenUpkeep("assignment", parent_id=made.buildings["5"]))
        assert screen.form.raw_values()["role"] == "building_leader"
        screen.form.focus_field("role")
        await type_in(app, pilot, "2")
        assert screen.form.raw_values()["place"] == ""
        await type_in(app, pilot, "enter", "'第二'", "enter", "'赵明'", "ctrl+s")
        assert rows_of(desk, Assignment.role, Assignment.person_name, Assignment.grid_id)[-1] == (
            "grid_worker",
            "赵明",
            made.grids["第二网格"],
        )


async def test_an_assignment_that_ends_before_it_began_is_refused_under_its_field(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenUpkeep("assignment", parent_id=made.buildings["5"]))
        screen.form.load(
            {"person_name": "赵明", "from_on": "2026-05-01", "to_on": "2026-04-01"}, as_typed=True
        )
        await type_in(app, pilot, "ctrl+s")
        assert "早于开始日期" in problem_under(screen, "to_on")
        assert len(rows_of(desk, Assignment.id)) == 2


async def test_a_service_need_asks_for_purpose_basis_and_dates(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(
            app, pilot, messages.OpenUpkeep("service_tag", parent_id=made.residents["李芳"])
        )
        screen.form.focus_field("tag")
        await type_in(app, pilot, "1", "ctrl+s")
        assert "请填写" in problem_under(screen, "purpose")
        screen.form.load({"purpose": "每周探访", "basis": "本人申请", "consent_on": "今天"}, as_typed=True)
        await type_in(app, pilot, "ctrl+s")
        assert rows_of(desk, ServiceTag.tag, ServiceTag.building_id) == [
            ("living_alone", made.buildings["3"])
        ]


async def test_an_organisation_never_stands_below_itself(desk: Workspace, tmp_path: Path) -> None:
    own = rows_of(desk, Org.id)[0][0]
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenUpkeep("org", record_id=own))
        screen.form.focus_field("parent_id")
        await type_in(app, pilot, "'翠湖'", "enter", "ctrl+s")
        assert "不能是它自己" in problem_under(screen, "parent_id")


async def test_a_store_that_is_only_read_refuses_in_words(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    desk.read_only = True
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "n")
        assert "只能看" in said(app)
        await type_in(app, pilot, "j", "d")
        assert "只能看" in said(app)
        assert not isinstance(app.screen, UpkeepScreen | Ask)


async def test_a_record_that_is_gone_is_said(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    with desk.write("delete_record") as unit:
        unit.delete(Resident, made.residents["李芳"])
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, form_of(made, "resident", "李芳"))
        assert "已经不在了" in said(app)
        await type_in(app, pilot, "ctrl+s")
        assert isinstance(app.screen, UpkeepScreen)
        with desk.read() as connection:
            gone = connection.execute(
                sa.select(Resident.deleted).where(Resident.id == made.residents["李芳"])
            )
            assert gone.scalar_one() is True
