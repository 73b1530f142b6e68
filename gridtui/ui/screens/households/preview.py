"""The household under the cursor, beside the list where the window is wide."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.queries.people.households import HouseholdDetail
from gridtui.queries.people.residents import HouseholdCard, household_card
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.households.columns import needs_words
from gridtui.ui.screens.households.telling import fact_paragraphs, household_facts, person_line
from gridtui.words import tr


class HouseholdPreview(VerticalScroll, can_focus=False):
    """Door, facts and people of one household, phones masked."""

    def compose(self) -> ComposeResult:
        """Lay out the paragraphs."""
        yield Prose()

    def tell(self, household_id: RecordId | None) -> None:
        """Show the household of that id; nothing while there is no room, or no household."""
        if household_id is None or not self.display or not self.size.width:
            self.query_one(Prose).show(())
            return
        gateway_of(self).ask(self, "preview", household_card, household_id, then=self._show)

    def on_resize(self) -> None:
        """Show what was asked for before there was room."""
        tell = getattr(self.screen, "household_id", None)
        if not self.query_one(Prose).paragraphs:
            self.tell(tell)

    def _show(self, card: HouseholdCard | None) -> None:
        if card is None or not gateway_of(self).is_open:
            self.query_one(Prose).show(())
            return
        detail: HouseholdDetail = card.detail
        today = local_date(gateway_of(self).clock())
        people = []
        for row in card.people:
            needs = needs_words(row)
            style = "$foreground-disabled" if row.gone else ""
            people.append(Paragraph(person_line(row, today) + (f"  {needs}" if needs else ""), style=style))
        self.scroll_home(animate=False)
        self.query_one(Prose).show([
            Paragraph(detail.row.door or tr("没有门牌"), style="bold"),
            *fact_paragraphs(household_facts(detail)),
            Paragraph(""), Paragraph(tr("户内"), style="bold"), *people,
        ])  # fmt: skip
