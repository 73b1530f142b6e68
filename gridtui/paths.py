"""Where the program keeps its files.

``GRIDTUI_HOME`` puts everything into one folder; otherwise the platform's own places are used.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "GRIDTUI_HOME"
STORE_SUFFIX = ".gtdb"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one installation; nothing is created by naming them."""

    data: Path
    config: Path
    logs: Path

    @property
    def store(self) -> Path:
        """The store opened when none is named."""
        return self.data / f"gridtui{STORE_SUFFIX}"

    @property
    def backups(self) -> Path:
        """The folder of rotated backups, unless the settings name another."""
        return self.data / "backups"

    @property
    def opened(self) -> Path:
        """The private folder of temporary copies of attachments."""
        return self.data / "opened"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def log(self) -> Path:
        """The rotating log, which holds ids only."""
        return self.logs / "gridtui.log"

    @property
    def reports(self) -> Path:
        """The folder of reports written when the program ends unexpectedly."""
        return self.logs / "reports"


def places(environment: Mapping[str, str] | None = None) -> Places:
    """Return this installation's places, from ``GRIDTUI_HOME`` or the platform."""
    home = (os.environ if environment is None else environment).get(HOME_VARIABLE, "").strip()
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root, root, root / "logs")
    from platformdirs import PlatformDirs

    folders = PlatformDirs("gridtui", appauthor=False, roaming=False)
    return Places(folders.user_data_path, folders.user_config_path, folders.user_log_path)


def free_path(path: Path) -> Path:
    """Return ``path``, or the first of ``name-2.ending``, ``name-3.ending`` … at which nothing stands."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
