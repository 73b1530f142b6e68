"""Wording one typical case 典型案例 of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.typical_case import LONGEST_CASE, LONGEST_TITLE, CaseDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.periods import Period
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.usecases.report_cases import write_case
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.interchange.reports.facts import TypicalCase

_AROUND = 13
"""Lines of the screen that are not the text."""

_LEAST = 4


class CaseScreen(KeptFormScreen):
    """A title and a text; saving them chooses the case for the report."""

    TITLE = mark("典型案例")
    DEFAULT_CSS = """
    CaseScreen {
        & Form { height: 1fr; padding: 0 1 0 0; }
        & #case-about { height: 1; padding: 0 2; color: $foreground-muted; }
    }
    """

    def __init__(self, period: Period, issue_id: RecordId, title: str = "", text: str = "") -> None:
        super().__init__()
        self.period, self.issue_id = period, issue_id
        self._given = title, text
        self._case: TypicalCase | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out what it is about, the title and the text."""
        from gridtui.interchange.reports.asking import asked_by
        from gridtui.interchange.reports.cases import worded_case

        gateway = gateway_of(self)
        asked = asked_by(gateway.workspace, self.period)
        self._case = case = gateway.read_now(worded_case, asked, self.issue_id)
        title, text = self._given
        if case is not None and (case.id is not None or not text):
            title, text = case.title, "\n".join(case.paragraphs)
        about = " · ".join(filter(None, (case.number, case.grid, case.category))) if case else ""
        yield Static(shown(about), id="case-about")
        lines = max(_LEAST, self.app.size.height - _AROUND)
        fields = (
            FieldSpec(name="title", title=mark("标题"), required=True, prose=True, pinnable=False,
                      max_length=LONGEST_TITLE),
            FieldSpec(name="text", title=mark("内容"), kind="long", required=True, pinnable=False,
                      lines=lines, max_length=LONGEST_CASE),
        )  # fmt: skip
        yield Form(fields, {"title": title, "text": text}, id="case-form")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every issue of every period."""
        return f"case:{self.period.code}:{self.issue_id.hex()}"

    def can_store(self) -> bool:
        """Whether the issue is still there."""
        return self._case is not None

    def begin(self) -> None:
        """Go to the title."""
        self.form.focus_field()

    def on_mount(self) -> None:
        """Say of which report it is; offer what was left half typed."""
        self.filter_words = str(self.period.title)
        self.begin()
        if self._case is None:
            self.say(tr("这条记录已经不在了，Esc 返回"), "error")
            return
        self.say(tr("改成自己的话，Ctrl+S 选用；不要写姓名和号码，写了也会打码"))
        self.run_worker(self.offer_draft(), group="offer")

    async def store(self, values: dict[str, object]) -> None:
        """Choose the case in these words and go back."""
        from gridtui.interchange.reports.cases import needs_masking

        title, text = str(values["title"] or ""), str(values["text"] or "")
        draft = CaseDraft(period=self.period.code, issue_id=self.issue_id, title=title, text=text)
        gateway = gateway_of(self)
        await gateway.write(Intent.WRITE_CASE, write_case, draft, form=self.draft_key)
        self.writing = False
        if await gateway.read(needs_masking, self.issue_id, title, text):
            self.close(tr("已选用；文中的姓名、号码写进报表时会打码。Ctrl+Z 撤销"))
        else:
            self.close(tr("已选用，写进报表；Ctrl+Z 撤销") if gateway.wrote else tr("没有改动"))
