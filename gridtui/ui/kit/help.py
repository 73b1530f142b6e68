"""Help for this place: every command that can be given here, with what it does."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from gridtui.ui.kit.command_list import CommandList
from gridtui.ui.kit.commands import offers
from gridtui.words import tr


def help_for(screen: Screen[Any]) -> CommandList:
    """Return the help of a screen as it stands: the focused widget's commands, the screen's, the app's."""
    return CommandList(tr("帮助：这里能做什么（回车就做）"), offers(screen), grouped=True)
