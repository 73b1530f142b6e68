from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Input, Static

from gridtui.ui.kit import glyphs
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.footer import FooterKeys
from gridtui.ui.kit.header import HeaderLine
from gridtui.ui.kit.message_line import MOST_LINES, SECONDS, MessageLine
from gridtui.ui.kit.pane import Pane, PaneTitle
from gridtui.ui.kit.status_bar import StatusFacts, StatusLine
from gridtui.ui.kit.virtual_table import VirtualTable


class Numbers:
    def page(self, offset: int, limit: int, near: object) -> list[int]:
        return list(range(30))[offset : offset + limit]

    def count(self, ceiling: int | None) -> int:
        return 30

    def key(self, row: int) -> bytes:
        return bytes([row])


def command(id: str, title: str, key: str, action: str, **options: Any) -> Command:
    return Command(id, title, (key,), title, "", action, **options)


class Issues(AreaScreen):
    TITLE = "诉求"
    COMMANDS: ClassVar = (
        command("issues.new", "记诉求", "ctrl+n", "new"),
        command("issues.secret", "不上脚", "ctrl+y", "new", footer=False),
    )

    def compose_body(self) -> ComposeResult:
        yield Pane(VirtualTable[int]([Column("数", 4, str)], Numbers()), title="列表", id="list")
        yield Pane(Input(), Static("详情"), title="20261120-018[/b]", id="detail")

    def action_new(self) -> None:
        self.say("已登记 昆20261124-031，Ctrl+Z 撤销")


class Desk(Commanded, App[None]):
    COMMANDS: ClassVar = (
        *(command(f"go.{n}", title, str(n), "go") for n, title in enumerate(("今日", "诉求", "网格"), 1)),
        command("app.palette", "全部", "ctrl+p", "go"),
        command("app.help", "帮助", "f1", "go"),
    )
    ENABLE_COMMAND_PALETTE = False
    status_facts: reactive[StatusFacts] = reactive(StatusFacts("翠湖西路", "王秀兰", 17, "今天 08:02"))

    def get_default_screen(self) -> Issues:
        return Issues()

    def action_go(self) -> None:
        self.gone = True

    def line(self, of: type) -> str:
        return self.screen.query_one(of).render_line(0).text


@pytest.fixture
def ascii_only() -> Iterator[None]:
    glyphs.use_ascii(True)
    yield
    glyphs.use_ascii(False)


async def test_the_header_says_where_what_and_how_far() -> None:
    desk = Desk()
    async with desk.run_test(size=(80, 24)) as pilot:
        desk.screen.filter_words = "未办结 · 第二网格"
        await pilot.press("j", "j")
        await pilot.pause()
        line = desk.line(HeaderLine)
        assert line.startswith("诉求 · 未办结 · 第二网格 ")
        assert line.endswith(" 第 3 / 30 行")
        assert cell_width(line) == 78


async def test_of_two_lists_the_header_follows_the_one_with_the_focus() -> None:
    desk = Desk()
    async with desk.run_test() as pilot:
        other = VirtualTable[int]([Column("数", 4, str)], Numbers(), id="other")
        await desk.screen.query_one("#list").mount(other)
        await pilot.press("j")
        other.move_to(9)
        await pilot.pause()
        assert desk.line(HeaderLine).endswith("第 2 / 30 行")
        other.focus()
        await pilot.pause()
        assert desk.line(HeaderLine).endswith("第 10 / 30 行")


async def test_a_long_filter_gives_way_to_the_position() -> None:
    desk = Desk()
    async with desk.run_test(size=(60, 16)) as pilot:
        desk.screen.filter_words = "很长" * 40
        await pilot.pause()
        assert desk.line(HeaderLine).endswith("…  第 1 / 30 行")


async def test_the_sentence_goes_with_the_next_key() -> None:
    desk = Desk()
    async with desk.run_test() as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert desk.line(MessageLine).strip() == "已登记 昆20261124-031，Ctrl+Z 撤销"
        await pilot.press("j")
        await pilot.pause()
        assert desk.line(MessageLine).strip() == ""
        await pilot.press("ctrl+n", "ctrl+n")
        await pilot.pause()
        assert desk.line(MessageLine).strip() != ""


async def test_the_sentence_goes_with_time_but_a_refusal_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    async with desk.run_test():
        line = desk.screen.query_one(MessageLine)
        waits: list[float] = []
        set_timer = line.set_timer
        monkeypatch.setattr(line, "set_timer", lambda t, done: (waits.append(t), set_timer(t, done))[1])
        desk.screen.say("已保存")
        desk.screen.say("此户已有户主", "error")
        assert waits == [SECONDS]


