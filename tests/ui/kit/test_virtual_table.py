import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import MouseScrollDown

from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column, lay_out
from gridtui.ui.kit.tones import LATE
from gridtui.ui.kit.virtual_table import VirtualTable


@dataclass(frozen=True)
class Matter:
    number: int
    text: str = "漏水"
    late: bool = False


class Matters:
    """A list held in memory that notes how it is read."""

    def __init__(self, rows: Sequence[Matter]) -> None:
        self.rows = rows
        self.pages: list[int] = []
        self.counts = 0

    def page(self, offset: int, limit: int, near: Anchor | None) -> Sequence[Matter]:
        self.pages.append(offset)
        return self.rows[offset : offset + limit]

    def count(self, ceiling: int | None) -> int:
        self.counts += 1
        return len(self.rows)

    def key(self, row: Matter) -> bytes:
        return row.number.to_bytes(8, "big")


class Million(Sequence[Matter]):
    """A million rows that are made when they are looked at."""

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [Matter(n) for n in range(*index.indices(len(self)))]
        return Matter(index)


def matters(count: int) -> Matters:
    return Matters([Matter(n) for n in range(count)])


COLUMNS = [
    Column[Matter]("编号", 8, lambda row: str(row.number), name="number"),
    Column[Matter]("内容", 10, lambda row: row.text, flexible=True, toned=True),
    Column[Matter]("备注", 6, lambda row: "注", min_width=100),
]


class Desk(App[None]):
    """One list, and everything it said."""

    def __init__(self, source: Matters | None, **options: Any) -> None:
        super().__init__()
        self.table = VirtualTable[Matter](COLUMNS, source, **options)
        self.said: list[Any] = []
        self.escapes = 0
        self.menus: list[int] = []

    BINDINGS = [("escape", "step_back", "")]

    def compose(self) -> ComposeResult:
        yield self.table

    def action_step_back(self) -> None:
        self.escapes += 1

    def on_virtual_table_row_highlighted(self, event: VirtualTable.RowHighlighted) -> None:
        self.said.append(("at", event.row.number if event.row else None))

    def on_virtual_table_row_chosen(self, event: VirtualTable.RowChosen) -> None:
        self.said.append(("chosen", event.row.number))

    def on_virtual_table_sort_asked(self, event: VirtualTable.SortAsked) -> None:
        self.said.append(("sort", event.name, event.descending))

    def action_row_menu(self) -> None:
        self.menus.append(self.table.cursor)

    def lines(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]


async def test_opening_a_million_rows_reads_one_page() -> None:
    desk = Desk(source := Matters(Million()))
    async with desk.run_test():
        assert source.pages == [0]
        assert source.counts == 0
        assert desk.table.position == "第 1 行"


class Counted(Matters):
    """A list whose count is given by the test, like an answer from a thread."""

    def __init__(self, rows: Sequence[Matter]) -> None:
        super().__init__(rows)
        self.answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def total(self, ceiling: int | None = None) -> int:
        return await asyncio.shield(self.answer)


async def test_the_total_follows() -> None:
    desk = Desk(source := Counted(Million()))
    async with desk.run_test() as pilot:
        source.answer.set_result(1_000_000)
        await pilot.pause()
        assert desk.table.position == "第 1 / 1000000 行"


async def test_the_count_of_an_earlier_filter_is_dropped() -> None:
    desk = Desk(earlier := Counted(Million()))
    async with desk.run_test() as pilot:
        desk.table.set_source(Counted([Matter(n) for n in range(230)]))
        earlier.answer.set_result(150)
        await pilot.pause()
        assert desk.table.position == "第 1 行"


async def test_a_count_that_is_refused_leaves_the_total_open() -> None:
    desk = Desk(source := Counted(Million()))
    async with desk.run_test() as pilot:
        source.answer.set_exception(RuleBroken(Problem("库已锁定")))
        await pilot.pause()
        assert desk.table.position == "第 1 行"


async def test_a_capped_total_says_so() -> None:
    desk = Desk(source := Counted(Million()), ceiling=1000)
    async with desk.run_test() as pilot:
        source.answer.set_result(1000)
        await pilot.pause()
        assert desk.table.position == "第 1 / 1000+ 行"


async def test_keys_walk_the_list() -> None:
    desk = Desk(matters(300))
    async with desk.run_test(size=(60, 11)) as pilot:
        walked = []
        for key in ("j", "down", "k", "pagedown", "pageup", "G", "up", "end", "g", "k"):
            await pilot.press(key)
            walked.append(desk.table.cursor)
        assert walked == [1, 2, 1, 11, 1, 299, 298, 299, 0, 0]
        assert desk.table.position == "第 1 / 300 行"


