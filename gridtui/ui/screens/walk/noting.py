"""What is typed of a stair-walk sheet and how it is kept: beside the list, at every key, as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.timer import Timer

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.walking import DoorNote, WalkNotes, read_notes
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.queries.walks.walk_sheets import SheetLine
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.form import DRAFT_DELAY
from gridtui.ui.kit.form_messages import Edited
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.screens.walk.parts import BriefForm, DoorTable
from gridtui.usecases.walks import VISITED_ON
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft

SHEET_FORM, DOOR_FORM = "walk-sheet-form", "walk-door-form"


class NotingScreen(KeptFormScreen):
    """Holds what was written of every household, and keeps it; a subclass reads and shows the doors."""

    KEPT_WORDS = mark("录到一半的扫楼单已留着，再打开时可以接着录")
    replaces: ClassVar[tuple[str, ...]] = ("go",)
    """Digits say what came of a door."""

    def __init__(self, building_id: RecordId) -> None:
        super().__init__()
        self.building_id = building_id
        self.notes = self.blank = WalkNotes()
        self.goal = ""
        self.lines: ListSource[SheetLine] = ListSource((), lambda line: line.key.encode())
        self._timer: Timer | None = None

    def look(self) -> None:
        """Read the doors; what was typed stays."""
        raise NotImplementedError

    def show_notes(self) -> None:
        """Show what was typed."""
        raise NotImplementedError

    @property
    def table(self) -> DoorTable:
        """The doors."""
        return self.query_one(DoorTable)

    @property
    def draft_key(self) -> str:
        """The name under which the sheet is kept; one for every building."""
        return f"walk:{self.building_id.hex()}"

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and is not stored; the way one walks is nothing typed."""
        return replace(self.notes, order=self.blank.order) != self.blank

    def draft_body(self) -> Mapping[str, Any]:
        """Return the sheet as far as it is typed back, and where the cursor stands."""
        line = self.table.row
        return replace(self.notes, at=line.key if line else "").body()

    def draft_words(self, kept: SavedDraft) -> str:
        """Return the day, the visitor and how many doors there are."""
        notes = read_notes(kept.body, self.today())
        day = shown_date(notes.visited_on)
        return tr("{day} {visitor}，已录 {n} 户", day=day, visitor=notes.visitor_name, n=notes.marked)

    def take_up(self, kept: SavedDraft) -> None:
        """Go on where the sheet was left."""
        notes = read_notes(kept.body, self.today())
        self.goal, self.notes = notes.at, replace(notes, at="")
        self.look()

    def begin(self) -> None:
        """Go to the doors."""
        self.table.focus()

    def begin_notes(self) -> None:
        """Begin a sheet of today, walked by the operator; no form is open."""
        for form in self.query(BriefForm):
            form.display = False
        self.notes = self.blank = WalkNotes(self.today(), gateway_of(self).workspace.operator.name)

    def on_unmount(self) -> None:
        """Forget the timer of the draft."""
        self._stop_timer()

    def note_of(self, line: SheetLine) -> DoorNote:
        """Return what was written of a line."""
        return self.notes.of(line.household_id)

    def note_down(self, line: SheetLine, note: DoorNote) -> None:
        """Write of a household, and see that it is kept."""
        if line.household_id is not None:
            self.notes = self.notes.noted(line.household_id, note)
            self._follow()

    def open_sheet_form(self) -> BriefForm:
        """Open the day and the visitor of the sheet."""
        values = {"visited_on": self.notes.visited_on, "visitor_name": self.notes.visitor_name}
        return self._open_form(SHEET_FORM, values, VISITED_ON)

    def open_door_form(self, line: SheetLine, name: str) -> None:
        """Open what is written of a door, at the field of that name."""
        note = self.note_of(line)
        values = {"problem": note.problem, "promise": note.promise, "promise_due": note.promise_due}
        self._open_form(DOOR_FORM, values, name)

    def close_forms(self) -> bool:
        """Go back to the doors, with dates in full; returns whether a form was open."""
        was_open = [form for form in self.query(BriefForm) if form.display]
        for form in was_open:
            for row in form.rows:
                row.field.tidy()
            self._take(form)
            form.display = False
        self._arrange()
        if was_open:
            self.table.focus()
        return bool(was_open)

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of that key, where there is one."""
        place = self.lines.place(key.encode())
        if place is not None:
            self.table.move_to(place)

    @on(Edited)
    def _take_over(self, message: Edited) -> None:
        message.stop()
        if isinstance(message.form, BriefForm):
            self._take(message.form)

    @on(BriefForm.Done)
    def _done(self) -> None:
        self.close_forms()

    def _take(self, form: BriefForm) -> None:
        """Take over what stands in a form."""
        raw = form.raw_values()
        line = self.table.row
        if form.id == SHEET_FORM:
            day = form.values()["visited_on"]
            visited_on = day if isinstance(day, date) else None
            self.notes = replace(self.notes, visited_on=visited_on, visitor_name=raw["visitor_name"].strip())
            self._follow()
        elif line is not None:
            told = {name: raw[name].strip() for name in ("problem", "promise", "promise_due")}
            self.note_down(line, replace(self.note_of(line), **told))

    def _open_form(self, id: str, values: Mapping[str, object], name: str) -> BriefForm:
        self.close_forms()
        form = self.query_one(f"#{id}", BriefForm)
        form.load(values)
        form.display = True
        self._arrange()
        form.focus_field(name)
        return form

    def _arrange(self) -> None:
        """Let a form stand in the place of what it changes."""
        self.query_one("#walk-sheet").display = not self.query_one(f"#{SHEET_FORM}").display
        self.query_one("#walk-door").display = not self.query_one(f"#{DOOR_FORM}").display

    def _follow(self) -> None:
        self.show_notes()
        if self._timer is None:
            self._timer = self.set_timer(DRAFT_DELAY, self._keep_now)

    async def _keep_now(self) -> None:
        self._timer = None
        await self._keep(self.draft_body())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def today(self) -> date:
        """Return today at the office."""
        return local_date(gateway_of(self).clock())
