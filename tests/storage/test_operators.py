"""Operators of a shared store: each a login of their own, and a bound one only the records of its grids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.tokens import read_query
from gridtui.queries.histories import record_history
from gridtui.storage.derived import search_index
from gridtui.storage.log import audit
from gridtui.storage.log.fields import table_of
from gridtui.storage.store import logins, migrating, row_security, schema, sharing
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_shared, open_shared
from gridtui.storage.tables import Building, Grid, Household, Issue, IssueEvent, Operator, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.operators import rename_operator
from gridtui.usecases.privacy import erase
from tests.conftest import FrozenClock
from tests.engines import drop_roles, login_as, postgres_database
from tests.makers import Quarter, make_issue, make_quarter, person, stored, undo

PASSWORD = "geheim-2026"


@dataclass
class Office:
    """A shared store with two grids, its keeper's workspace, and an issue in each grid."""

    url: str
    keeper: Workspace
    here: Quarter
    there: Quarter
    issue_here: bytes
    issue_there: bytes
    clock: FrozenClock

    def add(self, login: str, name: str, *grids: bytes) -> None:
        """Add an operator with that login."""
        with self.keeper.write("add_operator") as unit:
            id = unit.create(Operator, {"name": name}, scope=self.keeper.desk.org_id)
            logins.add_login(
                unit.connection, self.own(login), id, "grid_worker", grids, PASSWORD, self.clock()
            )

    def own(self, login: str) -> str:
        """Return a login that no other test has."""
        return f"{login}_{self.url.rsplit('_', 2)[1]}"

    @contextmanager
    def signed_in(self, login: str) -> Iterator[Workspace]:
        """Lend the store as that login opens it."""
        workspace = open_shared(login_as(self.url, self.own(login)), clock=self.clock)
        try:
            yield workspace
        finally:
            workspace.close()


@pytest.fixture
def office(clock: FrozenClock) -> Iterator[Office]:
    """An office with the logins ``all`` and ``one``, the latter bound to the first grid."""
    with postgres_database("operators") as url:
        keeper = create_shared(url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock)
        here, there = make_quarter(keeper), make_quarter(keeper, "李国强")
        issues = (make_issue(keeper, "这边灯不亮", household_id=here.household),
                  make_issue(keeper, "那边灯不亮", household_id=there.household))  # fmt: skip
        made = Office(url, keeper, here, there, *issues, clock)
        try:
            made.add("all", "张云")
            made.add("one", "李桂花", here.grid)
            yield made
        finally:
            keeper.close()
            drop_roles(url)


def test_the_log_names_whoever_signed_in(office: Office) -> None:
    with office.signed_in("all") as workspace:
        assert (workspace.operator.name, workspace.bound) == ("张云", False)
        with workspace.write("edit_resident") as unit:
            unit.update(Resident, office.there.resident, {"note": "改了"})
        with workspace.writing() as connection:
            audit.note(connection, audit.UNLOCK, now=office.clock(), actor_id=workspace.operator.id)
        with workspace.read() as connection:
            assert record_history(connection, office.there.resident)[0].actor_name == "张云"
            assert check_store(connection).problems == []
        undo(workspace)
        with pytest.raises(RuleBroken, match="没有可以撤销"):
            undo(workspace)


def test_every_table_has_a_policy_and_is_named_by_a_rule_or_kept_from_bound_logins(office: Office) -> None:
    nothing = set(row_security.all_tables()) - set(row_security.rules())
    assert nothing >= {"secret_key", "forked_change", "peer", "sent_bundle", "received_part"}
    assert nothing.isdisjoint({"resident", "issue", "search_resident", "change"})
    with office.keeper.read() as connection:
        assert row_security.unguarded(connection) == set()
    with office.signed_in("one") as workspace, workspace.read() as connection:
        for table in sorted(nothing):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 0, table


