"""The write gate: what is logged, what is projected, and that both happen or neither."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.registers import SEEN
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.changes.stamps import read_stamp
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.searching import search_residents
from gridtui.storage.log.feeds import decode_part
from gridtui.storage.log.history import decode_bases
from gridtui.storage.log.log_tables import Change, Device, Feed, Step
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Building, Issue, IssueEvent, Resident
from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock
from tests.makers import everything, log_of, make_issue, make_quarter, person, stored


def fields_of(change: sa.Row) -> dict[str, dict[str, object]]:
    return {
        part: decode_part(getattr(change, part))
        for part in ("public", "contact", "identity", "health")
        if getattr(change, part) is not None
    }


def check(workspace: Workspace) -> None:
    with workspace.read() as connection:
        report = check_store(connection)
    assert report.problems == []


def test_a_creation_logs_what_differs_from_the_default_in_parts_by_class(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    [change] = log_of(workspace, quarter.resident)
    assert (change.kind, change.noun, change.scope, change.bases) == (
        "create",
        "resident",
        quarter.building,
        None,
    )
    assert fields_of(change) == {
        "public": {"building_id": quarter.building.hex(), "household_id": quarter.household.hex()},
        "contact": {"phone": "13888880000"},
        "identity": {"name": "杨桂芬"},
    }
    row = stored(workspace, Resident, quarter.resident)
    assert (row["name"], row["sex"], row["deleted"], row["zone"]) == ("杨桂芬", "", False, 530102001)


def test_each_part_is_salted_by_itself(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("add_resident") as unit:
        ids = unit.create_many(
            Resident,
            [person(quarter.building, quarter.household, "同名")] * 2,
            scope=lambda _: quarter.building,
        )
    bodies = [change.identity for id in ids for change in log_of(workspace, id)]
    assert bodies[0] != bodies[1]
    assert bodies[0][16:] == bodies[1][16:]


def test_an_update_logs_only_what_changed_and_names_what_it_replaced(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_resident") as unit:
        assert unit.update(
            Resident, quarter.resident, {"name": "杨桂芬", "phone": "0871-63330000", "sex": "female"}
        )
    created, changed = log_of(workspace, quarter.resident)
    assert fields_of(changed) == {"contact": {"phone": "0871-63330000"}, "identity": {"sex": "female"}}
    assert decode_bases(changed.bases) == {"phone": [created.stamp], "sex": [created.stamp]}
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"phone": "", "birth_date": date(1950, 2, 28)})
    last = log_of(workspace, quarter.resident)[-1]
    assert decode_bases(last.bases) == {"phone": [changed.stamp], "birth_date": [created.stamp]}
    assert created.stamp < changed.stamp < last.stamp
    row = stored(workspace, Resident, quarter.resident)
    assert (row["phone"], row["birth_date"], row["sex"]) == ("", date(1950, 2, 28), "female")
    check(workspace)


def test_an_update_that_changes_nothing_writes_nothing(workspace: Workspace, clock: FrozenClock) -> None:
    quarter = make_quarter(workspace)
    before = everything(workspace, Resident)
    with workspace.read() as connection:
        steps = connection.execute(sa.select(sa.func.count()).select_from(Step)).scalar_one()
    with workspace.write("edit_resident") as unit:
        assert not unit.update(
            Resident, quarter.resident, {"name": "杨桂芬", "phone": "13888880000", "note": ""}
        )
    assert len(log_of(workspace, quarter.resident)) == 1
    assert everything(workspace, Resident) == before
    with workspace.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(Step)).scalar_one() == steps


def test_microseconds_are_no_change_because_the_store_keeps_milliseconds(
    workspace: Workspace, clock: FrozenClock
) -> None:
    at = clock.at + timedelta(microseconds=123_456)
    issue = make_issue(workspace, registered_at=at)
    with workspace.write("correct_issue") as unit:
        assert not unit.update(Issue, issue, {"registered_at": at})


def test_a_record_named_twice_in_one_update_gets_all_the_fields(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_resident") as unit:
        assert (
            unit.update_many(
                Resident,
                [(quarter.resident, {"sex": "female", "note": "一"}), (quarter.resident, {"note": "二"})],
            )
            == 1
        )
    row = stored(workspace, Resident, quarter.resident)
    assert (row["sex"], row["note"]) == ("female", "二")
    check(workspace)


def test_a_delete_hides_the_row_and_names_every_stamp_it_saw(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"sex": "female"})
    with workspace.write("delete_record") as unit:
        unit.delete(Resident, quarter.resident)
    created, edited, deleted = log_of(workspace, quarter.resident)
    assert deleted.kind == "delete"
    assert decode_bases(deleted.bases) == {"deleted": [created.stamp], SEEN: [created.stamp, edited.stamp]}
    assert stored(workspace, Resident, quarter.resident)["deleted"] is True
    with workspace.read() as connection:
        assert search_residents(connection, "杨桂芬") == []
    check(workspace)


def test_many_records_at_once_keep_their_order_and_ids(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    names = (
        [f"居民{number}" for number in range(12_000)]
        if workspace.path
        else [f"居民{n}" for n in range(1_200)]
    )
    own = bytes(range(16))
    rows = [person(quarter.building, quarter.household, name) for name in names]
    rows[7]["id"] = own
    with workspace.write("import_file") as unit:
        ids = unit.create_many(Resident, rows, scope=lambda row: row["building_id"])
    assert ids[7] == own
    with workspace.read() as connection:
        found = connection.execute(
            sa.select(col(Resident.id), col(Resident.name)).order_by(col(Resident.num))
        ).all()
    assert [row.id for row in found[1:]] == ids
    assert [row.name for row in found[1:]] == names
    check(workspace)


def test_creating_nothing_makes_no_step(workspace: Workspace) -> None:
    with workspace.write("import_file") as unit:
        assert unit.create_many(Resident, [], scope=lambda _: b"") == []
    with workspace.read() as connection:
        assert connection.execute(sa.select(col(Step.kind))).scalars().all() == ["found"]


def test_stamps_grow_also_when_the_clock_goes_back_three_days(
    workspace: Workspace, clock: FrozenClock
) -> None:
    quarter = make_quarter(workspace)
    for days in (-3, 3, -1):
        clock.pass_time(days=days)
        with workspace.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": f"{days} {clock.at}"})
    stamps = [change.stamp for change in log_of(workspace, quarter.resident)]
    assert stamps == sorted(stamps)
    with workspace.read() as connection:
        everything_stamped = (
            connection.execute(sa.select(col(Change.stamp)).order_by(col(Change.num))).scalars().all()
        )
        device = connection.execute(sa.select(Device.__table__)).one()  # type: ignore[attr-defined]
    assert everything_stamped == sorted(set(everything_stamped))
    assert [read_stamp(stamp)[3] for stamp in everything_stamped] == list(
        range(1, len(everything_stamped) + 1)
    )
    assert (device.millis, device.counter, device.number) == (
        read_stamp(everything_stamped[-1])[0],
        read_stamp(everything_stamped[-1])[1],
        len(everything_stamped),
    )
    check(workspace)


def test_a_stamp_is_later_than_what_it_replaces_even_from_a_clock_ahead(
    workspace: Workspace, clock: FrozenClock
) -> None:
    clock.pass_time(days=400)
    quarter = make_quarter(workspace)
    clock.pass_time(days=-400)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "后写"})
    created, changed = log_of(workspace, quarter.resident)
    assert changed.stamp > created.stamp


def test_each_scope_has_a_feed_of_its_own_without_gaps(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("add_building") as unit:
        other = unit.create(Building, {"label": "9"}, scope=b"9" * 16)
    with workspace.read() as connection:
        feeds = {row.scope: row for row in connection.execute(sa.select(Feed.__table__))}  # type: ignore[attr-defined]
        for feed in feeds.values():
            rows = connection.execute(
                sa.select(col(Change.seq), col(Change.hash))
                .where(col(Change.feed_num) == feed.num)
                .order_by(col(Change.seq))
            ).all()
            assert [row.seq for row in rows] == list(range(1, feed.seq + 1))
            assert rows[-1].hash == feed.hash
    org_id = workspace.desk.org_id
    assert set(feeds) == {org_id, codes_scope(org_id), quarter.building, b"9" * 16}
    assert feeds[quarter.building].seq == 4
    assert log_of(workspace, other)[0].seq == 1


def test_a_change_stays_in_its_scope_unless_it_moves(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "留下"})
        unit.update(Resident, quarter.resident, {"note": "搬走"}, scope=b"9" * 16)
    assert [change.scope for change in log_of(workspace, quarter.resident)] == [
        quarter.building,
        quarter.building,
        quarter.building,
        b"9" * 16,
    ]
    assert [change.kind for change in log_of(workspace, quarter.resident)] == [
        "create",
        "set",
        "set",
        "carry",
    ]


def test_events_are_never_changed(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    with workspace.read() as connection:
        event = connection.execute(
            sa.select(col(IssueEvent.id)).where(col(IssueEvent.issue_id) == issue)
        ).scalar_one()
    for act in ("update", "delete"):
        with pytest.raises(TypeError, match="never changed"), workspace.write("move_issue") as unit:
            unit.update(IssueEvent, event, {"text": "改"}) if act == "update" else unit.delete(
                IssueEvent, event
            )
    assert len(log_of(workspace, event)) == 1


@pytest.mark.parametrize("name", ["state", "num", "stamp", "nonsense"])
def test_a_field_that_no_change_may_carry_is_refused(workspace: Workspace, name: str) -> None:
    issue = make_issue(workspace)
    for act in ("create", "update"):
        with pytest.raises(KeyError, match=name), workspace.write("register_issue") as unit:
            if act == "create":
                unit.create(Issue, {"text": "灯", name: "x"}, scope=b"1" * 16)
            else:
                unit.update(Issue, issue, {name: "x"})
    check(workspace)


def test_an_exception_leaves_nothing_behind(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    before = everything(workspace, Resident, Issue, IssueEvent)

    def counts() -> list[int]:
        with workspace.read() as connection:
            return [
                connection.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()
                for model in (Change, Step, Feed)
            ] + [
                connection.execute(sa.text("SELECT count(*) FROM search_resident")).scalar_one(),
                connection.execute(sa.select(col(Device.number))).scalar_one(),
            ]

    counted = counts()
    with pytest.raises(ZeroDivisionError), workspace.write("import_file") as unit:
        unit.create(Resident, person(quarter.building, quarter.household, "不该存"), scope=b"8" * 16)
        unit.update(Resident, quarter.resident, {"name": "改名"})
        unit.refresh()
        raise ZeroDivisionError
    assert everything(workspace, Resident, Issue, IssueEvent) == before
    assert counts() == counted
    with workspace.read() as connection:
        assert search_residents(connection, "不该存") == []
        assert len(search_residents(connection, "杨桂芬")) == 1
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"name": "杨桂芳"})
    check(workspace)


def test_a_reference_to_nothing_is_refused_in_words(workspace: Workspace) -> None:
    with pytest.raises(RuleBroken), workspace.write("add_resident") as unit:
        unit.create(Resident, person(None, b"\1" * 16, "无户"), scope=b"1" * 16)
    check(workspace)


def test_a_reading_transaction_cannot_write(workspace: Workspace) -> None:
    make_quarter(workspace)
    with pytest.raises(RuleBroken) as refusal, workspace.read() as connection:
        connection.execute(sa.text("DELETE FROM resident"))
    assert str(refusal.value) == "库是只读的，不能保存"
    check(workspace)


def test_a_reading_transaction_sees_one_state(workspace: Workspace) -> None:
    count = sa.select(sa.func.count()).select_from(Resident)
    with workspace.read() as connection:
        assert connection.execute(count).scalar_one() == 0
        make_quarter(workspace)
        assert connection.execute(count).scalar_one() == 0
    with workspace.read() as connection:
        assert connection.execute(count).scalar_one() == 1


def test_a_write_inside_a_write_is_a_mistake_that_is_said_at_once(desk: Workspace) -> None:
    with (
        pytest.raises(RuntimeError, match="a write inside a write"),
        desk.write("add_resident"),
        desk.write("add_resident"),
    ):
        pass
    make_quarter(desk)


def test_two_threads_write_one_after_the_other(workspace: Workspace) -> None:
    from concurrent.futures import ThreadPoolExecutor

    quarter = make_quarter(workspace)

    def add(number: int) -> bytes:
        with workspace.write("add_resident") as unit:
            return unit.create(
                Resident, person(quarter.building, quarter.household, f"居民{number}"), scope=quarter.building
            )

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(add, range(20)))
    assert len(set(ids)) == 20
    check(workspace)
