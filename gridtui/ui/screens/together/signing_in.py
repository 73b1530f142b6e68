"""Signing in at an activity: names in a list, one key a person."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.pinyin import initials_match
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.together.sign_in import Candidate, sign_in_list
from gridtui.queries.together.titles import titles_of
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.find_line import FindLine
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.tones import DONE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.together.signing_in import sign_in, sign_out
from gridtui.words import mark, tr

AREA = mark("签到")
NOBODY = mark("还没有名单\n按 n 写下第一个人的姓名")


class SignInScreen(LookingScreen):
    """Shows who may sign in; Enter signs somebody in, and once more takes it back."""

    TITLE = AREA
    AUTO_FOCUS = "#sign-ins"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("sign_in.new", mark("别的人"), ("n",), mark("不在名单上的人，写下姓名签到"), AREA, "new",
                lists_only=True, writes=True),
        Command("sign_in.search", mark("查找"), ("/",), mark("按姓名或拼音首字母找"), AREA, "search"),
        Command("sign_in.step_back", mark("返回"), ("escape",), mark("离开查找；在列表里先清空查找"), AREA,
                "step_back", footer=False, palette=False),
    )  # fmt: skip

    def __init__(self, activity_id: RecordId) -> None:
        super().__init__()
        self.activity_id = activity_id
        self._all: list[Candidate] = []
        self._text = ""
        self._lines = ListSource[Candidate]([], lambda line: line.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the line to find by, and the list."""
        yield FindLine(mark("按 / 输入姓名或拼音首字母"), id="find-sign-in")
        yield VirtualTable(_columns(), self._lines, tone=_tone, empty=NOBODY, id="sign-ins")

    def look(self) -> None:
        """Read who has signed in."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "sign_in", sign_in_list, self.activity_id, then=self._show)

    def _show(self, found: list[Candidate]) -> None:
        self._all = found
        self._narrow()
        titles = gateway_of(self).read_now(titles_of, "activity", [self.activity_id]) or {}
        here = sum(1 for each in found if each.sign_in_id is not None)
        self.filter_words = " · ".join((titles.get(self.activity_id, ""), tr("到 {n} 人", n=here)))

    def _narrow(self) -> None:
        fitting = [each for each in self._all if not self._text or initials_match(each.name, self._text)]
        self._lines.put(fitting)
        self.query_one("#sign-ins", VirtualTable).refresh_rows()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take Escape only where there is a step back inside the list."""
        if action == "step_back":
            return self.query_one(FindLine).is_typed_in or bool(self._text)
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    async def _turn(self, event: VirtualTable.RowChosen) -> None:
        line: Candidate = event.row
        gateway = gateway_of(self)
        try:
            if line.sign_in_id is None:
                await gateway.write(
                    Intent.ADD_RECORD, sign_in, self.activity_id, line.name, line.report_in_id
                )
                self.say(tr("{name} 已签到，再按一次取消", name=line.name))
            else:
                await gateway.write(Intent.DELETE_RECORD, sign_out, line.sign_in_id)
                self.say(tr("{name} 的签到已取消", name=line.name))
        except RuleBroken as refusal:
            self.refuse(refusal)

    @on(FindLine.Narrowed)
    def _typed(self, event: FindLine.Narrowed) -> None:
        self._text = event.text.strip()
        self._narrow()

    @on(FindLine.Done)
    def _to_list(self) -> None:
        self.query_one("#sign-ins", VirtualTable).focus()

    def action_search(self) -> None:
        """Go to the line to find by."""
        self.query_one(FindLine).begin()

    def action_step_back(self) -> None:
        """Leave the line for the list; from the list, let go of what was looked for."""
        find = self.query_one(FindLine)
        if find.is_typed_in:
            self._to_list()
        else:
            find.clear()

    def action_new(self) -> None:
        """Sign in somebody who is on no list."""
        self.post_message(messages.OpenUpkeep("sign_in", parent_id=self.activity_id))


def _columns() -> list[Column[Candidate]]:
    return [
        Column(mark("姓名"), 12, lambda line: line.name, style="strong"),
        Column(mark("所在单位"), 20, lambda line: line.unit, flexible=True, style="muted"),
        Column(mark("签到"), 8, lambda line: tr("到") if line.sign_in_id is not None else "", toned=True),
    ]


def _tone(line: Candidate) -> Tone | None:
    return DONE if line.sign_in_id is not None else None
