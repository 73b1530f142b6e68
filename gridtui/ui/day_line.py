"""A line in which one types a day to look at, above a list of that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.date_input import DateInput
from gridtui.words import mark, say, tr

AREA = mark("看某一天")


class DayLine(Commanded, Horizontal):
    """Hidden until ``begin``; Enter takes the day, an empty line or Escape goes back to today."""

    class Chosen(Message):
        """Another day is to be looked at; none means today."""

        def __init__(self, day: date | None) -> None:
            super().__init__()
            self.day = day

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "day.leave", mark("回到今天"), ("escape",), mark("不看那一天了"), AREA, "leave", palette=False
        ),
    )
    DEFAULT_CSS = """
    DayLine {
        height: 1; display: none;
        & > .day-label { width: auto; padding: 0 1 0 1; color: $foreground-muted; }
        & > DateInput { width: 13; background: $surface; }
        & > .day-said { width: 1fr; padding: 0 0 0 1; color: $foreground-muted; }
    }
    """

    def __init__(self, today: Callable[[], date], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._today = today

    def compose(self) -> ComposeResult:
        """Lay out label, field and what the text means."""
        yield Static(Content(tr("哪一天")), classes="day-label")
        yield DateInput(today=self._today)
        yield Static(classes="day-said")

    def begin(self) -> None:
        """Show the line and type in it."""
        self.display = True
        self.query_one(DateInput).focus()

    def action_leave(self) -> None:
        """Let go of the day."""
        self.query_one(DateInput).load("")
        self.display = False
        self.post_message(self.Chosen(None))

    @on(Input.Changed)
    def _echo(self, event: Input.Changed) -> None:
        event.stop()
        self._tell(self.query_one(DateInput).echo)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        field = self.query_one(DateInput)
        wrong: list[Problem] = field.own_problems()
        if wrong:
            self._tell(say(wrong[0]))
        elif field.day is None:
            self.action_leave()
        else:
            self.post_message(self.Chosen(field.day))

    def _tell(self, text: str) -> None:
        self.query_one(".day-said", Static).update(Content(text))
