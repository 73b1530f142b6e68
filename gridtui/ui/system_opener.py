"""Handing a file to the program that the system opens it with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

WAIT_SECONDS = 1.5
"""A starter that has not failed by then has started something."""

_NOTHING_OPENS = mark("这台电脑没有能打开 {name} 的程序：用 s 导出，拿到别处看")
_NO_DESKTOP = mark("这里没有图形桌面，打不开附件：用 s 导出，拿到别处看")


class SystemOpener:
    """Opens files as a double click would; call it with a path, in a thread."""

    def __init__(self, platform: str = sys.platform, environment: Mapping[str, str] | None = None) -> None:
        self._platform = platform
        self._environment = os.environ if environment is None else environment
        self._started: list[subprocess.Popen[bytes]] = []

    def __call__(self, path: Path) -> None:
        """Open a file; ``RuleBroken`` where nothing does."""
        refused = RuleBroken(Problem(_NOTHING_OPENS, values={"name": path.name}))
        if self._platform == "win32":
            try:
                os.startfile(path)  # type: ignore[attr-defined,unused-ignore]
            except OSError as error:
                raise refused from error
            return
        program = self._program()
        if program is None:
            raise refused
        try:
            # A session of its own: a viewer for terminals must not draw over this one.
            started = subprocess.Popen(
                [program, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise refused from error
        self._started = [each for each in self._started if each.poll() is None] + [started]
        try:
            failed = started.wait(WAIT_SECONDS) != 0
        except subprocess.TimeoutExpired:
            failed = False
        if failed:
            raise refused

    def _program(self) -> str | None:
        if self._platform == "darwin":
            return shutil.which("open")
        env = self._environment
        if not any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")):
            raise RuleBroken(Problem(_NO_DESKTOP))
        return shutil.which("xdg-open") or shutil.which("wslview")
