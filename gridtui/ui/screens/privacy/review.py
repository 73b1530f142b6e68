"""What is due for review: a later date, no longer needed, or gone for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.people.assignment import Role
from gridtui.domain.people.retention import retentions
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.words.dates import local_date, parse_date, shown_date
from gridtui.domain.words.field_titles import noun_title
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.people.reviews import (
    KINDS,
    ReviewFilter,
    ReviewRow,
    review_count,
    review_counts,
    review_page,
)
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Ask, AskText
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.reviewing import FORGETTABLE, forget, prolong_tags, remove_tags
from gridtui.words import mark, tr

AREA = mark("到期复核")
LOCAL_TITLES: Final = {"draft": mark("草稿"), "looks": mark("查看记录")}
"""Kinds that are no table's records."""


def kind_title(kind: str) -> str:
    """Return what a kind is called (marked)."""
    return LOCAL_TITLES.get(kind) or noun_title(kind)


class ReviewScreen(LookingScreen):
    """Lists what is past its date, kind by kind, the longest due first."""

    TITLE = AREA
    AUTO_FOCUS = "#review"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("review.prolong", mark("延长"), ("p",), mark("仍然需要：给服务需要定新的复核日期"), AREA,
                "prolong", lists_only=True, writes=True),
        Command("review.remove", mark("去掉"), ("d", "delete"), mark("不再需要：去掉服务需要，Ctrl+Z 撤销"),
                AREA, "remove", lists_only=True, writes=True),
        Command("review.erase", mark("清除"), ("x",), mark("清除到期的个人资料，不能恢复"), AREA, "erase",
                lists_only=True, writes=True),
        Command("review.narrow", mark("类别"), ("w",), mark("只看一类"), AREA, "narrow", lists_only=True),
        Command("review.sheet", mark("保存期"), ("b",), mark("每一项保存多久，为什么"), AREA, "sheet",
                lists_only=True),
    )  # fmt: skip

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.kind = kind

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="pane"):
            yield VirtualTable(review_columns(), empty=mark("没有到期要复核的"), id="review")

    def on_mount(self) -> None:
        """Show what is due."""
        self._show()

    def look(self) -> None:
        """Read again what is due."""
        if gateway_of(self).is_open:
            self.table.refresh_rows()

    @property
    def table(self) -> VirtualTable[ReviewRow]:
        """The list."""
        return self.query_one("#review", VirtualTable)

    @property
    def rows(self) -> list[ReviewRow]:
        """The marked rows, else the one under the cursor."""
        row = self.table.row
        return list(self.table.marks.values()) or ([row] if row else [])

    def _show(self) -> None:
        wanted = ReviewFilter(self._today(), self.kind)
        source = gateway_of(self).source(review_page, review_count, wanted, lambda row: row.row_key)
        self.table.set_source(source)
        self.filter_words = tr(kind_title(self.kind)) if self.kind else tr("全部")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with what is marked, or under the cursor."""
        kinds = {row.kind for row in self.rows} if self.is_mounted else set()
        if action in ("prolong", "remove") and kinds != {"service_tag"}:
            return False
        if action == "erase" and (
            not kinds or "looks" in kinds or (len(self.rows) > 1 and "resident" in kinds)
        ):
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    @on(VirtualTable.MarksChanged)
    def _offer_anew(self) -> None:
        self.note = tr("选中 {n} 行", n=len(self.table.marks)) if self.table.marks else ""
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        row: ReviewRow = event.row
        if row.kind == "issue":
            self.post_message(messages.OpenIssue(row.id))
        elif row.kind == "service_tag":
            self.post_message(messages.OpenUpkeep("service_tag", record_id=row.id))
        elif row.kind == "assignment":
            self.post_message(messages.OpenUpkeep("assignment", record_id=row.id))
        elif row.kind in BY_NAME:
            self.post_message(together_messages.OpenRecord(row.kind, row.id))
        elif row.resident_id is not None:
            self.post_message(messages.OpenResident(row.resident_id))
        elif row.kind == "looks":
            self.say(tr("查看记录首尾相连，删不掉；只提示有这么多"))

    def action_prolong(self) -> None:
        """Ask for a new review date, and give it to the service needs."""
        ids = [row.id for row in self.rows]

        def check(text: str) -> list[Problem]:
            day = parse_date(text, self._today(), past=False)
            if day is None or day <= self._today():
                return [Problem(mark("写一个今天以后的日期，如 2027-06-01"))]
            return []

        def answered(text: str | None) -> None:
            if text:
                day = parse_date(text, self._today(), past=False)
                self.run_worker(self._prolong(ids, day), group="review", exclusive=True)

        question = tr("仍然需要的 {n} 项：下次哪天复核？", n=len(ids))
        self.app.push_screen(AskText(question, check=check, short=True), answered)

    async def _prolong(self, ids: Sequence[bytes], day: date | None) -> None:
        try:
            n = await gateway_of(self).write(Intent.EDIT_TAG, prolong_tags, ids, day)
        except RuleBroken as refusal:
            self._refuse(refusal)
            return
        self.table.clear_marks()
        self.say(tr("{n} 项延长到 {day}，Ctrl+Z 撤销", n=n, day=shown_date(day)))

    async def action_remove(self) -> None:
        """Take away service needs that are no longer there."""
        ids = [row.id for row in self.rows]
        n = await gateway_of(self).write(Intent.DELETE_RECORD, remove_tags, ids)
        self.table.clear_marks()
        self.say(tr("去掉 {n} 项服务需要，Ctrl+Z 撤销", n=n))

    def action_erase(self) -> None:
        """Erase a person on a screen of its own; forget the personal fields of other records, once asked."""
        rows = self.rows
        if rows[0].kind == "resident":
            self.post_message(messages.OpenErasure(rows[0].id))
            return
        counts = Counter(row.kind for row in rows)
        facts = [tr("{kind} {n} 条", kind=tr(kind_title(kind)), n=n) for kind, n in counts.items()]
        facts.append(tr("日期、类别和结果留下；姓名、电话和写下的话从库里消失，也不能再撤销之前的步骤"))
        question = tr("清除这些到期的个人资料？以后不能恢复")

        def answered(answer: str | None) -> None:
            if answer == "erase":
                self.run_worker(self._forget(rows), group="review", exclusive=True)

        self.app.push_screen(Ask(question, CANCEL, Answer("erase", mark("清除")), facts=facts), answered)

    async def _forget(self, rows: Sequence[ReviewRow]) -> None:
        told = [(row.kind, row.id, row.key) for row in rows if row.kind in (*FORGETTABLE, "draft")]
        try:
            await gateway_of(self).run(Intent.FORGET_RECORDS, forget, told, changes=True)
        except RuleBroken as refusal:
            self._refuse(refusal)
            return
        self.table.clear_marks()
        self.say(tr("已清除 {n} 条", n=len(told)))

    def action_narrow(self) -> None:
        """Choose one kind, or all."""
        counts = gateway_of(self).read_now(review_counts, self._today()) or {}
        items = [Item("", tr("全部"), str(sum(counts.values())))]
        items += [Item(kind, tr(kind_title(kind)), str(counts[kind])) for kind in KINDS if kind in counts]

        def take(kind: str | None) -> None:
            if kind is not None:
                self.kind = kind
                self._show()

        self.app.push_screen(PickItem(tr("看哪一类"), items, self.kind), take)

    def action_sheet(self) -> None:
        """Show how long everything is kept."""
        self.post_message(messages.OpenDataSheet())

    def _refuse(self, refusal: RuleBroken) -> None:
        self.refuse(refusal)

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())


def review_columns() -> list[Column[ReviewRow]]:
    """Return the columns of the list."""
    return [
        Column(mark("类别"), 12, lambda row: tr(kind_title(row.kind)), style="muted"),
        Column(mark("哪一条"), 16, title_words, flexible=True, style="strong"),
        Column(mark("地点"), 10, lambda row: row.place),
        Column(mark("从哪天起"), 10, since_words),
        Column(mark("保存期"), 22, lambda row: retentions()[row.kind].words(), style="muted"),
    ]


def title_words(row: ReviewRow) -> str:
    """Return which record it is: a name, a number, what was half typed."""
    if row.kind == "service_tag":
        return f"{row.title} {tr(ServiceNeed.label_of(row.code))}"
    if row.kind == "assignment":
        return f"{row.title} {tr(Role.label_of(row.code))}"
    if row.kind == "looks":
        return tr("{n} 条查看记录", n=row.count)
    if row.kind == "draft":
        noun = row.key.partition(":")[0]
        title = noun_title(noun)
        return tr("没写完的{noun}", noun=tr(title)) if title != noun else tr("没写完的一张表")
    return row.title


def since_words(row: ReviewRow) -> str:
    """Return the day from which the time ran."""
    return shown_date(row.since) if row.since != date.min else tr("没有写")
