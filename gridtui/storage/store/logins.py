"""The logins of a shared store: a role at the server for each operator, in one of two groups.

A group owns nothing and nobody signs in as it; it has the rights, its members have none of their own. Both
groups are called after the database and noted among the facts about the store. Only the store's keeper, who
owns the tables and may make roles, adds and removes logins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Operator
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.log_tables import SharedLogin, SharedLoginGrid
from gridtui.storage.store import row_security
from gridtui.storage.tables import Grid
from gridtui.storage.tables import Operator as OperatorTable
from gridtui.storage.workspace import operator_of, read_meta, write_meta
from gridtui.words import mark

OFFICE, GRIDS, POLICIES = "office_group", "grids_group", "policies"
"""The facts about a store that name its two groups, and which policies were set up (a digest of them)."""

_LONGEST = 63
_LOGIN = re.compile(r"[a-z_][a-z0-9_]*")
_PRIVILEGES = "SELECT, INSERT, UPDATE, DELETE"
_NOT_YET = mark("您的登录还不是这个库的操作员：请库主用 gridtui operator add 加上")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who signed in: the operator, whether the login is bound to grids, whether it is the store's keeper."""

    operator: Operator
    bound: bool
    keeper: bool


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A login as it is listed; ``grids`` are the codes, else names, of the grids it is bound to."""

    login: str
    operator_id: RecordId
    name: str
    role: str
    bound: bool
    grids: tuple[str, ...]
    active: bool
    added_at: datetime


def login_of(connection: Connection) -> str:
    """Return the login that this connection signed in with."""
    return str(connection.execute(sa.text("SELECT session_user")).scalar())


def is_keeper(connection: Connection) -> bool:
    """Say whether who signed in owns the tables, or is the server's own administrator."""
    owns = "SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('meta')"
    return bool(connection.execute(sa.text(owns)).scalar())


def standing_of(connection: Connection) -> Standing:
    """Return who signed in; ``RuleBroken`` for a login that nobody added, or that was removed."""
    keeper = is_keeper(connection)
    mine = sa.select(col(SharedLogin.operator_id), col(SharedLogin.bound), col(SharedLogin.active))
    row = connection.execute(mine.where(col(SharedLogin.login) == sa.text("session_user"))).one_or_none()
    if row is None and keeper:
        return Standing(operator_of(read_meta(connection)), False, True)
    if row is None or not row.active:
        raise RuleBroken(Problem(_NOT_YET))
    named = sa.select(col(OperatorTable.name)).where(col(OperatorTable.id) == row.operator_id)
    name = connection.execute(named).scalar() or ""
    return Standing(Operator(row.operator_id, name), row.bound and not keeper, keeper)


def require_keeper(connection: Connection) -> None:
    """Refuse whoever may not add and remove logins."""
    if not is_keeper(connection):
        raise RuleBroken(Problem(mark("只有库主（建库的登录）能加减操作员")))
    may = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
    if not connection.execute(sa.text(may)).scalar():
        text = mark("这个登录不能在服务器上建登录：请管理员执行 ALTER ROLE {login} CREATEROLE")
        login = connection.execute(sa.text("SELECT current_user")).scalar()
        raise RuleBroken(Problem(text, values={"login": login}))


def secure(connection: Connection) -> None:
    """Set up groups, rights and policies as this version has them; nothing where nobody was added yet."""
    if OFFICE in read_meta(connection):
        _set_up(connection, anew=True)


def add_login(
    connection: Connection,
    login: str,
    operator_id: RecordId,
    role: str,
    grids: Sequence[RecordId],
    password: str,
    now: datetime,
) -> None:
    """Make a login for an operator, or give a removed one back; ``RuleBroken`` for a name that is taken."""
    require_keeper(connection)
    if len(login) > _LONGEST or not _LOGIN.fullmatch(login):
        text = mark("登录名用小写字母、数字和下划线，以字母开头，如 wangxiulan")
        raise RuleBroken(Problem(text, field="login"))
    before = connection.execute(
        sa.select(col(SharedLogin.active)).where(col(SharedLogin.login) == login)
    ).scalar()
    known = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :l"), {"l": login}).first()
    if before or (known and before is None):
        text = mark("登录名 {login} 已经有了，请用 --login 换一个")
        raise RuleBroken(Problem(text, field="login", values={"login": login}))
    office, bound = _set_up(connection)
    verb = "ALTER" if known else "CREATE"
    _say(connection, f"{verb} ROLE {_quoted(login)} LOGIN PASSWORD {_verifier(connection, login, password)} "
                     "NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")  # fmt: skip
    _say(connection, f"GRANT {bound if grids else office} TO {_quoted(login)}")
    connection.execute(sa.delete(SharedLogin).where(col(SharedLogin.login) == login))
    connection.execute(sa.delete(SharedLoginGrid).where(col(SharedLoginGrid.login) == login))
    connection.execute(
        sa.insert(SharedLogin).values(
            login=login, operator_id=operator_id, role=role, bound=bool(grids), active=True, added_at=now
        )
    )
    for grid in dict.fromkeys(grids):
        connection.execute(sa.insert(SharedLoginGrid).values(login=login, grid_id=grid))


