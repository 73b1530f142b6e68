"""What is set before Textual is imported, and the clipboard's tools."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from gridtui.ui.clipboard import Tool, copy_with_tool, tools
from gridtui.ui.environment import prepare


def test_kitty_keys_are_off_on_posix_only() -> None:
    linux: dict[str, str] = {}
    windows: dict[str, str] = {}
    prepare(linux, "linux")
    prepare(windows, "win32")
    assert linux == {"TEXTUAL_FPS": "240", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_DISABLE_KITTY_KEY": "1"}
    assert windows == {"TEXTUAL_FPS": "240", "TEXTUAL_ANIMATIONS": "none"}


def test_what_the_person_set_stays() -> None:
    environment = {"TEXTUAL_FPS": "30"}
    prepare(environment, "linux")
    assert environment["TEXTUAL_FPS"] == "30"


@pytest.mark.parametrize(
    ("platform", "environment", "first"),
    [
        ("win32", {}, "clip.exe"),
        ("darwin", {}, "pbcopy"),
        ("linux", {"DISPLAY": ":0"}, "xclip"),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wl-copy"),
        ("linux", {"WSL_DISTRO_NAME": "Debian"}, "clip.exe"),
    ],
)
def test_the_tool_of_the_platform_comes_first(platform: str, environment: dict[str, str], first: str) -> None:
    assert tools(platform, environment)[0].command[0] == first


def test_a_text_terminal_has_no_tool() -> None:
    assert tools("linux", {}) == []
    assert not copy_with_tool("李芳", [])


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the tool")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_next_tool_is_tried_and_gets_the_text(tmp_path: Path, encoding: str) -> None:
    broken, good = tmp_path / "broken", tmp_path / "good"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    good.write_text(f'#!/bin/sh\ncat > "{tmp_path}/copied"\n', encoding="utf-8")
    for file in (broken, good):
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    assert copy_with_tool("李芳 3-2-501", [Tool((str(broken),)), Tool((str(good),), encoding)])
    assert (tmp_path / "copied").read_bytes().decode(encoding) == "李芳 3-2-501"
