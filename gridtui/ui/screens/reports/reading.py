"""What the screen of a report reads: its numbers as lines, and the cases that are chosen or may be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gridtui.insight.hot_issues import HotIssues
from gridtui.interchange.reports.asking import ReportAsked
from gridtui.interchange.reports.case_file import with_chosen
from gridtui.interchange.reports.cases import MOST_GROUPS, chosen_texts, propose_cases
from gridtui.interchange.reports.facts import TypicalCase
from gridtui.interchange.reports.reading import read_report
from gridtui.interchange.reports.tables import report_tables


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number of the report beside that of the period before, as words."""

    key: bytes
    title: str
    now: str
    before: str
    change: str


def read_numbers(connection: Connection, asked: ReportAsked) -> list[NumberLine]:
    """Return the numbers of the overview and the three rates."""
    tables = report_tables(read_report(connection, asked))
    rows = [row for key in ("numbers", "rates") for row in tables[key].rows]
    return [NumberLine(row[0].encode(), *row[:4]) for row in rows]


def read_cases(connection: Connection, asked: ReportAsked, hot: HotIssues) -> list[TypicalCase]:
    """Return the chosen cases in their order, then those that a rule proposes; both with their reasons."""
    groups = hot.groups(connection, asked.now, limit=MOST_GROUPS)
    proposed = propose_cases(connection, asked, groups)
    rules = {case.issue_id: (case.reasons, case.households) for case in proposed}
    chosen = []
    for case in chosen_texts(connection, asked):
        reasons, households = rules.get(case.issue_id, ((), 0))
        chosen.append(replace(case, reasons=reasons, households=households))
    return with_chosen(chosen, proposed)
