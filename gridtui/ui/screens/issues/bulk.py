"""Doing one step with every marked issue that can take it: one form, one step to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_steps import Step
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueDetail, issue_details
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.issues.step import StepScreen, possible_steps
from gridtui.ui.screens.issues.step_fields import REFERENCES, is_plain, step_words
from gridtui.ui.screens.issues.step_menu import StepMenu
from gridtui.usecases.issue_moves import take_step_with_all
from gridtui.words import tr

K = EventKind
ONE_BY_ONE: Final = frozenset(
    {K.WHISTLE, K.WHISTLE_STEP, K.CALLBACK, K.CLOSE, K.SEPARATE, K.GRANT_EXTENSION, K.DENY_EXTENSION}
)
"""Steps whose words are those of one issue alone: what its resident said, what was asked of it."""


class ManyStepScreen(StepScreen):
    """Takes what a step must say, then does it with several issues."""

    def __init__(
        self, details: Sequence[IssueDetail], kind: str, left: int, release: Callable[[], None]
    ) -> None:
        super().__init__(details[0].row.id, kind)
        self._details = list(details)
        self._left = left
        self._release = release

    def begin(self) -> None:
        """Say how many issues it is about, and go to the first field."""
        super().begin()
        first = self._details[0].row
        self.filter_words = tr("{number} 等 {n} 件", number=first.number, n=len(self._details))

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for each kind of step with many."""
        return f"steps:{self.kind.value}"

    async def store(self, values: dict[str, object]) -> None:
        """Do the step with each and go back."""
        chosen = {name: self.form.chosen(name) for name in REFERENCES if name in values}
        text, data = step_words(values, chosen)
        ids = [detail.row.id for detail in self._details]
        await gateway_of(self).write(
            Intent.MOVE_ISSUE, take_step_with_all, ids, self.kind, text=text, data=data, form=self.draft_key
        )
        self.writing = False
        self._release()
        self.done(done_words(self.kind, len(ids), self._left))


async def offer_steps_for_all(screen: AreaScreen, table: VirtualTable[Any], ids: Sequence[RecordId]) -> None:
    """Ask which step to do with the marked issues, saying with how many of them each can be done."""
    details = await gateway_of(screen).read(issue_details, ids)
    able: dict[EventKind, list[IssueDetail]] = {}
    steps: dict[EventKind, Step] = {}
    for detail in details:
        for step in possible_steps(screen, detail):
            if step.kind not in ONE_BY_ONE:
                able.setdefault(step.kind, []).append(detail)
                steps[step.kind] = step
    if not steps:
        screen.say(tr("选中的 {n} 件没有能一起办的步骤，请一件一件办", n=len(ids)))
        return
    notes = {
        kind: tr("{n} 件里 {able} 件", n=len(ids), able=len(those))
        for kind, those in able.items()
        if len(those) < len(ids)
    }

    def chosen(kind: EventKind | None) -> None:
        if kind is not None:
            _begin(screen, table, able[kind], kind, len(ids) - len(able[kind]))

    heading = tr("选中的 {n} 件", n=len(ids))
    screen.app.push_screen(StepMenu(heading, list(steps.values()), notes), chosen)


def done_words(kind: EventKind, number: int, left: int) -> str:
    """Return the sentence that says with how many a step was done, and how many were left alone."""
    words = tr("{n} 件已{step}，Ctrl+Z 撤销", n=number, step=tr(kind.label))
    return words + (tr("；{left} 件现在不能{step}，仍选中", left=left, step=tr(kind.label)) if left else "")


def _begin(
    screen: AreaScreen, table: VirtualTable[Any], details: Sequence[IssueDetail], kind: EventKind, left: int
) -> None:
    """Do a step that says nothing at once, else open its form; what it is done with is marked no longer."""

    def release() -> None:
        table.release([detail.row.id for detail in details])

    async def do() -> None:
        ids = [detail.row.id for detail in details]
        try:
            number = await gateway_of(screen).write(Intent.MOVE_ISSUE, take_step_with_all, ids, kind)
        except RuleBroken as refusal:
            screen.refuse(refusal)
            return
        release()
        screen.say(done_words(kind, number, left))

    wordy = [detail for detail in details if not is_plain(kind, detail.status)]
    if wordy:
        ordered = [*wordy, *(detail for detail in details if detail not in wordy)]
        screen.app.push_screen(ManyStepScreen(ordered, kind.value, left, release))
    else:
        screen.run_worker(do(), group="step")
