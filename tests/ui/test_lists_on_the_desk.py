"""A list in an area gets its pages and its length through the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen

from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.virtual_table import VirtualTable
from tests.conftest import FrozenClock
from tests.ui.fake_desk import FakeDesk, FakeWorkspace, launch_of
from tests.ui.waiting import finished

ROWS = 12_480


def page(_: Any, filter: str, *, offset: int, limit: int, near: Any) -> list[str]:
    return [f"{filter}{n}" for n in range(offset, min(offset + limit, ROWS))]


def count(_: Any, filter: str, *, ceiling: int | None) -> int:
    return ROWS


class ListArea(AreaScreen):
    """An area that is one list."""

    TITLE = "户"

    def compose_body(self) -> ComposeResult:
        source = gateway_of(self).source(page, count, "户", lambda row: row.encode())
        yield VirtualTable([Column("户", 20, lambda row: row)], source)


class ListDesk(FakeDesk):
    def area_screen(self, key: str) -> Screen[Any]:
        return ListArea()


async def test_the_position_follows_the_cursor_and_knows_the_total(
    tmp_path: Path, clock: FrozenClock
) -> None:
    app = ListDesk(launch_of(tmp_path, clock, FakeWorkspace()))
    async with app.run_test(size=(80, 24)) as pilot:
        await finished(app)
        await pilot.pause()
        app.screen.query_one(VirtualTable).focus()
        await pilot.press("j", "j", "ｊ")
        assert app.gateway.workspace.done.count("read") > 1
        await finished(app)
        await pilot.pause()
        assert app.screen.query_one(VirtualTable).position == f"第 4 / {ROWS} 行"
