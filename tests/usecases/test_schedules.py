"""The office's own schedules over the shipped ones, taken back and switched off; and what was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gridtui.domain.papers.schedules import Every, Schedule, default_schedules
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.papers.schedules import papers_made, schedules_in_force
from gridtui.storage.workspace import Workspace
from gridtui.usecases.revealing import note_export
from gridtui.usecases.schedules import drop_schedule, set_schedule
from tests.makers import undo


def in_force(workspace: Workspace) -> dict[str, Schedule]:
    with workspace.read() as connection:
        return {schedule.code: schedule for schedule in schedules_in_force(connection)}


def keep(workspace: Workspace, schedule: Schedule) -> Schedule:
    with workspace.write("set_schedules") as unit:
        return set_schedule(unit, schedule)


def test_an_own_line_stands_for_the_shipped_one_until_it_is_dropped(workspace: Workspace) -> None:
    shipped = default_schedules()[0]
    assert in_force(workspace)[shipped.code] is shipped
    own = keep(workspace, replace(shipped, due_day=3, recipient="街道社会事务办"))
    keep(workspace, replace(own, every=Every.QUARTER, active=False))
    found = in_force(workspace)
    assert found[shipped.code] == replace(own, every=Every.QUARTER, active=False, shipped=False)
    assert list(found) == [schedule.code for schedule in default_schedules()]
    with workspace.write("set_schedules") as unit:
        drop_schedule(unit, own)
    assert in_force(workspace)[shipped.code] is shipped
    undo(workspace)
    assert in_force(workspace)[shipped.code].every is Every.QUARTER


def test_a_line_of_ones_own_gets_a_code_and_goes_when_it_is_dropped(workspace: Workspace) -> None:
    own = keep(workspace, Schedule("", "ledger.visits", Every.MONTH, 1, title="走访月报"))
    assert own.code.startswith("own-") and in_force(workspace)[own.code] == own
    with workspace.write("set_schedules") as unit:
        drop_schedule(unit, own)
    assert own.code not in in_force(workspace)
    with pytest.raises(RuleBroken, match="366"):
        keep(workspace, replace(own, due_day=400))


def test_what_was_made_is_read_from_the_audit(desk: Workspace) -> None:
    for kind in ("due.sentiment-month.2026-10", "due.sentiment-month.2026-10", "ledger.visits", "due."):
        note_export(desk, kind, 12, "masked")
    with desk.read() as connection:
        made = papers_made(connection, datetime(2026, 11, 1, tzinfo=UTC))
        assert list(made) == ["sentiment-month.2026-10"]
        assert made["sentiment-month.2026-10"] == desk.clock()
        assert not papers_made(connection, datetime(2026, 12, 1, tzinfo=UTC))
