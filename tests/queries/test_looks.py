"""Who looked at a person: reveals and exports of theirs, and lists that they may have been in."""

from __future__ import annotations

from datetime import timedelta

from gridtui.queries.people.looks import looks_at
from gridtui.storage.log import audit
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.revealing import note_export, note_reveal
from tests.conftest import NOON, FrozenClock
from tests.makers import as_operator, make_quarter, person


def test_looks_name_who_when_where_and_why(workspace: Workspace, clock: FrozenClock) -> None:
    note_export(workspace, "people", 900, "没有此人")
    clock.pass_time(minutes=1)
    quarter = make_quarter(workspace)
    clock.pass_time(minutes=1)
    note_reveal(workspace, quarter.resident, "核对电话")
    note_reveal(workspace, quarter.household, "别的记录")
    clock.pass_time(minutes=1)
    note_export(workspace, "people", 12, "街道要表")
    note_export(workspace, "grids", 3, "不含居民")
    with workspace.read() as connection:
        looks = looks_at(connection, quarter.resident)
        assert [(look.at, look.action, look.reason, look.certain) for look in looks] == [
            (NOON + timedelta(minutes=3), audit.EXPORT, "people 12 街道要表", False),
            (NOON + timedelta(minutes=2), audit.REVEAL, "核对电话", True),
        ]
        assert {(look.actor_name, look.desk) for look in looks} == {("王秀兰", "翠湖西路第二支部")}
        assert [look.title for look in looks] == ["导出", "看完整号码"]
        assert [look.action for look in looks_at(connection, quarter.resident, lists=False)] == [audit.REVEAL]
        assert [look.action for look in looks_at(connection, quarter.resident, limit=1)] == [audit.EXPORT]
        # A household is no person: lists say nothing about it.
        assert [look.reason for look in looks_at(connection, quarter.household)] == ["别的记录"]


def test_looks_at_any_of_the_records_of_one_person_count(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("join_records") as unit:
        rows = [person(quarter.building, None, name) for name in ("杨桂芬", "杨桂分", "杨贵芬")]
        first, second, stranger = unit.create_many(Resident, rows, scope=lambda _: quarter.building)
        unit.update(Resident, first, {"alias_of": quarter.resident})
        unit.update(Resident, second, {"alias_of": first})
    for id, why in ((quarter.resident, "甲"), (first, "乙"), (second, "丙"), (stranger, "丁")):
        note_reveal(workspace, id, why)
    with workspace.read() as connection:
        for id in (quarter.resident, first, second):
            assert [look.reason for look in looks_at(connection, id)] == ["丙", "乙", "甲"]
        assert [look.reason for look in looks_at(connection, stranger)] == ["丁"]


def test_somebody_who_only_wrote_here_is_named_too(workspace: Workspace) -> None:
    as_operator(workspace, "李明")
    quarter = make_quarter(workspace)
    note_reveal(workspace, quarter.resident)
    with workspace.read() as connection:
        [look] = looks_at(connection, quarter.resident)
    assert (look.actor_name, look.desk) == ("李明", "翠湖西路第二支部")
