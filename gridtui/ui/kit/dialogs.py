"""Short questions over the screen: asking, asking for a reason, saying something that must be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from gridtui.domain.words.problems import Problem, errors
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.editing import FieldEdited
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.ui.kit.long_text import LongText
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, say, tr

Outcome = TypeVar("Outcome")

AREA = mark("提问")


class Answer:
    """One button: what it returns and its Chinese title (marked); one that is ``safe`` changes nothing."""

    def __init__(self, id: str, title: str, *, safe: bool = False) -> None:
        self.id = id
        self.title = title
        self.safe = safe


CANCEL = Answer("cancel", mark("取消"), safe=True)
"""The safe answer of most questions."""


class Dialog(Commanded, Modal[Outcome]):
    """A question in the middle of the screen: a title, facts, buttons; Esc is always the safe answer."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > #dialog {
        width: 64; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2; background: $surface; border: solid $accent; overflow-y: auto;
    }
    Dialog.-ascii > #dialog { border: ascii $accent; }
    Dialog #dialog-question { text-style: bold; width: 1fr; }
    Dialog .dialog-fact { width: 1fr; margin: 0 0 0 2; }
    Dialog #dialog-answers { height: 1; margin: 1 0 0 0; }
    Dialog Button { margin: 0 2 0 0; min-width: 8; }
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("dialog.back", mark("返回"), ("escape",), mark("什么也不改，回到原处"), AREA,
                "back", palette=False),
        Command("dialog.next", mark("下一个"), ("right", "down"), mark("到下一个按钮"), AREA,
                "app.focus_next", footer=False, palette=False),
        Command("dialog.previous", mark("上一个"), ("left", "up"), mark("到上一个按钮"), AREA,
                "app.focus_previous", footer=False, palette=False),
    )  # fmt: skip

    def __init__(self, question: str, answers: Sequence[Answer], facts: Sequence[str] = ()) -> None:
        super().__init__()
        self._question = question
        self._facts = facts
        self._answers = tuple(answers)

    def compose(self) -> ComposeResult:
        """Lay out question, facts, whatever the kind adds, and buttons."""
        with Vertical(id="dialog"):
            yield Static(shown(self._question, newline="\n"), id="dialog-question")
            for fact in self._facts:
                yield Prose([Paragraph(fact)], classes="dialog-fact")
            yield from self.compose_middle()
            with Horizontal(id="dialog-answers"):
                for answer in self._answers:
                    button = Button(shown(tr(answer.title)), id=f"answer-{answer.id}", compact=True)
                    # The button would light up for a moment after it is pressed.
                    button.active_effect_duration = 0
                    yield button

    def compose_middle(self) -> ComposeResult:
        """Lay out what stands between the facts and the buttons."""
        yield from ()

    def on_mount(self) -> None:
        """Focus where one begins."""
        self.set_class(is_ascii(), "-ascii")
        self.begin()

    def begin(self) -> None:
        """Begin on the safe answer."""
        self.query_one(f"#answer-{self._safe.id}", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer of the button."""
        event.stop()
        self.give(next(answer for answer in self._answers if event.button.id == f"answer-{answer.id}"))

    def action_back(self) -> None:
        """Give the safe answer."""
        self.give(self._safe)

    def give(self, answer: Answer) -> None:
        """Close with what the answer means."""
        raise NotImplementedError

    @property
    def _safe(self) -> Answer:
        return next((answer for answer in self._answers if answer.safe), self._answers[-1])


class Ask(Dialog[str]):
    """A question with several answers, for what cannot be undone; dismisses with the id of the answer.

    ``question`` and ``facts`` (counts, names) are said already; the answers' titles are marked. Without a
    safe answer among them, 取消 with the id ``cancel`` is added.
    """

    def __init__(self, question: str, *answers: Answer, facts: Sequence[str] = ()) -> None:
        safe = any(answer.safe for answer in answers)
        super().__init__(question, answers if safe else (*answers, CANCEL), facts)

    def give(self, answer: Answer) -> None:
        """Close with the id of the answer."""
        self.dismiss(answer.id)


class AskText(Dialog[str | None]):
    """A question answered by a text, such as a reason; dismisses with the tidied text, or None.

    Enter breaks the line, Tab goes to the buttons, Ctrl+S accepts; what is ``short``, a number or a day,
    has one line, and Enter accepts it. ``check`` sees the tidied text.
    """

    DEFAULT_CSS = """
    AskText #dialog-text { margin: 1 0 0 0; background: $background; }
    AskText #dialog-problem { height: 1; width: 1fr; color: $error; }
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("dialog.accept", mark("确定"), ("ctrl+s",), mark("用写下的文字回答"), AREA, "accept",
                palette=False),
    )  # fmt: skip

    def __init__(
        self,
        question: str,
        *,
        facts: Sequence[str] = (),
        required: bool = True,
        check: Callable[[str], list[Problem]] | None = None,
        text: str = "",
        short: bool = False,
    ) -> None:
        super().__init__(question, (Answer("accept", mark("确定")), CANCEL), facts)
        self._required = required
        self._check = check
        self._text = text
        self._short = short

    def compose_middle(self) -> ComposeResult:
        """Lay out the text and the reserved line under it."""
        field = TextInput if self._short else LongText
        yield field(self._text, id="dialog-text")
        yield Static(id="dialog-problem")

    def begin(self) -> None:
        """Begin in the text."""
        self.field.focus()

    @property
    def field(self) -> TextInput | LongText:
        """What is written in."""
        return self.query_one(TextInput) if self._short else self.query_one(LongText)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def on_field_edited(self, message: FieldEdited) -> None:
        """Take the problem away as soon as something is typed."""
        message.stop()
        self._show("")

    def action_accept(self) -> None:
        """Answer with the text, or say what is wrong with it."""
        field = self.field
        field.tidy()
        text = str(field.typed)
        wrong = errors(self._check(text)) if self._check and text else []
        if not text and self._required:
            self._show(tr("这里不能空着") if self._short else tr("请写明原因"))
        elif wrong:
            self._show(say(wrong[0]))
        else:
            self.dismiss(text)
            return
        field.focus()

    def give(self, answer: Answer) -> None:
        """Accept the text, or close without one."""
        if answer.id == "accept":
            self.action_accept()
        else:
            self.dismiss(None)

    def _show(self, sentence: str) -> None:
        self.query_one("#dialog-problem", Static).update(shown(sentence and f"! {sentence}"))


class Notice(Dialog[None]):
    """Something that must be read before going on; ``text`` may have several lines."""

    def __init__(self, text: str, facts: Sequence[str] = ()) -> None:
        super().__init__(text, (Answer("read", mark("知道了"), safe=True),), facts)

    def give(self, answer: Answer) -> None:  # noqa: ARG002 - there is only one
        """Close."""
        self.dismiss(None)
