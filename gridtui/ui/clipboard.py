"""The clipboard: the system's own tool first, because OSC 52 alone fails in several terminals."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

TIMEOUT = 2.0
"""Seconds to wait for a tool; a broken display server must not hold the program up."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that takes the text to copy on its standard input."""

    command: tuple[str, ...]
    encoding: str = "utf-8"


def tools(platform: str = sys.platform, environment: Mapping[str, str] | None = None) -> list[Tool]:
    """Return the tools that may work here, best first."""
    env = os.environ if environment is None else environment
    if platform == "win32":
        return [Tool(("clip.exe",), "utf-16")]
    if platform == "darwin":
        return [Tool(("pbcopy",))]
    found = []
    if env.get("WAYLAND_DISPLAY"):
        found.append(Tool(("wl-copy",)))
    if env.get("DISPLAY"):
        found += [Tool(("xclip", "-selection", "clipboard")), Tool(("xsel", "--clipboard", "--input"))]
    if env.get("WSL_DISTRO_NAME"):
        found.append(Tool(("clip.exe",), "utf-16"))
    return found


def copy_with_tool(text: str, candidates: list[Tool] | None = None) -> bool:
    """Copy with the first tool that takes the text; returns whether one did."""
    for tool in tools() if candidates is None else candidates:
        program = shutil.which(tool.command[0])
        if program is None:
            continue
        try:
            # xclip stays behind to serve the text, so its output must not be waited for.
            done = subprocess.run(
                (program, *tool.command[1:]), input=text.encode(tool.encoding, "replace"), timeout=TIMEOUT,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False
