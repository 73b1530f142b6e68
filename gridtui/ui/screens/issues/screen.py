"""The issues of the desk: a list with filters in words, and the one under the cursor beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import (
    IssueFilter,
    IssueOrder,
    IssueRow,
    issue_count,
    issue_detail,
    issue_page,
)
from gridtui.queries.searching import CEILING
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.pick_one import PickItem
from gridtui.ui.kit.text_input import TextInput
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.issues import filters
from gridtui.ui.screens.issues.bulk import offer_steps_for_all
from gridtui.ui.screens.issues.columns import issue_columns
from gridtui.ui.screens.issues.list_commands import ISSUE_LIST_COMMANDS
from gridtui.ui.screens.issues.naming import Names, read_names
from gridtui.ui.screens.issues.preview import IssuePreview
from gridtui.ui.screens.issues.step import offer_steps
from gridtui.ui.screens.issues.wording import filter_words, row_text, tone_of
from gridtui.ui.views import ViewedScreen
from gridtui.words import mark, tr

Narrowed: TypeAlias = Callable[[str], IssueFilter]
"""Returns the list's filter with what was picked."""

MINUTE = 60.0
"""How often due dates are said anew."""

NOTHING = mark("这样的诉求没有\n按 x 清除筛选，按 o 看全部，按 n 记一条")
NONE_YET = mark("还没有诉求\n按 n 记下第一条，或到 6 交换 导入表格")


