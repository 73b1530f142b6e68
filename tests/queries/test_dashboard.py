"""Home's figures, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

from gridtui.domain.issues.issue_states import State
from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.gaps import GapKind
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.queries.dashboard import SHOWN, WEEKS, dashboard, gaps
from gridtui.queries.gaps import GapFilter, find_gaps
from gridtui.queries.issues.issues import issue_count
from gridtui.usecases import assignments
from tests.ui.screens.neighbourhood import build


def read(workspace):
    with workspace.read() as connection:
        return dashboard(connection, workspace.clock())


def titles(group):
    return [row.title for row in group.rows]


def test_issues_fall_into_their_groups_by_what_is_due(workspace) -> None:
    build(workspace)
    seen = read(workspace)
    assert titles(seen.overdue)[1:] == ["楼道堆物", "漏水维修"]
    assert titles(seen.due_today) == ["今天要回"]
    assert titles(seen.to_verify) == ["邻里噪声"]
    assert titles(seen.to_call_back) == ["漏水维修"]
    assert titles(seen.waiting) == ["路灯不亮"]
    assert seen.cold.count == 1


def test_a_heading_counts_what_the_list_behind_it_shows(workspace) -> None:
    build(workspace, [("3-2-501", f"漏水{n}", "in_progress", 30.0 + n) for n in range(SHOWN + 5)])
    seen = read(workspace)
    assert len(seen.overdue.rows) == SHOWN
    with workspace.read() as connection:
        for group in (seen.overdue, seen.due_today, seen.cold):
            assert issue_count(connection, group.filter) == group.count
    assert seen.overdue.count == SHOWN + 5


def test_weeks_count_what_came_in_and_what_was_closed(workspace) -> None:
    days_ago = [1.0, 2.0, 8.0, 83.0, 85.0]
    build(workspace, [("3-2-501", f"事{n}", "closed", ago) for n, ago in enumerate(days_ago)])
    build(workspace, [("3-2-501", "没办完", "in_progress", 3.0)])
    seen = read(workspace)
    assert seen.closed_weeks == (1, *[0] * (WEEKS - 3), 1, 2)
    assert seen.registered_weeks == (1, *[0] * (WEEKS - 3), 1, 3)


def test_open_issues_are_counted_by_state_and_category(workspace) -> None:
    build(workspace)
    seen = read(workspace)
    assert seen.open_states[State.IN_PROGRESS] == 3
    assert list(seen.open_states) == [state for state in State if state in seen.open_states]
    assert sum(seen.open_states.values()) == 7
    assert [(figure.code, figure.count) for figure in seen.open_categories] == [("M11-001", 7)]
    assert seen.open_categories[0].name == "漏水维修"


def test_grids_say_what_they_lack(workspace) -> None:
    build(workspace)
    first, second = read(workspace).grids
    assert (first.row.name, first.gaps, first.has_worker) == ("第一网格", 0, True)
    assert (second.row.name, second.gaps, second.buildings_without_leader) == ("第二网格", 3, 2)


def test_a_post_is_missing_before_it_begins_and_after_it_ends(workspace) -> None:
    made = build(workspace)
    today = date(2026, 11, 24)
    with workspace.write(Intent.ASSIGN) as unit:
        assignments.assign(
            unit,
            AssignmentDraft(
                role=Role.BUILDING_LEADER,
                person_name="陈立",
                building_id=made.buildings["5"],
                from_on=today,
                to_on=today,
            ),
        )
    with workspace.read() as connection:
        found = [gaps(connection, today + timedelta(days=day)) for day in (-1, 0, 1)]
    assert [each.buildings_without_leader for each in found] == [2, 1, 2]


def test_gaps_name_their_places(workspace) -> None:
    build(workspace)
    found = read(workspace).gaps
    assert [(gap.role, gap.noun, gap.name) for gap in found.places] == [
        ("grid_worker", "grid", "第二网格"), ("building_leader", "building", "5栋"),
        ("building_leader", "building", "7栋"),
    ]  # fmt: skip
    assert found.count == 3


def test_home_counts_every_kind_of_gap_as_the_list_of_gaps_does(workspace) -> None:
    build(workspace)
    seen = read(workspace)
    with workspace.read() as connection:
        found = find_gaps(connection, GapFilter(), local_date(seen.now))
    assert seen.gap_counts == found.counts
    assert {GapKind.NO_HUB, GapKind.NEVER_VISITED, GapKind.NO_WORKER} <= set(seen.gap_counts)
    assert seen.gap_counts[GapKind.NO_LEADER] == seen.gaps.buildings_without_leader


def test_a_new_store_has_no_records(workspace) -> None:
    seen = read(workspace)
    assert not seen.has_records
    assert (seen.overdue.count, seen.gaps.count, seen.grids) == (0, 0, ())
    build(workspace, [])
    assert read(workspace).has_records
