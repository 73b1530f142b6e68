"""Doing a step with an issue: at once where it says nothing, else in a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_steps import Step, allowed
from gridtui.domain.issues.phrases import phrases_for
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.issues.issues import IssueDetail, issue_detail
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.screens.issues.step_fields import REFERENCES, StepOffers, is_plain, step_fields, step_words
from gridtui.ui.screens.issues.step_menu import StepMenu
from gridtui.ui.screens.issues.wording import state_words
from gridtui.usecases.issue_moves import take_step
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft

AREA = mark("办理")


class StepScreen(KeptFormScreen):
    """Takes what a step must say, then does it."""

    TITLE = AREA
    CSS_PATH = "issues.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("issue_step.phrases", mark("惯用语"), ("f5",), mark("选一句惯用语，写进去还可以改"), AREA,
                "phrases", priority=True),
    )  # fmt: skip

    NOTHING: str = mark("这件诉求已经不在了，Esc 返回")
    """What is said where there is no issue."""

    def __init__(self, issue_id: RecordId, kind: str) -> None:
        super().__init__()
        self.issue_id, self.kind = issue_id, EventKind(kind)
        self._detail: IssueDetail | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the fields of the step."""
        gateway = gateway_of(self)
        self._detail = gateway.read_now(issue_detail, self.issue_id)
        specs = self.specs(self._detail) if self._detail else []
        yield Form(specs, {}, today=lambda: local_date(gateway.clock()), id="step-form")

    def specs(self, detail: IssueDetail) -> list[FieldSpec]:
        """Return the fields of the step."""
        return step_fields(self.kind, detail.status, StepOffers(gateway_of(self)), detail.names)

    def on_mount(self) -> None:
        """Say which issue it is, and offer what was left half typed."""
        self.title = self.heading
        if self._detail is None:
            self.say(tr(self.NOTHING), "error")
            return
        row = self._detail.row
        self.filter_words = f"{row.number} · {row.place} · {row.gist}"
        self.position = self.beside(self._detail)
        self.begin()
        self.run_worker(self.offer_draft(), group="offer")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer phrases only at a step that has any."""
        if action == "phrases" and not phrases_for(self.kind):
            return False
        return super().check_action(action, parameters)

    @property
    def heading(self) -> str:
        """The title (marked): the step."""
        return self.kind.label

    def beside(self, detail: IssueDetail) -> str:
        """Return what stands at the end of the first line."""
        return state_words(detail.row)

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every step of an issue."""
        return f"step:{self.issue_id.hex()}:{self.kind.value}"

    def can_store(self) -> bool:
        """Whether the issue is still there."""
        return self._detail is not None

    def begin(self) -> None:
        """Go to the first field."""
        self.form.focus_field(None)

    def draft_words(self, kept: SavedDraft) -> str:
        """Return what was said so far."""
        return str(kept.body.get("text") or "")

    async def store(self, values: dict[str, object]) -> None:
        """Do the step and go back."""
        chosen = {name: self.form.chosen(name) for name in REFERENCES if name in values}
        text, data = step_words(values, chosen)
        try:
            await gateway_of(self).write(
                Intent.MOVE_ISSUE,
                take_step,
                self.issue_id,
                self.kind,
                text=text,
                data=data,
                form=self.draft_key,
            )
        except RuleBroken as refusal:
            raise RuleBroken([self._where_it_is_typed(each) for each in refusal.problems]) from refusal
        self.writing = False
        number = self._detail.row.number if self._detail else ""
        self.done(done_words(self.kind, number))

    def done(self, words: str) -> None:
        """Go back, saying what was done."""
        self.close(words)

    def _where_it_is_typed(self, problem: Problem) -> Problem:
        """Return the problem under the field the reason is typed in: most steps say it in their words."""
        names = {row.spec.name for row in self.form.rows}
        return replace(problem, field="text") if problem.field == "reason" not in names else problem

    def action_phrases(self) -> None:
        """Offer the phrases of this step."""
        items = [Item(phrase, phrase) for phrase in phrases_for(self.kind)]
        self.app.push_screen(PickItem(tr("惯用语"), items), self._put_phrase)

    def _put_phrase(self, phrase: str | None) -> None:
        if phrase:
            field = self.form.field("text")
            field.put(field.raw + phrase)
            self.form.focus_field("text")


def done_words(kind: EventKind, number: str) -> str:
    """Return the sentence that says a step was done."""
    return tr("{number} 已{step}，Ctrl+Z 撤销", number=number, step=tr(kind.label))


def possible_steps(screen: AreaScreen, detail: IssueDetail) -> tuple[Step, ...]:
    """Return what this desk may do with an issue now."""
    desk = gateway_of(screen).workspace.desk
    return allowed(detail.status, level=int(desk.level), org_id=desk.org_id)


def offer_steps(screen: AreaScreen, detail: IssueDetail) -> None:
    """Ask which step, then do it at once or open its form."""

    def chosen(kind: EventKind | None) -> None:
        if kind is not None:
            begin_step(screen, detail, kind)

    heading = f"{detail.row.number} · {state_words(detail.row)}"
    steps = possible_steps(screen, detail)
    if steps:
        screen.app.push_screen(StepMenu(heading, steps), chosen)
    else:
        screen.say(tr("这件诉求现在没有可办的步骤"))


def begin_step(screen: AreaScreen, detail: IssueDetail, kind: EventKind) -> None:
    """Do a step that says nothing, or open the form of one that does."""
    if kind is EventKind.WHISTLE:
        screen.post_message(messages.NewWhistle(detail.row.id))
    elif kind is EventKind.WHISTLE_STEP:
        screen.post_message(messages.OpenWhistles(detail.row.id))
    elif is_plain(kind, detail.status):
        screen.run_worker(_do(screen, detail, kind), group="step")
    else:
        screen.app.push_screen(StepScreen(detail.row.id, kind.value))


async def _do(screen: AreaScreen, detail: IssueDetail, kind: EventKind) -> None:
    try:
        await gateway_of(screen).write(Intent.MOVE_ISSUE, take_step, detail.row.id, kind)
    except RuleBroken as refusal:
        screen.refuse(refusal)
        return
    screen.say(done_words(kind, detail.row.number))
