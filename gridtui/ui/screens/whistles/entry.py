"""Drafting a whistle from an issue."""

from __future__ import annotations

from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.whistle import Purpose, WhistleDraft
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.intents import Intent
from gridtui.queries.issues.issues import IssueDetail, issue_detail
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.form import Form
from gridtui.ui.screens.whistles.commands import ENTRY
from gridtui.ui.screens.whistles.fields import UnitOffers, called, draft_fields
from gridtui.usecases.whistles import draft_whistle
from gridtui.words import tr

_GIST = 40
"""Characters of an issue's text that make a title."""


class WhistleEntryScreen(KeptFormScreen):
    """Takes down what a whistle is blown for and whom it calls; begins with what the issue says."""

    TITLE = ENTRY
    CSS_PATH = "whistles.tcss"

    def __init__(self, issue_id: RecordId) -> None:
        super().__init__()
        self.issue_id = issue_id
        self._detail: IssueDetail | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the fields, filled from the issue."""
        gateway = gateway_of(self)
        self._detail = gateway.read_now(issue_detail, self.issue_id)
        level = int(gateway.workspace.desk.level)
        values = beginning(self._detail, level) if self._detail else {}
        yield Form(draft_fields(UnitOffers(gateway), level), values, id="whistle-form")

    def on_mount(self) -> None:
        """Say which issue it is, and offer what was left half typed."""
        if self._detail is None:
            self.say(tr("这件诉求已经不在了，Esc 返回"), "error")
            return
        row = self._detail.row
        self.filter_words = " · ".join(part for part in (row.number, row.place) if part)
        self.begin()
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return f"whistle:{self.issue_id.hex()}"

    def can_store(self) -> bool:
        """Whether the issue is still there."""
        return self._detail is not None

    def begin(self) -> None:
        """Go to the first unit: the rest is filled in."""
        self.form.focus_field("unit1")

    async def store(self, values: dict[str, object]) -> None:
        """Keep the whistle; it waits for approval then."""
        draft = WhistleDraft(
            issue_id=self.issue_id,
            level=int(str(values["level"] or 0)),
            purpose=str(values["purpose"] or ""),
            title=str(values["title"] or ""),
            text=str(values["text"] or ""),
        )
        await gateway_of(self).write(
            Intent.BLOW_WHISTLE, draft_whistle, draft, called(values), form=self.draft_key
        )
        self.writing = False
        self.close(tr("已起草，等待审批；Ctrl+Z 撤销"))


def beginning(detail: IssueDetail, level: int) -> dict[str, object]:
    """Return what a draft begins with: the issue's words and place, one level up."""
    draft, row = detail.draft, detail.row
    title = draft.title or " ".join(draft.text.split())[:_GIST]
    return {
        "title": title[:SHORT],
        "purpose": Purpose.ADVANCE.value,
        "level": str(max(1, min(level, 5) - 1)),
        "text": tr("{place}：{words}", place=row.place, words=draft.text) if row.place else draft.text,
    }
