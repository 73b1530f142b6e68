"""Verifying 核查 and calling back 回访 one issue after the other: done with one, the next stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import State
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.queries.issues.issues import IssueDetail, IssueFilter, IssueOrder, issue_detail, issue_page
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.revealing import Revealing
from gridtui.ui.screens.issues.step import StepScreen, possible_steps
from gridtui.words import mark, tr

AREA = mark("逐件办")
MOST = 500
"""Issues of one round at most; what is left over comes with the next."""

MOST_CELLS = 220
"""Cells of the issue's text, and of the feedback, that stand above the form."""

_KINDS = {State.PENDING_VERIFY: EventKind.PASS_VERIFY, State.PENDING_CALLBACK: EventKind.CALLBACK}
_TITLES = {State.PENDING_VERIFY: mark("逐件核查"), State.PENDING_CALLBACK: mark("逐件回访")}
_NONE_LEFT = {
    State.PENDING_VERIFY: mark("没有待核查的诉求了"),
    State.PENDING_CALLBACK: mark("没有待回访的诉求了"),
}


class Verdict(Vocabulary):
    """What a verification found."""

    PASSED = "passed", mark("通过，问题已办好")
    FAILED = "failed", mark("不通过，退回重办")


class RoundScreen(StepScreen):
    """One issue of a round; ``state`` says what is gone through, ``waiting`` what is left of it."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("round.skip", mark("跳过"), ("f3",), mark("这件先放着，看下一件；写了的留作草稿"), AREA,
                "skip", priority=True),
        Command("round.reveal", mark("显示电话"), ("f2",), mark("显示反映人的电话 30 秒，会记下是谁看的"),
                AREA, "reveal", priority=True),
    )  # fmt: skip

    def __init__(
        self, state: str, waiting: Sequence[RecordId] | None = None, done: int = 0, words: str = ""
    ) -> None:
        super().__init__(b"", _KINDS[State(state)].value)
        self.state = State(state)
        self.NOTHING = _NONE_LEFT[self.state]
        self._waiting = waiting
        self._done = done
        self._words = words
        self.revealing = Revealing(self, self._show_facts)

    def compose_body(self) -> ComposeResult:
        """Lay out what the issue is about above the fields of the step."""
        if self._waiting is None:
            rows = gateway_of(self).read_now(
                issue_page, IssueFilter(state=self.state.value, order=IssueOrder.DUE), offset=0, limit=MOST
            )
            self._waiting = tuple(row.id for row in rows or ())
        self._waiting = self._still(self._waiting)
        self.issue_id = self._waiting[0] if self._waiting else b""
        yield Prose(id="round-facts")
        yield from super().compose_body()

    def on_mount(self) -> None:
        """Show what the issue is about, and what became of the one before."""
        self._show_facts()
        if self._words:
            self.say(self._words)

    @property
    def heading(self) -> str:
        """The title (marked): what is gone through."""
        return _TITLES[self.state]

    def beside(self, detail: IssueDetail) -> str:
        """Return how many are left."""
        del detail
        return tr("还有 {n} 件", n=len(self._waiting or ()))

    def on_unmount(self) -> None:
        """Forget what was revealed."""
        self.revealing.forget()

    def specs(self, detail: IssueDetail) -> list[FieldSpec]:
        """Return the fields of the step; a verification may fail too."""
        fields = super().specs(detail)
        if self.state is not State.PENDING_VERIFY:
            return fields
        verdict = FieldSpec(name="verdict", title=mark("核查"), kind="choice", choices=Verdict.choices(),
                            required=True)  # fmt: skip
        return [verdict, *fields]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the phone only where there is one that this desk may see."""
        detail = self._detail
        if action == "reveal" and not (detail and detail.draft.reporter_phone and self._may_see(detail)):
            return False
        if action == "skip" and detail is None:
            return False
        return super().check_action(action, parameters)

    async def store(self, values: dict[str, object]) -> None:
        """Do the step, then go on with the next issue."""
        values = dict(values)
        if values.pop("verdict", None) == Verdict.FAILED:
            values.pop("resolved", None)
            self.kind = EventKind.FAIL_VERIFY
        elif self.state is State.PENDING_VERIFY:
            self.kind = EventKind.PASS_VERIFY
        await super().store(values)

    def done(self, words: str) -> None:
        """Go on with the next issue."""
        self._go_on(self._done + 1, words)

    async def action_skip(self) -> None:
        """Leave this one as it is and go on with the next."""
        self.cover()
        if await self._keep(self.draft_body()):
            self._go_on(self._done, tr("已跳过"))

    async def action_reveal(self) -> None:
        """Show the phone for a while, once it is noted who looked; again to mask it."""
        try:
            await self.revealing.toggle(self.issue_id)
        except RuleBroken as refusal:
            self.refuse(refusal)

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept: one for an issue, however it ends."""
        return f"round:{self.issue_id.hex()}:{self.state.value}"

    def _go_on(self, done: int, words: str) -> None:
        waiting = self._still(tuple(self._waiting or ())[1:])
        if waiting:
            self.app.switch_screen(RoundScreen(self.state.value, waiting, done, words))
        else:
            self.close(tr("这一遍做完了，办了 {n} 件", n=done) if done else tr(_NONE_LEFT[self.state]))

    def _still(self, waiting: Sequence[RecordId]) -> tuple[RecordId, ...]:
        """Return what is left from the first issue on that can still be done here."""
        for place, id in enumerate(waiting):
            detail = gateway_of(self).read_now(issue_detail, id)
            if detail is not None and detail.status.state is self.state and self._may_do(detail):
                return tuple(waiting[place:])
        return ()

    def _may_do(self, detail: IssueDetail) -> bool:
        return _KINDS[self.state] in {step.kind for step in possible_steps(self, detail)}

    def _may_see(self, detail: IssueDetail) -> bool:
        return detail.shows_reporter(gateway_of(self).workspace.desk.org_id)

    def _show_facts(self) -> None:
        if self.is_attached:
            self.query_one("#round-facts", Prose).show(self._facts() if self._detail else ())

    def _facts(self) -> list[Paragraph]:
        detail = self._detail
        assert detail is not None
        draft = detail.draft
        who = ""
        if self._may_see(detail) and not draft.anonymous:
            phone = draft.reporter_phone if self.revealing.is_shown else mask_phone(draft.reporter_phone)
            who = "  ".join(part for part in (draft.reporter_name, phone) if part)
        feedback = [event for event in detail.status.live if event.kind is EventKind.FEEDBACK]
        lines = (
            (tr("反映"), who or (tr("匿名") if draft.anonymous else "")),
            (tr("内容"), _short(draft.title, draft.text)),
            (tr("反馈"), _short(feedback[-1].text) if feedback else ""),
        )
        cells = max(cell_width(label) for label, _ in lines) + 2
        return [Paragraph(words, fit(label, cells)) for label, words in lines if words]


def _short(*parts: str) -> str:
    return cut(" ".join(" ".join(part.split()) for part in parts if part), MOST_CELLS)
