"""One record of working together: everything it says, and what refers to it, register by register."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.field_titles import noun_title
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.record_papers.papers import PAPERS
from gridtui.queries.together.chain import LINKS
from gridtui.queries.together.company_rating import rate_company
from gridtui.queries.together.records import Linked, RecordCard, record_card
from gridtui.queries.together.titles import titles_of
from gridtui.ui import messages, together_messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.together import records
from gridtui.words import mark, tr

AREA = mark("名册记录")
LABEL_CELLS, WIDEST_LABEL = 14, 28
CHAINED = frozenset(noun for link in LINKS for noun in link[:2])
"""Nouns whose records stand in a promise chain."""

OPENS = {
    "issue": messages.OpenIssue,
    "grid": messages.OpenGrid,
    "building": messages.OpenBuilding,
    "household": messages.OpenHousehold,
    "resident": messages.OpenResident,
}
"""Noun → what shows a record of it, for nouns that have a card of their own."""


class RecordScreen(LookingScreen):
    """Shows the record of that noun and id; Enter on a line opens what refers to it."""

    TITLE = AREA
    CSS_PATH = "together.tcss"
    AUTO_FOCUS = "#record-links"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("record.new", mark("添一条"), ("n",), mark("给这条记录添光标所在的那一种"), AREA, "new",
                lists_only=True, writes=True),
        Command("record.edit", mark("修改"), ("m",), mark("修改这条记录"), AREA, "edit", writes=True),
        Command("record.delete", mark("删除"), ("d", "delete"), mark("删除这条记录和它的明细；Ctrl+Z 撤销"),
                AREA, "delete", writes=True),
        Command("record.go", mark("打开关联"), ("o",), mark("打开它写到的诉求、单位、项目等"), AREA, "go"),
        Command("record.chain", mark("承诺链"), ("p",), mark("看它前后的环节：协商、决定、项目、认领、验收"),
                AREA, "chain"),
        Command("record.matches", mark("对接资源"), ("y",), mark("看哪些资源能满足这条需求"), AREA,
                "matches"),
        Command("record.sign_in", mark("签到"), ("s",), mark("一个人一个键，当场签到"), AREA, "sign_in",
                writes=True),
        Command("record.rating", mark("评价"), ("v",), mark("按评价规则算出今年的评价，连算式一起看"), AREA,
                "rating"),
        Command("record.paper", mark("文书"), ("w",), mark("写会议纪要、协议书、证明等 Word 文书"), AREA,
                "paper"),
        Command("record.history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项"), AREA, "history"),
    )  # fmt: skip

    def __init__(self, noun: str, record_id: RecordId) -> None:
        super().__init__()
        self.noun = BY_NAME[noun]
        self.record_id = record_id
        self.card: RecordCard | None = None
        self._links = ListSource[Linked]([], lambda line: f"{line.noun}:{line.attribute}".encode())

    def compose_body(self) -> ComposeResult:
        """Lay out what it says above what refers to it."""
        with VerticalScroll(id="record-scroll", can_focus=False):
            yield Prose(id="record-facts")
        yield VirtualTable(_columns(), self._links, empty=mark("没有明细"), id="record-links")

    def on_mount(self) -> None:
        """Say which register it stands in."""
        self.title = self.noun.title

    def look(self) -> None:
        """Read the record again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "record", record_card, self.noun.name, self.record_id, then=self._show)

    def _show(self, card: RecordCard | None) -> None:
        self.card = card
        self._links.put(card.linked if card else ())
        table = self.query_one("#record-links", VirtualTable)
        table.styles.height = max(2, min(len(card.linked) if card else 0, 8) + 1)
        table.refresh_rows()
        self.refresh_bindings()
        facts = self.query_one("#record-facts", Prose)
        if card is None:
            facts.show(())
            self.filter_words = ""
            self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")
            return
        self.filter_words = card.title
        widest = max((cell_width(tr(title)) for title, _ in card.facts), default=0)
        room = min(WIDEST_LABEL, max(LABEL_CELLS, widest))
        facts.show(Paragraph(value, fit(tr(title), room) + "  ") for title, value in card.facts)

    @property
    def line(self) -> Linked | None:
        """The kind of referring records under the cursor."""
        row: Linked | None = self.query_one("#record-links", VirtualTable).row
        return row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this record has."""
        card = self.card
        if action in ("edit", "delete", "history") and card is None:
            return False
        if action == "new" and (card is None or self.line is None):
            return False
        if action == "chain" and (card is None or self.noun.name not in CHAINED):
            return False
        if action == "sign_in" and (card is None or self.noun.name != "activity"):
            return False
        if action == "rating" and (card is None or self.noun.name != "property_company"):
            return False
        if action == "matches" and (card is None or self.noun.name != "demand"):
            return False
        if action == "paper" and (card is None or self.noun.name not in PAPERS):
            return False
        if action == "go" and not (card and card.references):
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _offer(self) -> None:
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        line: Linked = event.row
        self.post_message(together_messages.OpenRecords(line.noun, (line.attribute, self.record_id)))

    def action_new(self) -> None:
        """Begin a record that refers to this one."""
        line = self.line
        if line is None:
            return
        if BY_NAME[line.noun].parent == line.attribute:
            self.post_message(messages.OpenUpkeep(line.noun, parent_id=self.record_id))
        else:
            aim = Aim(given={line.attribute: self.record_id.hex()})
            self.post_message(messages.OpenUpkeep(line.noun, aim=aim))

    def action_chain(self) -> None:
        """Show the chain that it stands in."""
        self.post_message(together_messages.OpenPromiseChain(self.noun.name, self.record_id))

    def action_matches(self) -> None:
        """Show the resources that may meet the demand."""
        self.post_message(together_messages.OpenMatches(self.record_id))

    def action_sign_in(self) -> None:
        """Sign people in."""
        self.post_message(together_messages.OpenSignIn(self.record_id))

    async def action_rating(self) -> None:
        """Show the rating of a property company this year, line by line."""
        gateway = gateway_of(self)
        today = local_date(gateway.clock())
        first = today.replace(month=1, day=1)
        rating = await gateway.read(rate_company, self.record_id, first, today)
        period = tr("{day} 至 {last}", day=first, last=today)
        self.app.push_screen(Notice(tr("评价是这样算的"), [period, *(str(line) for line in rating.told())]))

    def action_edit(self) -> None:
        """Change the record."""
        self.post_message(messages.OpenUpkeep(self.noun.name, self.record_id))

    async def action_paper(self) -> None:
        """Write its paper."""
        from gridtui.interchange.record_papers.writing import paper_of_record
        from gridtui.ui.screens.together.printing import WriteRecordPaper

        paper = await gateway_of(self).read(paper_of_record, self.record_id)
        self.app.push_screen(WriteRecordPaper(paper, self.record_id))

    def action_history(self) -> None:
        """Show who changed what."""
        self.post_message(messages.ShowHistory(self.noun.name, self.record_id))

    async def action_delete(self) -> None:
        """Delete the record and its parts."""
        try:
            await gateway_of(self).write(Intent.DELETE_RECORD, records.remove, self.noun.name, self.record_id)
        except RuleBroken as refusal:
            self.refuse(refusal)

    async def action_go(self) -> None:
        """Open a record that this one refers to; of several, the one that is chosen."""
        if self.card is None:
            return
        items = []
        for place, (noun, id) in enumerate(self.card.references):
            found = await gateway_of(self).read(titles_of, noun, [id])
            if id in found and (noun in OPENS or noun in BY_NAME):
                items.append(Item(str(place), found[id], tr(noun_title(noun))))
        if len(items) == 1:
            self._go(items[0].value)
        elif items:
            self.app.push_screen(PickItem(tr("打开哪一个？"), items), self._go)

    def _go(self, place: str | None) -> None:
        if place is None or self.card is None:
            return
        noun, id = self.card.references[int(place)]
        if noun in OPENS:
            self.post_message(OPENS[noun](id))
        else:
            self.post_message(together_messages.OpenRecord(noun, id))


def _columns() -> list[Column[Linked]]:
    return [
        Column(mark("明细与关联"), 24, _title, flexible=True),
        Column(mark("条"), 6, lambda line: str(line.count) if line.count else "", "right"),
    ]


def _title(line: Linked) -> str:
    noun = BY_NAME[line.noun]
    if line.is_part:
        return tr(noun.title)
    return tr("{noun}（{attribute}）", noun=tr(noun.title), attribute=tr(noun.by_name[line.attribute].title))