def remove_login(connection: Connection, login: str) -> None:
    """Let a login sign in no more and end what it has open; its record and what it wrote stay."""
    require_keeper(connection)
    known = sa.select(col(SharedLogin.login)).where(
        col(SharedLogin.login) == login, col(SharedLogin.active).is_(True)
    )
    if connection.execute(known).first() is None:
        raise RuleBroken(Problem(mark("没有叫 {login} 的登录，或已经停用"), values={"login": login}))
    facts = read_meta(connection)
    connection.execute(sa.update(SharedLogin).where(col(SharedLogin.login) == login).values(active=False))
    _say(connection, f"ALTER ROLE {_quoted(login)} NOLOGIN")
    for group in (facts[OFFICE], facts[GRIDS]):
        _say(connection, f"REVOKE {_quoted(group)} FROM {_quoted(login)}")
    # Its rights are gone from its next statement on; ending its connections is only tidier.
    ending = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :l")
    with suppress(sa.exc.DBAPIError), connection.begin_nested():
        connection.execute(ending, {"l": login})


def change_password(connection: Connection, login: str, password: str) -> None:
    """Give a login another password: its own at any time, another's as the store's keeper."""
    if login != login_of(connection):
        require_keeper(connection)
        known = sa.select(col(SharedLogin.login)).where(col(SharedLogin.login) == login)
        if connection.execute(known).first() is None:
            raise RuleBroken(Problem(mark("没有叫 {login} 的登录，或已经停用"), values={"login": login}))
    verifier = _verifier(connection, login, password)
    _say(connection, f"ALTER ROLE {_quoted(login)} PASSWORD {verifier}")


def logins(connection: Connection) -> list[LoginRow]:
    """Return every login, those in force first."""
    grids: dict[str, list[str]] = {}
    chosen = (
        sa.select(col(SharedLoginGrid.login), col(Grid.code), col(Grid.name))
        .join(Grid, col(Grid.id) == col(SharedLoginGrid.grid_id))
        .order_by(col(Grid.code), col(Grid.num))
    )
    for row in connection.execute(chosen):
        grids.setdefault(row.login, []).append(row.code or row.name)
    listed = (
        sa.select(
            col(SharedLogin.login), col(SharedLogin.operator_id), col(OperatorTable.name),
            col(SharedLogin.role), col(SharedLogin.bound), col(SharedLogin.active),
            col(SharedLogin.added_at),
        )
        .join(OperatorTable, col(OperatorTable.id) == col(SharedLogin.operator_id), isouter=True)
        .order_by(col(SharedLogin.active).desc(), col(SharedLogin.login))
    )  # fmt: skip
    return [
        LoginRow(
            row.login, row.operator_id, row.name or "", row.role, row.bound,
            tuple(grids.get(row.login, ())), row.active, row.added_at,
        )
        for row in connection.execute(listed)
    ]  # fmt: skip


def _set_up(connection: Connection, *, anew: bool = False) -> tuple[str, str]:
    """Make the two groups where they are not, and give them rights and policies; return them quoted."""
    facts = read_meta(connection)
    database = str(connection.execute(sa.text("SELECT current_database()")).scalar())
    names = {
        OFFICE: facts.get(OFFICE) or f"{database[:50]}_office",
        GRIDS: facts.get(GRIDS) or f"{database[:50]}_grids",
    }
    for fact, name in names.items():
        _make_group(connection, name, fresh=fact not in facts)
    office, grids = (_quoted(names[fact]) for fact in (OFFICE, GRIDS))
    for group in (office, grids):
        _say(connection, f"GRANT USAGE ON SCHEMA public TO {group}")
        _say(connection, f"GRANT {_PRIVILEGES} ON ALL TABLES IN SCHEMA public TO {group}")
        _say(connection, f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {group}")
    # Who signs in, and which version this is, only the keeper says.
    for table in ("shared_login", "shared_login_grid", "alembic_version"):
        _say(connection, f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {office}, {grids}")
    for statement in row_security.KEPT_FROM_BOUND:
        _say(connection, statement.format(grids=grids))
    policies = list(row_security.statements(office, grids))
    digest = sha256("\n".join(policies).encode()).hexdigest()
    if anew or facts.get(POLICIES) != digest:
        for statement in policies:
            _say(connection, statement)
    write_meta(connection, {**names, POLICIES: digest})
    return office, grids


def _make_group(connection: Connection, name: str, *, fresh: bool) -> None:
    """Make a group; one that an earlier database of that name left behind begins without members."""
    known = connection.execute(sa.text("SELECT oid FROM pg_roles WHERE rolname = :n"), {"n": name}).scalar()
    if known is None:
        _say(connection, f"CREATE ROLE {_quoted(name)} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
    elif fresh:
        members = (
            "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
            "WHERE m.roleid = :g AND r.rolname <> current_user"
        )
        for member in connection.execute(sa.text(members), {"g": known}).scalars().all():
            _say(connection, f"REVOKE {_quoted(name)} FROM {_quoted(member)}")


def _verifier(connection: Connection, login: str, password: str) -> str:
    """Return a password as the server keeps it, so that it stands in no statement and no server log."""
    driver: Any = connection.connection.driver_connection
    secret: str = driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    return "'" + secret.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _say(connection: Connection, statement: str) -> None:
    # Statements of this kind take no parameters, and a percent sign in them is one.
    connection.exec_driver_sql(statement.replace("%", "%%"))
