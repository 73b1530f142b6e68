"""Handing a file to the system: which starter, and what is said where there is none or it fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui import system_opener
from gridtui.ui.system_opener import SystemOpener

DESKTOP = {"DISPLAY": ":0"}
posix = pytest.mark.skipif(os.name != "posix", reason="a shell script")


def starter(folder: Path, body: str) -> str:
    path = folder / "starter"
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def test_without_a_desktop_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="没有图形桌面"):
        SystemOpener("linux", {})(tmp_path / "a.jpg")


def test_without_a_starter_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_opener.shutil, "which", lambda _: None)
    for platform in ("linux", "darwin"):
        with pytest.raises(RuleBroken, match=r"没有能打开 a.jpg 的程序"):
            SystemOpener(platform, DESKTOP)(tmp_path / "a.jpg")


@posix
def test_the_starter_gets_the_path_and_no_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "seen"
    body = f"import os, sys; open({str(out)!r}, 'w').write(sys.argv[1] + str(os.getsid(0) == os.getpid()))"
    program = starter(tmp_path, body)
    asked: list[str] = []
    monkeypatch.setattr(system_opener.shutil, "which", lambda name: asked.append(name) or program)
    SystemOpener("linux", DESKTOP)(tmp_path / "a b.jpg")
    assert out.read_text(encoding="utf-8") == f"{tmp_path / 'a b.jpg'}True"
    assert asked == ["xdg-open"]


@posix
def test_a_starter_that_fails_is_said_and_one_that_stays_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_opener.shutil, "which", lambda _: starter(tmp_path, "raise SystemExit(3)"))
    with pytest.raises(RuleBroken, match="没有能打开"):
        SystemOpener("linux", DESKTOP)(tmp_path / "a.jpg")
    monkeypatch.setattr(system_opener, "WAIT_SECONDS", 0.2)
    waits = starter(tmp_path, "import time; time.sleep(30)")
    monkeypatch.setattr(system_opener.shutil, "which", lambda _: waits)
    opener = SystemOpener("linux", DESKTOP)
    opener(tmp_path / "a.jpg")
    [viewer] = opener._started
    assert viewer.poll() is None
    viewer.kill()
    viewer.wait()


def test_windows_opens_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    SystemOpener("win32")(tmp_path / "a.jpg")
    assert opened == [tmp_path / "a.jpg"]

    def nothing(_: Path) -> None:
        raise OSError(1155, "No application is associated")

    monkeypatch.setattr(os, "startfile", nothing, raising=False)
    with pytest.raises(RuleBroken, match="没有能打开"):
        SystemOpener("win32")(tmp_path / "a.jpg")
