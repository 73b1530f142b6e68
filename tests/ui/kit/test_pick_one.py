"""Choosing one of many: typing narrows, Enter takes."""

from __future__ import annotations

from textual.app import App

from gridtui.ui.kit.pick_one import Item, PickItem

ITEMS = (Item("name", "姓名", "必填"), Item("phone", "联系电话"), Item("", "不导入这一列"))


class Picking(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str | None] = []

    def ask(self, chosen: str = "") -> None:
        self.push_screen(PickItem("“[b]x”导入到", ITEMS, chosen), self.taken.append)


async def test_an_item_is_taken_by_initials_by_arrows_or_not_at_all() -> None:
    app = Picking()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press("l", "x", "enter")
        app.ask("phone")
        await pilot.pause()
        await pilot.press("down", "enter")
        app.ask()
        await pilot.pause()
        await pilot.press("escape")
        app.ask("name")
        await pilot.pause()
        await pilot.press("z", "z", "z", "enter", "backspace", "backspace", "backspace", "enter")
        assert app.taken == ["phone", "", None, "name"]