async def test_the_sentence_is_no_markup() -> None:
    desk = Desk()
    async with desk.run_test() as pilot:
        desk.screen.say("已登记 [red]李四[/b]\x1b[2J")
        await pilot.pause()
        assert desk.line(MessageLine).strip() == "已登记 [red]李四[/b]"


async def test_a_refusal_that_does_not_fit_is_read_whole_until_the_next_key() -> None:
    desk = Desk()
    steps = "、".join(f"第{n}步" for n in range(1, 25))
    async with desk.run_test(size=(80, 24)) as pilot:
        line = desk.screen.query_one(MessageLine)
        height = desk.screen.query_one("#body").size.height
        desk.screen.say(f"现在不能做，可以做：{steps}", "error")
        await pilot.pause()
        assert line.size.height > 1 and "…" not in desk.line(MessageLine)
        drawn = "".join(strip.text for strip in desk.screen._compositor.render_strips())
        assert "第24步" in drawn
        await pilot.press("j")
        await pilot.pause()
        assert (line.size.height, desk.screen.query_one("#body").size.height) == (1, height)
        desk.screen.say("很" * 1_000, "error")
        await pilot.pause()
        assert line.size.height == MOST_LINES


async def test_the_footer_starts_with_help_and_ends_with_all() -> None:
    desk = Desk()
    async with desk.run_test() as pilot:
        await pilot.pause()
        assert desk.line(FooterKeys).split() == [
            "F1", "帮助", "^N", "记诉求", "1", "今日", "2", "诉求", "3", "网格", "^P", "全部",
        ]  # fmt: skip


async def test_the_footer_leaves_out_what_does_not_fit_but_never_all() -> None:
    desk = Desk()
    async with desk.run_test(size=(40, 16)) as pilot:
        await pilot.pause()
        line = desk.line(FooterKeys)
        assert line.split()[-2:] == ["^P", "全部"]
        assert "3 网格" not in line
        assert cell_width(line) <= 38


async def test_a_click_on_the_footer_does_it() -> None:
    desk = Desk()
    async with desk.run_test() as pilot:
        await pilot.pause()
        await pilot.click(FooterKeys, offset=(12, 0))
        await pilot.pause()
        assert "已登记" in desk.line(MessageLine)


async def test_the_status_line_follows_the_app() -> None:
    desk = Desk()
    async with desk.run_test(size=(80, 24)) as pilot:
        desk.screen.note = "草稿已存"
        await pilot.pause()
        said = " ".join(desk.line(StatusLine).split())
        assert said == "库 翠湖西路 王秀兰 未导出 17 备份 今天 08:02 草稿已存"
        desk.status_facts = StatusFacts("翠湖西路", holder="张敏")
        await pilot.pause()
        assert "只读（张敏 正在使用）" in desk.line(StatusLine)
        assert "还没有备份" in desk.line(StatusLine)


async def test_the_focused_pane_carries_the_mark() -> None:
    desk = Desk()
    async with desk.run_test() as pilot:
        titles = list(desk.screen.query(PaneTitle))
        assert [title.render_line(0).text.strip() for title in titles] == ["▌列表", "20261120-018[/b]"]
        await pilot.press("tab")
        await pilot.pause()
        assert [title.render_line(0).text.strip() for title in titles] == ["列表", "▌20261120-018[/b]"]


async def test_wide_windows_are_told_to_the_style_sheets() -> None:
    desk = Desk()
    async with desk.run_test(size=(80, 24)) as pilot:
        said = []
        for width in (99, 100, 139, 140, 80):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            said.append((desk.screen.has_class("-wide"), desk.screen.has_class("-very-wide")))
        assert said == [(False, False), (True, False), (True, False), (True, True), (False, False)]


async def test_only_ascii_marks_are_drawn(ascii_only: None) -> None:
    desk = Desk()
    async with desk.run_test(size=(80, 24)) as pilot:
        desk.screen.filter_words = "未办结 · 第二网格"
        await pilot.press("space")
        drawn = "".join(
            strip.text
            for widget in desk.screen.query("AreaScreen > *, PaneTitle, VirtualTable")
            for strip in widget.render_lines(widget.size.region)
        )
        assert not set(drawn) & {mark for mark, _ in glyphs.GLYPHS.values()}
