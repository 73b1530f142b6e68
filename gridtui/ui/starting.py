"""The start of the program."""

from __future__ import annotations

import gc

from gridtui import words
from gridtui.ui.launch import Launch


def run(launch: Launch) -> int:
    """Run the program until it is left; returns the exit code."""
    # Nothing made before the first frame is garbage; the app counts again once it stands.
    gc.disable()
    from gridtui.ui.environment import prepare

    prepare()
    words.use(launch.looks.language)
    from gridtui.ui.app import GridApp
    from gridtui.ui.pasting import guard_pastes

    guard_pastes()
    app = GridApp(launch)
    try:
        app.run()
    finally:
        app.gateway.shut_down()
    return app.return_code or 0
