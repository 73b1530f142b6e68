"""Keys, texts, clicks and sizes at random, the same every time: nothing breaks, nothing is half written."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from gridtui.ui.app import GridApp
from gridtui.ui.covers import SMALLEST
from tests.conftest import FrozenClock, found_store
from tests.journeys.corpus import NASTY
from tests.journeys.sitting import SIZE, Kept, assert_sound, launch_on, settled
from tests.ui.waiting import ASKING

STEPS = 160
KEYS = (
    *["up", "down", "left", "right", "enter", "enter", "tab", "shift+tab", "space", "backspace"] * 3,
    *["pageup", "pagedown", "escape", "escape", "escape"] * 3,
    *[f"f{number}" for number in range(1, 13)],
    *[f"ctrl+{letter}" for letter in "acdefknoprstuwxyz"],
    *"1234690abcdefghijklmnopqrstuvwxyzG",
    "question_mark",
    "slash",
    "colon",
    "minus",
    "equals_sign",
    "delete",
    "home",
    "end",
    "shift+up",
    "shift+down",
    "ideographic_comma",
    "fullwidth_colon",
    "fullwidth_question_mark",
)
TEXTS = ("三栋二单元501 漏水", "王", "3-2-501", "13800138000", "一行\n二行\n三行", "2026-13-45", *NASTY)
SIZES = (SIZE, SIZE, SMALLEST, (50, 10), (120, 40), (150, 45))


class Unleavable(GridApp):
    """The real app, which a lucky key or click does not end."""

    async def action_quit(self) -> None:
        """Stay."""


async def one_step(app: GridApp, pilot: Pilot[Any], chance: random.Random) -> None:
    """Do one thing that a hand can do."""
    kind = chance.choices(("key", "type", "paste", "click", "size"), (88, 4, 3, 4, 1))[0]
    text = chance.choice(TEXTS)[:200]
    if kind == "key":
        await pilot.press(chance.choice(KEYS))
    elif kind == "type":
        for character in text.encode("utf-8", "ignore").decode():
            app.post_message(events.Key(key=character, character=character))
    elif kind == "paste":
        app.post_message(events.Paste(text))
    elif kind == "click":
        place = (chance.randrange(app.size.width), chance.randrange(app.size.height))
        await pilot.click(offset=place, times=chance.choice((1, 1, 2)))
    else:
        await pilot.resize_terminal(*chance.choice(SIZES))


async def mash(app: GridApp, seed: int, steps: int) -> None:
    """Sit a monkey at the program."""
    chance = random.Random(seed)
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        for number in range(steps):
            await one_step(app, pilot, chance)
            assert app.is_running and app._exception is None, number
        for worker in app.workers:
            if worker.group in ASKING:
                worker.cancel()


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_monkey_at_the_sample(sample_store: Kept, home: Path, clock: FrozenClock, seed: int) -> None:
    workspace = sample_store.opened(home, clock)
    close, workspace.close = workspace.close, lambda: None  # type: ignore[method-assign]
    app = Unleavable(launch_on(home, clock, workspace))
    await mash(app, seed, STEPS)
    assert not (home / "logs" / "reports").exists()
    assert_sound(workspace)
    close()


async def test_a_monkey_at_an_empty_store(home: Path, clock: FrozenClock) -> None:
    workspace = found_store(home / "desk.gtdb", clock)
    close, workspace.close = workspace.close, lambda: None  # type: ignore[method-assign]
    await mash(Unleavable(launch_on(home, clock, workspace)), 3, STEPS // 2)
    assert_sound(workspace)
    close()