def test_a_bound_login_sees_its_grids_and_nothing_else(office: Office) -> None:
    with office.signed_in("one") as workspace, workspace.read() as connection:
        assert workspace.bound

        def ids(model: type) -> list[bytes]:
            return list(connection.execute(sa.select(table_of(model).c.id)).scalars())

        assert ids(Resident) == [office.here.resident]
        assert ids(Household) == [office.here.household]
        assert ids(Building) == [office.here.building]
        assert ids(Issue) == [office.issue_here]
        assert ids(Grid) == [office.here.grid]
        assert len(ids(IssueEvent)) == 1
        found = search_index.matching(connection, Issue, read_query("灯不亮"), limit=9)
        assert len(found) == 1
        assert connection.execute(sa.text("SELECT count(*) FROM search_resident")).scalar() == 1
        assert record_history(connection, office.here.resident) != []
        assert record_history(connection, office.there.resident) == []
        about = sa.text("SELECT count(*) FROM change WHERE record = :r")
        for record in (office.there.resident, office.issue_there, office.there.building):
            assert connection.execute(about, {"r": record}).scalar() == 0
        told = "SELECT count(*) FROM change WHERE position(convert_to(:name, 'UTF8') IN identity) > 0"
        counts = [connection.execute(sa.text(told), {"name": name}).scalar() for name in ("杨桂芬", "李国强")]
        assert counts == [1, 0]


def test_a_bound_login_works_in_its_grids_and_is_refused_elsewhere(office: Office) -> None:
    with office.signed_in("one") as workspace:
        new = make_issue(workspace, "楼道堆物", household_id=office.here.household)
        with workspace.write("add_resident") as unit:
            added = unit.create(
                Resident,
                person(office.here.building, office.here.household, "赵小明"),
                scope=office.here.building,
            )
        assert stored(office.keeper, Resident, added)["name"] == "赵小明"
        row = stored(office.keeper, Issue, new)
        assert row["grid_id"] == office.here.grid
        # Two numbers of the day were given before, one of them to an issue that is not seen here.
        assert row["number"].endswith("-003")
        undo(workspace)
        for scope, building in ((office.there.building, office.there.building),
                                (workspace.desk.org_id, office.there.building)):  # fmt: skip
            with pytest.raises(RuleBroken, match="不在您负责的网格"), workspace.write("x") as unit:
                unit.create(Resident, person(building, None, "外面的人"), scope=scope)
        with pytest.raises(RuleBroken, match="不在您负责的网格"):
            make_issue(workspace, "别处的事", given_grid_id=office.there.grid)
        with pytest.raises(RuleBroken, match="不在您负责的网格"), workspace.write("x") as unit:
            unit.update(Resident, office.here.resident, {"building_id": office.there.building})
        with pytest.raises(RuleBroken, match="不在您负责的网格"), workspace.write("x") as unit:
            unit.create(Grid, {"name": "自己的网格"}, scope=workspace.desk.org_id)
    with office.keeper.read() as connection:
        assert check_store(connection).problems == []


REFUSED = (
    ("UPDATE change SET refused = 'x'", "没有这项权限"),
    ("DELETE FROM audit", "没有这项权限"),
    ("INSERT INTO secret_key (kind, public, secret, made_at) VALUES ('sign', '', '', 0)", "没有这项权限"),
    ("INSERT INTO shared_login_grid SELECT session_user, id FROM grid", "没有这项权限"),
    ("UPDATE shared_login SET bound = false", "没有这项权限"),
    ("CREATE TABLE mine (n int)", "没有这项权限"),
    ("INSERT INTO step (id, at, actor_id, actor_name, incarnation, level, schema_version, intent, label, "
     "kind, undone) SELECT 'x', at, 'somebody else', actor_name, incarnation, level, schema_version, "
     "intent, label, kind, undone FROM step LIMIT 1", "不在您负责的网格"),
)  # fmt: skip
WITHOUT_EFFECT = (
    "UPDATE meta SET value = 'x'",
    "UPDATE category SET name = 'x'",
    "UPDATE resident SET note = 'x' WHERE name = '李国强'",
    "DELETE FROM issue WHERE text = '那边灯不亮'",
    "DELETE FROM search_resident WHERE num NOT IN (SELECT num FROM resident)",
)


def test_the_server_itself_refuses_what_the_program_would_not_ask(office: Office) -> None:
    with office.signed_in("one") as workspace:
        for statement, said in REFUSED:
            with pytest.raises(RuleBroken, match=said), workspace.writing() as connection:
                connection.execute(sa.text(statement))
        for statement in WITHOUT_EFFECT:
            with workspace.writing() as connection:
                assert connection.execute(sa.text(statement)).rowcount == 0, statement
        # What is read by all is changed by none, and no line of the log says that it was.
        for model, id, scope in ((Operator, office.keeper.operator.id, workspace.desk.org_id),
                                 (Grid, office.here.grid, workspace.desk.org_id)):  # fmt: skip
            with pytest.raises(RuleBroken, match="不在您负责的网格"), workspace.write("x") as unit:
                unit.update(model, id, {"name": "改名"}, scope=scope)
        with pytest.raises(RuleBroken, match="看得到全部网格的操作员"):
            erase(workspace, office.here.resident, "本人要求")
        with workspace.write("rename_operator") as unit:
            rename_operator(unit, "李桂华")
    assert stored(office.keeper, Operator, workspace.operator.id)["name"] == "李桂华"


