"""What is handed out is whole, noted, and takes no other file's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange import handing_out
from gridtui.interchange.handing_out import hand_out
from gridtui.storage.log import audit
from gridtui.storage.workspace import Workspace


def written(part: Path) -> None:
    part.write_text("新的", encoding="utf-8")


def noted(workspace: Workspace) -> int:
    with workspace.read() as connection:
        return len(audit.lines(connection))


def test_a_file_that_stands_there_is_refused_and_nothing_noted(workspace: Workspace, tmp_path: Path) -> None:
    path, before = tmp_path / "单.txt", noted(workspace)
    path.write_text("旧的", encoding="utf-8")
    with pytest.raises(RuleBroken, match="已经有文件 单"):
        hand_out(workspace, path, written, kind="walk_sheet")
    (tmp_path / "夹").mkdir()
    with pytest.raises(RuleBroken, match="这是文件夹"):
        hand_out(workspace, tmp_path / "夹", written, kind="walk_sheet")
    (tmp_path / "断.txt").symlink_to(tmp_path / "没有")
    with pytest.raises(RuleBroken, match="已经有文件 断"):
        hand_out(workspace, tmp_path / "断.txt", written, kind="walk_sheet")
    assert (path.read_text(encoding="utf-8"), noted(workspace)) == ("旧的", before)


def test_a_file_that_comes_there_meanwhile_stays(workspace: Workspace, tmp_path: Path) -> None:
    path, before = tmp_path / "单.txt", noted(workspace)

    def slow(part: Path) -> None:
        written(part)
        path.write_text("别人的", encoding="utf-8")

    with pytest.raises(RuleBroken, match="已经有文件"):
        hand_out(workspace, path, slow, kind="walk_sheet")
    assert (path.read_text(encoding="utf-8"), noted(workspace)) == ("别人的", before)
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


def test_what_cannot_be_noted_does_not_stay(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(handing_out, "note_export", broken)
    with pytest.raises(RuntimeError):
        hand_out(workspace, tmp_path / "单.txt", written, kind="walk_sheet")
    assert list(tmp_path.glob("单*")) == []