async def test_walking_down_past_the_pages_reads_on() -> None:
    desk = Desk(source := Matters(Million()))
    async with desk.run_test(size=(60, 11)) as pilot:
        for _ in range(25):
            await pilot.press("pagedown")
        assert desk.table.cursor == 250
        assert source.pages == [0, 100, 200]
        assert desk.lines()[-1].split() == ["▌", "250", "漏水"]


async def test_the_last_of_a_million_rows() -> None:
    desk = Desk(source := Matters(Million()))
    async with desk.run_test(size=(60, 11)) as pilot:
        await pilot.press("G")
        assert desk.table.row == Matter(999_999)
        assert desk.lines()[-1].split() == ["▌", "999999", "漏水"]
        assert len(source.pages) <= 3


async def test_enter_and_double_click_choose() -> None:
    desk = Desk(matters(20))
    async with desk.run_test() as pilot:
        await pilot.press("j", "enter")
        await pilot.click(desk.table, offset=(8, 5), times=2)
        assert [said for said in desk.said if said[0] == "chosen"] == [("chosen", 1), ("chosen", 4)]
        assert desk.table.cursor == 4


async def test_a_click_past_the_end_does_nothing() -> None:
    desk = Desk(matters(3))
    async with desk.run_test() as pilot:
        await pilot.click(desk.table, offset=(8, 12), times=2)
        assert desk.table.cursor == 0
        assert not [said for said in desk.said if said[0] == "chosen"]


async def test_the_right_button_shows_the_menu_of_the_row() -> None:
    desk = Desk(matters(20))
    async with desk.run_test() as pilot:
        await pilot.click(desk.table, offset=(8, 5), button=3)
        assert (desk.menus, desk.table.cursor) == ([4], 4)


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    desk = Desk(matters(300))
    async with desk.run_test(size=(60, 11)) as pilot:
        for _ in range(5):
            await pilot._post_mouse_events([MouseScrollDown], desk.table, offset=(5, 5))
        await pilot.pause()
        assert desk.table.cursor == 0
        assert desk.lines()[1].split()[0] == str(round(desk.table.scroll_y)) != "0"


async def test_marks_follow_their_rows_and_escape_releases_them_first() -> None:
    source = matters(20)
    desk = Desk(source)
    async with desk.run_test() as pilot:
        await pilot.press("space", "space", "j", "ideographic_space")
        assert [row.number for row in desk.table.marks.values()] == [0, 1, 3]
        source.rows = [Matter(99), *source.rows]
        desk.table.refresh_rows()
        await pilot.pause()
        assert [line.split()[0] for line in desk.lines()[1:7]] == ["99", "●", "●", "2", "●", "▌"]
        await pilot.press("escape")
        assert (desk.table.marks, desk.escapes) == ({}, 0)
        await pilot.press("escape")
        assert desk.escapes == 1


async def test_the_cursor_stays_on_its_row_when_rows_are_read_again() -> None:
    source = matters(300)
    desk = Desk(source)
    async with desk.run_test(size=(60, 11)) as pilot:
        desk.table.move_to(150)
        await pilot.pause()
        above = desk.table.cursor - round(desk.table.scroll_y)
        source.rows = [Matter(1000 + n) for n in range(30)] + list(source.rows)
        desk.table.refresh_rows()
        await pilot.pause()
        assert desk.table.row == Matter(150)
        assert desk.table.cursor - round(desk.table.scroll_y) == above


async def test_a_row_that_is_gone_leaves_the_cursor_in_its_place() -> None:
    source = matters(30)
    desk = Desk(source)
    async with desk.run_test() as pilot:
        desk.table.move_to(29)
        await pilot.pause()
        source.rows = source.rows[:10]
        desk.table.refresh_rows()
        await pilot.pause()
        assert desk.table.row == Matter(9)
        assert desk.table.position == "第 10 / 10 行"
        source.rows = []
        desk.table.refresh_rows()
        await pilot.pause()
        assert (desk.table.row, desk.said[-1]) == (None, ("at", None))


async def test_a_new_filter_keeps_the_row_but_not_the_marks() -> None:
    desk = Desk(matters(30))
    async with desk.run_test() as pilot:
        desk.table.move_to(20)
        await pilot.press("space", "k")
        desk.table.set_source(Matters([Matter(n) for n in range(0, 30, 5)]))
        await pilot.pause()
        assert (desk.table.row, desk.table.cursor, desk.table.marks) == (Matter(20), 4, {})