class IssuesScreen(ViewedScreen):
    """Shows the issues of ``filter``, the open ones by due date without it."""

    TITLE = mark("诉求")
    CSS_PATH = "issues.tcss"
    AUTO_FOCUS = "#issue-list"
    VIEWS = "issues"
    COMMANDS: ClassVar[tuple[Command, ...]] = ISSUE_LIST_COMMANDS

    def __init__(self, filter: IssueFilter | None = None) -> None:
        super().__init__()
        self.wanted = filter or IssueFilter(open=True, order=IssueOrder.DUE)
        self._asked = self.wanted
        self._names = Names()

    def compose_body(self) -> ComposeResult:
        """Lay out the line to find by text, the list, and the pane beside it."""
        clock = gateway_of(self).clock
        level = gateway_of(self).workspace.desk.level
        with Horizontal(id="issue-find"):
            yield Static(Content(tr("筛选")), id="issue-find-label")
            yield TextInput(self.wanted.text, id="issue-find-text")
        with Horizontal(id="issue-columns"):
            with Vertical(id="issue-list-side", classes="pane"):
                yield VirtualTable(
                    issue_columns(lambda: self._names, clock),
                    tone=lambda row: tone_of(row, clock(), level),
                    id="issue-list",
                )
            yield IssuePreview(id="issue-preview", classes="pane beside-when-very-wide")

    def on_mount(self) -> None:
        """Read the names, show the first rows, and keep the due dates true."""
        field = self.query_one("#issue-find-text", TextInput)
        field.placeholder = tr("按 / 输入编号、门牌、姓名或内容里的字")
        self._opened_at = gateway_of(self).clock()
        self._learn_names()
        self._show(self.wanted)
        self.set_interval(MINUTE, self._pass_time)

    @property
    def table(self) -> VirtualTable[IssueRow]:
        """The list."""
        return self.query_one("#issue-list", VirtualTable)

    def on_store_changed(self) -> None:
        """Read rows and names again; filter, order and cursor stay."""
        self._learn_names()
        self._refresh()

    def on_screen_resume(self) -> None:
        """Say the due dates as they are now."""
        self._refresh()

    @on(VirtualTable.RowHighlighted)
    def _look_at(self, event: VirtualTable.RowHighlighted) -> None:
        self.query_one(IssuePreview).tell(event.row.id if event.row else None)

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenIssue(event.row.id))

    @on(VirtualTable.SortAsked)
    def _sort_by_heading(self, event: VirtualTable.SortAsked) -> None:
        self._show(replace(self.wanted, order=IssueOrder(event.name)))

    @on(VirtualTable.MarksChanged)
    def _count_marks(self, event: VirtualTable.MarksChanged) -> None:
        self.note = tr("选中 {n} 件", n=len(event.keys)) if event.keys else ""

    @on(Input.Changed, "#issue-find-text")
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        if event.value.strip() != self.wanted.text:
            self._show(replace(self.wanted, text=event.value.strip()))

    @on(Input.Submitted, "#issue-find-text")
    def _to_list(self) -> None:
        self.table.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take Escape only where there is a step back inside the list; copy only a row."""
        if action == "step_back" and not (self._in_search or self.wanted.text):
            return False
        if action in ("copy_rows", "step") and self.is_mounted and self.table.row is None:
            return False
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Take down an issue."""
        self.post_message(messages.NewIssue())

    def action_board(self) -> None:
        """Show the issues by state."""
        self.post_message(messages.OpenBoard())

    def action_verify_round(self) -> None:
        """Verify one issue after the other."""
        self.post_message(messages.OpenRound(State.PENDING_VERIFY.value))

    def action_callback_round(self) -> None:
        """Call back about one issue after the other."""
        self.post_message(messages.OpenRound(State.PENDING_CALLBACK.value))

    async def action_step(self) -> None:
        """Offer what can be done with the marked issues, else with the one under the cursor."""
        row = self.table.row
        if self.table.marks:
            await offer_steps_for_all(self, self.table, [marked.id for marked in self.table.marks.values()])
            return
        detail = await gateway_of(self).read(issue_detail, row.id) if row else None
        if detail is not None:
            offer_steps(self, detail)

    def action_copy_rows(self) -> None:
        """Copy the marked rows, else the row under the cursor."""
        row = self.table.row
        rows = list(self.table.marks.values()) or ([row] if row else [])
        now = gateway_of(self).clock()
        self.app.copy_to_clipboard("\n".join(row_text(each, self._names, now) for each in rows))
        self.say(tr("已复制 {n} 行", n=len(rows)))

    def action_export(self) -> None:
        """Hand out the marked rows, else everything the list shows."""
        ids = tuple(row.id for row in self.table.marks.values())
        self.post_message(messages.ExportList("issues", self.filter_words, issue_page, self._asked, ids))

    def action_search(self) -> None:
        """Go to the line that narrows by text."""
        self.query_one("#issue-find-text", TextInput).focus()

    def action_step_back(self) -> None:
        """Leave the line of text for the list; from the list, take the text away."""
        if self._in_search:
            self.table.focus()
        else:
            self._set_text("")
            self._show(replace(self.wanted, text=""))

    def action_next_open(self) -> None:
        """Show open ones, all, or ended ones."""
        self._show(filters.next_open(self.wanted))

    def action_next_order(self) -> None:
        """Show the same rows in another order."""
        self._show(filters.next_order(self.wanted))

    def action_late(self) -> None:
        """Show only what is overdue, or everything again."""
        self._opened_at = gateway_of(self).clock()
        self._show(filters.toggled_late(self.wanted, self._opened_at))

    def action_clear(self) -> None:
        """Take every filter away."""
        self._set_text("")
        self._show(filters.cleared(self.wanted))

    def action_pick_state(self) -> None:
        """Choose one state."""
        self._pick(PickItem(tr("看哪个状态的"), filters.states(), self.wanted.state),
                   lambda value: filters.with_state(self.wanted, value))  # fmt: skip

    def action_pick_grid(self) -> None:
        """Choose one grid."""
        chosen = self.wanted.grid_id.hex() if self.wanted.grid_id else ""
        self._pick(PickItem(tr("看哪个网格的"), filters.grids(self._names), chosen),
                   lambda value: replace(self.wanted, grid_id=bytes.fromhex(value) or None))  # fmt: skip

    def action_pick_category(self) -> None:
        """Choose one category, or a whole major."""
        self._pick(PickItem(tr("看哪类的"), filters.categories(self._names), self.wanted.category,
                            tr("输入编码、名称或拼音首字母")),
                   lambda value: replace(self.wanted, category=value))  # fmt: skip

    @property
    def seen(self) -> IssueFilter:
        """What is shown now."""
        return self._asked

    def see(self, wanted: IssueFilter) -> None:
        """Show what a view keeps; what is late is so from now on."""
        self._opened_at = gateway_of(self).clock()
        self._set_text(wanted.text)
        self._show(wanted)

    @property
    def _in_search(self) -> bool:
        return isinstance(self.focused, TextInput)

    def _pick(self, dialog: PickItem, narrowed: Narrowed) -> None:
        def take(value: str | None) -> None:
            if value is not None:
                self._show(narrowed(value))

        self.app.push_screen(dialog, take)

    def _show(self, wanted: IssueFilter, *, keep_marks: bool = False) -> None:
        """Show the rows of a filter, in words above them."""
        gateway = gateway_of(self)
        now = gateway.clock()
        self.wanted = wanted
        self._asked = filters.moved_on(wanted, now, self._opened_at)
        self.filter_words = self.called(filter_words(self._asked, self._names, now))
        table = self.table
        table.empty = NOTHING if self._names.any_issue else NONE_YET
        table.ceiling = CEILING if wanted.text else None
        table.show_sort(wanted.order.value, wanted.order is IssueOrder.NEWEST)
        table.set_source(gateway.source(issue_page, issue_count, self._asked, lambda row: row.id),
                         keep_marks=keep_marks)  # fmt: skip

    def _refresh(self) -> None:
        if not self.is_mounted or not gateway_of(self).is_open:
            return
        now = gateway_of(self).clock()
        if filters.moved_on(self.wanted, now, self._opened_at) != self._asked:
            self._show(self.wanted, keep_marks=True)
        else:
            self.table.refresh_rows()

    def _pass_time(self) -> None:
        if self.is_current and not self._in_search:
            self._refresh()

    def _set_text(self, text: str) -> None:
        field = self.query_one("#issue-find-text", TextInput)
        with field.prevent(Input.Changed):
            field.load(text)

    def _learn_names(self) -> None:
        self.run_worker(self._read_names(), group="names", exclusive=True)

    async def _read_names(self) -> None:
        try:
            self._names = await gateway_of(self).read(read_names)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.query_one(IssuePreview).names = self._names
        self.table.empty = NOTHING if self._names.any_issue else NONE_YET
        self.filter_words = self.called(filter_words(self._asked, self._names, gateway_of(self).clock()))
        self.table.refresh_rows()
