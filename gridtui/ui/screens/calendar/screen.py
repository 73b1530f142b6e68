"""The working calendar year by year: its days, where they come from, and what is doubtful about them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.issues.calendar_days import CalendarEntry, DayWork, YearSource, weekday_name
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.queries.issues.calendar_days import CalendarYear, calendar_year, calendar_years
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.tones import DONE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.calendar.entry import AREA, CalendarDayScreen
from gridtui.usecases.calendar_days import drop_calendar_days, drop_calendar_year
from gridtui.words import mark, say, tr

NO_DAYS = mark("这一年还没有放假安排，按周一至周五计算\n按 i 导入表格，按 n 添一天")
_KIND = "calendar"


def _command(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    return Command(f"calendar.{action}", title, (key,), does, AREA, action, lists_only=True, **options)


class CalendarScreen(AreaScreen):
    """Lists the days of one year; Enter changes one."""

    TITLE = AREA
    CSS_PATH = "calendar.tcss"
    AUTO_FOCUS = "#calendar-days"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("add", mark("添一天"), "n", mark("写明哪天上班、哪天休息，期限都重新算"), writes=True),
        _command("change", mark("修改"), "m", mark("改这一天"), writes=True),
        _command("drop", mark("删除"), "delete", mark("去掉选中的或光标所在的一天，按星期几算"), writes=True),
        _command("pick_year", mark("年份"), "y", mark("看哪一年")),
        _command("bring_in", mark("导入"), "i", mark("导入放假安排：日期、上班/休息、说明"), writes=True),
        _command("hand_out", mark("导出"), "e", mark("把本单位的表另存为表格")),
        _command("restore", mark("恢复自带"), "r", mark("这一年不用本单位的表，用程序自带的"), writes=True,
                 footer=False),
    )  # fmt: skip

    def __init__(self, year: int = 0) -> None:
        super().__init__()
        self.year = year
        self._rows = ListSource[CalendarEntry]([], lambda row: row.day.isoformat().encode())
        self._shown: CalendarYear | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the list, and what is doubtful below it."""
        with Vertical(classes="pane"):
            yield VirtualTable(day_columns(), self._rows, tone=_tone, empty=NO_DAYS, id="calendar-days")
        yield Prose(id="calendar-doubts")

    def on_mount(self) -> None:
        """Show this year."""
        self.year = self.year or local_date(gateway_of(self).clock()).year
        self.on_store_changed()

    def on_store_changed(self) -> None:
        """Read the year again."""
        shown = gateway_of(self).read_now(calendar_year, self.year)
        if shown is None:
            return
        self._shown = shown
        self._rows.put(shown.days)
        self.table.refresh_rows()
        self.table.set_total(len(shown.days))
        self.filter_words = tr("{year} 年 · {source}", year=self.year, source=tr(shown.source.label))
        dot = f"{glyph('dot')} "
        doubts = self.query_one("#calendar-doubts", Prose)
        doubts.show([Paragraph(say(doubt), dot) for doubt in shown.doubts])
        doubts.display = bool(shown.doubts)
        self.refresh_bindings()

    @property
    def table(self) -> VirtualTable[CalendarEntry]:
        """The list."""
        return self.query_one("#calendar-days", VirtualTable)

    @property
    def rows(self) -> list[CalendarEntry]:
        """The marked days, else the one under the bar."""
        row = self.table.row
        return list(self.table.marks.values()) or ([row] if row else [])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this year has."""
        own = self._shown is not None and self._shown.source is YearSource.OWN
        if (action in ("drop", "restore") and not own) or (action == "change" and not self._rows.rows):
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    def _chosen(self) -> None:
        if not gateway_of(self).read_only:
            self.action_change()

    def action_add(self) -> None:
        """Say of a day whether it is worked."""
        self.app.push_screen(CalendarDayScreen(self.year, show=self._go_to))

    def action_change(self) -> None:
        """Change the day under the bar."""
        if self.table.row is not None:
            self.app.push_screen(CalendarDayScreen(self.year, self.table.row, self._go_to))

    async def action_drop(self) -> None:
        """Let these days be as the weekday says."""
        ids = [row.id for row in self.rows if row.id is not None]
        if ids:
            self.table.clear_marks()
            await gateway_of(self).write(Intent.SET_CALENDAR, drop_calendar_days, ids)
            self.say(tr("已删除 {n} 天，期限都重新算了，Ctrl+Z 撤销", n=len(ids)))

    async def action_restore(self) -> None:
        """Let the year be as the program brought it."""
        await gateway_of(self).write(Intent.SET_CALENDAR, drop_calendar_year, self.year)
        self.say(tr("{year} 年不再用本单位的表，Ctrl+Z 撤销", year=self.year))

    def action_pick_year(self) -> None:
        """Choose a year."""
        gateway = gateway_of(self)
        today = local_date(gateway.clock()).year
        known = gateway.read_now(calendar_years) or []
        years = sorted({*known, self.year, today, today + 1}, reverse=True)
        items = [Item(str(year), str(year), self._source_of(year)) for year in years]

        def take(value: str | None) -> None:
            if value is not None:
                self.year = int(value)
                self.on_store_changed()

        self.app.push_screen(PickItem(tr("看哪一年"), items, str(self.year)), take)

    def action_bring_in(self) -> None:
        """Import a file."""
        self.post_message(messages.OpenImport())

    def action_hand_out(self) -> None:
        """Export the office's own table."""
        self.post_message(messages.ExportList(_KIND))

    def _go_to(self, day: date) -> None:
        """Show the year of a day that was set, the bar on the day."""
        self.year = day.year
        self.on_store_changed()
        self.table.move_to(self._rows.place(day.isoformat().encode()) or 0)

    def _source_of(self, year: int) -> str:
        shown = gateway_of(self).read_now(calendar_year, year)
        return tr(shown.source.label) if shown else ""


def day_columns() -> list[Column[CalendarEntry]]:
    """Return the columns of a year's days."""
    return [
        Column(mark("日期"), 10, lambda row: row.day.isoformat(), style="strong"),
        Column(mark("星期"), 10, lambda row: tr(weekday_name(row.day)), style="muted"),
        Column(mark("上班/休息"), 9, lambda row: tr(DayWork.of(row.works).label), toned=True),
        Column(mark("说明"), 12, _name, flexible=True),
    ]


def _name(row: CalendarEntry) -> str:
    """Return what the day is called; only what somebody wrote stands as it is."""
    return row.name if row.id is not None else tr(row.name)


def _tone(row: CalendarEntry) -> Tone | None:
    return None if row.works else DONE
