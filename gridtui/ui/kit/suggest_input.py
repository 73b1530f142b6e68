"""A field that offers what a few typed characters may mean, and the reserved list it offers in."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy_line
from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.cleaning import clean, shown
from gridtui.ui.kit.editing import Step
from gridtui.ui.kit.field_specs import Suggest, Suggestion
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, say, tr

MOST_OFFERS = 12
MOST_TITLE_CELLS = 40


class SuggestInput(TextInput):
    """One line of text that stands for something known: Down and Up choose, Enter takes it.

    Once something is typed, a field that is not ``free`` has the first offer ready to be taken; a free one
    only an exact offer. In an empty field nothing is ready before Down points at it. Answers to an older text
    are dropped by their number. Enter before the answer takes what will be ready.
    """

    class Offered(Message):
        """The offers changed, or which of them is ready, or the sentence where there are none."""

        def __init__(self, field: SuggestInput) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> SuggestInput:
            """The field that offers."""
            return self.field

    class Taken(Message):
        """A suggestion was taken."""

        def __init__(self, field: SuggestInput, suggestion: Suggestion) -> None:
            super().__init__()
            self.field = field
            self.suggestion = suggestion

        @property
        def control(self) -> SuggestInput:
            """The field it was taken into."""
            return self.field

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("escape", "shut", show=False),
    ]

    def __init__(
        self,
        suggest: Suggest,
        *,
        free: bool = False,
        digits: bool = False,
        shape: Callable[[str], str] = tidy_line,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(shape=shape, id=id, classes=classes)
        self.chosen: Suggestion | None = None
        self.offers: tuple[Suggestion, ...] = ()
        self.ready = -1
        self.refusal = ""
        self._suggest = suggest
        self._free = free
        self._digits = digits
        self._request = 0
        self._answered = 0
        self._take_ready = False
        self._moved = False

    @property
    def typed(self) -> object:
        """The value of what was chosen; else the text of a free field; else nothing."""
        if self.chosen:
            return self.chosen.value
        return super().typed if self._free else ""

    @property
    def echo(self) -> str:
        """The note of what was chosen."""
        return self.chosen.note if self.chosen else ""

    @property
    def is_waiting(self) -> bool:
        """Whether the answer to the text as it stands has not come yet."""
        return self._request != self._answered

    def load_chosen(self, suggestion: Suggestion) -> None:
        """Fill the field with something known and forget the steps before."""
        known = _drawable(suggestion)
        self.load(known.title)
        self.chosen = known

    def load(self, raw: str) -> None:
        """Fill the field with a text that stands for nothing yet, and forget the steps before."""
        super().load(raw)
        self.chosen = None
        self.shut()

    def put_chosen(self, suggestion: Suggestion) -> None:
        """Fill the field with something known, as one step that can be taken back."""
        self.chosen = _drawable(suggestion)
        self.put(self.chosen.title)
        self._take(self.chosen)

    def take(self, index: int) -> None:
        """Take one of the offers."""
        if 0 <= index < len(self.offers):
            self.put_chosen(self.offers[index])

    def accept(self) -> None:
        """Take what is ready, on the way to the next field."""
        if self.chosen or not (self.value.strip() or self._moved):
            self.shut()
        elif self.is_waiting:
            self._take_ready = True
        else:
            self.take(self.ready)

    def tidy(self) -> None:
        """Shape the text; one that says exactly what an offer says stands for it."""
        super().tidy()
        if not self.chosen:
            same = [offer for offer in self.offers if self.value and self.value in (offer.title, offer.value)]
            if len(same) == 1:
                self._take(same[0])
        if not self._take_ready:
            self.shut()

    def own_problems(self) -> list[Problem]:
        """Return a problem when the text stands for nothing that is known."""
        if self.chosen or self._free or not self.value.strip():
            return []
        return [Problem(mark("没有选定，请从列表里选一项"))]

    def ask(self) -> None:
        """Ask what the text as it stands may mean."""
        self._request += 1
        answer = self._suggest(self.value)
        if inspect.isawaitable(answer):
            self.run_worker(self._wait(self._request, answer), group="suggest")
        else:
            self._hear(self._request, answer)

    def shut(self) -> None:
        """Close the list, and no longer expect an answer."""
        self._request += 1
        self._answered = self._request
        self._take_ready = False
        if self.offers or self.refusal:
            self._offer((), "")

    def watch_value(self, value: str) -> None:
        """Forget what was chosen, and ask again."""
        super().watch_value(value)
        if self.chosen and self.chosen.title != value:
            self.chosen = None
        if self.has_focus and not self.chosen:
            self._take_ready = False
            self.ask()

    def _on_focus(self, event: events.Focus) -> None:
        if not self.chosen and not event.from_app_focus:
            self.ask()

    async def _on_key(self, event: events.Key) -> None:
        digit = tidy_line(event.character or "") if self._digits else ""
        if digit in {*"123456789"} and int(digit) <= len(self.offers):
            event.stop()
            event.prevent_default()
            self.take(int(digit) - 1)

    def action_move(self, by: int) -> None:
        """Make another offer ready, or leave the key to the form while nothing is offered."""
        if not self.offers:
            raise SkipAction()
        lowest = -1 if self._free or not self.value.strip() else 0
        self.ready = max(lowest, min(len(self.offers) - 1, self.ready + by))
        self._moved = True
        self.post_message(self.Offered(self))

    def action_shut(self) -> None:
        """Close the list, or leave the key to the screen."""
        if not self.offers:
            raise SkipAction()
        self.shut()

    async def action_submit(self) -> None:
        """Take what is ready before the text is submitted."""
        self.accept()
        await super().action_submit()

    async def _wait(self, number: int, answer: Awaitable[Sequence[Suggestion]]) -> None:
        try:
            offers = await answer
        except RuleBroken as refusal:
            if number == self._request:
                self._hear(number, ())
                self._offer((), tr("；").join(say(problem) for problem in refusal.problems))
            return
        self._hear(number, offers)

    def _hear(self, number: int, offers: Sequence[Suggestion]) -> None:
        if number != self._request:
            return
        self._answered = number
        nothing = tr("没有相符的") if self.value.strip() and not offers else ""
        self._offer(tuple(offers[:MOST_OFFERS]), nothing)
        if self._take_ready:
            self.take(self.ready)
            self.shut()

    def _offer(self, offers: tuple[Suggestion, ...], refusal: str) -> None:
        exact = next((i for i, offer in enumerate(offers) if offer.exact), -1)
        self.offers = offers
        self.refusal = refusal
        # Nobody who leaves an empty field takes anything, unless it was pointed at.
        sure = not self._free and bool(self.value.strip())
        self.ready = exact if exact >= 0 or not sure or not offers else 0
        self._moved = False
        self.post_message(self.Offered(self))

    def _take(self, suggestion: Suggestion) -> None:
        self.chosen = _drawable(suggestion)
        self._show(Step(self.chosen.title, len(self.chosen.title)))
        self.shut()
        self.post_message(self.Taken(self, self.chosen))


def _drawable(suggestion: Suggestion) -> Suggestion:
    """Return the suggestion with a title that may stand in a field."""
    return suggestion._replace(title=clean(suggestion.title))


class SuggestList(Widget):
    """The reserved rows in which a suggestion field offers; it never takes the focus."""

    class Picked(Message):
        """An offer was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    DEFAULT_CSS = """
    SuggestList { height: 5; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._offers: tuple[Suggestion, ...] = ()
        self._ready = -1
        self._sentence = ""

    def show(self, offers: Sequence[Suggestion], ready: int, sentence: str = "") -> None:
        """Show the offers with one of them ready, or a sentence where there are none."""
        self._offers = tuple(offers)
        self._ready = ready
        self._sentence = sentence
        self.refresh()

    def clear(self) -> None:
        """Show nothing."""
        self.show((), -1)

    def render(self) -> Content:
        """Draw the rows around the one that is ready."""
        if not self._offers:
            return shown(self._sentence, "dim")
        first = self._first
        lines = [self._line(i) for i in range(first, min(len(self._offers), first + self.size.height))]
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Tell which offer was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and self._first + offset.y < len(self._offers):
            self.post_message(self.Picked(self._first + offset.y))

    @property
    def _first(self) -> int:
        return max(0, self._ready - self.size.height + 1)

    def _line(self, index: int) -> Content:
        offer = self._offers[index]
        ready = index == self._ready
        widest = max(cell_width(cut(o.title, MOST_TITLE_CELLS)) for o in self._offers)
        title_cells = max(0, min(widest, self.size.width - 3))
        note_cells = max(0, self.size.width - title_cells - 5)
        text = f"{glyph('focus') if ready else ' '} {fit(offer.title, title_cells)}  "
        note = fit(offer.note, note_cells)
        return Content.assemble(shown(text, "bold" if ready else ""), shown(note, "" if ready else "dim"))
