"""How often each kind of household is visited: shown with the shipped default, changed here."""

from __future__ import annotations

from textual.app import ComposeResult

from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.issues.limits import DEFAULT_LABEL, default_limits
from gridtui.domain.people.visit import VisitKind, visit_periods
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem
from gridtui.queries.issues.limits import limits_in_force
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.usecases.visits import set_schedule
from gridtui.words import mark, tr


def days_problems(text: str) -> list[Problem]:
    """Return what is wrong with a number of days."""
    if 1 <= (typed_number(text) or 0) <= LONGEST:
        return []
    return [Problem(mark("请填天数：1 到 {most}"), values={"most": LONGEST})]


FIELDS = tuple(
    FieldSpec(
        name=kind.value,
        title=kind.label,
        check=days_problems,
        width=8,
        hint=mark("几天走访一次；空着用默认值"),
    )
    for kind in VisitKind
)


class ScheduleScreen(KeptFormScreen):
    """Two numbers of days; an empty field is the shipped default."""

    TITLE = mark("走访周期")
    CSS_PATH = "visits.tcss"
    draft_key = "visit:schedule"

    def compose_body(self) -> ComposeResult:
        """Say what is shipped, and show what is in force."""
        limits = gateway_of(self).read_now(limits_in_force) or default_limits()
        shipped = visit_periods(default_limits())
        told = [tr("{kind} {n} 天", kind=tr(kind.label), n=shipped[kind]) for kind in VisitKind]
        words = [
            f"{tr(DEFAULT_LABEL)}：{tr('，').join(told)}",
            tr("登记了服务需要的是服务需要户，其余是普通户；约定了下次走访日期的，按约定的日子。"),
        ]
        yield Prose([Paragraph(line) for line in words], id="schedule-words")
        values = {kind: str(days) for kind, days in visit_periods(limits).items()}
        yield Form(FIELDS, values, id="schedule-form")

    def on_mount(self) -> None:
        """Begin with the first number, or with what was left half typed."""
        self.begin()
        self.run_worker(self.offer_draft(), group="offer")

    def begin(self) -> None:
        """Go to the first number."""
        self.form.focus_field()

    async def store(self, values: dict[str, object]) -> None:
        """Set the days; what is due follows at once."""
        shipped = visit_periods(default_limits())
        days: dict[VisitKind, int | None] = {}
        for kind in VisitKind:
            number = int(str(values[kind.value])) if values[kind.value] else None
            days[kind] = None if number == shipped[kind] else number
        gateway = gateway_of(self)
        await gateway.write(Intent.SET_LIMITS, set_schedule, days, form=self.draft_key)
        self.writing = False
        # Ctrl+Z would take back an older step where this one changed nothing.
        self.close(tr("走访周期已改，Ctrl+Z 撤销") if gateway.wrote else tr("走访周期没有改动"))
