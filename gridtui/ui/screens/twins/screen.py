"""The list 疑似重复: records that may be one person or one household, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.people.twins import TwinReason
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.twins import HOME, MOST_PAIRS, TwinPair, TwinSide, pairs_kept_apart, twin_pairs
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.twins.lines import apart_words
from gridtui.usecases.keeping_apart import keep_apart, take_up_again
from gridtui.usecases.separating import separate_household, separate_resident
from gridtui.words import mark, tr

AREA = mark("疑似重复")
LOOKING = mark("正在查找")
NONE = mark("没有发现重复的记录\n同身份证号，或姓名、门牌、电话相近的，会列在这里")
NONE_KEPT = mark("没有核对为不是同一人的\n在名单上按 n 记下的，会列在这里")


class TwinsScreen(LookingScreen):
    """Shows the pairs, the surest first, or those found to be two; Enter puts the two side by side."""

    TITLE = AREA
    AUTO_FOCUS = "#twins"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("twins.compare", mark("核对"), ("=",), mark("把两条记录并排核对，再合并"), AREA, "compare",
                lists_only=True),
        Command("twins.first", mark("看前一条"), ("o",), mark("打开前一条记录的卡"), AREA, "open(0)",
                lists_only=True),
        Command("twins.second", mark("看后一条"), ("p",), mark("打开后一条记录的卡"), AREA, "open(1)",
                lists_only=True),
        Command("twins.separate", mark("拆开"), ("s",), mark("拆开互相并入的两条记录"), AREA, "separate",
                lists_only=True, footer=False, writes=True),
        Command("twins.apart", mark("不是同一人"), ("n",),
                mark("记下这两条是两个人（两户），以后不再列出；可以撤销"), AREA, "apart", lists_only=True,
                writes=True),
        Command("twins.again", mark("重新核对"), ("r",), mark("把这一对放回待核对的名单"), AREA, "again",
                lists_only=True, writes=True),
        Command("twins.kept", mark("核对过的"), ("f",), mark("看核对过、不是同一人的；再按回到待核对的"),
                AREA, "kept", lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.kept = False
        """Whether the pairs that somebody found to be two are listed instead."""
        self._pairs = ListSource[TwinPair]([], lambda pair: pair.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(_columns(), self._pairs, empty=LOOKING, id="twins")

    def look(self) -> None:
        """Look for pairs in the whole store, behind the screen."""
        if gateway_of(self).is_open:
            read = pairs_kept_apart if self.kept else twin_pairs
            gateway_of(self).ask(self, "twins", read, then=self._show)

    def _show(self, pairs: list[TwinPair]) -> None:
        self._pairs.put(pairs)
        table = self.query_one("#twins", VirtualTable)
        table.empty = NONE_KEPT if self.kept else NONE
        table.refresh_rows()
        number = tr("{n} 对", n=len(pairs)) if len(pairs) < MOST_PAIRS else tr("前 {n} 对", n=MOST_PAIRS)
        words = (tr("不是同一人") if self.kept else "", number if pairs else "")
        self.filter_words = " · ".join(part for part in words if part)
        self.refresh_bindings()

    @property
    def pair(self) -> TwinPair | None:
        """The pair under the cursor."""
        row: TwinPair | None = self.query_one("#twins", VirtualTable).row
        return row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this pair allows: records in a circle are separated, others compared."""
        if action in ("apart", "again") and (action == "again") is not self.kept:
            return False
        if action in ("compare", "open", "separate", "apart", "again"):
            pair = self.pair
            circle = pair is not None and pair.reason is TwinReason.CIRCLE
            if pair is None or (action == "separate") is not circle:
                return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _offer(self) -> None:
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    async def _choose(self, event: VirtualTable.RowChosen) -> None:
        if event.row.reason is TwinReason.CIRCLE:
            await self.action_separate()
        else:
            self.action_compare()

    def action_compare(self) -> None:
        """Put the two side by side."""
        if pair := self.pair:
            self.post_message(
                messages.CompareTwins(pair.noun, pair.first.id, pair.second.id, pair.reason.label)
            )

    def action_open(self, place: int) -> None:
        """Open the card of one of the two."""
        if pair := self.pair:
            side = (pair.first, pair.second)[place]
            opens = messages.OpenHousehold if pair.noun == HOME else messages.OpenResident
            self.post_message(opens(side.id))

    async def action_separate(self) -> None:
        """Separate two records that point to each other."""
        pair = self.pair
        if pair is None:
            return
        usecase = separate_household if pair.noun == HOME else separate_resident
        try:
            await gateway_of(self).write(Intent.SEPARATE_RECORDS, usecase, pair.first.id)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.say(tr("已拆开，Ctrl+Z 撤销"))

    def action_kept(self) -> None:
        """List the pairs that were found to be two, or again those that are still to be looked at."""
        self.kept = not self.kept
        self.look()

    async def action_apart(self) -> None:
        """Note that these are two."""
        if (pair := self.pair) and await self._note(Intent.KEEP_APART, keep_apart, pair):
            self.say(apart_words(pair.noun))

    async def action_again(self) -> None:
        """Let these be looked at again."""
        if (pair := self.pair) and await self._note(Intent.TAKE_UP_AGAIN, take_up_again, pair):
            self.say(tr("已放回待核对的名单，Ctrl+Z 撤销"))

    async def _note(self, intent: Intent, usecase: Callable[..., None], pair: TwinPair) -> bool:
        try:
            await gateway_of(self).write(intent, usecase, pair.noun, pair.first.id, pair.second.id)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return False
        return True


def _columns() -> list[Column[TwinPair]]:
    return [
        Column(mark("哪里"), 10, _door, style="strong"),
        Column(mark("前一条"), 14, lambda pair: _side(pair, pair.first), flexible=True),
        Column(mark("后一条"), 14, lambda pair: _side(pair, pair.second), flexible=True),
        Column(mark("为什么"), 26, lambda pair: tr(pair.reason.label), flexible=True, style="muted"),
        Column(mark("楼栋"), 10, lambda pair: pair.first.building_name, style="muted", min_width=100),
    ]


def _door(pair: TwinPair) -> str:
    return pair.first.door or tr("没有门牌")


def _side(pair: TwinPair, side: TwinSide) -> str:
    if pair.noun == HOME:
        return tr("{head} {n}人", head=side.title or tr("没有登记人"), n=side.people)
    elsewhere = side.door if side.door != pair.first.door else ""
    born = shown_date(side.birth_date) if side.birth_date else ""
    return " ".join(part for part in (side.title, elsewhere, born) if part)
