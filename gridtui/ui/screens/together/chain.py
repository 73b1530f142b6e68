"""One promise chain 承诺链, from what was raised to residents' acceptance; and its loose ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.loose_ends import LooseEnd
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.field_titles import noun_title
from gridtui.queries.together.chain import ChainLine, chain_of
from gridtui.queries.together.loose_ends import LooseEnds, LooseLine, loose_ends
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.tones import DONE, LATE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.words import mark, tr

CHAIN = mark("承诺链")
LOOSE = mark("断头与逾期")
NONE = mark("没有断头，也没有逾期\n议定事项、项目、认领、时长、验收都接上了")


class ChainScreen(LookingScreen):
    """Shows the chain that a record stands in; Enter opens the link under the cursor."""

    TITLE = CHAIN
    AUTO_FOCUS = "#chain"
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, noun: str, record_id: RecordId) -> None:
        super().__init__()
        self.noun, self.record_id = noun, record_id
        self._lines = ListSource[ChainLine]([], lambda line: line.above + line.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(
            _chain_columns(), self._lines, tone=self._tone, empty=mark("还没有连起来"), id="chain"
        )

    def look(self) -> None:
        """Follow the chain again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "chain", chain_of, self.noun, self.record_id, then=self._show)

    def _show(self, lines: list[ChainLine]) -> None:
        begins = not self._lines.rows
        self._lines.put(lines)
        table = self.query_one("#chain", VirtualTable)
        table.refresh_rows()
        here = next((place for place, line in enumerate(lines) if line.id == self.record_id), 0)
        if begins and lines:
            table.move_to(here)
        self.filter_words = lines[0].title if lines else ""

    def _tone(self, line: ChainLine) -> Tone | None:
        row, today = line.row, local_date(gateway_of(self).clock())
        if row is None:
            return None
        if row.is_open:
            return LATE if row.due_on is not None and row.due_on < today else None
        noun = BY_NAME[line.noun]
        return DONE if noun.state or noun.done else None

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        line: ChainLine = event.row
        if line.noun == "issue":
            self.post_message(messages.OpenIssue(line.id))
        else:
            self.post_message(together_messages.OpenRecord(line.noun, line.id))


def _chain_columns() -> list[Column[ChainLine]]:
    return [
        Column(mark("环节"), 24, lambda line: "  " * line.depth + tr(noun_title(line.noun))),
        Column(mark("内容"), 20, lambda line: line.title, flexible=True, style="strong"),
        Column(mark("状态"), 10, _state),
        Column(mark("期限"), 10, lambda line: _day(line), style="muted"),
    ]


def _state(line: ChainLine) -> str:
    if line.row is None:
        return ""
    noun = BY_NAME[line.noun]
    vocabulary = noun.by_name[noun.state].vocabulary if noun.state else None
    if vocabulary is not None:
        return tr(vocabulary.label_of(line.row.state))
    if not noun.done:
        return ""
    return tr("未完") if line.row.is_open else tr("已完")


def _day(line: ChainLine) -> str:
    return shown_date(line.row.due_on) if line.row and line.row.due_on else ""


@dataclass(frozen=True, slots=True)
class KindLine:
    """The heading of a kind of loose ends."""

    kind: LooseEnd
    count: int

    @property
    def id(self) -> bytes:
        """What tells the line from others."""
        return self.kind.value.encode()


class LooseEndsScreen(LookingScreen):
    """Lists late links and dead ends by kind; Enter opens one, ``p`` the chain it stands in."""

    TITLE = LOOSE
    AUTO_FOCUS = "#loose"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "loose.chain", mark("承诺链"), ("p",), mark("看它前后的环节"), LOOSE, "chain", lists_only=True
        ),
    )

    def __init__(self) -> None:
        super().__init__()
        self._lines = ListSource[KindLine | LooseLine]([], _key)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(_loose_columns(), self._lines, spanning=_heading, empty=NONE, id="loose")

    def look(self) -> None:
        """Look for loose ends again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "loose", loose_ends, local_date(gateway.clock()), then=self._show)

    def _show(self, found: LooseEnds) -> None:
        lines: list[KindLine | LooseLine] = []
        for kind, count in found.counts.items():
            lines.append(KindLine(kind, count))
            lines += [line for line in found.lines if line.kind is kind]
        begins = not self._lines.rows
        self._lines.put(lines)
        table = self.query_one("#loose", VirtualTable)
        table.refresh_rows()
        if begins and lines:
            table.move_to(1)
        self.filter_words = tr("{n} 处", n=sum(found.counts.values())) if found.counts else ""
        self.refresh_bindings()

    @property
    def line(self) -> LooseLine | None:
        """The loose end under the cursor."""
        row = self.query_one("#loose", VirtualTable).row
        return row if isinstance(row, LooseLine) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the chain of a line only."""
        if action == "chain" and self.line is None:
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _offer(self) -> None:
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        if line := self.line:
            self.post_message(together_messages.OpenRecord(line.noun, line.id))

    def action_chain(self) -> None:
        """Show the chain of the line under the cursor."""
        if line := self.line:
            self.post_message(together_messages.OpenPromiseChain(line.noun, line.id))


def _loose_columns() -> list[Column[KindLine | LooseLine]]:
    return [
        Column(mark("哪一件"), 24, lambda line: _of(line, "title"), flexible=True, style="strong"),
        Column(mark("负责人"), 8, lambda line: _of(line, "owner")),
        Column(mark("哪一天"), 10, _since, style="muted"),
    ]


def _of(line: KindLine | LooseLine, name: str) -> str:
    return str(getattr(line, name)) if isinstance(line, LooseLine) else ""


def _since(line: KindLine | LooseLine) -> str:
    return shown_date(line.since) if isinstance(line, LooseLine) and line.since else ""


def _heading(line: KindLine | LooseLine) -> Content | None:
    if not isinstance(line, KindLine):
        return None
    return Content.assemble(" ", shown(tr(line.kind.label), "bold"), (f"  {line.count}", "$foreground-muted"))


def _key(line: KindLine | LooseLine) -> bytes:
    # One record may stand under two kinds.
    return line.id if isinstance(line, KindLine) else line.kind.value.encode() + line.id
