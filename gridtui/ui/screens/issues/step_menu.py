"""What can be done with this issue now: one line a step, one key each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_steps import Step
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.glyphs import glyph
from gridtui.words import mark, tr

AREA = mark("办理")
K = EventKind

SETTLING: Final[tuple[EventKind, ...]] = (K.CONFIRM, K.CLOSE, K.NOTE)
"""What an issue that waits to be confirmed is settled by, in the order of the digits that do it."""

KEYS: Final = {
    K.CONFIRM: "1",
    K.SELF_HANDLE: "z",
    K.ACCEPT: "a",
    K.REPORT_UP: "u",
    K.DISPATCH: "d",
    K.FEEDBACK: "f",
    K.PASS_VERIFY: "y",
    K.FAIL_VERIFY: "n",
    K.CALLBACK: "b",
    K.CLOSE: "c",
    K.RETURN: "r",
    K.REJECT: "x",
    K.HOLD: "g",
    K.RESUME: "h",
    K.ASK_EXTENSION: "e",
    K.GRANT_EXTENSION: "t",
    K.DENY_EXTENSION: "q",
    K.WHISTLE: "l",
    K.WHISTLE_STEP: "i",
    K.SUPERVISE: "s",
    K.URGENT: "!",
    K.UNURGENT: "-",
    K.MERGE: "m",
    K.SEPARATE: "p",
    K.LINK: "+",
    K.UNLINK: "*",
    K.REOPEN: "o",
    K.NOTE: "w",
    K.VOID: "v",
    K.ARCHIVE: "k",
}
"""The steps in the order in which they are offered, and their keys."""


class StepMenu(Commanded, Modal[EventKind | None]):
    """Offers the steps that are possible, with a note behind some; dismisses with one of them, or None."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("step.leave", mark("不办"), ("escape",), "", AREA, "leave", footer=False, palette=False),
        *(
            Command(f"step.{kind.value}", kind.label, (key,), "", AREA, f"choose('{kind.value}')",
                    footer=False, palette=False)
            for kind, key in KEYS.items()
        ),
        *(
            Command(f"step.settle_{number}", kind.label, (str(number),), mark("待确认的诉求这样定"), AREA,
                    f"settle('{kind.value}')", footer=False, palette=False)
            for number, kind in enumerate(SETTLING, 1) if number > 1
        ),
    )  # fmt: skip
    DEFAULT_CSS = """
    StepMenu {
        align: center middle; background: $background 60%;
        & > Vertical { width: 44; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
                       background: $panel; }
        & .heading { height: 1; text-style: bold; }
        & OptionList { height: auto; max-height: 20; border: none; padding: 0; background: $panel;
                       scrollbar-size-vertical: 1; &:focus { border: none; } }
        & OptionList > .option-list--option-highlighted {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
    }
    """

    def __init__(
        self, heading: str, steps: Sequence[Step], notes: Mapping[EventKind, str] = MappingProxyType({})
    ) -> None:
        super().__init__()
        self._notes = notes
        self._heading = heading
        possible = {step.kind: step for step in steps}
        settling = [kind for kind in SETTLING if kind in possible] if K.CONFIRM in possible else []
        self._digits = {kind: str(number) for number, kind in enumerate(settling, 1)}
        self._steps = [possible[kind] for kind in dict.fromkeys((*settling, *KEYS)) if kind in possible]

    def compose(self) -> ComposeResult:
        """Lay out the heading and the steps, the likeliest first."""
        with Vertical():
            yield Static(shown(glyph("focus") + self._heading), classes="heading")
            yield OptionList(
                *(Option(self._line(step), step.kind.value) for step in self._steps), markup=False
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take only the keys of steps that are possible."""
        if action == "choose" and parameters[0] not in {step.kind.value for step in self._steps}:
            return False
        if action == "settle" and parameters[0] not in {kind.value for kind in self._digits}:
            return False
        return super().check_action(action, parameters)

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._steps[event.option_index].kind)

    def action_choose(self, kind: str) -> None:
        """Take a step by its key."""
        self.dismiss(EventKind(kind))

    def action_settle(self, kind: str) -> None:
        """Take a step by which an issue is settled that waits to be confirmed."""
        self.dismiss(EventKind(kind))

    def action_leave(self) -> None:
        """Close without a step."""
        self.dismiss(None)

    def _line(self, step: Step) -> str:
        note = self._notes.get(step.kind, "")
        key = self._digits.get(step.kind, KEYS[step.kind])
        return fit(f"{key}  {tr(step.label)}", 40 - cell_width(note)) + note
