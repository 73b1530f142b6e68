"""attach and attachments, as a script uses them: files in, listed, out again; refusals leave nothing."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gridtui.domain.issues.attachment import LARGEST
from gridtui.storage.store.opening import open_workspace
from tests.cli.test_issue_commands import PASSPHRASE, store, told
from tests.conftest import FrozenClock
from tests.makers import make_issue

__all__ = ["store"]


@pytest.fixture
def number(store: Path, clock: FrozenClock) -> str:
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    make_issue(workspace, "墙皮掉了", number="20261124-077")
    workspace.close()
    return "20261124-077"


def listed(store: Path, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(told(store, "attachments", number, "--json"))["attachments"]
    return found


def test_files_go_in_are_listed_and_come_out_again(store: Path, number: str, tmp_path: Path) -> None:
    (tmp_path / "现场.jpg").write_bytes(b"\xff\xd8picture")
    (tmp_path / "CON.txt").write_bytes(b"letter")
    files = (str(tmp_path / "现场.jpg"), str(tmp_path / "CON.txt"))
    assert "已加 2 个附件" in told(store, "attach", number, *files)
    again = told(store, "attach", number, files[0], code=1)
    assert "一模一样" in again
    assert [(each["name"], each["media"], each["size"], each["here"]) for each in listed(store, number)] == [
        ("现场.jpg", "image/jpeg", 9, True),
        ("CON.txt", "text/plain", 6, True),
    ]
    assert listed(store, number)[1]["sha256"] == sha256(b"letter").hexdigest()
    folder = tmp_path / "out"
    told(store, "attachments", number, "-o", str(folder))
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == {
        "现场.jpg": b"\xff\xd8picture",
        "_CON.txt": b"letter",
    }
    # Once more: nothing there is written over.
    told(store, "attachments", number, "-o", str(folder))
    assert sorted(each.name for each in folder.iterdir()) == [
        "_CON-2.txt",
        "_CON.txt",
        "现场-2.jpg",
        "现场.jpg",
    ]
    assert "现场.jpg\t9 B" in told(store, "attachments", number)


def test_one_bad_file_keeps_all_of_them_out(store: Path, number: str, tmp_path: Path) -> None:
    good = tmp_path / "好的.txt"
    good.write_bytes(b"x")
    (tmp_path / "大.bin").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "空.txt").write_bytes(b"")
    wrong = told(
        store, "attach", number, str(good), *(str(tmp_path / n) for n in ("大.bin", "空.txt", "没有", ".")),
        code=1,
    )  # fmt: skip
    for words in ("大.bin 太大", "空.txt 是空的", "找不到文件 没有", "是文件夹"):
        assert words in wrong
    assert listed(store, number) == []
    assert "没有这条记录" in told(store, "attachments", "没有", code=1)
    assert "没有附件" in told(store, "attachments", number, "-o", str(tmp_path / "o"), code=1)
