"""The facts of a report agree with the figures screen, with the lists behind it, and a slow reckoning."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.reports.asking import ReportAsked, asked_by
from gridtui.interchange.reports.difficulties import difficulty_filters
from gridtui.interchange.reports.facts import Compared, DifficultyKind, ReportFacts
from gridtui.interchange.reports.reading import read_report
from gridtui.interchange.reports.telling import report_text
from gridtui.queries.issues.issues import IssueFilter, grid_names, issue_count, issue_page
from gridtui.queries.issues.statistics import KeptStatistics, statistics
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Issue, Visit, Whistle
from gridtui.storage.workspace import Workspace
from gridtui.ui.screens.figures.lines import FigureLine
from gridtui.ui.screens.figures.screen import read_figures
from tests.interchange.reports.conftest import NOVEMBER, NOW, QUARTER


def lines_of(sample: Workspace, period: Period) -> list[FigureLine]:
    with sample.read() as connection:
        return read_figures(connection, KeptStatistics(), period.first, period.last, NOW)


@pytest.mark.parametrize("period", [NOVEMBER, QUARTER], ids=str)
def test_the_report_says_what_the_figures_screen_says(sample: Workspace, period: Period) -> None:
    with sample.read() as connection:
        found = read_report(connection, asked_by(sample, period))
    for when in ("now", "before"):
        lines = {line.key: line for line in lines_of(sample, period if when == "now" else period.previous)}

        def of(number: Compared, when: str = when) -> int | None:
            return getattr(number, when)

        assert of(found.came) == lines[b"came"].count
        assert of(found.closed) == lines[b"went"].count
        assert of(found.on_paper_only) == lines[b"paper"].count
        for key, rate in (("responded", found.responded), ("resolved", found.resolved),
                          ("satisfied", found.satisfied)):  # fmt: skip
            said, line = getattr(rate, when), lines[key.encode()]
            assert line.number == ("-" if said.share is None else f"{said.share:.1%}")
            assert line.note.startswith(f"{said.part} / {said.whole}")
        for part in found.categories:
            key = str(part.key or "").encode()
            assert of(part.came) == getattr(lines.get(b"category:" + key), "count", 0)
            assert of(part.closed) == getattr(lines.get(b"took:" + key), "count", 0)
        for part in found.grids:
            line = lines.get(b"grid:" + part.key)  # type: ignore[operator]
            assert of(part.closed) == getattr(line, "count", 0)
        refused = [line.count for key, line in lines.items() if key.startswith(b"refused:")]
        assert sorted(refused) == sorted(of(part.number) for part in found.refusals if of(part.number))
    shown = {line.title: line.count for line in lines_of(sample, period) if line.key.startswith(b"late:")}
    assert shown == {str(part.name): part.number.now for part in found.overdue}
    assert sum(shown.values()) > 3


def test_the_parts_make_the_whole(facts: ReportFacts) -> None:
    for parts in (facts.categories, facts.grids):
        assert sum(part.came.now for part in parts) == facts.came.now > 50
        assert sum(part.came.before or 0 for part in parts) == facts.came.before
        assert sum(part.closed.now for part in parts) == facts.closed.now > 50
    assert sum(week.came for week in facts.weeks) == facts.came.now
    assert facts.until == date(2026, 11, 24) and not facts.is_over
    assert all(facts.period.first <= week.first <= facts.until for week in facts.weeks)


def test_what_only_reports_count_agrees_with_the_rows(sample: Workspace, facts: ReportFacts) -> None:
    first, last = facts.period.first, facts.until
    with sample.read() as connection:
        whistles = connection.execute(sa.select(Whistle).where(col(Whistle.deleted).is_(False))).all()
        visits = connection.execute(sa.select(Visit).where(col(Visit.deleted).is_(False))).all()
    drafted = [row for row in whistles if first <= local_date(row.drafted_at) <= last]
    assert facts.whistled.now == len(drafted) > 0
    made = [row for row in visits if first <= row.visited_on <= last]
    assert facts.visits.made.now == len(made) > 100
    assert 0 < facts.visits.homes.now <= facts.visits.made.now
    before = [row for row in visits if facts.period.previous.first <= row.visited_on < first]
    assert facts.visits.made.before == len(before) > 100


def test_a_grid_alone_and_all_grids_together(
    sample: Workspace, asked: ReportAsked, facts: ReportFacts
) -> None:
    with sample.read() as connection:
        grids = grid_names(connection)
        alone = [read_report(connection, replace(asked, grid_id=id)) for id in grids]
        nowhere = issue_count(connection, IssueFilter(lacking="grid_id"))
    assert nowhere == 0
    for name in ("came", "closed", "on_paper_only", "whistled"):
        assert sum(getattr(each, name).now for each in alone) == getattr(facts, name).now
        assert sum(getattr(each, name).before for each in alone) == getattr(facts, name).before
    assert sum(each.responded.now.part for each in alone) == facts.responded.now.part
    assert sum(each.visits.made.now for each in alone) == facts.visits.made.now
    assert sum(each.promises.due.now for each in alone) == facts.promises.due.now > 0
    late = Counter(str(part.name) for each in alone for part in each.overdue for _ in range(part.number.now))
    assert late == {str(part.name): part.number.now for part in facts.overdue}
    assert [each.grid for each in alone] == list(grids.values())
    assert all(not each.grids and each.came.now < facts.came.now for each in alone)
    assert alone[0].grid and alone[0].grid in report_text(alone[0]).title


def test_difficulties_are_counted_by_the_lists_that_show_them(
    sample: Workspace, asked: ReportAsked, facts: ReportFacts
) -> None:
    counted = {str(part.name): part.number.now for part in facts.outstanding}
    with sample.read() as connection:
        rows = connection.execute(sa.select(Issue).where(col(Issue.deleted).is_(False))).all()
        statuses = {row.id: status_of(connection, row.id) for row in rows}
        by_kind = {
            kind: {row.id for each in filters for row in issue_page(connection, each, offset=0, limit=999)}
            for kind, filters in difficulty_filters(asked).items()
        }
    open_ones = [row for row in rows if row.is_open]
    assert (
        by_kind[DifficultyKind.REOPENED]
        == {row.id for row in open_ones if statuses[row.id].reopened}
        != set()
    )
    assert by_kind[DifficultyKind.HANGING] == {row.id for row in open_ones if "H" in row.flags} != set()
    assert by_kind[DifficultyKind.LATE] == {row.id for row in open_ones if row.due_at < NOW} != set()
    for kind, ids in by_kind.items():
        assert counted[kind.label] == len(ids)
        listed = [each for each in facts.difficulties if each.kind is kind]
        assert {each.issue_id for each in listed} <= ids
        assert [each.days for each in listed] == sorted((each.days for each in listed), reverse=True)
    ids = [each.issue_id for each in facts.difficulties]
    assert len(ids) == len(set(ids))
    assert all(each.state != State.CLOSED.label for each in facts.difficulties)


def test_an_empty_period_is_zero_and_reads_as_zero(sample: Workspace) -> None:
    with sample.read() as connection:
        nothing = read_report(connection, asked_by(sample, Period(date(2001, 2, 1))))
    assert (nothing.came, nothing.closed) == (Compared(0, 0), Compared(0, 0))
    text = report_text(nothing)
    said = "".join(paragraph for section in text.sections for paragraph in section.paragraphs)
    for sentence in (
        "本月没有登记诉求，上月也没有。",
        "本月没有办结诉求，上月也没有。",
        "本月没有吹哨，上月也没有。",
        "本月没有走访，上月也没有。",
        "本月没有选定典型案例。",
        "不算响应率",
    ):
        assert sentence in said
    cells = {
        cell for section in text.sections for table in section.tables for row in table.rows for cell in row
    }
    assert not {"None", "nan", ""} & cells


def test_a_period_that_has_not_come_is_refused(sample: Workspace) -> None:
    with pytest.raises(RuleBroken, match="还没有到"):
        asked_by(sample, Period(date(2026, 12, 1)))


def test_statistics_of_a_grid_are_those_of_its_issues(sample: Workspace) -> None:
    with sample.read() as connection:
        id = next(iter(grid_names(connection)))
        found = statistics(connection, NOVEMBER.first, NOVEMBER.last, NOW, id)
        late = issue_count(connection, IssueFilter(grid_id=id, open=True, due_before=NOW))
    assert set(found.by_grid) == {id}
    assert sum(found.overdue.values()) == late
