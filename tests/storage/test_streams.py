"""Many rows at once: alike on both engines, and through a staging table where a policy guards them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.search_index import index_name
from gridtui.storage.log.among import among
from gridtui.storage.log.bulk import insert_rows, update_rows
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.streams import MANY, stream_rows
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.tables import Grid, Org, Resident, Visit
from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_quarter

AT = datetime(2026, 11, 24, 4, 0, 0, 123000, tzinfo=UTC)


def test_few_rows_and_many_are_the_same_rows(workspace: Workspace) -> None:
    table = codec_of(Org).table
    with workspace.writing() as connection:
        for begin, count in ((0, MANY - 1), (1000, MANY + 1)):
            insert_rows(connection, table, [_org(begin + n) for n in range(count)])
        rows = connection.execute(
            sa.select(table).where(table.c.name.like("新办%")).order_by(table.c.num)
        ).all()
        told = [*range(MANY - 1), *range(1000, 1001 + MANY)]
        assert [row.name for row in rows] == [f"新办{n}" for n in told]
        assert [row.id for row in rows] == [_id(n) for n in told]
        assert {row.deleted for row in rows} == {False}


@pytest.mark.parametrize("count", [3, MANY + 5])
def test_rows_are_changed_and_no_others(workspace: Workspace, count: int) -> None:
    table = codec_of(Org).table
    with workspace.writing() as connection:
        insert_rows(connection, table, [_org(n) for n in range(2 * count)])
        update_rows(
            connection, table, ["short_name", "deleted"], [(_id(n), f"短{n}", True) for n in range(count)]
        )
        rows = connection.execute(sa.select(table).where(among(connection, table.c.id, _ids(2 * count))))
        told = {row.name: (row.short_name, row.deleted) for row in rows}
    assert told == {f"新办{n}": (f"短{n}", True) if n < count else ("", False) for n in range(2 * count)}


def test_none_and_an_odd_length_are_asked_for_too(workspace: Workspace) -> None:
    table = codec_of(Org).table
    with workspace.read() as connection:
        for ids in ([], [b"\x01"], [b"", b"\x02" * 16]):
            assert (
                connection.execute(sa.select(table.c.id).where(among(connection, table.c.id, ids))).all()
                == []
            )


def test_days_instants_and_nothing_arrive_whole(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_resident") as unit:
        rows = [
            {"household_id": quarter.household, "building_id": quarter.building, "visited_on": AT.date()}
            for _ in range(MANY + 2)
        ]
        ids = unit.create_many(Visit, rows, scope=lambda _: quarter.building)
    with workspace.read() as connection:
        table = codec_of(Visit).table
        found = connection.execute(sa.select(table).where(among(connection, table.c.id, list(ids)))).all()
    assert {(row.visited_on, row.next_on) for row in found} == {(AT.date(), None)}
    assert len(found) == MANY + 2


def test_a_guarded_table_takes_many_rows_from_who_may_write_them(
    clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    with postgres_database(request.node.name) as url:
        office = create_shared(url, Founding("社区", "530102001001", "经办"), clock=clock)
        with office.writing() as connection:
            _guard(connection)
        columns = [codec_of(Grid).table.c[name] for name in ("id", "zone", "deleted", "name")]
        rows = [[_id(n), 7, False, f"格{n}"] for n in range(MANY)]
        with office.writing() as connection:
            connection.execute(sa.text("SET LOCAL ROLE gridtui_test_bound"))
            for _ in range(2):
                stream_rows(connection, "guarded", columns, rows)
            stored = connection.execute(sa.text("SELECT name FROM guarded ORDER BY num")).scalars().all()
            assert stored == [f"格{n}" for n in range(MANY)] * 2
        with pytest.raises(RuleBroken), office.writing() as connection:
            connection.execute(sa.text("SET LOCAL ROLE gridtui_test_bound"))
            stream_rows(connection, "guarded", columns, [[_id(1), 8, False, "别的街道"]])
        with office.writing() as connection:
            connection.execute(sa.text("DROP TABLE guarded"))
            connection.execute(sa.text("DROP OWNED BY gridtui_test_bound"))
            connection.execute(sa.text("DROP ROLE gridtui_test_bound"))
        office.close()


def test_a_stream_that_fails_leaves_nothing_and_says_so_in_words(
    clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    with postgres_database(request.node.name) as url:
        office = create_shared(url, Founding("社区", "530102001001", "经办"), clock=clock)
        table = codec_of(Org).table
        with pytest.raises(RuleBroken), office.writing() as connection:
            insert_rows(connection, table, [_org(1) for _ in range(MANY)])
        with office.read() as connection:
            count = sa.select(sa.func.count()).select_from(table).where(table.c.name.like("新办%"))
            assert connection.execute(count).scalar() == 0
        office.close()


def test_many_people_are_found_by_their_words(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        rows = [
            {"household_id": quarter.household, "building_id": quarter.building, "name": f"欧阳{n}"}
            for n in range(MANY + 1)
        ]
        unit.create_many(Resident, rows, scope=lambda _: quarter.building)
    with workspace.read() as connection:
        name = index_name(Resident)
        said = f"{name} MATCH '欧阳'" if workspace.path else "t @@ '欧阳'::tsquery"
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {name} WHERE {said}").scalar() == MANY + 1


def _guard(connection: Connection) -> None:
    """Make a table whose rows of one zone alone a certain role may see and write."""
    for statement in (
        "CREATE TABLE guarded (num bigserial, id bytea, zone bigint, deleted boolean, name text)",
        "DROP ROLE IF EXISTS gridtui_test_bound",
        "CREATE ROLE gridtui_test_bound",
        "GRANT SELECT, INSERT ON guarded TO gridtui_test_bound",
        "GRANT USAGE ON SEQUENCE guarded_num_seq TO gridtui_test_bound",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON guarded TO gridtui_test_bound USING (zone = 7) WITH CHECK (zone = 7)",
    ):
        connection.execute(sa.text(statement))


def _id(n: int) -> bytes:
    return n.to_bytes(16, "big")


def _ids(count: int) -> list[bytes]:
    return [_id(n) for n in range(count)]


def _org(n: int) -> dict[str, object]:
    codec = codec_of(Org)
    blank = {name: field.default for name, field in codec.fields.items()} | codec.derived
    return {**blank, "id": _id(n), "zone": 0, "name": f"新办{n}"}
