"""Programs that tests and measurements start."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def child_environment() -> dict[str, str]:
    """Return this process's environment for a child: it keeps its bytecode, as an installed program does."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "gridtui-bytecode")}