async def test_an_empty_list_says_what_to_do_next() -> None:
    desk = Desk(matters(0), empty="还没有诉求，按 ^N 记一条")
    async with desk.run_test() as pilot:
        await pilot.press("j", "G", "space", "enter")
        assert "还没有诉求，按 ^N 记一条" in "".join(desk.lines())
        assert desk.table.position == "0 行"


async def test_a_list_without_a_source_waits_for_one() -> None:
    desk = Desk(None)
    async with desk.run_test() as pilot:
        await pilot.press("j", "G", "enter")
        desk.table.set_source(matters(2))
        await pilot.pause()
        assert desk.table.row == Matter(0)


async def test_only_changed_lines_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(matters(100))
    async with desk.run_test() as pilot:
        await pilot.press("j")
        await pilot.pause()
        painted: list[int] = []
        draw = desk.table.render_line
        monkeypatch.setattr(desk.table, "render_line", lambda y: painted.append(y) or draw(y))
        await pilot.press("j")
        await pilot.pause()
        assert sorted(set(painted)) == [2, 3]


async def test_headings_sort_and_show_the_order() -> None:
    desk = Desk(matters(5))
    async with desk.run_test() as pilot:
        await pilot.click(desk.table, offset=(4, 0))
        desk.table.show_sort("number")
        assert "编号▲" in desk.lines()[0]
        await pilot.click(desk.table, offset=(4, 0))
        assert desk.said[-2:] == [("sort", "number", False), ("sort", "number", True)]


async def test_a_tone_is_a_letter_and_a_colour() -> None:
    rows = Matters([Matter(0, late=True), Matter(1)])
    desk = Desk(rows, tone=lambda row: LATE if row.late else None)
    async with desk.run_test():
        late, calm = desk.table.render_line(1), desk.table.render_line(2)
        assert "超" in late.text and "超" not in calm.text
        colours = {segment.text.strip(): segment.style.color for segment in late if segment.style}
        assert colours["超"] == colours["漏水"] != colours["0"]


async def test_contents_are_cut_to_their_column() -> None:
    wide = Column[Matter]("内容", 7, lambda row: shown("卫生间", "bold") + Content("顶滴水"))
    desk = Desk(matters(1))
    desk.table = VirtualTable[Matter]([wide, *COLUMNS[:1]], matters(1))
    async with desk.run_test():
        assert desk.lines()[1].split() == ["▌", "卫生间", "0"]


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=30), min_size=1, max_size=20))
async def test_any_text_gives_lines_of_the_right_width(texts: list[str]) -> None:
    source = Matters([Matter(n, text) for n, text in enumerate(["李四[/b]", "\x1b[31m[red]", *texts])])
    desk = Desk(source)
    async with desk.run_test(size=(60, 24)):
        assert {cell_width(line) for line in desk.lines()} == {desk.table.size.width}


def test_flexible_columns_share_what_is_left() -> None:
    def column(width: int, **options: Any) -> Column[Matter]:
        return Column("", width, lambda row: "", **options)

    columns = [column(5), column(5, flexible=True), column(5, flexible=True), column(5, min_width=60)]
    assert [(p.x, p.width) for p in lay_out(columns, 40, start=2)] == [(2, 5), (9, 14), (25, 15)]
    assert [p.width for p in lay_out(columns, 60, start=2)] == [5, 21, 21, 5]
    assert [p.width for p in lay_out(columns, 10, start=2)] == [5, 1]


def test_titles_stand_whole_where_there_is_room_then_short_then_those_that_lack_least() -> None:
    def column(title: str, width: int, **options: Any) -> Column[Matter]:
        return Column(title, width, lambda row: "", **options)

    columns = [column("grids", 8, flexible=True), column("issues", 4, short="iss"), column("homes", 4)]

    def seen(width: int) -> list[tuple[str, int]]:
        return [(placed.title, placed.width) for placed in lay_out(columns, width)]

    assert seen(24) == [("grids", 9), ("issues", 6), ("homes", 5)]
    assert seen(22) == [("grids", 9), ("iss", 4), ("homes", 5)]
    assert seen(20) == [("grids", 8), ("iss", 4), ("homes", 4)]
    columns = [column("a long title", 4), column("homes", 4)]
    assert seen(12) == [("a long title", 4), ("homes", 5)]
    columns = [column("a", 8), column("b", 9, min_width=10), column("c", 9, min_width=12)]
    assert [placed.title for placed in lay_out(columns, 28)] == ["a", "b"]
