"""Resources proposed for a demand, each with its reason: taken or declined by people."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.words import Verdict
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.together.matching import Proposal, proposals
from gridtui.queries.together.titles import titles_of
from gridtui.ui import messages, together_messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.tones import DONE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.together.matching import decide_match
from gridtui.words import mark, tr

AREA = mark("对接资源")
NONE = mark("没有合适的资源\n按类别、网格和用词来找；可以先把资源登记到资源清单")


class MatchesScreen(LookingScreen):
    """Shows what may meet a demand, the best first; ``y`` takes one, ``x`` says it does not fit."""

    TITLE = AREA
    AUTO_FOCUS = "#matches"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("match.take", mark("对接"), ("y",), mark("用这个资源，需求记为已对接；再按取消"), AREA,
                "decide('taken')", lists_only=True, writes=True),
        Command("match.decline", mark("不合适"), ("x",), mark("这个资源不合适，排到最后；再按取消"), AREA,
                "decide('declined')", lists_only=True, writes=True),
        Command("match.project", mark("立项"), ("r",), mark("用这个资源给这条需求立一个项目"), AREA,
                "project", lists_only=True, writes=True),
    )  # fmt: skip

    def __init__(self, demand_id: RecordId) -> None:
        super().__init__()
        self.demand_id = demand_id
        self._lines = ListSource[Proposal]([], lambda line: line.resource_id)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(_columns(), self._lines, tone=_tone, empty=NONE, id="matches")

    def on_mount(self) -> None:
        """Say which demand it is."""
        titles = gateway_of(self).read_now(titles_of, "demand", [self.demand_id]) or {}
        self.filter_words = titles.get(self.demand_id, "")

    def look(self) -> None:
        """Propose again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(
                self, "matches", proposals, self.demand_id, local_date(gateway.clock()), then=self._show
            )

    def _show(self, lines: list[Proposal]) -> None:
        self._lines.put(lines)
        self.query_one("#matches", VirtualTable).refresh_rows()
        self.refresh_bindings()

    @property
    def line(self) -> Proposal | None:
        """The resource under the cursor."""
        row: Proposal | None = self.query_one("#matches", VirtualTable).row
        return row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Decide about resources only."""
        if action in ("decide", "project") and self.line is None:
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        if line := self.line:
            self.post_message(together_messages.OpenRecord("resource", line.resource_id))

    async def action_decide(self, verdict: str) -> None:
        """Take or decline the resource under the cursor; a second time takes the decision back."""
        line = self.line
        if line is None:
            return
        wanted = "" if line.verdict == verdict else verdict
        try:
            await gateway_of(self).write(
                Intent.EDIT_RECORD, decide_match, self.demand_id, line.resource_id, wanted, str(line.reasons)
            )
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        label = tr(Verdict.label_of(wanted)) if wanted else tr("取消了意见")
        self.say(tr("{title}：{verdict}，Ctrl+Z 撤销", title=line.title, verdict=label))

    def action_project(self) -> None:
        """Begin a project for the demand that uses the resource."""
        if line := self.line:
            aim = Aim(
                given={"demand_id": self.demand_id.hex(), "resource_id": line.resource_id.hex()}, once=True
            )
            self.post_message(messages.OpenUpkeep("project", aim=aim))


def _columns() -> list[Column[Proposal]]:
    return [
        Column(mark("资源"), 18, lambda line: line.title, flexible=True, style="strong"),
        Column(mark("提供单位"), 12, lambda line: line.unit),
        Column(mark("为什么"), 24, lambda line: str(line.reasons), flexible=True, style="muted"),
        Column(mark("意见"), 6, lambda line: tr(Verdict.label_of(line.verdict)) if line.verdict else ""),
    ]


def _tone(line: Proposal) -> Tone | None:
    return DONE if line.verdict == Verdict.TAKEN else None
