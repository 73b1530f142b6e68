"""Two people on one store: a form overwrites nothing, lists follow the others, an outage costs no word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gridtui.domain.changes.actors import Operator
from gridtui.storage.drafts import kept_drafts
from gridtui.storage.store import notifying, outages
from gridtui.storage.store.opening import Founding, create_shared, open_shared
from gridtui.storage.tables import Building, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.covers import LockedBusy
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.households.screen import HouseholdsScreen
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from tests.conftest import FrozenClock
from tests.cut_line import cut_line
from tests.engines import postgres_database
from tests.makers import as_operator, stored
from tests.ui.screens.neighbourhood import build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, said, settled, type_in


def edit(workspace: Workspace, model: Any, id: bytes, by: str, **values: object) -> None:
    before = as_operator(workspace, by)
    with workspace.write("edit_building") as unit:
        unit.update(model, id, values)
    workspace.operator = before


async def until(pilot: Any, true: Callable[[], bool]) -> None:
    """Wait until something is so; it must be within twenty seconds."""
    for _ in range(400):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError(screen_text(pilot.app))


async def test_what_both_changed_is_asked_and_what_one_changed_is_merged(
    desk: Workspace, tmp_path: Path
) -> None:
    made = build(desk, ())
    building = made.buildings["7"]
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenUpkeep("building", record_id=building))
        assert isinstance(screen, UpkeepScreen)
        edit(desk, Building, building, "李四", floors=8, name="梨园7栋")
        screen.form.focus_field("floors")
        await type_in(app, pilot, "backspace", "'9'", "ctrl+s")
        assert isinstance(app.screen, Ask)
        shown = screen_text(app)
        assert "您和李四都改了" in shown and "现用：8（李四" in shown and "您填的：9" in shown
        # Escape saves nothing, and what was typed stays where it was typed.
        await type_in(app, pilot, "escape")
        assert app.screen is screen and screen.form.raw_values()["floors"] == "9"
        assert "李四 刚改过" in said(app)
        assert stored(desk, Building, building)["floors"] == 8
        with desk.read() as connection:
            [draft] = kept_drafts(connection)
        assert draft.body["floors"] == "9"

        # Left, and taken up again: the draft still knows what it was filled from.
        await type_in(app, pilot, "escape")
        screen = await opened(app, pilot, messages.OpenUpkeep("building", record_id=building))
        await type_in(app, pilot, "enter", "ctrl+s")
        assert isinstance(app.screen, Ask) and "您填的：9" in screen_text(app)
        await type_in(app, pilot, "left", "left", "enter")
        assert not isinstance(app.screen, UpkeepScreen)
        row = stored(desk, Building, building)
        assert (row["floors"], row["name"]) == (9, "梨园7栋")
        assert not app.gateway.hearing.is_listening


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "PAUSES", (0.05,))
    monkeypatch.setattr(notifying, "BETWEEN", (0.05,))


@pytest.mark.usefixtures("_hasty")
async def test_a_list_follows_the_others_and_an_outage_loses_nothing(
    clock: FrozenClock, tmp_path: Path
) -> None:
    with postgres_database("people") as url, cut_line(url) as line:
        near = create_shared(url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock)
        made = build(near, ())
        far = open_shared(line.url, clock=clock)
        near.operator = Operator(b"n" * 16, "李四")
        app = app_on(far, tmp_path)
        async with app.run_test(size=(100, 30)) as pilot:
            await settled(app, pilot)
            hearing = app.gateway.hearing
            assert hearing.is_listening
            await type_in(app, pilot, "4")
            assert isinstance(app.screen, HouseholdsScreen)
            people = app.screen
            table = people.query_one(VirtualTable)
            await type_in(app, pilot, "down")
            kept = table.row
            name = next(iter(made.residents))
            edit(near, Resident, made.residents[name], "李四", name="改过名")
            await until(pilot, lambda: "改过名" in screen_text(app) or table.row is not kept)
            assert table.row is not None and kept is not None and table.row.id == kept.id

            screen = await opened(app, pilot, messages.OpenUpkeep("resident", record_id=made.residents[name]))
            screen.form.focus_field("note")
            await type_in(app, pilot, "'ab'")
            edit(near, Resident, made.residents[name], "李四", sex="female")
            await until(pilot, lambda: "此记录刚被李四改过" in said(app))
            assert screen.form.raw_values()["note"] == "ab" and app.screen is screen

            # The server goes away while the form is saved: a sentence, and everything is still there.
            line.down = True
            line.cut()
            await type_in(app, pilot, "ctrl+s")
            assert app.screen is screen and said(app)
            assert screen.form.raw_values()["note"] == "ab"
            # Nothing that is half typed is locked away unkept: the screen is covered until it can be kept.
            await app.lock()
            assert isinstance(app.screen, LockedBusy) and app.gateway.is_open
            await app.action_quit()
            assert app.is_running
            line.down = False
            await until(pilot, lambda: hearing.is_listening)
            await app.lock()
            await until(pilot, lambda: not hearing.is_listening)
            assert not app.gateway.is_open
        [draft] = _drafts(near)
        assert draft.body["note"] == "ab"
        near.close()


def _drafts(workspace: Workspace) -> list[Any]:
    with workspace.read() as connection:
        return kept_drafts(connection)
