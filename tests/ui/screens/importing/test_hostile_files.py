"""Files whose names, headers and values try to steer the terminal or the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.interchange.files.cells import column_letter
from gridtui.storage.workspace import Workspace
from tests.ui.screens.importing.import_desk import app_of, at_home, import_screen, press
from tests.ui.screens.neighbourhood import HOSTILE, screen_text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_text_reaches_no_widget_unclean(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    home = at_home(monkeypatch, tmp_path)
    lines = [
        f"姓名,[red]{HOSTILE},联系电话,性别",
        f"{HOSTILE},{HOSTILE},13800000001,男",
        f",x,{HOSTILE},{HOSTILE}",
    ]
    file = home / "台账" / "[b]居民[@click=app.quit()].csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    app = app_of(desk, tmp_path)
    async with app.run_test(size=size) as pilot:
        screen = await import_screen(app, pilot)
        seen = screen_text(app)
        await press(app, pilot, "enter")
        assert screen.step == "mapping"
        seen += screen_text(app)
        await press(app, pilot, "down", "enter")
        seen += screen_text(app)
        await press(app, pilot, "escape", "f5")
        assert screen.step == "trial"
        seen += screen_text(app)
        await press(app, pilot, "enter")
        seen += screen_text(app)
        await press(app, pilot, "escape", "f8")
        seen += screen_text(app)
        await press(app, pilot, "escape", "f5")
        assert screen.step == "result"
        seen += screen_text(app)
        assert not {"\x1b", "\u202e"} & set(seen)
        assert "[@click=app.quit()]" in seen
        assert app.is_running


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
