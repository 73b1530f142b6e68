"""An erased person is nowhere: no table, log, index, draft, or decrypted page; and the chains still hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.people.erasure import EMPTIED, WHOLE
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.finding import search_all
from gridtui.storage.columns import Part
from gridtui.storage.drafts import kept_drafts
from gridtui.storage.erasure import erased_pages, erasure_list
from gridtui.storage.erasure.erased_bodies import ERASE, ERASED_FOR
from gridtui.storage.erasure.erasing import Erased, erase_person
from gridtui.storage.erasure.traces import told_of, traces_of
from gridtui.storage.log.feeds import decode_part
from gridtui.storage.log.fields import BUSINESS_TABLES, codec_of
from gridtui.storage.log.log_tables import Change
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.restoring import backup_now, restore_workspace
from gridtui.storage.tables import (
    Assignment,
    Attachment,
    DiaryEntry,
    Household,
    Issue,
    IssueEvent,
    Promise,
    ReportCase,
    Resident,
    ServiceTag,
    Visit,
)
from gridtui.storage.workspace import Workspace
from gridtui.usecases.privacy import erase
from tests.canary import WORDS, Canary, found_in, keep_canary
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.makers import PARTS, everything, log_of, make_quarter, person, stored, undo


def check(workspace: Workspace) -> list[str]:
    with workspace.read() as connection:
        return [str(problem) for problem in check_store(connection).problems]


def test_every_word_is_there_before_and_none_after(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    assert found_in(workspace) == set(WORDS)
    outcome = erase(workspace, canary.resident, "本人要求删除")
    assert outcome.clean
    assert found_in(workspace) == set()
    assert check(workspace) == []
    assert (outcome.erased.days, outcome.erased.drafts) == (1, 1)
    with workspace.read() as connection:
        assert [draft.key for draft in kept_drafts(connection)] == ["grid:new"]
        assert search_all(connection, "zqname", 10) == search_all(connection, WORDS["phone"], 10) == []


def test_what_remains_of_each_record(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    issue_before = stored(workspace, Issue, canary.issue)
    erase(workspace, canary.resident, "asked")
    for model, id in ((Resident, canary.resident), (ServiceTag, canary.tag)):
        row = stored(workspace, model, id)
        kept = {name: value for name, value in row.items() if value and name not in ("num", "id", "zone")}
        assert kept == {"deleted": True} | ({"visit_kind": row["visit_kind"]} if "visit_kind" in row else {})
    issue = stored(workspace, Issue, canary.issue)
    emptied = ("reporter_name", "reporter_phone", "title", "text", "place", "resident_id")
    assert {name: issue[name] for name in emptied} == {**dict.fromkeys(emptied, ""), "resident_id": None}
    assert {n: v for n, v in issue.items() if n not in emptied} == {
        n: v for n, v in issue_before.items() if n not in emptied
    }
    file = stored(workspace, Attachment, canary.file)
    assert (file["name"], file["digest"], file["media"], file["deleted"]) == ("", b"", "image/jpeg", False)
    visit, promise = stored(workspace, Visit, canary.visit), stored(workspace, Promise, canary.promise)
    assert (visit["problem"], visit["resident_id"], visit["outcome"]) == ("", None, "met")
    assert (promise["text"], promise["deleted"]) == ("", True)
    post = stored(workspace, Assignment, canary.post)
    assert (post["person_name"], post["phone"], post["role"]) == ("", "", "building_leader")
    assert stored(workspace, DiaryEntry, canary.diary)["text"] == "上午走访……：……。下午开会。"
    cases = everything(workspace, ReportCase)["report_case"]
    assert sorted(row[-3:-1] for row in cases) == [("", ""), ("", "还帮……修了水管")]
    assert stored(workspace, Resident, canary.spouse)["name"] == "李春兰"
    assert not stored(workspace, Household, canary.quarter.household)["deleted"]
    with workspace.read() as connection:
        kinds = sa.select(col(IssueEvent.kind), col(IssueEvent.text), col(IssueEvent.data))
        assert [tuple(row) for row in connection.execute(kinds.order_by(col(IssueEvent.num)))] == [
            ("registered", "", ""),
            ("note", "", ""),
        ]


def test_the_erasure_is_a_change_and_earlier_bodies_are_hashes(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    hashes = [row.hash for row in log_of(workspace, canary.resident)]
    erase(workspace, canary.resident, "moved")
    *before, last = log_of(workspace, canary.resident)
    assert [row.hash for row in before] == hashes
    assert all(getattr(row, part) is None for row in before for part in PARTS)
    assert all(row.missing is not None for row in before)
    assert last.kind == ERASE and last.noun == "resident" and last.missing is None
    assert decode_part(last.public) == {"deleted": True, ERASED_FOR: "moved"}
    assert [getattr(last, part) for part in PARTS[1:]] == [None, None, None]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE change SET kind = 'set' WHERE kind = 'erase' AND noun = 'resident'", "不见了"),
        (
            "UPDATE change SET identity = NULL, missing = '{}' WHERE noun = 'resident' AND missing IS NULL "
            "AND kind = 'create'",
            "不见了",
        ),
        (
            "UPDATE change SET identity = health WHERE kind = 'create' AND noun = 'resident' "
            "AND missing IS NOT NULL",
            None,
        ),
        (
            "UPDATE change SET contact = X'000102030405060708090A0B0C0D0E0F7B7D' "
            "WHERE noun = 'resident' AND missing IS NOT NULL",
            "却还有它的内容",
        ),
        ("UPDATE resident SET name = '又回来了' WHERE deleted", "的 name 与变更日志不符"),
        ("UPDATE change SET missing = '{}' WHERE noun = 'resident' AND missing IS NOT NULL", "断开"),
    ],
)
def test_the_check_knows_which_bodies_may_be_missing(
    desk: Workspace, statement: str, words: str | None
) -> None:
    canary = keep_canary(desk)
    erase(desk, canary.resident, "asked")
    with desk.writing() as connection:
        connection.execute(sa.text(statement))
    found = check(desk)
    assert found == [] if words is None else any(words in line for line in found), found


def test_nothing_before_an_erasure_can_be_undone(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    erase(workspace, canary.resident, "asked")
    tables = everything(workspace, Resident, Issue, Visit, Assignment, DiaryEntry)
    with pytest.raises(RuleBroken, match="之前的步骤不能再撤销"):
        undo(workspace)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, canary.spouse, {"note": "后来的"})
    undo(workspace)
    with pytest.raises(RuleBroken, match="不能再撤销"):
        undo(workspace)
    assert everything(workspace, Resident, Issue, Visit, Assignment, DiaryEntry) == tables


def test_the_last_of_a_household_takes_it_along(workspace: Workspace) -> None:
    quarter = make_quarter(workspace, "孤身一人")
    with workspace.write("edit_household") as unit:
        unit.update(Household, quarter.household, {"note": "zqhome 只有他", "code": "H1"})
        visit = unit.create(
            Visit,
            {"household_id": quarter.household, "outcome": "away", "problem": "zqaway 敲门没人"},
            scope=quarter.building,
        )
    outcome = erase(workspace, quarter.resident, "died")
    assert outcome.erased.traces.households == (quarter.household,)
    home = stored(workspace, Household, quarter.household)
    assert (home["note"], home["code"], home["deleted"]) == ("", "", True)
    assert stored(workspace, Visit, visit)["problem"] == ""
    assert found_in(workspace, {"note": "zqhome", "visit": "zqaway"}) == set()
    assert check(workspace) == []


def test_joined_records_of_a_person_go_together(workspace: Workspace) -> None:
    quarter = make_quarter(workspace, "甲")
    with workspace.write("join_records") as unit:
        other = unit.create(Resident, person(quarter.building, None, "zqother"), scope=quarter.building)
        unit.update(Resident, other, {"alias_of": quarter.resident})
    assert set(erase(workspace, other, "mistaken").erased.traces.people) == {quarter.resident, other}
    assert found_in(workspace, {"other": "zqother"}) == set()
    with pytest.raises(RuleBroken, match="已经清除过"):
        erase(workspace, quarter.resident, "mistaken")


def test_who_only_shares_a_name_or_a_phone_is_left_alone(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    with workspace.write("register_issue") as unit:
        rows = [("李春兰", WORDS["phone"]), (WORDS["name"], "13000000000"), (WORDS["name"], "")]
        for name, phone in rows:
            unit.create(
                Issue,
                {"reporter_name": name, "reporter_phone": phone, "text": "路灯"},
                scope=unit.desk.org_id,
            )
        unit.create(
            Issue,
            {"reporter_name": WORDS["name"], "reporter_phone": f"0871-1 / {WORDS['old_phone']}"},
            scope=unit.desk.org_id,
        )
    with workspace.read() as connection:
        traces = traces_of(connection, canary.resident)
        names = connection.execute(
            sa.select(col(Issue.reporter_name), col(Issue.reporter_phone)).where(
                col(Issue.id).in_(traces.issues)
            )
        ).all()
        marks = told_of(connection, traces).marks
    assert sorted(row.reporter_phone for row in names) == [
        f"0871-1 / {WORDS['old_phone']}",
        WORDS["phone"],
    ]
    assert set(marks) == {WORDS[name] for name in ("name", "old_name", "phone", "old_phone", "id_number")} | {
        f"0871-1 / {WORDS['old_phone']}"
    }


def test_erasing_nobody_does_nothing(desk: Workspace) -> None:
    make_quarter(desk)
    before = everything(desk, Resident, Household)
    with desk.write("erase_person") as unit:
        assert erase_person(unit, b"?" * 16, "asked") == Erased()
    assert everything(desk, Resident, Household) == before


def test_a_cleaning_that_was_cut_short_is_done_at_the_next_opening(
    tmp_path: Path, clock: FrozenClock
) -> None:
    workspace = found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE)
    canary = keep_canary(workspace)
    with workspace.write("erase_person") as unit:
        erase_person(unit, canary.resident, "asked")
    assert found_in(workspace)
    with workspace.read() as connection:
        assert erased_pages.is_due(connection)
    workspace.close()
    from gridtui.storage.store.opening import open_workspace

    again = open_workspace(tmp_path / "desk.gtdb", PASSPHRASE, clock=clock)
    try:
        assert found_in(again) == set()
        with again.read() as connection:
            assert not erased_pages.is_due(connection)
    finally:
        again.close()


def test_a_reader_in_the_way_leaves_the_cleaning_due(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = keep_canary(desk)

    def busy(_cursor: object) -> None:
        raise MemoryError

    monkeypatch.setattr(erased_pages, "_empty_log", busy)
    assert not erase(desk, canary.resident, "asked").clean
    monkeypatch.undo()
    assert erased_pages.clean_if_due(desk)
    assert found_in(desk) == set()


def test_an_older_backup_forgets_again(tmp_path: Path, clock: FrozenClock) -> None:
    store, backup = tmp_path / "desk.gtdb", tmp_path / "old.gtbak"
    workspace = found_store(store, clock, passphrase=PASSPHRASE)
    canary = keep_canary(workspace)
    backup_now(workspace, backup)
    clock.pass_time(days=1)
    outcome = erase(workspace, canary.resident, "moved", folder=tmp_path)
    assert outcome.copies == ()
    workspace.close()
    restored = restore_workspace(backup, store, PASSPHRASE, clock=clock)
    try:
        assert found_in(restored) == set()
        assert check(restored) == []
        assert stored(restored, Resident, canary.spouse)["name"] == "李春兰"
        assert decode_part(log_of(restored, canary.resident)[-1].public)[ERASED_FOR] == "moved"
    finally:
        restored.close()


def test_a_backup_from_after_an_erasure_is_not_erased_twice(tmp_path: Path, clock: FrozenClock) -> None:
    store, backup = tmp_path / "desk.gtdb", tmp_path / "new.gtbak"
    workspace = found_store(store, clock, passphrase=PASSPHRASE)
    canary = keep_canary(workspace)
    erase(workspace, canary.resident, "asked")
    backup_now(workspace, backup)
    changes = len(log_of(workspace, canary.resident))
    workspace.close()
    restored = restore_workspace(backup, store, PASSPHRASE, clock=clock)
    assert len(log_of(restored, canary.resident)) == changes
    restored.close()


def test_the_list_is_sealed_and_tells_no_name(tmp_path: Path, clock: FrozenClock) -> None:
    workspace = found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE)
    canary = keep_canary(workspace)
    erase(workspace, canary.resident, "asked")
    path = erasure_list.list_path(tmp_path / "desk.gtdb")
    body = path.read_bytes()
    assert workspace.key is not None
    assert [(one.id, one.reason) for one in erasure_list.read_list(path, workspace.key)] == [
        (canary.resident, "asked")
    ]
    assert canary.resident not in body and canary.resident.hex().encode() not in body
    path.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    assert erasure_list.read_list(path, workspace.key) == []
    # What cannot be read is another store's, or damaged: it is set aside, never written over.
    erasure_list.add_to_list(path, workspace.key, [erasure_list.ErasedPerson(b"2" * 16, clock(), "died")])
    assert [one.id for one in erasure_list.read_list(path, workspace.key)] == [b"2" * 16]
    assert path.with_name(path.name + ".old").exists()
    workspace.close()


def test_an_erasure_that_fails_is_on_no_list(tmp_path: Path, clock: FrozenClock) -> None:
    workspace = found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE)
    canary = keep_canary(workspace)
    with workspace.writing() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER refuse BEFORE UPDATE ON device "
                "BEGIN SELECT RAISE(ABORT, 'constraint failed'); END"
            )
        )
    with pytest.raises(RuleBroken):
        erase(workspace, canary.resident, "asked")
    assert workspace.key is not None
    assert erasure_list.read_list(erasure_list.list_path(tmp_path / "desk.gtdb"), workspace.key) == []
    assert stored(workspace, Resident, canary.resident)["name"] == WORDS["name"]
    workspace.close()


def test_the_log_of_an_erased_record_still_takes_changes_in(workspace: Workspace) -> None:
    """The issue of an erased reporter goes on: corrected and checked like any other."""
    canary: Canary = keep_canary(workspace)
    erase(workspace, canary.resident, "asked")
    with workspace.write("correct_issue") as unit:
        assert unit.update(Issue, canary.issue, {"title": "漏水（已匿名）"})
    assert check(workspace) == []
    undo(workspace)
    assert stored(workspace, Issue, canary.issue)["title"] == ""
    assert check(workspace) == []
    with workspace.read() as connection:
        kinds = (
            sa.select(col(Change.kind)).where(col(Change.record) == canary.issue).order_by(col(Change.num))
        )
        assert list(connection.execute(kinds).scalars()) == ["create", "erase", "set", "set"]


def test_no_table_is_forgotten() -> None:
    """Whatever leads to a resident, or is personal, goes: a new column must say how."""
    elsewhere = {("building", "contacts"), ("diary_entry", "text")}
    kept = []
    for model in BUSINESS_TABLES:
        codec = codec_of(model)
        if codec.noun in WHOLE:
            continue
        personal = {name for name, each in codec.fields.items() if each.part is not Part.PUBLIC}
        leading = {
            str(key.parent.name)
            for key in codec.table.foreign_keys
            if key.column.table.name == "resident" and codec.noun != "resident"
        }
        emptied = set(EMPTIED.get(codec.noun, ()))
        kept += [(codec.noun, name) for name in sorted((personal | leading) - emptied)]
    assert set(kept) == elsewhere, "domain/people/erasure.py"
