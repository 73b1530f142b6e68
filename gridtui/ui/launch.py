"""How the program is started, and the start itself."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui import words
from gridtui.domain.actors import Clock
from gridtui.domain.problems import Problem
from gridtui.paths import Places, places
from gridtui.settings import Settings

if TYPE_CHECKING:
    from gridtui.ui.gateway import Opener


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Launch:
    """What the command line decided.

    ``opener`` opens a store that asks for no passphrase (the sample); ``sample`` is the same for a person
    who asks for the sample on the first screen. ``problems`` are said once the first frame stands.
    """

    store: Path
    settings: Settings = field(default_factory=Settings)
    places: Places = field(default_factory=places)
    clock: Clock = system_clock
    passphrase: str | None = field(default=None, repr=False)
    read_only: bool = False
    opener: Opener | None = None
    sample: Opener | None = None
    problems: Sequence[Problem] = ()


def run(launch: Launch) -> int:
    """Run the program until it is left; returns the exit code."""
    # Nothing made before the first frame is garbage; the app counts again once it stands.
    gc.disable()
    from gridtui.ui.environment import prepare

    prepare()
    words.use(launch.settings.language)
    from gridtui.ui.app import GridApp
    from gridtui.ui.pasting import guard_pastes

    guard_pastes()
    app = GridApp(launch)
    try:
        app.run()
    finally:
        app.gateway.shut_down()
    return app.return_code or 0
