"""The board agrees with a slow reckoning over the sample, and every figure with the rows it opens."""

from __future__ import annotations

import statistics as reference
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.dates import local_date
from gridtui.queries.issues.board import board
from gridtui.queries.issues.issues import grid_names, issue_count
from gridtui.sample.stores import open_sample
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("sample")
    return open_sample(folder, seed=20261124, clock=lambda: NOW)


def test_every_state_is_counted_and_aged_as_by_hand(sample: Workspace) -> None:
    with sample.read() as connection:
        lines = {line.state: line for line in board(connection, NOW)}
        rows = connection.execute(sa.select(Issue).where(col(Issue.deleted).is_(False))).all()
    assert set(lines) == {None, *State}
    for state, line in lines.items():
        mine = [row for row in rows if (row.is_open if state is None else row.state == state)]
        running = [row for row in mine if row.is_open]
        ages = [(local_date(NOW) - local_date(row.registered_at)).days for row in running]
        assert line.count == len(mine)
        assert line.overdue == sum(row.due_at < NOW for row in running)
        assert line.amber == sum(row.amber_at <= NOW <= row.due_at for row in running)
        if ages:
            assert line.ages is not None
            assert (line.ages.median, line.ages.oldest) == (reference.median_high(ages), max(ages))
        else:
            assert line.ages is None
    assert lines[None].overdue and lines[None].amber and lines[State.IN_PROGRESS].ages


def test_every_figure_is_the_number_of_the_rows_it_opens(sample: Workspace) -> None:
    with sample.read() as connection:
        grids = list(grid_names(connection))
        for grid in (None, *grids[:2]):
            for line in board(connection, NOW, grid):
                told = [line.count, line.overdue, line.amber]
                shown = [line.shown, line.overdue_shown, line.amber_shown]
                if line.ages is not None:
                    told += [line.ages.older, line.ages.oldest_count]
                    shown += [line.older_shown, line.oldest_shown]
                if not line.is_open:
                    told, shown = told[:1], shown[:1]
                assert [issue_count(connection, each) for each in shown] == told, (grid, line.state)


def test_the_parts_make_the_whole_and_the_grids_the_area(sample: Workspace) -> None:
    with sample.read() as connection:
        whole, *states = board(connection, NOW)
        parts = [board(connection, NOW, grid)[0] for grid in grid_names(connection)]
    for figure in ("count", "overdue", "amber"):
        assert getattr(whole, figure) == sum(getattr(line, figure) for line in states if line.is_open)
    assert 0 < sum(part.count for part in parts) <= whole.count
