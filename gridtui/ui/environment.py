"""What must stand in the environment before Textual is imported: it reads these once, at import."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

_EVERYWHERE = {"TEXTUAL_FPS": "240", "TEXTUAL_ANIMATIONS": "none"}
# Under the kitty protocol iTerm2 and VS Code lose committed Chinese text; on Windows, switching it off
# breaks Escape.
_POSIX = {"TEXTUAL_DISABLE_KITTY_KEY": "1"}


def prepare(environment: MutableMapping[str, str] | None = None, platform: str = sys.platform) -> None:
    """Set the variables, leaving alone what the person has set."""
    target = os.environ if environment is None else environment
    for name, value in (_EVERYWHERE if platform == "win32" else _EVERYWHERE | _POSIX).items():
        target.setdefault(name, value)
