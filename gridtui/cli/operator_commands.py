"""The operators of a shared store: ``gridtui operator add | list | remove | password``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, first_line, print_json, system_clock, tell
from gridtui.cli.file_commands import chosen_grid
from gridtui.cli.said import HELP_NAMES, SaidGroup, option
from gridtui.domain.people.assignment import PlaceKind, Role
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gridtui.domain.changes.ids import RecordId
    from gridtui.storage.store.logins import LoginRow

SHORTEST = 8
"""The fewest characters of a password of a login."""

_NEW_PASSWORD = option(
    "--password-file",
    type=click.Path(path_type=Path),
    default=None,
    metavar="F",
    help=mark("新口令的文件，第一行为口令；不写则在终端里问"),
)


@command(
    click.argument("name"),
    option("--role", required=True, metavar="ROLE", help=mark("岗位，如 网格员、网格长、支部书记、联络员")),
    option("--grid", "grids", multiple=True, metavar="CODE",
           help=mark("只看、只改这个网格的记录：编码或名称，可写几次；不写则看全部")),
    option("--login", default="", metavar="NAME", help=mark("登录名；不写则用姓名的拼音")),
    _NEW_PASSWORD,
    as_json,
    name="add",
    help=mark("加一个操作员：建一个登录，写明岗位和网格"),
)  # fmt: skip
def add(
    options: Options,
    name: str,
    role: str,
    grids: tuple[str, ...],
    login: str,
    password_file: Path | None,
    as_json: bool,
) -> None:
    """Add an operator with a login of their own."""
    from gridtui.domain.words.intents import Intent
    from gridtui.domain.words.pinyin import full
    from gridtui.storage.store import logins
    from gridtui.usecases.operators import find_or_add_operator

    _require_shared(options)
    known = _role(role, bool(grids))
    with options.open(writing=True) as workspace:
        with workspace.read() as connection:
            logins.require_keeper(connection)
            bound_to = [_grid(connection, each) for each in grids]
            there = logins.logins(connection)
        login = login.strip() or _free(full(name.strip()), there)
        password = _new_password(password_file)
        with workspace.write(Intent.ADD_OPERATOR) as unit:
            taken = [row.operator_id for row in there if row.active]
            who = find_or_add_operator(unit, name, taken=taken)
            logins.add_login(unit.connection, login, who, known.value, bound_to, password, system_clock())
    if as_json:
        print_json({"login": login, "operator": who.hex(), "role": known.value, "bound": bool(grids)})
        return
    tell(tr("已加操作员 {name}，登录名 {login}", name=name.strip(), login=login))
    if isinstance(options.store, SharedAddress):
        address = SharedAddress(options.store.host, options.store.port, options.store.database, login)
        tell(tr("请这位操作员运行：gridtui --store {address}", address=address))


@command(as_json, name="list", help=mark("列出操作员：登录名、岗位、网格、是否停用"))
def list_operators(options: Options, as_json: bool) -> None:
    """List the logins."""
    from gridtui.storage.store.logins import logins

    _require_shared(options)
    with options.open() as workspace, workspace.read() as connection:
        rows = logins(connection)
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    if not rows:
        tell(tr("还没有操作员；用 gridtui operator add 加"))
    for row in rows:
        seen = tr("、").join(row.grids) if row.bound else tr("全部")
        state = "" if row.active else "  " + tr("已停用")
        tell(f"{row.login:16} {row.name}  {tr(Role.label_of(row.role))}  {seen}{state}")


@command(
    click.argument("login"),
    name="remove",
    help=mark("停用一个登录：不能再登录，写过的记录都还在"),
)
def remove(options: Options, login: str) -> None:
    """Disable a login."""
    from gridtui.storage.store.logins import remove_login

    _require_shared(options)
    with options.open(writing=True) as workspace, workspace.writing() as connection:
        remove_login(connection, login)
    tell(tr("已停用登录 {login}；记录都还在", login=login))


@command(
    click.argument("login", required=False, default=None),
    _NEW_PASSWORD,
    name="password",
    help=mark("换登录口令：自己的，或由库主给别人重设"),
)
def password(options: Options, login: str | None, password_file: Path | None) -> None:
    """Change a password."""
    from gridtui.storage.store import logins

    _require_shared(options)
    with options.open(writing=True) as workspace:
        new = _new_password(password_file)
        with workspace.writing() as connection:
            changed = login or logins.login_of(connection)
            logins.change_password(connection, changed, new)
    tell(tr("登录 {login} 的口令已换", login=changed))


operator = SaidGroup(
    "operator",
    places={
        "add": "gridtui.cli.operator_commands:add",
        "list": "gridtui.cli.operator_commands:list_operators",
        "remove": "gridtui.cli.operator_commands:remove",
        "password": "gridtui.cli.operator_commands:password",
    },
    help=mark("共享库的操作员：每人一个登录，各看各的网格"),
    context_settings=HELP_NAMES,
)


def _require_shared(options: Options) -> None:
    if not isinstance(options.store, SharedAddress):
        text = mark("库文件只有一个口令，没有登录；操作员是共享库（--store postgresql://…）的")
        raise RuleBroken(Problem(text))


def _role(text: str, bound: bool) -> Role:
    """Return the role that was written; whoever works for a grid has to be bound to one."""
    found = Role.parse(text)
    if found is None:
        values = tr("、").join(tr(each.label) for each in Role)
        raise RuleBroken(Problem(mark("岗位可以写：{values}"), field="role", values={"values": values}))
    if found.place is not PlaceKind.ORG and not bound:
        text = mark("{role}只看自己的网格：请用 --grid 写明哪个网格")
        raise RuleBroken(Problem(text, field="grid", values={"role": tr(found.label)}))
    return found


def _grid(connection: Connection, text: str) -> RecordId:
    found = chosen_grid(connection, text)
    assert found is not None
    return found


def _free(wanted: str, there: list[LoginRow]) -> str:
    """Return a login made of a name, with a number where somebody has it already."""
    taken = {row.login for row in there}
    wanted = wanted or "operator"
    numbered = (f"{wanted}{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (wanted, *numbered) if each not in taken)


def _new_password(file: Path | None) -> str:
    """Return the new password: of the file, else asked for twice."""
    if file is not None:
        found = first_line(file)
    elif sys.stdin.isatty():
        found = click.prompt(tr("这个登录的新口令"), hide_input=True, confirmation_prompt=True)
    else:
        raise RuleBroken(Problem(mark("请用 --password-file 给出新口令"), field="password"))
    if len(found) < SHORTEST:
        text = mark("口令至少 {n} 个字，可以是一句话")
        raise RuleBroken(Problem(text, field="password", values={"n": SHORTEST}))
    return found


def _facts(row: LoginRow) -> dict[str, object]:
    return {
        "login": row.login,
        "operator": row.operator_id.hex(),
        "name": row.name,
        "role": row.role,
        "bound": row.bound,
        "grids": list(row.grids),
        "active": row.active,
        "added_at": row.added_at.isoformat(),
    }
