"""The pane of long work: a count, a bar, and Esc."""

from __future__ import annotations

from textual.app import App, ComposeResult

from gridtui.ui.kit.progress import ProgressPane


class Working(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressPane()


async def test_the_bar_follows_the_count_and_esc_cancels_once_asked() -> None:
    app = Working()
    asked: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.query_one(ProgressPane)
        pane.focus()
        await pilot.press("escape")
        pane.start("正在试算 [b]表.xlsx", lambda: asked.append("cancel"), "Esc 取消")
        assert "[b]表.xlsx" in pane.render().plain
        pane.tell(1_000)
        assert "1,000 行" in pane.render().plain
        pane.tell(5_000, 10_000)
        half = pane.render().plain
        assert "5,000 / 10,000 行" in half and half.count("█") == 20
        pane.tell(20_000, 10_000)
        assert pane.render().plain.count("█") == 40
        await pilot.press("escape")
        assert asked == ["cancel"] and "正在停下" in pane.render().plain
