"""The check finds what was tampered with, and says nothing about a sound store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.registers import SEEN
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.issue_events import EventKind
from gridtui.storage.derived import search_index
from gridtui.storage.log import audit
from gridtui.storage.log.feeds import decode_part
from gridtui.storage.log.fields import BUSINESS_TABLES, LOGGED_PARTS, codec_of
from gridtui.storage.log.log_tables import Change, Feed
from gridtui.storage.store.checking import CheckReport, check_code, check_store, scope_sums
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from tests.makers import Quarter, make_issue, make_quarter, person, redo, undo


def check(workspace: Workspace) -> CheckReport:
    with workspace.read() as connection:
        return check_store(connection)


@contextmanager
def tampering(workspace: Workspace) -> Iterator[Connection]:
    """A hand that writes past the gate."""
    with workspace.writing() as connection:
        if workspace.path is None:
            # A superuser's way past the foreign keys.
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield connection


@pytest.fixture
def busy(workspace: Workspace) -> tuple[Workspace, Quarter, bytes]:
    """A store in which every kind of step was made."""
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, household_id=quarter.household)
    with workspace.write("move_issue") as unit:
        append_event(unit, issue, EventKind.SELF_HANDLE)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "一"})
    undo(workspace)
    redo(workspace)
    with workspace.write("delete_record") as unit:
        unit.delete(
            Resident, unit.create(Resident, person(quarter.building, None, "走了"), scope=quarter.building)
        )
    for _ in range(3):
        with workspace.writing() as connection:
            audit.note(
                connection,
                audit.REVEAL,
                now=workspace.clock(),
                actor_id=workspace.operator.id,
                record=quarter.resident,
            )
    return workspace, quarter, issue


def test_a_sound_store_is_clean_and_counted(busy: tuple[Workspace, Quarter, bytes]) -> None:
    workspace, quarter, _ = busy
    report = check(workspace)
    assert report.problems == [] and report.sound
    assert {
        noun: report.counts[noun] for noun in ("grid", "building", "resident", "issue", "issue_event")
    } == {"grid": 1, "building": 1, "resident": 1, "issue": 1, "issue_event": 2}
    with workspace.read() as connection:
        total = connection.execute(sa.select(sa.func.count()).select_from(Change)).scalar_one()
        sums = scope_sums(connection)
    assert report.changes == total
    org_id = workspace.desk.org_id
    scopes = {org_id, codes_scope(org_id), quarter.building}
    assert set(report.digests) == {scope.hex() for scope in scopes}
    assert report.digest == check_code(sum(sums.values())) and len(report.digest) == 8


def test_the_digest_changes_with_every_change(busy: tuple[Workspace, Quarter, bytes]) -> None:
    workspace, quarter, _ = busy
    before = check(workspace)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "又"})
    after = check(workspace)
    assert after.digest != before.digest
    assert after.digests[workspace.desk.org_id.hex()] == before.digests[workspace.desk.org_id.hex()]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE resident SET note = '假' WHERE name = '杨桂芬'", "的 note 与变更日志不符"),
        ("UPDATE grid SET name = '假网格'", "的 name 与变更日志不符"),
        ("UPDATE building SET deleted = true", "的 deleted 与变更日志不符"),
        ("UPDATE issue_event SET stamp = issue_id", "的 stamp 与变更日志不符"),
        ("UPDATE issue SET is_open = false, due_at = 0", "的 is_open 与办理记录不符"),
        ("UPDATE issue SET grid_id = NULL", "的 grid_id 与办理记录不符"),
        ("DELETE FROM resident WHERE name = '杨桂芬'", "在变更日志里有，表里没有"),
        ("UPDATE change SET identity = contact WHERE noun = 'resident' AND kind = 'create'", "断开"),
        ("UPDATE change SET kind = 'restore' WHERE kind = 'delete'", "断开"),
        ("UPDATE change SET bases = NULL WHERE kind = 'set'", "断开"),
        ("UPDATE step SET actor_id = id WHERE kind = 'do'", "断开"),
        ("DELETE FROM change WHERE noun = 'household'", "断开"),
        ("DELETE FROM change WHERE num = (SELECT max(num) FROM change)", "断开"),
        ("DELETE FROM feed WHERE num = (SELECT max(num) FROM feed)", "不属于任何变更链"),
        ("UPDATE audit SET reason = '没看过' WHERE num = 2", "审计链在第 2 行断开"),
        ("DELETE FROM audit WHERE num = 2", "审计链在第 3 行断开"),
        ("DELETE FROM search_resident", "检索索引多 0 行、少 1 行"),
    ],
)
def test_what_was_tampered_with_is_found(
    busy: tuple[Workspace, Quarter, bytes], statement: str, words: str
) -> None:
    workspace = busy[0]
    with tampering(workspace) as connection:
        connection.execute(sa.text(statement))
    assert any(words in str(problem) for problem in check(workspace).problems), check(workspace).problems


def test_an_index_row_too_many_is_found_even_where_one_is_missing(
    busy: tuple[Workspace, Quarter, bytes],
) -> None:
    workspace = busy[0]
    with tampering(workspace) as connection:
        connection.execute(sa.text("DELETE FROM search_resident"))
        if workspace.path is None:
            connection.execute(sa.text("INSERT INTO search_resident VALUES (77, 'x')"))
        else:
            connection.execute(sa.text("INSERT INTO search_resident(rowid, t) VALUES (77, 'x')"))
    assert [str(problem) for problem in check(workspace).problems] == [
        "resident 的检索索引多 1 行、少 1 行，请重建索引"
    ]
    with workspace.writing() as connection:
        search_index.rebuild(connection)
    assert check(workspace).sound


def test_a_row_that_nobody_created_is_found(busy: tuple[Workspace, Quarter, bytes]) -> None:
    workspace = busy[0]
    with tampering(workspace) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO operator (id, zone, deleted, name) "
                "SELECT hash, 0, false, '外人' FROM change WHERE num = 1"
            )
        )
    assert any("没有来历" in str(problem) for problem in check(workspace).problems)


def test_one_fault_is_said_once_per_chain(busy: tuple[Workspace, Quarter, bytes]) -> None:
    workspace = busy[0]
    with tampering(workspace) as connection:
        connection.execute(sa.text("UPDATE change SET record = hash WHERE noun = 'category'"))
    broken = [str(problem) for problem in check(workspace).problems if "断开" in str(problem)]
    assert len(broken) == 1


def test_the_log_alone_gives_the_tables(busy: tuple[Workspace, Quarter, bytes]) -> None:
    """Rebuilt by a second, slower reading of the merge rule: heads = writes − bases, the latest shows."""
    workspace = busy[0]
    with workspace.read() as connection:
        changes = (
            connection.execute(
                sa.select(Change.__table__, col(Feed.scope)).join(  # type: ignore[attr-defined]
                    Feed, col(Feed.num) == col(Change.feed_num)
                )
            )
            .mappings()
            .all()
        )
        for model in BUSINESS_TABLES:
            codec = codec_of(model)
            rebuilt: dict[bytes, dict[str, Any]] = {}
            for id in {change["record"] for change in changes if change["noun"] == codec.noun}:
                rebuilt[id] = replay(codec.defaults, [c for c in changes if c["record"] == id])
            stored = {
                row["id"]: {
                    name: None if row[name] is None else field.encode(row[name])
                    for name, field in codec.fields.items()
                }
                for row in connection.execute(sa.select(codec.table)).mappings()
            }
            assert rebuilt == stored


def replay(defaults: dict[str, Any], changes: list[Any]) -> dict[str, Any]:
    import json

    values, replaced = {}, set()
    for change in changes:
        fields = {}
        for part in LOGGED_PARTS:
            fields |= decode_part(change[part.value])
        if change["bases"] is None:
            fields = {**defaults, **fields}
        else:
            bases = json.loads(change["bases"])
            replaced |= {(name, stamp) for name, stamps in bases.items() if name != SEEN for stamp in stamps}
        values |= {(name, change["stamp"].hex()): value for name, value in fields.items()}
    return {
        name: values[max(key for key in values if key[0] == name and key not in replaced)]
        for name in defaults
    }
