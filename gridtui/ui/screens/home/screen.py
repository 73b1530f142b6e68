"""Home 今日: what is due today and at which door, what waits, what is missing, and how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from gridtui.domain.words.dates import KUNMING
from gridtui.insight.hot import HotGroup
from gridtui.insight.hot_issues import HotIssues
from gridtui.queries.dashboard import Dashboard, GridFigures, dashboard, explained_place
from gridtui.queries.issues.issues import IssueDetail
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.bars import bar
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.header import DividerLine
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.home.cells import (
    Share,
    category_shares,
    grid_columns,
    hot_columns,
    line_columns,
    share_columns,
    span,
    state_shares,
    title_of,
)
from gridtui.ui.screens.home.figures import FIGURE_LINES, WeekFigures
from gridtui.ui.screens.home.lines import (
    CONFLICTS,
    GROUPS,
    LOOSE,
    PARALLELS,
    PROMISES,
    VISITS,
    WHISTLES,
    BeginLine,
    GapLine,
    Heading,
    IssueLine,
    Line,
    PromiseLine,
    WhistleLine,
    lines_of,
)
from gridtui.ui.screens.home.why import reasons
from gridtui.words import mark, tr

AREA = mark("今日")
LOOK_AGAIN_SECONDS = 60.0
"""How often the hours of what is due are brought up to date."""

MOST_HOT = 3
"""How many of the hot matters are shown."""

BAR, WIDE_BAR = 7, 24
"""Cells of the longest bar."""

NOTHING_YET = " "
NOTHING_TO_DO = mark("没有要办的。有人反映情况，按 ^N 记下来")
"""What the list says before the store was read, and after."""

_WEEKDAYS = (mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"))


class HomeList(VirtualTable[Any]):
    """A list whose rows are opened, never marked."""

    class Resized(Message):
        """The list has other rows and columns in view than before."""

        def __init__(self, table: HomeList) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> HomeList:
            """The list, for ``@on`` selectors."""
            return self.table

    def on_resize(self) -> None:
        """Say so."""
        self.post_message(self.Resized(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)


class HomeScreen(LookingScreen):
    """The first screen of a day."""

    TITLE = AREA
    CSS_PATH = "home.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("home.explain", mark("为什么"), ("=",), mark("这一行为什么排在这里，期限怎样算"), AREA,
                "explain"),
        Command("home.new_grid", mark("新建网格"), ("n",), mark("从建网格开始"), AREA, "new_grid",
                lists_only=True, writes=True),
        Command("home.import", mark("导入表格"), ("i",), mark("读入现有的台账"), AREA, "import",
                lists_only=True, writes=True),
        Command("home.sample", mark("打开示例"), ("s",), mark("用编造的数据看看"), AREA, "sample",
                lists_only=True),
    )  # fmt: skip
    WHILE_EMPTY: ClassVar[frozenset[str]] = frozenset({"new_grid", "import", "sample"})

    def __init__(self) -> None:
        super().__init__()
        self.seen: Dashboard | None = None
        self._lines = ListSource[Line]([], lambda line: line.key)
        self._grids = ListSource[GridFigures]([], lambda grid: grid.row.id)
        self._states = ListSource[Share]([], lambda share: share.key)
        self._categories = ListSource[Share]([], lambda share: share.key)
        self._hot = ListSource[HotGroup]([], lambda group: group.key)

    def compose_body(self) -> ComposeResult:
        """Lay out what is to do, and the figures beside it."""
        todo = HomeList(line_columns(self._now), self._lines, spanning=span, headings=False, leading=False,
                        empty=NOTHING_YET, id="todo")  # fmt: skip
        grids = HomeList(grid_columns(), self._grids, leading=False, empty=mark("还没有网格"), id="grids")
        states, categories = (
            HomeList(share_columns(partial(self._bar, shares)), shares, headings=False, leading=False,
                     classes="shares", id=id)
            for id, shares in (("states", self._states), ("categories", self._categories))
        )  # fmt: skip
        hot = HomeList(hot_columns(self._hot), self._hot, headings=False, leading=False, id="hot")
        with Horizontal(id="home"):
            yield Pane(todo, id="todo-pane")
            yield DividerLine()
            with Vertical(id="beside"):
                yield Pane(grids, id="grids-pane")
                yield Pane(states, title=tr("未办结"), id="states-pane")
                yield WeekFigures()
                yield Pane(hot, id="hot-pane")
                yield Pane(categories, title=tr("未办结最多的类别"), id="categories-pane")

    def on_mount(self) -> None:
        """Look at the store again every minute: hours go by."""
        self.set_interval(LOOK_AGAIN_SECONDS, self._look_if_shown)

    @on(HomeList.Resized, "#todo")
    def _deal_out_anew(self) -> None:
        self._fit()

    def look(self) -> None:
        """Read everything again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "dashboard", dashboard, gateway.clock(), then=self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the beginnings only while there is nothing yet."""
        if action in self.WHILE_EMPTY and (self.seen is None or self.seen.has_records):
            return False
        return super().check_action(action, parameters)

    def watch_facts(self) -> None:
        """Show when the last backup was made."""
        if self.is_mounted:
            self.query_one(WeekFigures).backup = self.facts.backup

    def _show(self, seen: Dashboard) -> None:
        self.seen = seen
        today = seen.now.astimezone(KUNMING)
        day = tr("{month}月{day}日 {weekday}", month=today.month, day=today.day,
                 weekday=tr(_WEEKDAYS[today.weekday()]))  # fmt: skip
        self.filter_words = f"{day} · {gateway_of(self).workspace.name}"
        self.position = tr("未办结 {n}", n=sum(seen.open_states.values()))
        self.query_one(WeekFigures).weeks = (seen.registered_weeks, seen.closed_weeks)
        self.query_one(WeekFigures).backup = self.facts.backup
        self._grids.put(seen.grids)
        self._states.put(state_shares(seen))
        self._categories.put(category_shares(seen))
        self.query_one("#states-pane", Pane).note = str(sum(seen.open_states.values()))
        self.query_one("#todo", HomeList).empty = NOTHING_TO_DO
        self.query_one("#home").set_class(not seen.has_records, "-empty")
        self.refresh_bindings()
        self._fit()
        # After everything else: the first time in a large store it takes seconds.
        gateway = gateway_of(self)
        hot = gateway.kept(HotIssues)
        gateway.ask(self, "hot", hot.groups, seen.now, lately=True, limit=MOST_HOT, then=self._show_hot)

    def _show_hot(self, groups: list[HotGroup]) -> None:
        self._hot.put(groups)
        self._fit()

    def _fit(self) -> None:
        """Give every list the rows it needs, as far as the window has them."""
        todo = self.query_one("#todo", HomeList)
        if self.seen is None or not todo.size.height:
            return
        room = todo.size.height - FIGURE_LINES
        for pane, shown, head, least in (
            ("#grids-pane", self.seen.grids, 1, 3),
            ("#states-pane", self._states.rows, 1, 3),
            ("#hot-pane", self._hot.rows, 0, 1),
            ("#categories-pane", self._categories.rows, 1, 4),
        ):
            rows = len(shown) + head if shown else 0
            room = self._give_room(self.query_one(pane), rows, least, room)
        first = not self._lines.rows
        self._lines.put(lines_of(self.seen, todo.size.height))
        for table in self.query(HomeList):
            table.refresh_rows()
        if first and len(self._lines.rows) > 1:
            todo.move_to(1)

    def _give_room(self, pane: Widget, rows: int, least: int, room: int) -> int:
        """Give a pane its rows and a line beside them, none where there is not enough; return what is left.

        A pane that one line is enough for goes without the empty one where that is the last there is.
        """
        gap = 0 if room == least == 1 else 1
        pane.set_class(not gap, "-tight")
        given = min(rows, room - gap)
        pane.display = rows > 0 and given >= min(rows, least)
        if not pane.display:
            return room
        pane.styles.height = given
        return room - given - gap

    def _look_if_shown(self) -> None:
        if self.is_current:
            self.look()

    def _now(self) -> Any:
        return self.seen.now if self.seen else gateway_of(self).clock()

    def _bar(self, shares: ListSource[Share], count: int) -> str:
        top = max((share.count for share in shares.rows), default=0)
        return bar(count, top, WIDE_BAR if self.has_class("-wide") else BAR)

    @on(VirtualTable.RowChosen, "#todo")
    async def _open_line(self, event: VirtualTable.RowChosen) -> None:
        line: Line = event.row
        match line:
            case IssueLine():
                self.post_message(messages.OpenIssue(line.row.id, step=True))
            case WhistleLine():
                self.post_message(messages.OpenWhistle(line.whistle.row.id, step=True))
            case PromiseLine() if line.row.household_id is not None:
                self.post_message(messages.OpenHousehold(line.row.household_id))
            case GapLine() if line.gap.noun == "grid":
                self.post_message(messages.OpenGrid(line.gap.id))
            case GapLine():
                self.post_message(messages.OpenBuilding(line.gap.id))
            case BeginLine():
                await self.run_action(line.action)
            case Heading() if line.filter is not None:
                self.post_message(messages.OpenIssues(line.filter))
            case Heading() if line.group is CONFLICTS:
                self.post_message(messages.OpenConflicts())
            case Heading() if line.group is PARALLELS:
                self.post_message(messages.OpenParallels())
            case Heading() if line.group is LOOSE:
                self.post_message(together_messages.OpenLooseEnds())
            case Heading() if line.group is WHISTLES:
                self.post_message(messages.OpenWhistles())
            case Heading() if line.group in (PROMISES, VISITS):
                self.post_message(messages.OpenArea("visits"))
            case Heading() if self.seen and self.seen.has_records:
                self.post_message(messages.OpenGaps())

    @on(VirtualTable.RowChosen, "#grids")
    def _open_grid(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenGrid(event.row.row.id))

    @on(VirtualTable.RowChosen, "#hot")
    def _open_hot(self) -> None:
        self.post_message(messages.OpenHot())

    @on(VirtualTable.RowChosen, ".shares")
    def _open_share(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenIssues(event.row.filter))

    def action_new_grid(self) -> None:
        """Open the form of a new grid."""
        self.post_message(messages.OpenUpkeep("grid"))

    def action_import(self) -> None:
        """Read a table in."""
        self.post_message(messages.OpenImport())

    def action_sample(self) -> None:
        """Look around in the sample."""
        self.post_message(messages.SampleAsked())

    def action_explain(self) -> None:
        """Say why the line under the cursor stands there, and how its clock is reckoned."""
        line = self.query_one("#todo", HomeList).row
        if not isinstance(line, IssueLine):
            self._tell_why(line, None, ())
            return

        def explain(found: tuple[IssueDetail | None, Sequence[object]]) -> None:
            self._tell_why(line, *found)

        gateway_of(self).ask(self, "explain", explained_place, line.row.id, then=explain)

    def _tell_why(self, line: Line | None, detail: IssueDetail | None, sums: Sequence[object]) -> None:
        if line is None or isinstance(line, Heading | BeginLine):
            order = [tr("一件诉求只列一次，在它最先符合的那一组；组名后的数是全部，回车看全部。")]
            order += [f"{tr(group.title)} {glyph('dot')} {tr(group.sorted_by)}" for group in GROUPS]
            self.app.push_screen(Notice(tr("按轻重缓急分组，从上到下"), order))
            return
        why = [str(each) for each in reasons(line, detail, self._now())]
        facts = [title_of(line), *why, tr(line.group.sorted_by), *map(str, sums)]
        self.app.push_screen(Notice(tr("为什么排在“{group}”", group=tr(line.group.title)), facts))
