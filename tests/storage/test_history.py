"""What the log says of one record."""

from __future__ import annotations

from datetime import timedelta

from gridtui.queries.histories import noun_of, record_history
from gridtui.storage.tables import Dwelling, Resident
from gridtui.storage.workspace import Workspace
from tests.conftest import NOON, FrozenClock
from tests.makers import as_operator, make_quarter, undo


def test_a_history_tells_who_changed_what_from_what_to_what_newest_first(
    workspace: Workspace, clock: FrozenClock
) -> None:
    quarter = make_quarter(workspace)
    clock.pass_time(hours=1)
    as_operator(workspace, "李强")
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"phone": "0871-63330000"})
    undo(workspace)
    with workspace.read() as connection:
        history = record_history(connection, quarter.resident)
    assert [(entry.kind, entry.actor_name, entry.at) for entry in history] == [
        ("set", "李强", NOON + timedelta(hours=1)),
        ("set", "李强", NOON + timedelta(hours=1)),
        ("create", "王秀兰", NOON),
    ]
    assert [(change.field, change.part, change.before, change.after) for change in history[1].fields] == [
        ("phone", "contact", "13888880000", "0871-63330000")
    ]
    assert [(change.before, change.after) for change in history[0].fields] == [
        ("0871-63330000", "13888880000")
    ]


def test_what_stood_before_a_first_change_is_the_default(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_building") as unit:
        unit.update(Dwelling, quarter.dwelling, {"use": "shop"})
    with workspace.read() as connection:
        newest = record_history(connection, quarter.dwelling)[0]
    assert [(change.field, change.before, change.after) for change in newest.fields] == [
        ("use", "home", "shop")
    ]


def test_an_unknown_id_has_no_history(workspace: Workspace) -> None:
    with workspace.read() as connection:
        assert record_history(connection, b"?" * 16) == []
        assert noun_of(connection, b"?" * 16) is None
