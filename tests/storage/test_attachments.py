"""The bytes of attached files: kept once, found, checked, and gone with the last record that names them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.attachment import GivenFile
from gridtui.queries.issues.attachments import attached, attachments_of
from gridtui.queries.people.reviews import ReviewFilter, review_page
from gridtui.storage import attachments
from gridtui.storage.log.fields import table_of
from gridtui.storage.log.log_tables import AttachmentBody
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.attachments import attach, remove_attachments
from gridtui.usecases.privacy import erase
from gridtui.usecases.reviewing import forget
from tests.canary import found_in, keep_canary
from tests.makers import make_issue, redo, undo

PICTURE = GivenFile("现场.jpg", b"\xff\xd8 zqpicture")
LETTER = GivenFile("答复.pdf", b"%PDF zqletter")


def keep(workspace: Workspace, issue: bytes, *files: GivenFile) -> tuple[bytes, ...]:
    with workspace.write("add_attachments") as unit:
        return attach(unit, issue, files).added


def bodies(workspace: Workspace) -> dict[bytes, bytes]:
    with workspace.read() as connection:
        rows = connection.execute(sa.select(col(AttachmentBody.digest), col(AttachmentBody.body)))
        return {bytes(row.digest): bytes(row.body) for row in rows}


def check(workspace: Workspace) -> tuple[list[str], int]:
    with workspace.read() as connection:
        report = check_store(connection)
    return [str(problem) for problem in report.problems], report.missing_bodies


def test_a_body_is_kept_once_however_many_issues_have_it(workspace: Workspace) -> None:
    first, second = make_issue(workspace), make_issue(workspace, "还是不亮")
    keep(workspace, first, PICTURE, LETTER)
    keep(workspace, second, PICTURE)
    assert bodies(workspace) == {sha256(file.body).digest(): file.body for file in (PICTURE, LETTER)}
    with workspace.read() as connection:
        rows = attachments_of(connection, first)
        steps = attached(connection, first)
    assert [(row.name, row.media, row.size, row.actor_name, row.here, row.erased) for row in rows] == [
        ("现场.jpg", "image/jpeg", len(PICTURE.body), "王秀兰", True, False),
        ("答复.pdf", "application/pdf", len(LETTER.body), "王秀兰", True, False),
    ]
    assert [(step.number, step.actor_name, step.at) for step in steps] == [(2, "王秀兰", workspace.clock())]
    assert check(workspace) == ([], 0)


def test_undo_and_removal_keep_the_bytes(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    [id] = keep(workspace, issue, PICTURE)
    undo(workspace)
    with workspace.writing() as connection:
        assert attachments_of(connection, issue) == []
        assert attachments.drop_unnamed(connection) == 0
    redo(workspace)
    with workspace.write("remove_attachments") as unit:
        assert remove_attachments(unit, [id]) == 1
    with workspace.writing() as connection:
        assert attachments.drop_unnamed(connection) == 0
    undo(workspace)
    with workspace.read() as connection:
        [row] = attachments_of(connection, issue)
        assert attachments.body_of(connection, row.digest) == PICTURE.body
    assert check(workspace) == ([], 0)


def test_the_check_tells_a_missing_body_from_a_wrong_one(workspace: Workspace) -> None:
    keep(workspace, make_issue(workspace), PICTURE, LETTER)
    digest = sha256(PICTURE.body).digest()
    with workspace.writing() as connection:
        connection.execute(sa.delete(AttachmentBody).where(col(AttachmentBody.digest) == digest))
    assert check(workspace) == ([], 1)
    with workspace.writing() as connection:
        connection.execute(sa.update(AttachmentBody).values(body=b"else"))
        attachments.put_body(connection, b"nobody's")
    problems, missing = check(workspace)
    assert missing == 1
    assert len(problems) == 2
    assert "指纹不符" in problems[0] and sha256(LETTER.body).hexdigest()[:16] in problems[0]
    assert "没有记录提到它" in problems[1] and sha256(b"nobody's").hexdigest()[:16] in problems[1]


def test_a_body_goes_when_nobody_names_it(workspace: Workspace) -> None:
    keep(workspace, make_issue(workspace), PICTURE)
    with workspace.writing() as connection:
        loose = attachments.put_body(connection, b"nobody's")
        named = sha256(PICTURE.body).digest()
        assert attachments.drop_unnamed(connection, [named]) == 0
        assert attachments.drop_unnamed(connection, [named, loose]) == 1
        assert attachments.put_body(connection, PICTURE.body) == named
    assert list(bodies(workspace)) == [named]


def test_a_file_of_two_people_stays_with_the_one_who_is_not_erased(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    issue = make_issue(workspace, "别人的事")
    with workspace.read() as connection:
        [row] = attachments_of(connection, canary.issue)
        body = attachments.body_of(connection, row.digest)
    assert body is not None
    keep(workspace, issue, GivenFile("共用.jpg", body), PICTURE)
    keep(workspace, canary.issue, PICTURE, LETTER)
    erase(workspace, canary.resident, "asked")
    assert set(bodies(workspace).values()) == {body, PICTURE.body}
    with workspace.read() as connection:
        assert [(each.name, each.erased) for each in attachments_of(connection, canary.issue)] == [
            ("", True)
        ] * 3
        assert [each.here for each in attachments_of(connection, issue)] == [True, True]
    assert check(workspace) == ([], 0)
    keep(workspace, canary.issue, LETTER)
    assert check(workspace) == ([], 0)


def test_what_is_forgotten_after_its_time_takes_removed_files_along(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    [id, _] = keep(workspace, issue, PICTURE, LETTER)
    with workspace.write("remove_attachments") as unit:
        remove_attachments(unit, [id])
    assert forget(workspace, [("issue", issue, "")])
    assert bodies(workspace) == {}
    assert found_in(workspace, {"one": "zqpicture", "other": "zqletter", "name": "现场.jpg"}) == set()
    assert check(workspace) == ([], 0)


def test_files_alone_make_a_closed_issue_due_for_review(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    keep(workspace, issue, PICTURE)
    with workspace.writing() as connection:
        table = table_of(Issue)
        connection.execute(sa.update(table).values(closed_at=datetime(2020, 1, 1, tzinfo=UTC), is_open=False))
    wanted = ReviewFilter(date(2026, 11, 24), "issue")
    with workspace.read() as connection:
        rows = review_page(connection, wanted, offset=0, limit=9)
    assert [row.id for row in rows] == [issue]
    forget(workspace, [(row.kind, row.id, row.key) for row in rows])
    with workspace.read() as connection:
        assert review_page(connection, wanted, offset=0, limit=9) == []


@pytest.mark.parametrize("number", [40])
def test_listing_reads_no_bodies(desk: Workspace, number: int) -> None:
    issue = make_issue(desk)
    keep(desk, issue, *(GivenFile(f"{n}.jpg", bytes([n])) for n in range(number)))
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(desk.engine, "before_cursor_execute", note)
    with desk.read() as connection:
        rows = attachments_of(connection, issue)
        [step] = attached(connection, issue)
    sa.event.remove(desk.engine, "before_cursor_execute", note)
    assert (len(rows), step.number) == (number, number)
    assert seen and not any("attachment_body.body" in statement for statement in seen)
