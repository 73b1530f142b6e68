"""The form: fields one after another by keyboard, Enter never saves, nothing typed is ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import ClassVar, Self

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit import form_messages
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.editing import FieldEdited, PastedLines
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion, TodaySource
from gridtui.ui.kit.fields import Field, FieldRow
from gridtui.ui.kit.form_body import FormBody, FormTail
from gridtui.ui.kit.form_rows import FormRows, put_row
from gridtui.ui.kit.long_text import LongText
from gridtui.ui.kit.suggest_input import MOST_OFFERS, SuggestInput, SuggestList
from gridtui.words import mark, tr

DRAFT_DELAY = 0.5
"""Seconds after a key within which ``Form.Changed`` is posted; a draft must be stored within one second."""

WIDE = 100
"""Cells from which short fields stand in two columns."""

FEWEST_OFFERS = 4
"""Rows in which suggestions are offered on the smallest terminal; a third of a taller form."""

SETTLE_SECONDS = 0.5
"""How long a key that leaves a field waits for the field to deal with the keys before it."""

AREA = mark("录入")


class Form(Commanded, Vertical):
    """Fields under each other, with a reserved line beneath each, so that nothing moves while one types.

    ``values`` fills the fields at the beginning: texts, dates, truths, ids or ``Suggestion``. ``today`` is
    needed where there is a date field. The screen saves on ``Submitted``, then calls ``start_next``, or
    ``show_problems`` with what the use case refused; it keeps ``Changed.raw`` as the draft.
    """

    Submitted = form_messages.Submitted
    Changed = form_messages.Changed
    Edited = form_messages.Edited

    DEFAULT_CSS = """
    Form > SuggestList { margin: 0 0 0 2; }
    Form.-wide > FormBody { grid-size: 2; }
    Form.-wide > FormBody > * { column-span: 2; }
    Form.-wide > FormBody > .-half { column-span: 1; }
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("form.enter", mark("下一项"), ("enter",), mark("到下一项，从不保存；在长文本里是换行"), AREA,
                "enter", palette=False, priority=True),
        Command("form.next", mark("下一项"), ("tab",), mark("到下一项"), AREA,
                "next_field", footer=False, palette=False, priority=True),
        Command("form.previous", mark("上一项"), ("shift+tab",), mark("回到上一项"), AREA,
                "previous_field", footer=False, palette=False, priority=True),
        Command("form.down", mark("往下一项"), ("down",), mark("到下面一项"), AREA,
                "next_field", footer=False, palette=False),
        Command("form.up", mark("往上一项"), ("up",), mark("到上面一项"), AREA,
                "previous_field", footer=False, palette=False),
        Command("form.save", mark("保存"), ("ctrl+s",), mark("保存这一条，接着录下一条"), AREA,
                "save", writes=True, priority=True),
        Command("form.same_as_last", mark("同上"), ("f4",), mark("照抄上一条的这一项"), AREA,
                "same_as_last", priority=True),
        Command("form.pin", mark("固定"), ("f8",), mark("固定这一项：存完后保留，再按一次取消"), AREA,
                "pin", priority=True),
        Command("form.undo", mark("撤销输入"), ("ctrl+z",), mark("撤销刚才的输入；没有了就撤销上一步操作"),
                AREA, "undo", footer=False, palette=False),
        Command("form.redo", mark("恢复输入"), ("ctrl+y",), mark("恢复刚撤销的输入"),
                AREA, "redo", footer=False, palette=False),
    )  # fmt: skip

    def __init__(
        self,
        spec: Sequence[FieldSpec],
        values: Mapping[str, object] | None = None,
        *,
        today: TodaySource | None = None,
        draft_delay: float = DRAFT_DELAY,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.rows = FormRows(spec, today)
        self.rows.load(values or {})
        self.last: dict[str, str] = {}
        self._blank = dict.fromkeys((field.name for field in spec), "")
        self._baseline = self.rows.raw()
        self._submitted: dict[str, str] = {}
        self._draft_delay = draft_delay
        self._draft_timer: Timer | None = None
        self._saving = False
        self._edited: list[FieldRow] = []

    def compose(self) -> ComposeResult:
        """Lay out the rows, and the rows in which suggestions are offered if any field needs them."""
        with FormBody():
            yield from self.rows
            yield FormTail()
        if any(row.spec.kind == "suggest" for row in self.rows):
            offers = SuggestList()
            offers.display = False
            yield offers

    @property
    def is_dirty(self) -> bool:
        """Whether anything differs from what was loaded."""
        return self.rows.raw() != self._baseline

    def field(self, name: str) -> Field:
        """Return the widget of a field."""
        return self.rows[name].field

    def chosen(self, name: str) -> Suggestion | None:
        """Return what was chosen in a suggestion field, or None for a free or empty text."""
        field = self.field(name)
        return field.chosen if isinstance(field, SuggestInput) else None

    def raw_values(self) -> dict[str, str]:
        """Return what stands in the fields as plain text, for a draft; secrets are left out."""
        return self.rows.raw()

    def values(self) -> dict[str, object]:
        """Return what the contents mean: texts, dates, codes, truths, values of suggestions."""
        return self.rows.values()

    def load(self, values: Mapping[str, object], *, as_typed: bool = False) -> None:
        """Fill the fields that are named; ``as_typed`` (a draft) leaves the form dirty."""
        self.rows.load(values)
        self._edited.clear()
        if not as_typed:
            self._baseline = self.rows.raw()

    def start_next(self, values: Mapping[str, object] | None = None) -> None:
        """Begin the next record: pinned fields stay, ``values`` are filled in, the others are empty."""
        self.last = self._submitted or self.rows.raw()
        kept = {row.spec.name for row in self.rows if row.pinned}
        self.rows.load({name: raw for name, raw in self._blank.items() if name not in kept})
        self.rows.load(values or {})
        for row in self.rows:
            row.show(())
        self._edited.clear()
        self._submitted = {}
        self._baseline = self.rows.raw()
        self._stop_draft()
        self.focus_field(next((row.spec.name for row in self.rows if not row.pinned), None))

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Show problems under their fields and go to the first wrong one; return those of no field here."""
        for row in self.rows:
            row.show([problem for problem in problems if problem.field == row.spec.name])
        self._go_to_first_error()
        return [problem for problem in problems if self.rows.get(problem.field) is None]

    def say(self, name: str, sentence: str) -> None:
        """Show a sentence under a field until it is edited or left."""
        self.rows[name].say(sentence)

    def focus_field(self, name: str | None = None) -> None:
        """Focus a field, the first without a name."""
        self._focus(self.rows[name] if name else self.rows.beside(None, 0))

    def focus(self, scroll_visible: bool = True) -> Self:  # noqa: ARG002 - Textual's signature
        """Focus the first field."""
        self.focus_field()
        return self

    async def action_next_field(self) -> None:
        """Take what a suggestion field has ready, and go to the next field."""
        await self._go(1)

    async def action_enter(self) -> None:
        """Go to the next field, or leave the key to a long text, where it breaks the line."""
        if self._row and isinstance(self._row.field, LongText):
            raise SkipAction()
        await self._go(1)

    async def action_previous_field(self) -> None:
        """Go to the previous field."""
        await self._go(-1)

    async def action_save(self) -> None:
        """Check everything; post ``Submitted``, or show what is wrong and go to the first wrong field."""
        await self._settle()
        row = self._row
        if row and isinstance(row.field, SuggestInput):
            row.field.accept()
        # An answer that is on its way decides what a field means; saving goes on when it is there.
        self._saving = any(isinstance(r.field, SuggestInput) and r.field.is_waiting for r in self.rows)
        if not self._saving:
            self.save()

    def save(self) -> None:
        """Save what stands there now."""
        found = False
        for row in self.rows:
            row.field.tidy()
            row.show(row.check(at_save=True))
            found = found or row.has_error
        if found:
            self._go_to_first_error()
            return
        self._submitted = self.rows.raw()
        if self._draft_timer:
            # The draft is complete before the screen hears of saving; none comes after it.
            self._stop_draft()
            self._announce()
        self.post_message(self.Submitted(self, self.rows.values(), self._submitted))

    def action_same_as_last(self) -> None:
        """Copy this field from the record saved last."""
        row = self._row
        if row is None or row.spec.kind == "secret":
            return
        if row.spec.name in self.last:
            put_row(row, self.last)
        else:
            row.say(tr("还没有上一条可以照抄"))

    def action_pin(self) -> None:
        """Keep this field for the next record, or no longer."""
        row = self._row
        if row and row.spec.pinnable and row.spec.kind != "secret":
            row.pin(not row.pinned)

    def action_undo(self) -> None:
        """Take back the last edit of another field, or leave the key to the app when there is none."""
        for row in reversed(self._edited):
            if row.field.undo_step():
                self._focus(row)
                return
        raise SkipAction()

    def action_redo(self) -> None:
        """Do again what was taken back in another field, or leave the key to the app."""
        for row in reversed(self._edited):
            if row.field.redo_step():
                self._focus(row)
                return
        raise SkipAction()

    def on_field_edited(self, message: FieldEdited) -> None:
        """Note an edit, keep its error line true, and see that a draft is kept."""
        message.stop()
        row = self.rows.holding(message.field)
        if row is None:
            return
        self._edited = [*(other for other in self._edited if other is not row), row]
        row.follow()
        self.post_message(self.Edited(self, row.spec.name, row.field.raw))
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(self._draft_delay, self._announce)

    def on_pasted_lines(self, message: PastedLines) -> None:
        """Say that several lines became one; a screen that knows better may still take them back."""
        if row := self.rows.holding(message.field):
            row.say(tr("粘贴的 {n} 行已连成一行", n=len(message.lines)))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the field into view and show its hint."""
        if row := self.rows.holding(event.widget):
            row.refresh()
            for offers in self.query(SuggestList):
                offers.display = isinstance(row.field, SuggestInput)
            self.query_one(FormBody).reveal(row)
            self.call_after_refresh(self._after_layout)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Tidy the field that was left and say what is wrong with it; leaving is never refused."""
        if row := self.rows.holding(event.widget):
            row.field.tidy()
            row.show(row.check(at_save=False))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the messages of single fields inside."""
        event.stop()

    def on_suggest_input_offered(self, message: SuggestInput.Offered) -> None:
        """Show what a field offers, and go on saving when it was what saving waited for."""
        message.stop()
        field = message.field
        if field.has_focus or not field.offers:
            self.query_one(SuggestList).show(field.offers, field.ready, field.refusal)
        if self._saving and not field.is_waiting:
            self._saving = False
            self.save()

    def on_suggest_input_taken(self, message: SuggestInput.Taken) -> None:
        """Show the note of what was taken."""
        if row := self.rows.holding(message.field):
            row.show(row.check(at_save=False))

    def on_suggest_list_picked(self, message: SuggestList.Picked) -> None:
        """Take the offer that was clicked."""
        message.stop()
        if (row := self._row) and isinstance(row.field, SuggestInput):
            row.field.take(message.index)

    def on_resize(self, event: events.Resize) -> None:
        """Use two columns where there is room, and keep the focused field in view."""
        self.set_class(event.size.width >= WIDE, "-wide")
        for offers in self.query(SuggestList):
            offers.styles.height = max(FEWEST_OFFERS, min(MOST_OFFERS, event.size.height // 3))
        self.call_after_refresh(self._after_layout)

    def on_unmount(self) -> None:
        """Forget the timer of the draft."""
        self._stop_draft()

    @property
    def _row(self) -> FieldRow | None:
        return self.rows.holding(self.screen.focused)

    async def _go(self, by: int) -> None:
        row = self._row
        if row is None:
            raise SkipAction()
        await self._settle()
        if by > 0 and isinstance(row.field, SuggestInput):
            row.field.accept()
        self._focus(self.rows.beside(row, by))

    async def _settle(self) -> None:
        """Wait until the focused field has dealt with the keys before this one.

        Keys reach a field through its queue, and a command of a priority key does not: without this, the
        last characters of a burst would come after it.
        """
        if row := self._row:
            done = asyncio.Event()
            row.field.call_later(done.set)
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), SETTLE_SECONDS)

    def _focus(self, row: FieldRow) -> None:
        # Textual's own scrolling to a focused widget is animated and centres it.
        self.screen.set_focus(row.field, scroll_visible=False)

    def _go_to_first_error(self) -> None:
        if row := next((row for row in self.rows if row.has_error), None):
            self._focus(row)

    def _after_layout(self) -> None:
        body = self.query_one(FormBody)
        body.make_room(self.region.bottom)
        if row := self._row:
            body.reveal(row)

    def _announce(self) -> None:
        self._draft_timer = None
        self.post_message(self.Changed(self, self.rows.raw()))

    def _stop_draft(self) -> None:
        if self._draft_timer:
            self._draft_timer.stop()
            self._draft_timer = None
