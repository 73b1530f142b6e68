"""The burden register 社区事务准入: what was asked for on paper in a year, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.burdens.form_request import Listed
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.queries.burdens import (
    UNKNOWN,
    BurdenFilter,
    BurdenRow,
    burden_count,
    burden_page,
    burden_sums,
    burden_years,
)
from gridtui.ui import paper_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.burdens.columns import burden_columns, burden_tone, sums_words
from gridtui.ui.screens.burdens.commands import AREA, REGISTER
from gridtui.ui.screens.burdens.entry import BurdenEntryScreen
from gridtui.ui.screens.burdens.exporting import BurdenExportScreen
from gridtui.usecases.burdens import hand_in_request, remove_request
from gridtui.words import mark, tr

NOTHING = mark("这里还没有登记\n上级要表时按 n 记一笔；用 f 填表会自动登记")
EVERY_YEAR = "0"
NARROWINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "": (mark("全部"), {}),
    "open": (mark("没交的"), {"open": True}),
    "late": (mark("超期没交的"), {}),
    "outside": (mark("清单外的"), {"listed": Listed.NO.value}),
    "unknown": (mark("没核对的"), {"listed": UNKNOWN}),
}
"""What the register can be narrowed to: the words, and the fields of the filter."""


class BurdensScreen(LookingScreen):
    """Lists what was asked for, adds it up, and leads to each request."""

    TITLE = AREA
    CSS_PATH = "burdens.tcss"
    AUTO_FOCUS = "#burden-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = REGISTER

    def __init__(self) -> None:
        super().__init__()
        self.year = 0
        self.narrowing = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the sums above the list."""
        yield Prose(id="burden-sums")
        with Vertical(classes="pane"):
            yield VirtualTable(
                burden_columns(self._today),
                tone=lambda row: burden_tone(row, self._today()),
                empty=NOTHING,
                id="burden-list",
            )

    def on_mount(self) -> None:
        """Show this year."""
        self.year = self._today().year
        self._show()

    @property
    def table(self) -> VirtualTable[BurdenRow]:
        """The list."""
        return self.query_one("#burden-list", VirtualTable)

    @property
    def wanted(self) -> BurdenFilter:
        """What is shown now."""
        fields = NARROWINGS[self.narrowing][1]
        late = self._today() if self.narrowing == "late" else None
        return BurdenFilter(self.year, late=late, **fields)

    def look(self) -> None:
        """Read the rows and the sums again."""
        if gateway_of(self).is_open:
            self.table.refresh_rows()
            self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is a row for."""
        if action in ("change", "hand_in", "delete", "export") and self.is_mounted and self.table.row is None:
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    def _chosen(self, event: VirtualTable.RowChosen) -> None:
        if not gateway_of(self).read_only:
            self.app.push_screen(BurdenEntryScreen(event.row.id))

    def action_add(self) -> None:
        """Take down a request."""
        self.app.push_screen(BurdenEntryScreen())

    def action_change(self) -> None:
        """Change the request under the bar."""
        if self.table.row is not None:
            self.app.push_screen(BurdenEntryScreen(self.table.row.id))

    async def action_hand_in(self) -> None:
        """Note that the request under the bar was handed in, or that it was not."""
        row = self.table.row
        if row is not None:
            day = await gateway_of(self).write(Intent.REGISTER_FORM, hand_in_request, row.id)
            said = mark("{matter} 今天交了，Ctrl+Z 撤销") if day else mark("{matter} 改回没交，Ctrl+Z 撤销")
            self.say(tr(said, matter=row.matter))

    async def action_delete(self) -> None:
        """Delete the request under the bar."""
        row = self.table.row
        if row is not None:
            await gateway_of(self).write(Intent.DELETE_RECORD, remove_request, row.id)
            self.say(tr("已删除 {title}，Ctrl+Z 撤销", title=row.matter))

    def action_narrow(self) -> None:
        """Choose which requests to see."""
        items = [Item(key, tr(words)) for key, (words, _) in NARROWINGS.items()]
        self._pick(tr("看哪些"), items, self.narrowing, "narrowing")

    def action_pick_year(self) -> None:
        """Choose a year, or all."""
        known = gateway_of(self).read_now(burden_years) or []
        years = sorted({*known, self._today().year}, reverse=True)
        items = [Item(str(year), str(year)) for year in years] + [Item(EVERY_YEAR, tr("全部年份"))]
        self._pick(tr("看哪一年"), items, str(self.year), "year")

    def action_items(self) -> None:
        """Show the list of allowed items."""
        self.post_message(paper_messages.OpenItems())

    def action_fill(self) -> None:
        """Fill a form."""
        self.post_message(paper_messages.FillForm())

    def action_export(self) -> None:
        """Write the year as a ledger."""
        self.app.push_screen(BurdenExportScreen(self.year))

    def _pick(self, heading: str, items: Sequence[Item], now: str, name: str) -> None:
        def take(value: str | None) -> None:
            if value is not None:
                setattr(self, name, int(value) if name == "year" else value)
                self._show()

        self.app.push_screen(PickItem(heading, items, now), take)

    def _show(self) -> None:
        source = gateway_of(self).source(burden_page, burden_count, self.wanted, lambda row: row.id)
        self.table.set_source(source)
        self.position = self.table.position
        self._tell()

    def _tell(self) -> None:
        """Say above the list what it adds up to, whatever it is narrowed to."""
        whole = replace(self.wanted, listed="", open=None, late=None)
        sums = gateway_of(self).read_now(burden_sums, whole)
        year = tr("{year} 年", year=self.year) if self.year else tr("全部年份")
        self.filter_words = " · ".join((year, tr(NARROWINGS[self.narrowing][0])))
        if sums is not None:
            self.query_one("#burden-sums", Prose).show([Paragraph(sums_words(sums))])

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())
