"""Showing masked numbers for a short while: never before it is noted who looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from textual.screen import Screen
from textual.timer import Timer

from gridtui.domain.changes.ids import RecordId
from gridtui.ui.gateway import gateway_of

REVEAL_SECONDS: Final = 30
"""How long a revealed number stays on the screen."""

LOOK_SECONDS: Final = 1.0


class Revealing:
    """What one screen has revealed; ``changed`` is called when it must be drawn anew."""

    def __init__(self, screen: Screen[object], changed: Callable[[], None]) -> None:
        self._screen = screen
        self._changed = changed
        self._until: datetime | None = None
        self._timer: Timer | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the numbers stand on the screen now."""
        return self._until is not None

    async def toggle(self, record_id: RecordId) -> None:
        """Reveal, once it is noted, or mask again. ``RuleBroken`` where it cannot be noted."""
        if self.is_shown:
            self.hide()
        else:
            await self.show(record_id)

    async def show(self, record_id: RecordId) -> None:
        """Note who looks, then reveal."""
        from gridtui.usecases.revealing import note_reveal

        gateway = gateway_of(self._screen)
        await gateway.run("reveal", note_reveal, record_id)
        self._until = gateway.clock() + timedelta(seconds=REVEAL_SECONDS)
        self._timer = self._timer or self._screen.set_interval(LOOK_SECONDS, self.hide_when_due)
        self._changed()

    def hide(self) -> None:
        """Mask again."""
        self.forget()
        self._changed()

    def hide_when_due(self) -> None:
        """Mask again once the time is over."""
        if self._until is not None and gateway_of(self._screen).clock() >= self._until:
            self.hide()

    def forget(self) -> None:
        """Be over without drawing anything: the screen goes away."""
        self._until = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
