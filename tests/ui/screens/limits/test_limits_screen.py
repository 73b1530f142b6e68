"""The limits by keys."""

from __future__ import annotations

from pathlib import Path

from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.limits import Limit, Stage
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.workspace import Workspace
from gridtui.ui.kit.form import Form
from gridtui.ui.screens.limits.screen import LimitsScreen
from tests.ui.screens.issues.issue_desk import press, settled
from tests.ui.screens.neighbourhood import desk_app, screen_text


async def test_a_limit_is_changed_and_the_shipped_one_comes_back(desk: Workspace, tmp_path: Path) -> None:
    def own() -> list[int]:
        with desk.read() as connection:
            return [limit.amount for limit in limits_in_force(connection).limits if not limit.shipped]

    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(LimitsScreen())
        await settled(app, pilot)
        assert "默认值，非昆明规定" in screen_text(app) and "2 工作日" in screen_text(app)
        await press(app, pilot, "enter", "backspace", "4", "ctrl+s")
        assert own() == [4]
        assert "本单位" in screen_text(app) and "4 工作日" in screen_text(app)
        await press(app, pilot, "delete")
        assert own() == []


async def test_numbers_beyond_reason_and_saving_nothing(desk: Workspace, tmp_path: Path) -> None:
    def own() -> list[Limit]:
        with desk.read() as connection:
            return [limit for limit in limits_in_force(connection).limits if not limit.shipped]

    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(app, pilot)
        await app.push_screen(LimitsScreen())
        await settled(app, pilot)
        text = screen_text(app)
        assert "攻坚克难" in text and "普通户" in text and "ordinary" not in text and "advance" not in text
        await press(app, pilot, "delete")
        assert "这一条就是默认值" in screen_text(app)
        await press(app, pilot, "enter", "ctrl+s")
        assert "期限没有改动" in screen_text(app) and own() == []
        await press(app, pilot, "enter")
        for wrong in ("0", "1000000000", "9" * 5_000, "abc", "-3"):
            app.screen.query_one(Form).load({"amount": wrong})
            await press(app, pilot, "ctrl+s")
            assert "应在 1 到 3660 之间" in screen_text(app), wrong
        app.screen.query_one(Form).load({"amount": ""})
        await press(app, pilot, "ctrl+s")
        assert "请填写这一项" in screen_text(app) and own() == []


async def test_a_limit_for_a_category_and_a_level_is_added(desk: Workspace, tmp_path: Path) -> None:
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(app, pilot)
        await app.push_screen(LimitsScreen())
        await settled(app, pilot)
        await press(app, pilot, "n", "ctrl+s")
        assert "请填写这一项" in screen_text(app)
        await press(app, pilot, "2", "tab", "2", "tab", *"lswx", "tab", "4", "tab", *"5", "ctrl+s")
        assert "期限已改" in screen_text(app) and "求助 漏水维修 社区" in screen_text(app)
        with desk.read() as connection:
            found = limits_in_force(connection).find(Stage.HANDLE, "help", "M11-001", 4)
        assert found == Limit(Stage.HANDLE, 5, TimeUnit.WORK_DAY, None, "help", "M11-001", 4)
