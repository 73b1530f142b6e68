"""Doing a step of a whistle: at once where it says nothing, else in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_states import WhistleStep
from gridtui.domain.issues.whistle import UnitStatus, WhistleState
from gridtui.domain.issues.whistle_authority import UPPER_STEPS, Standing
from gridtui.domain.issues.whistle_steps import END_LABEL, unit_steps, whistle_steps
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.whistles import WhistleDetail
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.screens.whistles.commands import CARD
from gridtui.ui.screens.whistles.fields import UNITS, UnitOffers, called, step_fields
from gridtui.usecases.whistles import end_whistle, step_whistle
from gridtui.words import mark, tr

S = WhistleStep
END = "end"
_AT_ONCE = frozenset({S.APPROVE, S.SIGN, S.CONTACT, S.REPORT_IN})
"""Steps that ask for nothing: done at once, taken back by Ctrl+Z."""

_MORE = mark("再叫单位")


def offer_steps(screen: AreaScreen, detail: WhistleDetail, unit: UnitStatus | None) -> None:
    """Ask which step: of the unit under the bar, or of the whistle as a whole; then do it."""
    status = detail.status
    items: list[Item] = []
    if unit is not None and status.state.is_open:
        items += [
            Item(step.value, tr(step.label), _note(screen, detail, step, unit)) for step in unit_steps(unit)
        ]
    items += [
        Item(
            step.value,
            tr(_MORE) if step is S.SPLIT and status.units else tr(step.label),
            _note(screen, detail, step, None),
        )
        for step in whistle_steps(status)
    ]
    if status.state.is_open:
        end = Item(END, tr(END_LABEL))
        items = [end, *items] if status.state is WhistleState.TO_END else [*items, end]
    if not items:
        screen.say(tr("这一哨{state}，不能再办", state=tr(status.state.label)))
        return

    def take(value: str | None) -> None:
        if value is not None:
            begin_step(screen, detail, None if value == END else S(value), unit)

    screen.app.push_screen(PickItem(f"{detail.row.number} · {tr(status.state.label)}", items), take)


def _standing(
    screen: AreaScreen, detail: WhistleDetail, step: WhistleStep | None, unit: UnitStatus | None
) -> Standing:
    desk = gateway_of(screen).workspace.desk
    return detail.desk(int(desk.level), desk.org_id).standing(step, unit.key if unit else "")


def _note(screen: AreaScreen, detail: WhistleDetail, step: WhistleStep, unit: UnitStatus | None) -> str:
    """Return what stands beside a step: the unit it is about, or who does it where this desk may not."""
    name = detail.unit_name(unit.key) if unit is not None else ""
    standing = _standing(screen, detail, step, unit)
    if standing is Standing.NOT and step not in UPPER_STEPS:
        return tr("由{unit}办", unit=name)
    if standing is not Standing.MAY:
        return tr("由{level}定", level=tr(Level(detail.row.level).label))
    return name


def begin_step(
    screen: AreaScreen, detail: WhistleDetail, step: WhistleStep | None, unit: UnitStatus | None
) -> None:
    """Do a step that says nothing, or open the form of one that does; None takes the whistle off."""
    status = detail.status
    first_split = step is S.SPLIT and not status.units and bool(status.wanted)
    good_end = step is None and status.state is WhistleState.TO_END
    standing = _standing(screen, detail, step, unit)
    if standing is Standing.NOT or (
        standing is Standing.MAY and (step in _AT_ONCE or first_split or good_end)
    ):
        screen.run_worker(_do(screen, detail, step, unit), group="step")
    else:
        screen.app.push_screen(WhistleStepScreen(detail, step, unit))


async def _do(
    screen: AreaScreen, detail: WhistleDetail, step: WhistleStep | None, unit: UnitStatus | None
) -> None:
    try:
        await _write(screen, detail, step, unit)
    except RuleBroken as refusal:
        screen.refuse(refusal)
        return
    screen.say(_done(detail, step))


async def _write(
    screen: AreaScreen,
    detail: WhistleDetail,
    step: WhistleStep | None,
    unit: UnitStatus | None,
    *,
    text: str = "",
    data: Mapping[str, object] | None = None,
    form: str = "",
) -> None:
    gateway = gateway_of(screen)
    if step is None:
        await gateway.write(Intent.ANSWER_WHISTLE, end_whistle, detail.row.id, text=text, form=form)
        return
    about = unit.key if unit is not None and step not in (S.APPROVE, S.SPLIT) else ""
    await gateway.write(
        Intent.ANSWER_WHISTLE, step_whistle, detail.row.id, step, unit_key=about, text=text, data=data,
        form=form,
    )  # fmt: skip


def _done(detail: WhistleDetail, step: WhistleStep | None) -> str:
    label = tr(step.label) if step is not None else tr(END_LABEL)
    return tr("{number} 已{step}，Ctrl+Z 撤销", number=detail.row.number, step=label)


class WhistleStepScreen(KeptFormScreen):
    """Takes what a step of a whistle must say, then does it."""

    TITLE = CARD
    CSS_PATH = "whistles.tcss"

    def __init__(self, detail: WhistleDetail, step: WhistleStep | None, unit: UnitStatus | None) -> None:
        super().__init__()
        self.detail, self.step, self.unit = detail, step, unit

    def compose_body(self) -> ComposeResult:
        """Lay out the fields of the step."""
        noted = _standing(self, self.detail, self.step, self.unit) is Standing.NOTES_IT
        specs = step_fields(self.step, self.unit, UnitOffers(gateway_of(self)), noted=noted)
        first: dict[str, object] = {"by": self.detail.noted_by} if noted else {}
        for spec in specs:
            if spec.name == "rater" and len(spec.choices) == 1:
                first["rater"] = spec.choices[0][0]
        yield Form(specs, first, id="whistle-step-form")

    def on_mount(self) -> None:
        """Say which whistle and which unit it is, and offer what was left half typed."""
        self.title = self.step.label if self.step is not None else END_LABEL
        unit = self.unit if self.step is not S.SPLIT else None
        parts = (self.detail.row.number, self.detail.unit_name(unit.key) if unit and self.step else "")
        self.filter_words = " · ".join(part for part in (*parts, self.detail.row.title) if part)
        self.begin()
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every step of a unit."""
        unit = self.unit.key if self.unit is not None else ""
        return f"whistle_step:{self.detail.row.id.hex()}:{self.step.value if self.step else END}:{unit}"

    def begin(self) -> None:
        """Go to the first field."""
        self.form.focus_field(None)

    async def store(self, values: dict[str, object]) -> None:
        """Do the step and go back."""
        data: dict[str, Any] = {
            name: str(value)
            for name, value in values.items()
            if name not in (*UNITS, "text") and value not in ("", None)
        }
        if self.step is S.SPLIT:
            data["units"] = called(values)
        await _write(
            self, self.detail, self.step, self.unit, text=str(values.get("text") or ""), data=data,
            form=self.draft_key,
        )  # fmt: skip
        self.writing = False
        self.close(_done(self.detail, self.step))
