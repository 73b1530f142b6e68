"""What is done to several marked rows at once, in every list: one menu, one undo step each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import PlaceKind
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.ui import messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.assignments import end_at
from gridtui.words import mark, tr

AREA = mark("选中的行")


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something that can be done to marked records: of which nouns, and whether it writes."""

    id: str
    title: str
    help: str
    nouns: frozenset[str]
    writes: bool = True


_PLACES, _LISTED = frozenset({"building", "grid"}), frozenset({"building", "household", "resident"})

BULK: Final = (
    Bulk("assign", mark("任用"), mark("请一个人负责各处"), _PLACES),
    Bulk("move", mark("换网格"), mark("楼栋划入另一个网格"), frozenset({"building"})),
    Bulk("tag", mark("记服务需要"), mark("同一项，用途只写一次"), frozenset({"resident"})),
    Bulk("end", mark("结束任用"), mark("在任的到今天为止"), _PLACES | {"household"}),
    Bulk("export", mark("导出"), mark("另存为表格"), _LISTED, writes=False),
)
"""What can be done to marked rows, in the order of the menu."""


class MarkedScreen(AreaScreen):
    """A screen with lists whose rows are marked; a subclass says of which noun the rows of each list are.

    It exports and moves with the commands of its own that it has for that.
    """

    MARKED_NOUNS: ClassVar[Mapping[str, str]] = {}
    """Id of a list → the noun of its rows, whose keys are the records' ids."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("marked.menu", mark("批量"), ("x",), mark("对选中的各行一起做：任用、导出……"), AREA,
                "marked", lists_only=True, footer=False),
        *(
            Command(f"marked.{bulk.id}", bulk.title, (), bulk.help, AREA, f"do_marked('{bulk.id}')",
                    lists_only=True, footer=False, writes=bulk.writes)
            for bulk in BULK
        ),
    )  # fmt: skip

    def marked_table(self) -> VirtualTable[Any] | None:
        """Return the list that has the focus, if rows are marked in it."""
        table = self.focused
        return table if isinstance(table, VirtualTable) and table.marks else None

    def marked_ids(self, table: VirtualTable[Any]) -> tuple[RecordId, ...]:
        """Return the records that are marked in a list, in the order of marking."""
        return tuple(table.marks)

    def possible(self) -> list[Bulk]:
        """Return what can be done to what is marked now."""
        table = self.marked_table()
        noun = self.MARKED_NOUNS.get(table.id or "") if table is not None else None
        reading = gateway_of(self).read_only
        return [
            bulk
            for bulk in BULK
            if noun in bulk.nouns and not (reading and bulk.writes) and (bulk.id != "move" or self._can_move)
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer by name only what can be done to what is marked."""
        if action == "do_marked" and parameters[0] not in {bulk.id for bulk in self.possible()}:
            return False
        return super().check_action(action, parameters)

    def on_virtual_table_marks_changed(self, event: VirtualTable.MarksChanged) -> None:
        """Say how many rows are marked, and which key does something to them."""
        number = len(event.keys)
        self.note = (
            tr("选中 {n} 行，x 批量", n=number) if number and event.table.id in self.MARKED_NOUNS else ""
        )

    def action_marked(self) -> None:
        """Offer what can be done to the marked rows."""
        table, possible = self.marked_table(), self.possible()
        if table is None:
            self.say(tr("先用空格选中几行，再按 x"))
            return
        items = [Item(bulk.id, tr(bulk.title), tr(bulk.help)) for bulk in possible]
        heading = tr("对选中的 {n} 行", n=len(self.marked_ids(table)))

        def take(id: str | None) -> None:
            if id is not None:
                self.action_do_marked(id)

        self.app.push_screen(PickItem(heading, items), take)

    def action_do_marked(self, id: str) -> None:
        """Do one thing to the marked rows."""
        table = self.marked_table()
        if table is None:
            return
        ids, noun = self.marked_ids(table), self.MARKED_NOUNS[table.id or ""]
        if id == "assign":
            aim = Aim(at="person_name", many=ids)
            self.post_message(messages.OpenUpkeep("assignment", aim=aim))
        elif id == "tag":
            self.post_message(messages.OpenUpkeep("service_tag", aim=Aim(at="tag", many=ids)))
        elif id == "end":
            self.run_worker(self._end(table, noun, ids), group="marked", exclusive=True)
        else:
            getattr(self, f"action_{id}")()

    async def _end(self, table: VirtualTable[Any], noun: str, ids: Sequence[RecordId]) -> None:
        gateway = gateway_of(self)
        today = local_date(gateway.clock())
        try:
            number = await gateway.write(Intent.END_ASSIGNMENT, end_at, PlaceKind(noun), ids, today)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        if number:
            table.clear_marks()
            self.say(tr("{n} 项任用到今天为止，Ctrl+Z 撤销", n=number))
        else:
            self.say(tr("选中的各处现在没有人在任"))

    @property
    def _can_move(self) -> bool:
        return hasattr(self, "action_move")
