"""Separating from a card what was joined to its record."""

from __future__ import annotations

from collections.abc import Sequence

from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.twins import HOME, TwinSide
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.screens.households.records import side_words
from gridtui.usecases.separating import separate_household, separate_resident
from gridtui.words import tr


def separate(screen: AreaScreen, noun: str, joined: Sequence[TwinSide]) -> None:
    """Take a joined record out of the one it is shown in; of several ask which."""
    if len(joined) == 1:
        screen.run_worker(_separate(screen, noun, joined[0].id), group="separate", exclusive=True)
        return

    def take(value: str | None) -> None:
        if value:
            screen.run_worker(_separate(screen, noun, bytes.fromhex(value)), group="separate", exclusive=True)

    items = [Item(side.id.hex(), side_words(side), "") for side in joined]
    screen.app.push_screen(PickItem(tr("拆出哪一条记录"), items, ""), take)


async def _separate(screen: AreaScreen, noun: str, record_id: bytes) -> None:
    usecase = separate_household if noun == HOME else separate_resident
    try:
        await gateway_of(screen).write(Intent.SEPARATE_RECORDS, usecase, record_id)
    except RuleBroken as refusal:
        screen.refuse(refusal)
        return
    screen.say(tr("已拆开，两条记录各自恢复；Ctrl+Z 撤销"))
