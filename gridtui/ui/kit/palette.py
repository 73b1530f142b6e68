"""The palette of all commands, and the row menu of those that concern what is under the cursor."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from gridtui.ui.kit.command_list import CommandList
from gridtui.ui.kit.commands import offers
from gridtui.words import tr


def palette_for(screen: Screen[Any]) -> CommandList:
    """Return every command that can be given now: this place's first, then those of the whole program."""
    return CommandList(tr("全部命令"), [offer for offer in offers(screen) if offer.command.palette])


def row_menu_for(screen: Screen[Any]) -> CommandList:
    """Return the commands of the focused widget and its screen, for people whose letters do not arrive."""
    here = [offer for offer in offers(screen, anywhere=False) if offer.command.palette]
    return CommandList(tr("菜单"), here)
