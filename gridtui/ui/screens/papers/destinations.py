"""Where a paper leads: the place whose records it tells of, or in which it is made."""

from __future__ import annotations

from datetime import timedelta

from textual.message import Message

from gridtui.domain.issues.category import DISPUTES
from gridtui.domain.words.dates import day_begins
from gridtui.domain.words.periods import Period
from gridtui.interchange.papers.paper import Paper, PaperKind
from gridtui.queries.issues.issue_filters import IssueFilter
from gridtui.ui import messages, paper_messages

_AREAS = {
    "ledger.visits": "visits",
    "ledger.grids": "grids",
    "ledger.leaders": "grids",
    "ledger.hubs": "households",
    "statistics": "figures",
    "notices": "grids",
    "walk_sheet": "grids",
}


def place_of(paper: Paper, period: Period | None, grid_id: bytes | None) -> Message | None:
    """Return the request that opens the place behind a paper, None where there is none."""
    if paper.kind is PaperKind.REPORT:
        return paper_messages.OpenReport(period if period is None or period.span is paper.whole else None)
    if paper.code in ("ledger.whistles", "whistle_sheet"):
        return messages.OpenWhistles()
    if paper.code == "ledger.burdens":
        return paper_messages.OpenBurdens()
    if paper.code == "form":
        return paper_messages.FillForm()
    if paper.code in _AREAS:
        return messages.OpenArea(_AREAS[paper.code])
    category = DISPUTES if paper.code == "ledger.disputes" else ""
    wanted = IssueFilter(grid_id=grid_id, category=category)
    if period is not None:
        begin = day_begins(period.first)
        end = day_begins(period.last + timedelta(days=1))
        wanted = IssueFilter(grid_id=grid_id, category=category, registered_from=begin, registered_before=end)
    return messages.OpenIssues(wanted)
