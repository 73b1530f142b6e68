"""One whistle: what it is about, the units it calls with their clocks, and every step as a sentence."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.whistle import UnitStatus
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.whistles import WhistleDetail, whistle_detail
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.whistles.commands import CARD, CARD_COMMANDS
from gridtui.ui.screens.whistles.printing import PrintWhistle
from gridtui.ui.screens.whistles.step import offer_steps
from gridtui.ui.screens.whistles.wording import (
    due_words,
    fact_paragraphs,
    past_paragraphs,
    unit_columns,
    unit_tone,
)
from gridtui.words import mark, say, tr

NOBODY_YET = mark("还没有分哨：按 d 先审批，再分哨")


class WhistleScreen(AreaScreen):
    """Shows the whistle of that id, and follows every change of the store."""

    TITLE = CARD
    CSS_PATH = "whistles.tcss"
    AUTO_FOCUS = "#whistle-units"
    COMMANDS: ClassVar[tuple[Command, ...]] = CARD_COMMANDS

    def __init__(self, whistle_id: RecordId, step: bool = False) -> None:
        super().__init__()
        self.whistle_id = whistle_id
        self._step_asked = step
        self.detail: WhistleDetail | None = None
        self._units = ListSource[UnitStatus]([], lambda unit: unit.key.encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, the units, and the steps below them."""
        clock = gateway_of(self).clock
        yield Prose(id="whistle-facts")
        yield VirtualTable(
            unit_columns(lambda: self.detail, clock),
            self._units,
            tone=lambda unit: unit_tone(self.detail, unit, clock()),
            empty=NOBODY_YET,
            id="whistle-units",
        )
        with VerticalScroll(id="whistle-past"):
            yield Prose(id="whistle-steps")

    def on_mount(self) -> None:
        """Read the whistle."""
        self._read()

    def on_store_changed(self) -> None:
        """Read it again."""
        self._read()

    @property
    def table(self) -> VirtualTable[UnitStatus]:
        """The units."""
        return self.query_one("#whistle-units", VirtualTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this whistle has."""
        detail = self.detail
        if action in ("step", "print_sheet", "issue") and detail is None:
            return False
        if action == "step" and detail is not None and not detail.status.state.is_open:
            return False
        if action == "sums" and not (detail and detail.status.units):
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    def _chosen(self) -> None:
        if not gateway_of(self).read_only:
            self.action_step()

    def action_step(self) -> None:
        """Offer what can be done now."""
        if self.detail is not None:
            offer_steps(self, self.detail, self.table.row)

    def action_sums(self) -> None:
        """Write out the arithmetic of the unit under the bar."""
        unit = self.table.row
        if self.detail is not None and unit is not None:
            lines = self.detail.clocks.explained(unit, self.detail.unit_name(unit.key))
            self.app.push_screen(Notice(tr("期限是这样算的"), [say(line) for line in lines]))

    def action_print_sheet(self) -> None:
        """Write the whistle sheet."""
        if self.detail is not None:
            self.app.push_screen(PrintWhistle(self.whistle_id, self.detail.row.number))

    def action_issue(self) -> None:
        """Open the issue."""
        if self.detail is not None:
            self.post_message(messages.OpenIssue(self.detail.row.issue_id))

    def _read(self) -> None:
        self.run_worker(self._renew(), group="whistle", exclusive=True)

    async def _renew(self) -> None:
        try:
            self.detail = await gateway_of(self).read(whistle_detail, self.whistle_id)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self._show()
        self.refresh_bindings()
        if self._step_asked and self.is_current and not gateway_of(self).read_only:
            self._go_to_what_is_due()
            self.action_step()
        self._step_asked = False

    def _go_to_what_is_due(self) -> None:
        """Put the bar on the unit that owes something first."""
        unit = self.detail.first_due() if self.detail else None
        if unit is not None:
            self.table.move_to(self._units.place(unit.key.encode()) or 0)

    def _show(self) -> None:
        detail, now = self.detail, gateway_of(self).clock()
        self._units.put(list(detail.status.units) if detail else [])
        self.table.refresh_rows()
        self.table.set_total(len(self._units.rows))
        # Every called unit is seen at once where the screen has the room; a heading stands above them.
        self.table.styles.height = min(max(2, len(self._units.rows)), 6) + 1
        self.query_one("#whistle-facts", Prose).show(fact_paragraphs(detail, now) if detail else ())
        self.query_one("#whistle-steps", Prose).show(past_paragraphs(detail) if detail else ())
        if detail is None:
            self.filter_words = self.position = ""
            self.say(tr("这一哨已经不在了：撤销后可按 Ctrl+Y 恢复，Esc 返回"), "error")
            return
        self.filter_words = f"{detail.row.number} · {tr(detail.status.state.label)}"
        self.position = due_words(detail.row.due_at, now)
