"""The audit chain and drafts: local, never undone, never exchanged."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.drafts import drop_draft, keep_draft, kept_draft, kept_drafts
from gridtui.storage.log import audit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.revealing import note_export, note_reveal
from tests.conftest import NOON
from tests.makers import make_quarter, undo


def test_the_audit_chain_tells_what_was_looked_at_newest_first(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    note_reveal(workspace, quarter.resident, "核对电话")
    note_export(workspace, "people", 12, "街道要表")
    with workspace.read() as connection:
        lines = audit.lines(connection)
        assert [(line.action, line.record, line.reason, line.at) for line in lines] == [
            (audit.EXPORT, None, "people 12 街道要表", NOON),
            (audit.REVEAL, quarter.resident, "核对电话", NOON),
        ]
        assert {line.actor_id for line in lines} == {workspace.operator.id}
        assert [line.reason for line in audit.lines(connection, quarter.resident)] == ["核对电话"]
        assert len(audit.lines(connection, limit=1)) == 1
        assert audit.first_broken_line(connection) is None


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET reason = '' WHERE num = 1", 1),
        ("UPDATE audit SET at = at + 1 WHERE num = 2", 2),
        ("UPDATE audit SET record = NULL WHERE num = 3", 3),
        ("UPDATE audit SET actor_id = NULL WHERE num = 3", 3),
        ("DELETE FROM audit WHERE num = 1", 2),
        ("UPDATE audit SET action = 'unlock' WHERE num = 2", 2),
    ],
)
def test_a_changed_line_breaks_the_chain(workspace: Workspace, statement: str, line: int) -> None:
    for number in range(3):
        note_reveal(workspace, bytes([number]) * 16, f"第{number}次")
    with workspace.writing() as connection:
        connection.execute(sa.text(statement))
        assert audit.first_broken_line(connection) == line


def test_looking_is_no_step_that_could_be_undone(workspace: Workspace) -> None:
    note_reveal(workspace, b"1" * 16)
    with pytest.raises(RuleBroken, match="没有可以撤销"):
        undo(workspace)


def test_a_draft_is_kept_replaced_and_dropped(workspace: Workspace) -> None:
    body = {"text": '楼道[red]灯"不亮', "likes": None, "when": ["甲", 1]}
    with workspace.writing() as connection:
        keep_draft(connection, "issue:new", {"text": "旧"}, NOON)
        keep_draft(connection, "issue:new", body, NOON + timedelta(seconds=1))
        keep_draft(connection, "resident:1", {}, NOON)
    with workspace.read() as connection:
        assert [(draft.key, draft.body, draft.saved_at) for draft in kept_drafts(connection)] == [
            ("issue:new", body, NOON + timedelta(seconds=1)),
            ("resident:1", {}, NOON),
        ]
        found = kept_draft(connection, "resident:1")
        assert found is not None and found.body == {}
        assert kept_draft(connection, "none") is None
    with workspace.writing() as connection:
        drop_draft(connection, "issue:new")
        drop_draft(connection, "none")
        assert [draft.key for draft in kept_drafts(connection)] == ["resident:1"]
