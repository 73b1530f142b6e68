"""The days of the diary 民情日志, the newest first."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.words.dates import local_date, parse_date, shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy_line
from gridtui.queries.walks.diary import DiaryFilter, DiaryRow, diary_count, diary_page, entry_of
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.date_input import WEEKDAYS
from gridtui.ui.kit.dialogs import AskText
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.diary.commands import AREA, LIST_OF_DAYS
from gridtui.ui.screens.diary.exporting import DiaryExportScreen
from gridtui.usecases.diary import remove_diary
from gridtui.words import mark, tr

NO_DAYS = mark("还没有写过日志\n按 n 写今天：当天的走访和诉求会先汇总好，再改几句就行")


class DiaryScreen(LookingScreen):
    """Lists the days that were written, one's own or everybody's, and leads to each."""

    TITLE = AREA
    AUTO_FOCUS = "#diary-days"
    COMMANDS: ClassVar[tuple[Command, ...]] = LIST_OF_DAYS

    def __init__(self) -> None:
        super().__init__()
        self.only_mine = False

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        columns: list[Column[DiaryRow]] = [
            Column(mark("日期"), 10, lambda row: shown_date(row.day), style="strong"),
            Column(mark("星期"), 5, lambda row: tr(WEEKDAYS[row.day.weekday()]), style="muted"),
            Column(mark("记录人"), 8, lambda row: row.author_name),
            Column(mark("内容"), 20, lambda row: " ".join(row.beginning.split()), flexible=True),
            Column(mark("字数"), 5, lambda row: str(row.length), "right", style="muted", min_width=70),
        ]
        yield VirtualTable(columns, empty=NO_DAYS, id="diary-days")

    def on_mount(self) -> None:
        """Show the first rows."""
        self._show()

    @property
    def table(self) -> VirtualTable[DiaryRow]:
        """The list."""
        return self.query_one("#diary-days", VirtualTable)

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        row = self.table.row
        if row is not None:
            self.post_message(messages.OpenDiary(row.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the list has."""
        if action in ("export", "remove") and self.table.row is None:
            return False
        return super().check_action(action, parameters)

    def action_today(self) -> None:
        """Write today."""
        self.post_message(messages.OpenDiary())

    def action_other_day(self) -> None:
        """Write some other day."""
        today = self._today()

        def problems(text: str) -> list[Problem]:
            day = parse_date(tidy_line(text), today)
            if day is None:
                return [Problem(mark("看不懂这个日期，可写 5、3-5、0305、20260305、今天、昨天、-3"))]
            return [Problem(mark("这一天还没有到"))] if day > today else []

        def take(text: str | None) -> None:
            day = parse_date(tidy_line(text), today) if text else None
            if day is not None:
                self.post_message(messages.OpenDiary(day=day))

        self.app.push_screen(AskText(tr("写哪一天的日志？昨天、-3、3-5"), check=problems, short=True), take)

    def action_whose(self) -> None:
        """Show only one's own days, or everybody's again."""
        self.only_mine = not self.only_mine
        self._show()

    def action_export(self) -> None:
        """Hand out a month, that of the day under the cursor unless another is said."""
        row = self.table.row
        self.app.push_screen(DiaryExportScreen(row.day if row else None))

    async def action_remove(self) -> None:
        """Take the day under the cursor away."""
        row = self.table.row
        if row is not None:
            await gateway_of(self).write(Intent.DELETE_RECORD, remove_diary, row.id)
            self.say(tr("已删除 {day} 的日志，Ctrl+Z 撤销", day=shown_date(row.day)))

    def _show(self) -> None:
        gateway = gateway_of(self)
        mine = gateway.workspace.operator.id
        wanted = DiaryFilter(mine if self.only_mine else None)
        self.table.set_source(gateway.source(diary_page, diary_count, wanted, lambda row: row.id))
        self.position = self.table.position
        self._tell()

    def look(self) -> None:
        """Read the rows again."""
        if gateway_of(self).is_open:
            self.table.refresh_rows()
            self._tell()

    def _tell(self) -> None:
        gateway = gateway_of(self)
        mine = gateway.workspace.operator.id
        written = gateway.read_now(entry_of, mine, self._today())
        words = (
            tr("只看 {name}", name=gateway.workspace.operator.name) if self.only_mine else tr("全部人的"),
            "" if written else tr("今天还没写"),
        )
        self.filter_words = " · ".join(part for part in words if part)

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())
