"""Device incarnations: a new one whenever a store may go on in two places, so that no feed ever forks."""

from __future__ import annotations

import os
import platform
import sys
import uuid
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Device, log_table
from gridtui.storage.workspace import Workspace, read_meta, write_meta
from gridtui.words import mark

PLACE = "place"
"""The fact about a store where it last woke: on which machine, in which folder; a hash that tells neither."""

_MACHINE_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_RANDOM_NODE = 1 << 40


def begin_incarnation(workspace: Workspace) -> None:
    """Continue as a new device incarnation: after a restore, old and new changes must never share a feed."""
    incarnation = os.urandom(8)
    with workspace.writing() as connection:
        last = connection.execute(
            sa.select(log_table(Device)).order_by(col(Device.num).desc()).limit(1)
        ).one()
        connection.execute(
            sa.insert(Device).values(
                incarnation=incarnation, millis=last.millis, counter=last.counter, number=0
            )
        )
        audit.note(connection, audit.RESTORE, now=workspace.clock(), actor_id=workspace.operator.id)
    workspace.desk = replace(workspace.desk, incarnation=incarnation)


def notice_place(workspace: Workspace) -> None:
    """Begin a new incarnation where the store woke elsewhere than the last time: it may be a copy.

    A database that was restored or copied is another one to its server. ``RuleBroken`` where that is to be
    noted and who opens it is bound to grids.
    """
    if workspace.read_only:
        return
    with workspace.read() as connection:
        before = read_meta(connection).get(PLACE)
        here = place_of(workspace.path) if workspace.path else place_at_server(connection)
    if before == here:
        return
    if workspace.bound:
        raise RuleBroken(Problem(mark("这个库刚恢复或搬过：请库主先打开一次，您再登录")))
    if before is not None:
        begin_incarnation(workspace)
    with workspace.writing() as connection:
        write_meta(connection, {PLACE: here})


def place_at_server(connection: Connection) -> str:
    """Return a hash of which database of which server this is, and of how often that one was set back.

    Empty for a store in memory, which is nowhere.
    """
    if connection.dialect.name == "sqlite":
        return ""
    identity = (
        "SELECT s.system_identifier, c.timeline_id, d.oid FROM pg_control_system() s, "
        "pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()"
    )
    told = " ".join(map(str, connection.execute(sa.text(identity)).one()))
    return sha256(told.encode()).hexdigest()


def place_of(path: Path) -> str:
    """Return a hash of this machine and of where the store lies on it."""
    told = f"{_machine()}\n{path.resolve()}"
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _machine() -> str:
    for name in _MACHINE_FILES:
        try:
            return Path(name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return platform.node()
    node = uuid.getnode()
    # Where no network card is found the number is made up anew in every process.
    return platform.node() if node & _RANDOM_NODE else f"{node:012x}"
