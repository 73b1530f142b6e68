"""The files of an issue by keys: added by path, opened as a copy that goes at the lock, handed out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from gridtui.domain.issues.attachment import LARGEST
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.paths import Places
from gridtui.queries.issues.attachments import attachments_of
from gridtui.settings import Settings
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.path_input import PathInput
from gridtui.ui.launch import Launch
from gridtui.ui.screens.issues.attaching import AskFolder, AttachScreen
from gridtui.ui.screens.issues.attachments import AttachmentsScreen
from gridtui.ui.screens.unlock.screen import UnlockScreen
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.ui.screens.issues.issue_desk import HOSTILE, SMALL, IssueDesk, press, settled, shown, take_down


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with something to attach."""
    folder = tmp_path / "来件"
    folder.mkdir()
    made = {"现场.jpg": b"\xff\xd8", "文书.pdf": b"%PDF", "程序.exe": b"MZ", "空.txt": b""}
    for name, body in made.items():
        (folder / name).write_bytes(body)
    (folder / "大.mp4").write_bytes(b"x" * (LARGEST + 1))
    return folder


@asynccontextmanager
async def at_issue(
    folder: Path, clock: FrozenClock, opener: Any, issue: bytes
) -> AsyncIterator[tuple[IssueDesk, Pilot[Any]]]:
    launch = Launch(
        folder / "desk.gtdb", Settings(), Places(folder, folder, folder / "logs"), clock,
        passphrase=PASSPHRASE, file_opener=opener,
    )  # fmt: skip
    app = IssueDesk(launch)
    async with app.run_test(size=SMALL) as pilot:
        await settled(app, pilot)
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        yield app, pilot


@pytest.fixture
def issue(tmp_path: Path, clock: FrozenClock) -> bytes:
    workspace = found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE)
    id = take_down(workspace)
    workspace.close()
    return id


def copies(folder: Path) -> list[str]:
    root = folder / "opened"
    return sorted(each.name for each in root.rglob("*") if each.is_file() and each.suffix != ".lock")


def kept(folder: Path, clock: FrozenClock, issue: bytes) -> list[str]:
    workspace: Workspace = open_workspace(folder / "desk.gtdb", PASSPHRASE, clock=clock)
    try:
        with workspace.read() as connection:
            return [row.name for row in attachments_of(connection, issue)]
    finally:
        workspace.close()


async def add(app: IssueDesk, pilot: Pilot[Any], *paths: Path) -> None:
    await press(app, pilot, "a")
    assert isinstance(app.screen, AttachScreen), app.screen
    app.screen.query_one(PathInput).paste(" ".join(f"'{path}'" for path in paths))
    await settled(app, pilot)
    await press(app, pilot, "enter")


async def test_from_the_path_to_the_lock_and_back(
    tmp_path: Path, clock: FrozenClock, issue: bytes, files: Path
) -> None:
    seen: list[tuple[str, bytes]] = []

    def opener(path: Path) -> None:
        seen.append((path.name, path.read_bytes()))

    async with at_issue(tmp_path, clock, opener, issue) as (app, pilot):
        assert "个（a 打开列表）" not in shown(app)
        await press(app, pilot, "a")
        assert isinstance(app.screen, AttachmentsScreen)
        assert "还没有附件" in shown(app) and "没有附件" in app.screen.filter_words
        await add(app, pilot, files / "现场.jpg", files / "文书.pdf", files / "程序.exe")
        assert "已加 3 个附件" in app.said
        text = shown(app)
        assert "现场.jpg" in text and "2 B" in text and "王秀兰" in text and "11-24 12:00" in text
        await press(app, pilot, "enter")
        assert (seen, copies(tmp_path)) == ([("现场.jpg", b"\xff\xd8")], ["现场.jpg"])
        assert "临时副本" in app.said
        await press(app, pilot, "end", "enter")
        assert "可能是程序" in app.said and len(seen) == 1
        # Closing the list removes what it opened.
        await press(app, pilot, "escape")
        assert copies(tmp_path) == []
        assert "附件  3 个（a 打开列表）" in shown(app)
        assert "王秀兰于2026-11-24 12:00加了 3 个附件" in shown(app)
        await press(app, pilot, "a", "enter")
        assert copies(tmp_path) == ["现场.jpg"]
        await press(app, pilot, "ctrl+l")
        assert isinstance(app.screen, UnlockScreen)
        assert copies(tmp_path) == []
    # What a killed program leaves is gone with the next start, before any passphrase.
    left = tmp_path / "opened" / "77-1"
    left.mkdir(parents=True)
    (left / "left.jpg").write_bytes(b"x")
    async with at_issue(tmp_path, clock, opener, issue) as (app, pilot):
        assert copies(tmp_path) == []
        await press(app, pilot, "a", "enter")
        assert copies(tmp_path) == ["现场.jpg"]
    assert copies(tmp_path) == []
    assert kept(tmp_path, clock, issue) == ["现场.jpg", "文书.pdf", "程序.exe"]


