"""Leaving a screen, however fast the keys come and whatever was opened over it meanwhile."""

from __future__ import annotations

from typing import Any, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

Outcome = TypeVar("Outcome")


class Modal(ModalScreen[Outcome]):
    """A dialog that closes once: a second key of the same burst must not close what lies behind it."""

    def dismiss(self, result: Outcome | None = None) -> AwaitComplete:
        """Close with the result; nothing happens where the dialog is closed or covered."""
        if not self.is_active:
            return AwaitComplete()
        return super().dismiss(result)


def leave(screen: Screen[Any]) -> None:
    """Close a screen and what was opened over it; nothing happens where it is closed or in another area."""
    if screen in screen.app.screen_stack[1:]:
        screen.pop_until_active()
        screen.app.pop_screen()
