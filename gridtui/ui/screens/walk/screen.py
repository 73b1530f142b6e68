"""The stair-walk sheet 扫楼单 of a building: printed, and typed back with one key a door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.walking import DoorNote, WalkOrder
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem
from gridtui.queries.walks.walk_sheets import SheetLine, WalkSheet, strays, walk_sheet
from gridtui.ui import messages
from gridtui.ui.building_words import building_words
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.header import RuleLine
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.tones import DONE, LATE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.walk.commands import AREA, SHEET
from gridtui.ui.screens.walk.lines import (
    again_words,
    door_paragraphs,
    door_words,
    head_words,
    refusal_words,
    saved_words,
    sheet_words,
    walk_columns,
)
from gridtui.ui.screens.walk.noting import DOOR_FORM, SHEET_FORM, NotingScreen
from gridtui.ui.screens.walk.parts import DOOR_FIELDS, SHEET_FIELDS, BriefForm, DoorTable
from gridtui.ui.screens.walk.printing import PrintScreen
from gridtui.usecases.walks import VISITED_ON, record_walk
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

NO_DOORS = mark("这栋楼还没有登记门牌和户\n在楼栋卡按规则生成门牌，或导入居民表")
_OF_A_DOOR = frozenset(("mark_door", "clear_door", "next_door", "back_door", "write", "issue"))
_RECORDED = DONE.lettered(mark("录"))
_WRONG = LATE.lettered(mark("改"))

Found = tuple[WalkSheet | None, tuple[SheetLine, ...]]
"""The sheet of a building, and its lines with those of households that are not there any more."""


class WalkScreen(NotingScreen, LookingScreen):
    """Shows every door of the building of that id, and stores all that was typed of them in one step."""

    TITLE = AREA
    CSS_PATH = "walk.tcss"
    AUTO_FOCUS = "#walk-doors"
    COMMANDS: ClassVar[tuple[Command, ...]] = SHEET

    def __init__(self, building_id: RecordId) -> None:
        super().__init__(building_id)
        self.sheet: WalkSheet | None = None
        self.wrong: frozenset[RecordId] = frozenset()

    def compose_body(self) -> ComposeResult:
        """Lay out the day and the visitor, the doors, and the door under the cursor."""
        yield Static(id="walk-sheet")
        yield BriefForm(SHEET_FIELDS, today=self.today, id=SHEET_FORM)
        columns = walk_columns(self.note_of)
        yield DoorTable(columns, self.lines, tone=self._tone, empty=NO_DOORS, id="walk-doors")
        yield RuleLine()
        yield Prose(id="walk-door")
        yield BriefForm(DOOR_FIELDS, today=self.today, id=DOOR_FORM)

    def on_mount(self) -> None:
        """Begin a sheet, and offer one that was left half typed."""
        self.begin_notes()
        self.show_notes()
        self.run_worker(self.offer_draft(), group="offer")

    def can_store(self) -> bool:
        """Whether the building is still there."""
        return self.sheet is not None

    def look(self) -> None:
        """Read the doors; what was typed stays."""
        gateway = gateway_of(self)
        if gateway.is_open:
            asked = (self.building_id, self.today(), self.notes.order, tuple(self.notes.doors))
            gateway.ask(self, "walk", _read, *asked, then=self._show)

    def show_notes(self) -> None:
        """Show what was typed: beside the doors, above them, and of the door under the cursor."""
        words = sheet_words(self.notes, gateway_of(self).workspace.operator.name, self.today())
        counted = tr("{sheet}   已录 {n} 户", sheet=words, n=self.notes.marked)
        self.query_one("#walk-sheet", Static).update(shown(counted))
        self.table.refresh_rows()
        self._show_door()

    def _show(self, found: Found) -> None:
        self.sheet, lines = found
        self.lines.put(lines)
        self.filter_words = " · ".join(
            part for part in (self.building_name, tr(self.notes.order.label)) if part
        )
        self.show_notes()
        if self.goal:
            self.go_to(self.goal)
            self.goal = ""
        if self.sheet is None:
            self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")
        self.refresh_bindings()

    def _show_door(self) -> None:
        line = self.table.row
        told = door_paragraphs(line, self.note_of(line), self.today()) if line else ()
        self.query_one("#walk-door", Prose).show(told)

    @on(VirtualTable.RowHighlighted)
    def _look_at(self) -> None:
        self._show_door()

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        line = self.table.row
        if line is not None and line.household_id is not None:
            self.post_message(messages.OpenHousehold(line.household_id))
        elif line is not None:
            self.post_message(messages.OpenUpkeep("household", parent_id=line.dwelling_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the building and the door under the cursor have."""
        if action in ("print", "turn", "find_door") and not self.lines.rows:
            return False
        if action == "save" and isinstance(self.focused, Input):
            return False
        if (
            action in ("mark_door", "clear_door", "next_door", "back_door", "write", "issue")
            and self.table.row is None
        ):
            return False
        return super().check_action(action, parameters)

    def action_mark_door(self, code: str) -> None:
        """Say what came of the door under the cursor, and go on to the next."""
        line = self.table.row
        refusal = refusal_words(line, self.notes.visited_on) if line else ""
        if line is None or refusal:
            self.say(refusal, "warning")
            return
        self.wrong -= {line.household_id}
        self.note_down(line, replace(self.note_of(line), mark=code))
        last = self.table.cursor + 1 == len(self.lines.rows)
        self.table.action_next_row()
        if line.last_on is not None and line.last_on == self.notes.visited_on:
            self.say(again_words(line), "warning")
        elif last:
            self.say(tr("到末一户了，已录 {n} 户；Ctrl+S 保存", n=self.notes.marked))
        elif self.notes.marked == 1:
            words = sheet_words(self.notes, gateway_of(self).workspace.operator.name, self.today())
            self.say(tr("{sheet}；要改按 d", sheet=words))

    def action_clear_door(self) -> None:
        """Take the mark of the door under the cursor away, if it has one, and go on to the next."""
        line = self.table.row
        if line is not None and (note := self.note_of(line)).mark:
            self.note_down(line, DoorNote() if line.is_stray else replace(note, mark=""))
        self.table.action_next_row()

    def action_next_door(self) -> None:
        """Go on to the next door and leave this one as it is."""
        self.table.action_next_row()

    def action_back_door(self) -> None:
        """Go back one door."""
        self.table.action_previous_row()

    def action_write(self, name: str) -> None:
        """Write about the door under the cursor."""
        line = self.table.row
        if line is not None and line.household_id is not None:
            self.open_door_form(line, name)
        elif line is not None:
            self.say(refusal_words(line, self.notes.visited_on), "warning")

    def action_date(self) -> None:
        """Change the day and the visitor of the sheet."""
        self.open_sheet_form()

    def action_turn(self) -> None:
        """Walk the other way; the cursor stays on its door."""
        other = WalkOrder.DOWN if self.notes.order is WalkOrder.UP else WalkOrder.UP
        self.notes = replace(self.notes, order=other)
        self.look()

    def action_find_door(self) -> None:
        """Pick a door from the list of all."""
        items = [Item(line.key, door_words(line), head_words(line)) for line in self.lines.rows]
        here = self.table.row

        def take(key: str | None) -> None:
            if key is not None:
                self.go_to(key)

        self.app.push_screen(PickItem(tr("去哪扇门"), items, here.key if here else ""), take)

    def action_print(self) -> None:
        """Write the sheet into a file."""
        self.app.push_screen(PrintScreen(self.building_id, self.building_name, self.notes.order))

    def action_issue(self) -> None:
        """Take down an issue at the door under the cursor."""
        line = self.table.row
        if line is not None:
            self.post_message(
                messages.NewIssue(self.building_id, line.household_id, dwelling_id=line.dwelling_id)
            )

    async def action_leave(self) -> None:
        """Close the form beside the list, else go back; the sheet is kept."""
        if not self.close_forms():
            await super().action_leave()

    def action_save(self) -> None:
        """Write every visit of the sheet in one step."""
        self.close_forms()
        if not self.writing and self.can_store():
            self.writing = True
            self.run_worker(self._store({}), group="save")

    async def store(self, values: dict[str, object]) -> None:
        """Write every visit of the sheet and go back."""
        del values
        homes = sum(line.household_id is not None for line in self.lines.rows)
        left = homes - self.notes.marked
        walked = await gateway_of(self).write(
            Intent.WALK_STAIRS, record_walk, self.building_id, self.notes, form=self.draft_key
        )
        self.writing = False
        self.notes = self.blank
        self.close(saved_words(walked, self.building_name, left))

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Go to the first door that was refused, or to the day; return what belongs to neither."""
        of_day = [each for each in problems if each.field == VISITED_ON]
        of_doors = [each for each in problems if each.field and each not in of_day]
        self.wrong = frozenset(bytes.fromhex(each.field) for each in of_doors)
        self.table.refresh_rows()
        if of_day:
            self.open_sheet_form().show_problems(of_day)
        elif of_doors:
            self.go_to(of_doors[0].field)
            self.say(tr("{words}（{n} 户要改，都没存）", words=say(of_doors[0]), n=len(self.wrong)), "error")
        return [each for each in problems if not each.field]

    def _tone(self, line: SheetLine) -> Tone | None:
        if line.household_id in self.wrong:
            return _WRONG
        return _RECORDED if self.note_of(line).mark else None

    @property
    def building_name(self) -> str:
        """What the building is called."""
        if self.sheet is None:
            return ""
        row = self.sheet.building
        return building_words(row.name, row.label)


def _read(
    connection: Connection, building_id: RecordId, today: date, order: WalkOrder, written: Sequence[RecordId]
) -> Found:
    sheet = walk_sheet(connection, building_id, today, order)
    if sheet is None:
        return None, ()
    return sheet, (*sheet.lines, *strays(connection, sheet, written))
