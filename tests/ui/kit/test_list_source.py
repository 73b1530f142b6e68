"""Lists at hand as a whole, and headings between their rows."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content

from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable

COLUMNS = [Column[str]("编号", 4, lambda row: row), Column[str]("内容", 6, lambda row: "漏水")]


def source_of(*rows: str) -> ListSource[str]:
    return ListSource(rows, str.encode)


class Listed(App[None]):
    def __init__(self, source: ListSource[str]) -> None:
        super().__init__()
        self.table = VirtualTable[str](COLUMNS, source, spanning=self.heading, headings=False)

    def heading(self, row: str) -> Content | None:
        return Content(f"{row} 一整行的标题") if row.isupper() else None

    def compose(self) -> ComposeResult:
        yield self.table

    def line(self, y: int) -> str:
        return self.table.render_line(y).text.rstrip()


def test_pages_counts_and_places() -> None:
    source = source_of("a", "b", "c")
    assert list(source.page(1, 5)) == ["b", "c"]
    assert (source.count(None), source.count(2)) == (3, 2)
    assert (source.place(b"c"), source.place(b"z")) == (2, None)
    source.put(["c"])
    assert (source.place(b"c"), source.count(None)) == (0, 1)


async def test_a_heading_spans_the_columns() -> None:
    app = Listed(source_of("A", "b"))
    async with app.run_test(size=(40, 5)):
        assert app.line(0).endswith("A 一整行的标题")
        assert "漏水" not in app.line(0)
        assert "漏水" in app.line(1)


async def test_a_heading_wider_than_the_list_is_cut() -> None:
    app = Listed(source_of("A" * 80))
    async with app.run_test(size=(20, 5)):
        assert app.table.render_line(0).cell_length == 20


async def test_the_cursor_stays_on_its_row_when_other_rows_are_put() -> None:
    source = source_of("a", "b", "c")
    app = Listed(source)
    async with app.run_test(size=(40, 5)):
        app.table.move_to(2)
        source.put(["c", "a"])
        app.table.refresh_rows()
        assert (app.table.cursor, app.table.row) == (0, "c")
        source.put(["x", "y"])
        app.table.refresh_rows()
        assert app.table.row == "x"


async def test_a_long_list_at_hand_says_how_many_rows_it_has() -> None:
    source = source_of()
    app = Listed(source)
    async with app.run_test(size=(40, 5)) as pilot:
        source.put([f"r{place}" for place in range(350)])
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.position == "第 1 / 350 行"
        source.put([f"r{place}" for place in range(120)])
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.position == "第 1 / 120 行"
