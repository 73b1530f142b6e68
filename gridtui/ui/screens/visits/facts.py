"""What is known of a household before one knocks: why the visit is due, the last one, open promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import Outcome
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.problems import Problem, Severity
from gridtui.queries.people.people_at_home import came_on
from gridtui.queries.walks.due_doors import DueRow, door_standing
from gridtui.queries.walks.promises import PromiseRow, promises_of
from gridtui.queries.walks.visits import VisitLine, visit_lines
from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.visits.columns import overdue_words, why_words
from gridtui.ui.screens.visits.entry_fields import said_of
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_PROMISES = 3
LEAD = 6
"""Cells of the words before a fact."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A household, its newest visit, and what was promised to it and is still to be kept.

    ``came_on`` is the day on which its people came; None where that is not known.
    """

    row: DueRow
    last: VisitLine | None
    promises: Sequence[PromiseRow]
    came_on: date | None = None

    def doubts(self, visited_on: date | None) -> list[Problem]:
        """Return that a visit would be before the household came; a warning, for it may have moved since."""
        if self.came_on is None or visited_on is None or visited_on >= self.came_on:
            return []
        text = mark("这户人 {day} 才迁入，走访日期比这还早，请核对")
        values: dict[str, object] = {"day": self.came_on.isoformat()}
        return [Problem(text, "visited_on", Severity.WARNING, values)]


def read_standing(connection: Connection, household_id: RecordId, today: date) -> Standing | None:
    """Return what is known of a household; None where it is gone."""
    row = door_standing(connection, household_id, today)
    if row is None:
        return None
    lines = visit_lines(connection, household_id)
    promises = [each for each in promises_of(connection, household_id) if each.done_on is None]
    return Standing(row, lines[0] if lines else None, promises, came_on(connection, household_id))


def title_of(row: DueRow) -> str:
    """Return the door and who lives behind it: ``3-2-501 · 王建国 · 4 人``."""
    people = tr("{n} 人", n=row.people) if row.people else ""
    return " · ".join(part for part in (row.door or tr("没有门牌"), row.head, people) if part)


def facts_of(stands: Standing, today: date) -> list[Paragraph]:
    """Return the lines that stand above the form."""
    row = stands.row
    if row.due_on is None:
        due = tr("没走访过")
    elif row.days is not None and row.days > 0:
        due = tr("超期 {days}", days=overdue_words(row))
    else:
        due = tr("{day} 到期", day=shown_date(row.due_on, today))
    found = [_fact(tr("到期"), f"{due}  {why_words(row)}")]
    if stands.last is not None:
        last = stands.last
        outcome = tr(Outcome.label_of(last.outcome))
        words = (shown_date(last.visited_on, today), outcome, last.visitor_name, said_of(last))
        found.append(_fact(tr("上次"), "  ".join(part for part in words if part)))
    for promise in stands.promises[:MOST_PROMISES]:
        day = shown_date(promise.due_on, today)
        found.append(_fact(tr("承诺"), tr("{day} 前：{text}", day=day, text=promise.text)))
    return found


def _fact(lead: str, text: str) -> Paragraph:
    return Paragraph(" ".join(text.split("\n")), fit(lead, LEAD))