async def test_taking_away_is_undone_and_the_history_says_so(
    tmp_path: Path, clock: FrozenClock, issue: bytes, files: Path
) -> None:
    hostile = files / HOSTILE.replace("/", "").replace("\x00", "")
    hostile.write_bytes(b"hostile")
    async with at_issue(tmp_path, clock, lambda path: None, issue) as (app, pilot):
        await press(app, pilot, "a")
        await add(app, pilot, files / "现场.jpg", hostile)
        assert "李四[b][31m[red]" in shown(app)
        await press(app, pilot, "enter")
        assert copies(tmp_path) == ["现场.jpg"]
        await press(app, pilot, "space", "space", "d")
        assert "已去掉 2 个附件" in app.said and copies(tmp_path) == []
        await press(app, pilot, "ctrl+z")
        await press(app, pilot, "home", "d")
        await press(app, pilot, "escape")
        app.open_place = super(IssueDesk, app).open_place  # type: ignore[method-assign]
        await press(app, pilot, "h")
        text = shown(app)
        came, went = "（空） → 现场.jpg", "现场.jpg → （空）"
        for words in ("去掉附件", "加附件", "撤销 去掉附件", "文件名", came, went):
            assert words in text
    assert kept(tmp_path, clock, issue) == [hostile.name.replace("\x1b", "").replace("\u202e", "")]


async def test_what_is_wrong_is_said_where_the_files_are_chosen(
    tmp_path: Path, clock: FrozenClock, issue: bytes, files: Path
) -> None:
    def opener(path: Path) -> None:
        raise RuleBroken(Problem("没有能打开的程序"))

    async with at_issue(tmp_path, clock, opener, issue) as (app, pilot):
        await press(app, pilot, "a")
        await add(app, pilot, files / "现场.jpg", files / "空.txt", files / "大.mp4")
        assert isinstance(app.screen, Notice)
        assert "空.txt 是空的" in shown(app) and "大.mp4 太大" in shown(app)
        await press(app, pilot, "enter")
        app.screen.query_one(PathInput).put(str(files / "没有.txt"))
        await press(app, pilot, "enter")
        assert "找不到文件 没有.txt" in app.said
        # A folder is gone into; the list offers what is in it, and several are marked there.
        app.screen.query_one(PathInput).put(str(files))
        await press(app, pilot, "enter")
        assert app.screen.query_one(PathInput).value.endswith("来件/")
        app.screen.query_one(PathInput).put(str(files / "*.p*"))
        await press(app, pilot, "enter")
        assert "已加 1 个附件" in app.said
        await press(app, pilot, "enter")
        assert "没有能打开的程序" in app.said
        await press(app, pilot, "s")
        assert isinstance(app.screen, AskFolder)
        field = app.screen.query_one(PathInput)
        field.put(str(tmp_path / "没有" / "里面"))
        await press(app, pilot, "enter")
        assert "没有文件夹" in shown(app)
        field.put(str(tmp_path / "出去"))
        await press(app, pilot, "enter")
        assert "已导出 1 个附件" in app.said
    assert [each.read_bytes() for each in (tmp_path / "出去").iterdir()] == [b"%PDF"]
    assert kept(tmp_path, clock, issue) == ["文书.pdf"]
