"""What a person decides about a hot group, the same in the list of groups and inside one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from gridtui.domain.changes.ids import RecordId, parse_id
from gridtui.domain.issues.hot import HotDecisionKind, returns_at
from gridtui.domain.words.dates import local_date, shown_date, shown_instant
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.text import tidy
from gridtui.insight.hot import HotGroup
from gridtui.insight.hot_issues import HotIssues
from gridtui.queries.issues.hot_decisions import HotAct
from gridtui.queries.issues.issues import IssueFilter
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.views import AskName
from gridtui.usecases.hot import dismiss_hot, name_hot, take_back_hot
from gridtui.words import mark, tr

AREA = mark("热点")


def hot_command(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    """Return a command of the hot screens; its letter acts while a list has the focus."""
    return Command(f"hot.{action}", title, (key,), does, AREA, action, lists_only=True, **options)


class HotDeciding(LookingScreen):
    """A screen with a group that decisions are about: the one under the cursor, or the one that is shown."""

    TITLE = AREA
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        hot_command("name", mark("起名"), "n", mark("给这一组起个名字，改名也用它"), writes=True),
        hot_command("leave_out", mark("不再提"), "d", mark("这一组先不列出来，又多几户反映再列出来"),
                    writes=True),
        hot_command("acts", mark("处理记录"), "u", mark("拆开、并组、起名、不再提，一项一项都可以收回"),
                    writes=True),
        hot_command("issues", mark("诉求列表"), "o", mark("在诉求列表里看这一组，可以筛选和批量办理")),
    )  # fmt: skip

    @property
    def group(self) -> HotGroup | None:
        """The group that is meant."""
        raise NotImplementedError

    @property
    def hot(self) -> HotIssues:
        """The hot issues of the open store."""
        return gateway_of(self).kept(HotIssues)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer decisions only about a group, and no second dismissal."""
        if action in ("name", "leave_out", "acts", "issues"):
            group = self.group if self.is_mounted else None
            if group is None or (action == "leave_out" and group.is_hidden):
                return False
        return super().check_action(action, parameters)

    async def decide(self, words: str, usecase: Callable[..., Any], *args: Any) -> bool:
        """Write a decision as one step and say so; returns whether it was accepted."""
        try:
            await gateway_of(self).write(Intent.DECIDE_HOT, usecase, *args)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return False
        self.say(words)
        return True

    def action_name(self) -> None:
        """Ask for a name."""
        group = self.group
        if group is None:
            return

        async def keep(name: str, _replace: bool) -> None:
            if (tidy(name) or " ") != group.name:
                await gateway_of(self).write(Intent.DECIDE_HOT, name_hot, group.ids, name)

        def kept(name: str | None) -> None:
            if name is not None:
                same = tidy(name) == group.name
                self.say(tr("名字没有改") if same else tr("已起名，Ctrl+Z 撤销"))

        question = tr("“{title}”叫什么？", title=group.title)
        self.app.push_screen(AskName(question, keep, group.name), kept)

    async def action_leave_out(self) -> None:
        """Leave the group out of the list until it has grown."""
        if group := self.group:
            again = returns_at(group.residents)
            words = tr("不再列出，到 {n} 户反映时再列出来；Ctrl+Z 撤销，按 a 也能看到", n=again)
            await self.decide(words, dismiss_hot, group.ids, group.residents)

    def action_issues(self) -> None:
        """Show the group in the list of issues."""
        if group := self.group:
            self.post_message(messages.OpenIssues(IssueFilter(ids=group.ids)))

    def action_acts(self) -> None:
        """Offer what was decided about the group, to take it back."""
        if group := self.group:
            self.run_worker(self._take_back(group.key), group="offer", exclusive=True)

    async def _take_back(self, key: RecordId) -> None:
        gateway = gateway_of(self)
        try:
            _, acts = await gateway.read(self.hot.group_of, gateway.clock(), key)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        if not acts:
            self.say(tr("这一组没有处理过"))
            return
        items = [Item(act.id.hex(), act_words(act), shown_instant(act.at, gateway.clock())) for act in acts]
        chosen = await self.app.push_screen_wait(PickItem(tr("收回哪一项"), items))
        if chosen is not None:
            await self.decide(tr("已收回，Ctrl+Z 撤销"), take_back_hot, parse_id(chosen))


def act_words(act: HotAct) -> str:
    """Return what was decided."""
    if act.kind is HotDecisionKind.NAME:
        return tr("起名：{name}", name=act.title)
    if act.kind is HotDecisionKind.DISMISS:
        return tr("不再提（当时 {n} 户）", n=act.residents)
    return tr(act.kind.label)


def group_days(group: HotGroup) -> str:
    """Return from when to when a group was raised."""
    first, last = local_date(group.began), local_date(group.last)
    if first == last:
        return shown_date(first)
    return tr("{day} 至 {last}", day=shown_date(first), last=f"{last:%m-%d}")
