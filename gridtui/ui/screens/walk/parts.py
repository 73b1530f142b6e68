"""The parts of the screen of a stair-walk sheet: the doors, what is written of one, day and visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.actions import SkipAction
from textual.message import Message

from gridtui.domain.words.draft import LONG, SHORT
from gridtui.queries.walks.walk_sheets import SheetLine
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.walk.commands import DONE, MARKING
from gridtui.words import mark

SHEET_FIELDS = (
    FieldSpec(name="visited_on", title=mark("走访日期"), kind="date", required=True, pinnable=False,
              hint=mark("整张单子同一天：昨天、-3、3-5")),
    FieldSpec(name="visitor_name", title=mark("走访人"), width=24, pinnable=False, max_length=SHORT,
              hint=mark("空着就是您自己")),
)  # fmt: skip

DOOR_FIELDS = (
    FieldSpec(name="problem", title=mark("问题"), prose=True, pinnable=False, max_length=LONG,
              hint=mark("户里说了什么，看到什么")),
    FieldSpec(name="promise", title=mark("承诺"), prose=True, pinnable=False, max_length=LONG,
              hint=mark("答应了什么，到日子会提醒")),
    FieldSpec(name="promise_due", title=mark("兑现日期"), kind="date", past=False, pinnable=False,
              hint=mark("哪天前办好：5、3-5、+7")),
)  # fmt: skip

_NOT_HERE = frozenset(("same_as_last", "pin"))


class DoorTable(VirtualTable[SheetLine]):
    """The doors in the order one walks; its digits say what came of a door, one key each."""

    COMMANDS: ClassVar[tuple[Command, ...]] = MARKING


class BriefForm(Form):
    """A form beside the list that stores nothing itself: what is typed is taken over at every key.

    Enter in the last field, and Ctrl+S, mean that one is done with it.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = DONE

    @dataclass
    class Done(Message):
        """Back to the list."""

        form: BriefForm

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing that needs a record before this one."""
        return False if action in _NOT_HERE else super().check_action(action, parameters)

    async def action_enter(self) -> None:
        """Go to the next field, from the last one back to the list."""
        row = self._row
        if row is None:
            raise SkipAction()
        if row is self.rows.beside(self.rows.beside(None, 0), -1):
            await self.action_done()
        else:
            await super().action_enter()

    async def action_done(self) -> None:
        """Write dates in full and go back to the list."""
        await self._settle()
        for row in self.rows:
            row.field.tidy()
        self.post_message(self.Done(self))
