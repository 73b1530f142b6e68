"""Copies of attached files: private, and gone when it is over, however the program ends."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage import temporary_copies
from gridtui.storage.temporary_copies import TemporaryCopies, sweep

KEY, OTHER = b"1" * 16, b"2" * 16


def files(root: Path) -> list[str]:
    return sorted(each.name for each in root.rglob("*") if each.is_file() and each.suffix != ".lock")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "opened"


def test_a_copy_is_private_and_goes(root: Path) -> None:
    copies = TemporaryCopies(root)
    path = copies.put(KEY, "现场.jpg", b"body", copies.round)
    assert path.read_bytes() == b"body"
    assert copies.put(KEY, "现场.jpg", b"body", copies.round) == path
    second = copies.put(OTHER, "现场.jpg", b"else", copies.round)
    assert (second.name, second.read_bytes()) == ("现场-2.jpg", b"else")
    if os.name == "posix":
        assert {stat.S_IMODE(each.stat().st_mode) for each in (root, path.parent)} == {0o700}
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    copies.remove(KEY)
    assert files(root) == ["现场-2.jpg"]
    assert copies.clear() == 0
    assert list(root.iterdir()) == []


def test_a_copy_asked_for_before_everything_closed_is_not_made(root: Path) -> None:
    copies = TemporaryCopies(root)
    asked = copies.round
    copies.clear()
    with pytest.raises(RuleBroken, match="已经关上"):
        copies.put(KEY, "现场.jpg", b"body", asked)
    assert not root.exists()


def test_a_full_disk_leaves_no_piece(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = TemporaryCopies(root)

    def full(path: Path, mode: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(RuleBroken, match="磁盘空间"):
        copies.put(KEY, "现场.jpg", b"body", copies.round)
    assert copies.held == 1
    monkeypatch.undo()
    assert copies.retry() == 0 and files(root) == []
    assert copies.put(KEY, "现场.jpg", b"body", copies.round).exists()
    assert copies.clear() == 0 and list(root.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="no limit of file sizes")
def test_a_disk_that_fills_up_half_way_leaves_no_piece(root: Path) -> None:
    import resource

    copies = TemporaryCopies(root)
    copies.put(OTHER, "小.txt", b"small", copies.round)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(RuleBroken, match="磁盘空间"):
            copies.put(KEY, "大.jpg", b"body" * 2_000, copies.round)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files(root) == ["小.txt"]
    assert copies.clear() == 0 and list(root.iterdir()) == []


def test_what_a_viewer_holds_is_tried_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = TemporaryCopies(root)
    path = copies.put(KEY, "现场.jpg", b"body", copies.round)
    other = copies.put(OTHER, "文书.pdf", b"else", copies.round)
    unlink = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self == path:
            raise PermissionError(errno.EACCES, "used by another process")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert (copies.clear(), copies.retry(), copies.held) == (1, 1, 1)
    assert path.exists() and not other.exists()
    # Opened again meanwhile, it gets a copy of its own.
    again = copies.put(KEY, "现场.jpg", b"body", copies.round)
    assert again != path
    monkeypatch.undo()
    assert copies.retry() == 0
    assert files(root) == ["现场-2.jpg"]
    assert copies.clear() == 0 and list(root.iterdir()) == []


_CHILD = """
import sys, time
from pathlib import Path
from gridtui.storage.temporary_copies import TemporaryCopies
copies = TemporaryCopies(Path(sys.argv[1]))
print(copies.put(b"1" * 16, "left.jpg", b"body", copies.round), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_a_killed_program_left_is_swept_and_a_running_one_is_let_alone(root: Path) -> None:
    mine = TemporaryCopies(root)
    kept = mine.put(KEY, "mine.jpg", b"body", mine.round)
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(root)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    left = Path(child.stdout.readline().strip())
    assert left.exists() and left.parent != kept.parent
    assert sweep(root) == 0
    assert left.exists() and kept.exists()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert left.exists()
    assert sweep(root) == 0
    assert files(root) == ["mine.jpg"]
    mine.clear()
    assert list(root.iterdir()) == []
    assert sweep(root) == 0 and sweep(root / "nowhere") == 0


def test_sweeping_says_what_is_still_held(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "99-1").mkdir(parents=True)
    (root / "99-1" / "left.jpg").write_bytes(b"x")
    monkeypatch.setattr(temporary_copies, "_removed", lambda path: False)
    monkeypatch.setattr(temporary_copies.shutil, "rmtree", lambda *_, **__: None)
    assert sweep(root) == 1
    monkeypatch.undo()
    assert sweep(root) == 0 and list(root.iterdir()) == []
