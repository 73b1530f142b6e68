"""Keeping files with an issue: all or none, each content once, so many and so big; undone in one step."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from gridtui.domain.issues.attachment import LARGEST, MOST, GivenFile
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange import attached_files
from gridtui.interchange.attached_files import attach_files, hand_over, lay_copy
from gridtui.queries.histories import history_of
from gridtui.queries.issues.attachments import attachments_of
from gridtui.queries.issues.issues import issue_detail
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import AttachmentBody
from gridtui.storage.tables import Attachment, Issue, IssueEvent
from gridtui.storage.temporary_copies import TemporaryCopies
from gridtui.storage.workspace import Workspace
from gridtui.usecases.attachments import AttachOutcome, attach, remove_attachments
from gridtui.usecases.privacy import erase
from tests.canary import keep_canary
from tests.makers import everything, make_issue, make_quarter, redo, stored, undo


def names(workspace: Workspace, issue: bytes) -> list[str]:
    with workspace.read() as connection:
        return [row.name for row in attachments_of(connection, issue)]


def bodies(workspace: Workspace) -> int:
    with workspace.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(AttachmentBody)).scalar_one()


def keep(workspace: Workspace, issue: bytes, *files: tuple[str, bytes]) -> AttachOutcome:
    with workspace.write("add_attachments") as unit:
        return attach(unit, issue, [GivenFile(name, body) for name, body in files])


def keep_paths(workspace: Workspace, issue: bytes, *paths: Path) -> AttachOutcome:
    with workspace.write("add_attachments") as unit:
        return attach_files(unit, issue, paths)


def test_several_files_are_one_step(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, household_id=quarter.household)
    outcome = keep(workspace, issue, ("a.jpg", b"1"), ("b.pdf", b"2"))
    row = stored(workspace, Attachment, outcome.added[0])
    assert (row["building_id"], row["added_at"]) == (quarter.building, workspace.clock())
    number = stored(workspace, Issue, issue)["number"]
    assert undo(workspace) == f"加附件 {number}"
    assert names(workspace, issue) == []
    redo(workspace)
    assert names(workspace, issue) == ["a.jpg", "b.pdf"]
    with workspace.write("remove_attachments") as unit:
        assert remove_attachments(unit, outcome.added) == 2
    with pytest.raises(RuleBroken, match="不在了"), workspace.write("remove_attachments") as unit:
        remove_attachments(unit, outcome.added)
    assert undo(workspace) == f"去掉附件 {number}"
    assert names(workspace, issue) == ["a.jpg", "b.pdf"]


def test_the_same_content_is_kept_once_in_an_issue(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    outcome = keep(workspace, issue, ("a.jpg", b"1"), ("换了名字.jpg", b"1"), ("b.jpg", b"2"))
    assert (len(outcome.added), outcome.known) == (2, ("换了名字.jpg",))
    before = everything(workspace, Attachment)
    with pytest.raises(RuleBroken, match="一模一样"):
        keep(workspace, issue, ("c.jpg", b"2"))
    assert everything(workspace, Attachment) == before
    with workspace.write("remove_attachments") as unit:
        remove_attachments(unit, outcome.added[:1])
    # What was taken away may come again.
    assert len(keep(workspace, issue, ("又来了.jpg", b"1")).added) == 1
    assert (names(workspace, issue), bodies(workspace)) == (["b.jpg", "又来了.jpg"], 2)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("好.jpg", b"1"), ("空.jpg", b"")], "空.jpg 是空的"),
        ([("好.jpg", b"1"), ("大\x1b[31m.jpg", b"x" * (LARGEST + 1))], r"大\[31m.jpg 太大"),
        ([(f"{n}.jpg", n.to_bytes(2, "big")) for n in range(300)], "最多 100 个附件"),
    ],
)
def test_one_bad_file_keeps_all_of_them_out(
    workspace: Workspace, files: list[tuple[str, bytes]], words: str
) -> None:
    issue = make_issue(workspace)
    with pytest.raises(RuleBroken, match=words):
        keep(workspace, issue, *files)
    assert (names(workspace, issue), bodies(workspace)) == ([], 0)


def test_a_full_issue_says_so_before_anything_is_read(desk: Workspace, tmp_path: Path) -> None:
    issue = make_issue(desk)
    keep(desk, issue, *((f"{n}.jpg", bytes([n, 1])) for n in range(MOST - 1)))
    with pytest.raises(RuleBroken, match="已有 99 个，这次 300 个放不下"):
        keep_paths(desk, issue, *(tmp_path / f"{n}" for n in range(300)))
    keep(desk, issue, ("最后.jpg", b"last"))
    with pytest.raises(RuleBroken, match="已有 100 个"):
        keep(desk, issue, ("再来.jpg", b"one more"))
    assert len(names(desk, issue)) == MOST


def test_an_issue_that_is_gone_takes_nothing(desk: Workspace) -> None:
    issue = make_issue(desk)
    undo(desk)
    for wrong in (issue, b"?" * 16):
        with pytest.raises(RuleBroken, match="不在了"):
            keep(desk, wrong, ("a.jpg", b"1"))
    assert bodies(desk) == 0


def test_every_bad_file_is_named(desk: Workspace, tmp_path: Path) -> None:
    issue = make_issue(desk)
    good, locked, pipe = tmp_path / "好.txt", tmp_path / "锁.txt", tmp_path / "管道"
    good.write_bytes(b"x")
    locked.write_bytes(b"x")
    if os.name == "posix":
        os.mkfifo(pipe)
    wrong = [tmp_path / "没有.txt", tmp_path, Path("坏\x00名.txt"), *([pipe] if pipe.exists() else [])]
    with pytest.raises(RuleBroken) as refused:
        keep_paths(desk, issue, good, *wrong)
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == len(wrong)
    assert "找不到文件 没有.txt" in told[0] and "是文件夹" in told[1] and "找不到文件 坏名.txt" in told[2]
    assert not pipe.exists() or "不是普通的文件" in told[3]
    assert names(desk, issue) == []
    with pytest.raises(RuleBroken, match="请写上"):
        keep_paths(desk, issue)
    assert len(keep_paths(desk, issue, good, good).added) == 1


def test_a_file_that_vanishes_or_cannot_be_read_keeps_all_of_them_out(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = make_issue(desk)
    first, second = tmp_path / "一.txt", tmp_path / "二.txt"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    checks = attached_files.file_problems

    def then_gone(path: Path) -> list[object]:
        found = checks(path)
        if path == second:
            second.unlink()
        return list(found)

    monkeypatch.setattr(attached_files, "file_problems", then_gone)
    with pytest.raises(RuleBroken, match=r"找不到文件 二\.txt"):
        keep_paths(desk, issue, first, second)
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(RuleBroken, match=r"一.txt 读不出来"):
        keep_paths(desk, issue, first)
    assert (names(desk, issue), bodies(desk)) == ([], 0)


def test_the_issue_tells_of_its_files(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    keep(workspace, issue, ("a.jpg", b"1"), ("b.jpg", b"2"))
    [third] = keep(workspace, issue, ("c.jpg", b"3")).added
    with workspace.write("remove_attachments") as unit:
        remove_attachments(unit, [third])
    with workspace.read() as connection:
        detail = issue_detail(connection, issue)
        history = history_of(connection, "issue", issue)
    assert detail is not None
    assert (detail.attachments, [each.number for each in detail.attached]) == (2, [2])
    told = [
        (entry.intent, field.before, field.after)
        for entry in history.entries
        for field in entry.fields
        if entry.noun == "attachment" and field.field == "name"
    ]
    assert told == [
        ("remove_attachments", "c.jpg", None),
        ("add_attachments", None, "c.jpg"),
        ("add_attachments", None, "b.jpg"),
        ("add_attachments", None, "a.jpg"),
    ]


def test_opening_lays_a_copy_and_is_noted(desk: Workspace, tmp_path: Path) -> None:
    issue = make_issue(desk)
    [photo, program] = keep(desk, issue, ("现场.jpg", b"body"), ("看我.jpg.exe", b"MZ")).added
    copies = TemporaryCopies(tmp_path / "opened")
    path = lay_copy(desk, photo, copies, copies.round)
    assert (path.name, path.read_bytes()) == ("现场.jpg", b"body")
    with desk.read() as connection:
        [line] = [each for each in audit.lines(connection) if each.action == audit.ATTACHMENT]
    assert (line.record, line.actor_id) == (issue, desk.operator.id)
    with pytest.raises(RuleBroken, match="可能是程序"):
        lay_copy(desk, program, copies, copies.round)
    with pytest.raises(RuleBroken, match="不在了"):
        lay_copy(desk, b"?" * 16, copies, copies.round)
    with desk.writing() as connection:
        connection.execute(sa.delete(AttachmentBody))
    with pytest.raises(RuleBroken, match="还没有传到这里"):
        lay_copy(desk, photo, copies, copies.round)
    desk.read_only = True
    with pytest.raises(RuleBroken, match="只读"):
        lay_copy(desk, photo, copies, copies.round)
    copies.clear()


def test_the_file_of_an_erased_person_cannot_be_opened(desk: Workspace, tmp_path: Path) -> None:
    canary = keep_canary(desk)
    erase(desk, canary.resident, "asked")
    copies = TemporaryCopies(tmp_path / "opened")
    with pytest.raises(RuleBroken, match="已经随个人资料清除"):
        lay_copy(desk, canary.file, copies, copies.round)
    done = hand_over(desk, canary.issue, tmp_path / "out")
    assert (done.paths, done.missing) == ((), ("",))


def test_a_report_shows_its_files_only_at_its_owners_desk(desk: Workspace, tmp_path: Path) -> None:
    issue = make_issue(desk)
    [id] = keep(desk, issue, ("举报信.pdf", b"body")).added
    with desk.write("correct_issue") as unit:
        unit.update(Issue, issue, {"nature": "report"})
        values = {"issue_id": issue, "kind": "report_up", "at": unit.now, "org_id": unit.desk.org_id,
                  "actor_id": unit.operator.id, "level": 5, "data": f'{{"to": "{"ab" * 16}"}}'}  # fmt: skip
        unit.create(IssueEvent, values, scope=unit.desk.org_id)
    with desk.read() as connection:
        detail = issue_detail(connection, issue)
    assert detail is not None and not detail.shows_reporter(desk.desk.org_id)
    copies = TemporaryCopies(tmp_path / "opened")
    for attempt in (lambda: lay_copy(desk, id, copies, 0), lambda: hand_over(desk, issue, tmp_path / "o")):
        with pytest.raises(RuleBroken, match="只有承办单位"):
            attempt()
    assert not (tmp_path / "o").exists()


def test_a_handing_out_that_fails_leaves_nothing(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = make_issue(desk)
    keep(desk, issue, ("a.jpg", b"1"), ("a.jpg", b"2"))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RuleBroken, match="不能写到文件夹"):
        hand_over(desk, issue, tmp_path / "file")

    def refuse(*_: object) -> None:
        raise RuleBroken([])

    monkeypatch.setattr(attached_files, "note_export", refuse)
    with pytest.raises(RuleBroken):
        hand_over(desk, issue, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    monkeypatch.undo()
    done = hand_over(desk, issue, tmp_path / "out")
    assert [path.name for path in done.paths] == ["a.jpg", "a-2.jpg"]
    assert stat.S_ISREG(done.paths[0].stat().st_mode)
    with desk.read() as connection:
        newest = audit.lines(connection)[0]
    assert (newest.action, newest.record, newest.reason) == (audit.EXPORT, issue, "attachments 2")