def test_a_change_of_a_record_that_is_not_seen_is_refused_at_the_commit(office: Office) -> None:
    forged = sa.text(
        "INSERT INTO change (feed_num, seq, stamp, step_num, kind, noun, record, hash) "
        "SELECT feed_num, seq + 1000, stamp, step_num, kind, noun, :r, hash FROM change "
        "WHERE record = :own LIMIT 1"
    )
    with office.signed_in("one") as workspace:
        values = {"r": office.there.resident, "own": office.here.resident}
        with pytest.raises(RuleBroken, match="不在您负责的网格"), workspace.writing() as connection:
            connection.execute(forged, values)


def test_a_removed_login_loses_its_rights_at_once_and_keeps_its_record(office: Office) -> None:
    with office.signed_in("all") as workspace:
        with workspace.write("edit_resident") as unit:
            unit.update(Resident, office.here.resident, {"note": "走之前"})
        with office.keeper.writing() as connection:
            logins.remove_login(connection, office.own("all"))
        with pytest.raises(RuleBroken), workspace.read() as connection:
            connection.execute(sa.text("SELECT 1 FROM resident")).all()
    with pytest.raises(RuleBroken, match="已经停用"), office.signed_in("all"):
        pass
    with office.keeper.read() as connection:
        row = next(row for row in logins.logins(connection) if row.login == office.own("all"))
        assert (row.active, row.name) == (False, "张云")
        assert record_history(connection, office.here.resident)[0].actor_name == "张云"


def test_a_login_that_nobody_added_is_refused_in_words(office: Office) -> None:
    name = office.own("stranger")
    with office.keeper.writing() as connection:
        connection.execute(sa.text(f"CREATE ROLE {name} LOGIN"))
    try:
        with pytest.raises(RuleBroken, match="还不是这个库的操作员"), office.signed_in("stranger"):
            pass
    finally:
        with office.keeper.writing() as connection:
            connection.execute(sa.text(f"DROP ROLE {name}"))


def test_a_copy_of_a_store_goes_on_as_another_incarnation(office: Office) -> None:
    first = office.keeper.desk.incarnation
    office.keeper.engine.dispose()
    database = str(sa.make_url(office.url).database)
    with postgres_database("copied", template=database) as copied:
        with pytest.raises(RuleBroken, match="请库主先打开一次"):
            open_shared(login_as(copied, office.own("one")), clock=office.clock)
        restored = open_shared(copied, clock=office.clock)
        second = restored.desk.incarnation
        assert second != first
        with restored.write("edit_resident") as unit:
            unit.update(Resident, office.here.resident, {"note": "恢复之后"})
        with restored.read() as connection:
            assert check_store(connection).problems == []
        restored.close()
        with_login = open_shared(login_as(copied, office.own("one")), clock=office.clock)
        assert with_login.desk.incarnation == second
        with_login.close()
    assert open_again(office) == first


def open_again(office: Office) -> bytes:
    workspace = open_shared(office.url, clock=office.clock)
    workspace.close()
    return workspace.desk.incarnation


def test_only_the_keeper_upgrades_and_the_logins_work_on(office: Office) -> None:
    with office.keeper.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0006'"))
        connection.execute(sa.text("DROP TABLE shared_login_grid, shared_login CASCADE"))
    with pytest.raises(RuleBroken, match="请库主先用新版程序打开一次"), office.signed_in("all"):
        pass
    with sharing.one_founder(office.keeper.engine), pytest.raises(RuleBroken, match="正在建库或升级"):
        migrating.migrate_shared(office.keeper.engine)
    open_shared(office.url, clock=office.clock).close()
    with office.keeper.read() as connection:
        assert schema.schema_version(connection) == schema.HEAD
        assert row_security.unguarded(connection) == set()
    with office.keeper.writing() as connection:
        # Their rows went with the table, so nobody else knows that they are to be dropped.
        for login in (office.own("all"), office.own("one")):
            connection.execute(sa.text(f"DROP OWNED BY {login}"))
            connection.execute(sa.text(f"DROP ROLE {login}"))
