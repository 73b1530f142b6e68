"""Two desks changed the same and different fields: settled and looked at by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.people.resident import ResidentDraft
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.conflicts.parallels import ParallelsScreen
from gridtui.ui.screens.conflicts.screen import ConflictsScreen
from gridtui.ui.screens.home.screen import HomeScreen
from gridtui.usecases.residents import add_resident
from tests.conftest import FrozenClock
from tests.makers import make_quarter
from tests.sync.offices import Offices, office_and_branch
from tests.ui.screens.neighbourhood import screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in

PHONES = ("13888880001", "13888880002")


@pytest.fixture
def disputed(tmp_path: Path, clock: FrozenClock) -> tuple[Offices, Workspace, list[bytes]]:
    """A branch that was sent other phones, another note and a deletion for three of its residents."""
    offices, office, branch = office_and_branch(tmp_path, clock)
    make_quarter(branch)
    with branch.write("add_resident") as unit:
        ids = [
            add_resident(unit, ResidentDraft(name=name, phone="13700000000"))
            for name in ("王一", "李二", "张三")
        ]
    offices.exchange(branch, office)
    for desk, phone, sex in ((office, PHONES[0], "male"), (branch, PHONES[1], "female")):
        clock.pass_time(minutes=1)
        with desk.write("edit_resident") as unit:
            unit.update(Resident, ids[0], {"phone": phone, "sex": sex})
    with office.write("edit_resident") as unit:
        unit.update(Resident, ids[1], {"note": "白天在家"})
        unit.delete(Resident, ids[2])
    with branch.write("edit_resident") as unit:
        unit.update(Resident, ids[1], {"occupation": "教师"})
        unit.update(Resident, ids[2], {"occupation": "医生"})
    assert offices.send(office, branch).merged
    return offices, branch, ids


async def test_conflicts_are_settled_by_keys_from_home(
    disputed: tuple[Offices, Workspace, list[bytes]], tmp_path: Path
) -> None:
    offices, branch, ids = disputed
    app = app_on(branch, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "冲突  2" in screen_text(app) and "并行修改  2" in screen_text(app)
        assert "冲突 2" in screen_text(app).splitlines()[-1]
        await opened(app, pilot, messages.OpenConflicts())
        screen = app.screen
        assert isinstance(screen, ConflictsScreen)
        text = screen_text(app)
        assert "居民 王一" in text and "社区一号机" in text and "支部一号机" in text
        assert not any(phone in text for phone in PHONES)
        await type_in(app, pilot, "v")
        assert all(phone in screen_text(app) for phone in PHONES)
        await type_in(app, pilot, "v")
        names = [line.name for line in screen._lines.rows]
        await type_in(app, pilot, *["j"] * names.index("sex"), "m", "1", "ctrl+s")
        await type_in(app, pilot, "g", *["j"] * names.index("phone"), "2")
        await type_in(app, pilot, "G", "enter")
        assert "已写下" in said(app)
        phones = dict(rows_of(branch, Resident.id, Resident.phone))
        assert phones[ids[0]] == PHONES[0]
        text = screen_text(app)
        assert "居民 张三" in text and "保留" in text and "删除" in text
        await type_in(app, pilot, "2", "ctrl+s")
        assert ids[2] not in dict(rows_of(branch, Resident.id, Resident.name))
        assert "没有冲突" in screen_text(app)
        await type_in(app, pilot, "ctrl+z")
        assert ids[2] in dict(rows_of(branch, Resident.id, Resident.name))
        await type_in(app, pilot, "l")
        assert isinstance(app.screen, ParallelsScreen)
        text = screen_text(app)
        assert "居民 李二" in text and "白天在家" in text and "教师" in text
        await type_in(app, pilot, "x")
        assert "没有可撤销的" in said(app)
        assert "没有没看过的" in screen_text(app)
    offices.close()


async def test_a_conflict_settled_meanwhile_is_passed_over_with_a_sentence(
    disputed: tuple[Offices, Workspace, list[bytes]], tmp_path: Path
) -> None:
    offices, branch, ids = disputed
    app = app_on(branch, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, messages.OpenConflicts())
        assert "2 另一版本" in screen_text(app) and "3 又一版本" not in screen_text(app)
        with branch.write("settle_conflict") as unit:
            unit.settle(Resident, ids[0], {"phone": PHONES[0], "sex": "male"})
        app.store_changed("settle_conflict")
        await type_in(app, pilot)
        assert "已经处理过了" in said(app)
        assert "居民 张三" in screen_text(app)
    offices.close()
