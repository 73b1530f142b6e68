"""Handing out a list: exactly what it shows, masked unless there is a reason, and nothing half written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from gridtui.queries.people.residents import ResidentFilter, resident_page
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.workspace import Workspace
from gridtui.ui.handing_out import HandOutForm
from gridtui.ui.kit.progress import ProgressPane
from gridtui.ui.messages import ExportList
from gridtui.ui.screens.exporting.screen import ExportScreen
from tests.ui.screens.neighbourhood import DeskOf, build, desk_app, screen_text
from tests.ui.waiting import finished


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    home = tmp_path / "家"
    (home / "下载").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home / "下载"))
    monkeypatch.setattr("gridtui.ui.handing_out.user_downloads_path", lambda: home / "下载")
    return home / "下载"


async def settle(app: DeskOf, pilot: Any) -> None:
    for _ in range(3):
        await finished(app)
        await pilot.pause()


async def asked(app: DeskOf, pilot: Any, message: ExportList) -> ExportScreen:
    await settle(app, pilot)
    app.open_place(message)
    await settle(app, pilot)
    assert isinstance(app.screen, ExportScreen)
    return app.screen


def written(folder: Path) -> list[dict[str, Any]]:
    (file,) = folder.glob("*.json")
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


async def test_a_narrowed_list_is_written_masked_and_its_place_is_said(
    desk: Workspace, tmp_path: Path, downloads: Path
) -> None:
    made = build(desk, [])
    wanted = ResidentFilter(household_id=made.households["3-2-501"])
    app = desk_app(desk, tmp_path, follow=(ExportList,))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await asked(app, pilot, ExportList("people", "3-2-501", resident_page, wanted))
        assert "3-2-501" in screen_text(app)
        await pilot.press("tab", "3")
        assert screen.query_one(HandOutForm).raw_values()["path"].endswith(".json")
        await pilot.press("f5")
        await settle(app, pilot)
        assert "已导出 2 条" in screen_text(app) and "~/下载/居民-20261124.json" in screen_text(app)
        assert {row["phone"] for row in written(downloads)} == {"138****2210"}
        await pilot.press("enter")
        assert app.screen is not screen


async def test_the_whole_needs_a_reason_that_is_noted(
    desk: Workspace, tmp_path: Path, downloads: Path
) -> None:
    made = build(desk, [])
    app = desk_app(desk, tmp_path, follow=(ExportList,))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await asked(app, pilot, ExportList("people", ids=(made.residents["李芳"],)))
        form = screen.query_one(HandOutForm)
        form.load({"form": ".json", "content": "full", "path": str(downloads / "甲")}, as_typed=True)
        await pilot.press("f5")
        await settle(app, pilot)
        assert "要写理由" in screen_text(app) and not list(downloads.iterdir())
        form.load({"reason": "核对电话"}, as_typed=True)
        await pilot.press("f5")
        await settle(app, pilot)
        assert [(row["name"], row["phone"]) for row in written(downloads)] == [("李芳", "13887012210")]
        with desk.read() as connection:
            noted = select(col(Audit.reason)).where(col(Audit.action) == "export")
            assert list(connection.execute(noted).scalars()) == ["people 1 核对电话"]


async def test_a_file_that_is_there_is_not_written_over(
    desk: Workspace, tmp_path: Path, downloads: Path
) -> None:
    build(desk, [])
    (downloads / "居民-20261124.xlsx").write_bytes(b"mine")
    app = desk_app(desk, tmp_path, follow=(ExportList,))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await asked(app, pilot, ExportList("people"))
        form = screen.query_one(HandOutForm)
        assert form.raw_values()["path"].endswith("居民-20261124-2.xlsx")
        form.load({"path": str(downloads / "居民-20261124.xlsx")}, as_typed=True)
        await pilot.press("f5")
        await settle(app, pilot)
        assert "请换个名字" in screen_text(app)
        form.load({"path": str(downloads / "没有" / "x.xlsx")}, as_typed=True)
        await pilot.press("f5")
        await settle(app, pilot)
        assert "没有文件夹" in screen_text(app)
    assert (downloads / "居民-20261124.xlsx").read_bytes() == b"mine"


async def test_a_cancelled_export_leaves_no_file(
    desk: Workspace, tmp_path: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(desk, [])
    app = desk_app(desk, tmp_path, follow=(ExportList,))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await asked(app, pilot, ExportList("people"))
        pane = screen.query_one(ProgressPane)
        monkeypatch.setattr(pane, "focus", pane.action_cancel)
        await pilot.press("f5")
        await settle(app, pilot)
        assert "已取消" in screen_text(app)
        await pilot.press("escape")
        assert app.screen is not screen
    assert not list(downloads.iterdir())
