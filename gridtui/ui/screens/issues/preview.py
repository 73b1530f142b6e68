"""The issue under the cursor, beside the list where the window is wide."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.issues.issues import IssueDetail, issue_detail
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.issues.naming import Names
from gridtui.ui.screens.issues.telling import Reader, fact_paragraphs, text_paragraphs, timeline


class IssuePreview(VerticalScroll):
    """Facts, text and timeline of one issue, phone masked."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.names = Names()
        self._wanted: RecordId | None = None

    def compose(self) -> ComposeResult:
        """Lay out the paragraphs."""
        yield Prose()

    def tell(self, issue_id: RecordId | None) -> None:
        """Show the issue of that id; nothing while there is no room, or no issue."""
        self._wanted = issue_id
        if issue_id is None or not self.display or not self.size.width:
            self.query_one(Prose).show(())
            return
        gateway_of(self).ask(self, "preview", issue_detail, issue_id, then=self._show)

    def on_resize(self) -> None:
        """Show what was asked for before there was room."""
        if self._wanted is not None and not self.query_one(Prose).paragraphs:
            self.tell(self._wanted)

    def _show(self, detail: IssueDetail | None) -> None:
        if detail is None or not gateway_of(self).is_open:
            self.query_one(Prose).show(())
            return
        desk = gateway_of(self).workspace.desk
        reader = Reader(self.names, gateway_of(self).clock(), desk.org_id, desk.level, with_steps=False)
        self.scroll_home(animate=False)
        self.query_one(Prose).show([
            *fact_paragraphs(detail, reader), Paragraph(""), *text_paragraphs(detail), Paragraph(""),
            *timeline(detail),
        ])  # fmt: skip
