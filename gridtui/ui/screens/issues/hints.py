"""How the hints look that come to mind while an issue is typed."""

from __future__ import annotations

from datetime import datetime

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import shown_instant
from gridtui.insight.duplicates import Duplicate
from gridtui.insight.hinting import Hints
from gridtui.insight.suggesting import CategorySuggestion
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.issues.naming import Names
from gridtui.words import tr

MOST_LINES = 3


def hint_lines(
    hints: Hints, names: Names, now: datetime, joined: RecordId | None, linked: RecordId | None = None
) -> list[Paragraph]:
    """Return the hints as lines, three at most; ``joined`` will take this one in, ``linked`` be linked."""
    lines = []
    if hints.categories:
        best = " ".join(
            tr("{category}（{why}）", category=names.category(each.code), why=tr("、").join(_why(each)))
            for each in hints.categories
        )
        lines.append(Paragraph(best, tr("类别像 F3 "), "", "$foreground-muted"))
    for place, duplicate in enumerate(hints.duplicates):
        lead = tr("F5并 F2联 ") if not place else tr("相似    ")
        if duplicate.issue.id == joined:
            lead = tr("将并入  ")
        elif duplicate.issue.id == linked:
            lead = tr("将关联  ")
        lines.append(Paragraph(_duplicate_words(duplicate, now), lead, "", "$foreground-muted"))
    return lines[:MOST_LINES]


def _duplicate_words(duplicate: Duplicate, now: datetime) -> str:
    issue = duplicate.issue
    where = tr("同户") if duplicate.same_door else tr("同楼") if duplicate.same_building else ""
    when = shown_instant(issue.registered_at, now) if issue.registered_at else ""
    state = tr("未办结") if issue.is_open else tr("已结束")
    words = (issue.number, issue.title[:24], when, state, where, tr("、").join(issue.shared[:3]))
    return " · ".join(word for word in words if word)


def _why(suggestion: CategorySuggestion) -> list[str]:
    return [*suggestion.words[:2], *suggestion.records[:1]]
