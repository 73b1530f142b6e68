"""Migrations: the first makes what a new store has; a later one runs on a copy, whole or not at all."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine

from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.searching import search_residents
from gridtui.storage.store import migrating, opening, schema
from gridtui.storage.store.backups import backups_of
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.engines import postgres_engine, sqlite_engine
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.store.restoring import restore_workspace
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.engines import postgres_database
from tests.makers import make_quarter, person, stored

VERSIONS = migrating.SCRIPTS / "versions"

STALE = """The models and the migrations no longer make the same tables. 0001 is out and stays as it is; what
changed since belongs into a later migration, made from the difference (`alembic revision --autogenerate` with
the script location gridtui/storage/migrations on a database of the version before), whose number is added to
schema.HEAD and schema.KNOWN."""


def shape(engine: Engine) -> dict[str, Any]:
    """Return every table with its columns, types, keys and indexes, in an order of its own."""
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        found: dict[str, Any] = {}
        for table in sorted(inspector.get_table_names()):
            found[table] = {
                "columns": [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in inspector.get_columns(table)
                ],
                "key": inspector.get_pk_constraint(table)["constrained_columns"],
                "unique": sorted(
                    tuple(one["column_names"]) for one in inspector.get_unique_constraints(table)
                ),
                "indexes": sorted(
                    (one["name"], tuple(one["column_names"])) for one in inspector.get_indexes(table)
                ),
                "references": sorted(
                    (tuple(one["constrained_columns"]), one["referred_table"], tuple(one["referred_columns"]))
                    for one in inspector.get_foreign_keys(table)
                ),
            }
        if connection.dialect.name == "sqlite":
            found["search"] = sorted(
                tuple(row)
                for row in connection.exec_driver_sql(
                    "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%'"
                )
            )
        else:
            found["search"] = sorted(
                tuple(row)
                for row in connection.exec_driver_sql(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'search_%%'"
                )
            )
        return found


def made_by(engine: Engine, how: str) -> dict[str, Any]:
    if how == "migrations":
        migrating.upgrade(engine)
    else:
        with engine.connect().execution_options(gridtui_writing=True) as connection, connection.begin():
            schema.create_schema(connection)
    try:
        return shape(engine)
    finally:
        engine.dispose()


def test_the_migrations_make_the_same_tables_as_a_new_store(engine_kind: str, tmp_path: Path) -> None:
    shapes = []
    for how in ("migrations", "models"):
        if engine_kind == "sqlite":
            shapes.append(made_by(sqlite_engine_on(tmp_path / f"{how}.gtdb"), how))
        else:
            with postgres_database(how) as url:
                shapes.append(made_by(postgres_engine(url), how))
    assert shapes[0] == shapes[1], STALE
    assert len(shapes[0]) > 20 and len(shapes[0]["search"]) >= 6


def sqlite_engine_on(path: Path) -> Engine:
    path.touch()
    return sqlite_engine(path, StoreKey(bytearray(b"k" * 32)))


def scripts(folder: Path) -> dict[str, str | None]:
    """Return revision → the one before."""
    found = {}
    for path in sorted((folder).glob("*.py")):
        names = {
            target.id: ast.literal_eval(node.value)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant)
        }
        assert path.name.startswith(names["revision"] + "_")
        found[names["revision"]] = names["down_revision"]
    return found


def test_the_known_versions_are_the_scripts_in_one_line() -> None:
    found = scripts(VERSIONS)
    assert tuple(sorted(found)) == schema.KNOWN
    assert schema.KNOWN[-1] == schema.HEAD
    assert list(found.values()) == [None, *schema.KNOWN[:-1]]


def test_a_migration_uses_nothing_of_the_running_program() -> None:
    for path in VERSIONS.glob("*.py"):
        modules = {
            getattr(node, "module", None) or alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert modules <= {"__future__", "sqlalchemy", "alembic"}, path.name


NEXT = f"{int(schema.HEAD) + 1:04}"

LATER = '''"""A later version, for a test."""

import sqlalchemy as sa
from alembic import op

revision = "NEXT"
down_revision = "LAST"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resident") as batch:
        batch.add_column(sa.Column("nickname", sa.String(), nullable=False, server_default=""))
        batch.alter_column("note", type_=sa.Text(), existing_type=sa.String())
    copied = "auto" if op.get_bind().dialect.name == "postgresql" else "always"
    with op.batch_alter_table("household", recreate=copied) as batch:
        batch.add_column(sa.Column("size", sa.Integer(), nullable=True))
    FAULT
'''


@pytest.fixture
def old(tmp_path: Path, clock: FrozenClock) -> Path:
    """A closed store of the present version with gaps in its row numbers."""
    path = tmp_path / "100% home" / "desk.gtdb"
    workspace = found_store(path, clock, passphrase=PASSPHRASE)
    quarter = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        unit.create_many(
            Resident,
            [person(quarter.building, quarter.household, f"居民{n}") for n in range(30)],
            scope=lambda row: row["building_id"],
        )
    with workspace.writing() as connection:
        # What a merge may leave: row numbers that a copy must not close up.
        connection.execute(sa.text("UPDATE resident SET num = num + 1000 WHERE name = '居民29'"))
        connection.execute(sa.text("DELETE FROM search_resident WHERE rowid = 31"))
        connection.execute(sa.text("INSERT INTO search_resident(rowid, t) VALUES (1031, '居民 民2 29')"))
    workspace.close()
    return path


def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str = "") -> None:
    """Make this a program with one more migration."""
    folder = tmp_path / "newer 50%" / "migrations"
    shutil.copytree(migrating.SCRIPTS, folder)
    script = LATER.replace("FAULT", fault).replace("NEXT", NEXT).replace("LAST", schema.HEAD)
    (folder / "versions" / f"{NEXT}_later.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(migrating, "SCRIPTS", folder)
    monkeypatch.setattr(schema, "HEAD", NEXT)
    monkeypatch.setattr(schema, "KNOWN", (*schema.KNOWN, NEXT))


def test_an_old_store_is_backed_up_and_migrated_when_it_is_opened(
    old: Path, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(tmp_path, monkeypatch)
    folder = tmp_path / "backups"
    workspace = open_workspace(old, PASSPHRASE, clock=clock, backup_folder=folder)
    assert not workspace.read_only
    with workspace.read() as connection:
        assert schema.schema_version(connection) == NEXT
        assert connection.execute(sa.text("SELECT nickname FROM resident LIMIT 1")).scalar() == ""
        assert connection.execute(sa.text("SELECT size FROM household LIMIT 1")).one() == (None,)
        assert (
            connection.execute(sa.text("SELECT num FROM resident WHERE name = '居民29'")).scalar_one() == 1031
        )
        assert [hit.title for hit in search_residents(connection, "居民29")] == ["居民29"]
        assert [hit.title for hit in search_residents(connection, "杨桂芬")] == ["杨桂芬"]
        assert check_store(connection).problems == []
        assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar_one() == 1
        with pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text("DELETE FROM household"))
    workspace.close()
    [backup] = backups_of(old, folder)
    assert "migration" in backup.path.name
    assert not list(old.parent.glob(".migrate-*")) and not list(old.parent.glob("*-wal"))
    open_workspace(old, PASSPHRASE, clock=clock).close()
    restored = restore_workspace(backup.path, tmp_path / "r" / "desk.gtdb", PASSPHRASE, clock=clock)
    restored.close()


@pytest.mark.parametrize(
    "fault",
    [
        "raise sa.exc.CompileError('x')",
        "op.execute('SELECT nonsense')",
        "op.execute('DELETE FROM building')",
        "raise OSError(28, 'No space left on device')",
        "import alembic.util; raise alembic.util.CommandError('x')",
    ],
)
def test_a_migration_that_fails_leaves_the_store_as_it_was(
    old: Path, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    before = old.read_bytes()
    with monkeypatch.context() as newer:
        later(tmp_path, newer, fault)
        with pytest.raises(RuleBroken, match="升级没有成功，库还是原来的样子"):
            open_workspace(old, PASSPHRASE, clock=clock, backup_folder=tmp_path / "backups")
    assert len(backups_of(old, tmp_path / "backups")) == 1
    assert not list(old.parent.glob(".migrate-*"))
    workspace = open_workspace(old, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        assert check_store(connection).problems == []
    assert not workspace.read_only
    workspace.close()
    assert len(before) == old.stat().st_size


def test_no_migration_without_a_backup(
    old: Path, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(tmp_path, monkeypatch)
    (tmp_path / "file").write_bytes(b"")
    before = old.read_bytes()
    with pytest.raises(RuleBroken, match="备份没有写成"):
        open_workspace(old, PASSPHRASE, clock=clock, backup_folder=tmp_path / "file")
    assert old.read_bytes() == before


def test_a_store_that_somebody_is_looking_at_is_not_exchanged_under_them(
    old: Path, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(old, PASSPHRASE, clock=clock)
    assert workspace.key is not None
    looking = sqlcipher.connect(str(old))
    looking.execute(f"PRAGMA key = {workspace.key.pragma()}")
    looking.execute("BEGIN")
    looking.execute("SELECT count(*) FROM resident").fetchone()
    workspace.close()
    with monkeypatch.context() as newer:
        later(tmp_path, newer)
        with pytest.raises(RuleBroken, match="另一个程序"):
            open_workspace(old, PASSPHRASE, clock=clock, backup_folder=tmp_path / "backups")
    assert looking.execute("SELECT count(*) FROM resident").fetchone() == (31,)
    looking.close()
    opening.open_workspace(old, PASSPHRASE, clock=clock).close()


def test_a_shared_database_is_migrated_too(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_database("migrate") as url:
        founding = opening.Founding("翠湖西路第二支部", "530102001001", "王秀兰")
        workspace = opening.create_shared(url, founding, clock=clock)
        quarter = make_quarter(workspace)
        later(tmp_path, monkeypatch)
        migrating.upgrade(workspace.engine)
        with workspace.read() as connection:
            assert schema.schema_version(connection) == NEXT
        assert stored(workspace, Resident, quarter.resident)["name"] == "杨桂芬"
        workspace.close()
