"""Undo and redo of every kind of step, and when they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import issue_detail
from gridtui.queries.searching import search_issues, search_residents
from gridtui.storage.log.log_tables import Step
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Building, Grid, Household, Issue, IssueEvent, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import correct_issue
from gridtui.usecases.undo import DEPTH
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.makers import (
    as_operator,
    everything,
    make_issue,
    make_quarter,
    person,
    redo,
    stored,
    undo,
)

NOTHING_TO_UNDO, NOTHING_TO_REDO = "没有可以撤销的步骤", "没有可以恢复的步骤"


def note(workspace: Workspace, resident: bytes, text: str) -> None:
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, resident, {"note": text})


def move(workspace: Workspace, issue: bytes, kind: EventKind, **data: object) -> bytes:
    with workspace.write("move_issue") as unit:
        return append_event(unit, issue, kind, text="说明", data=data)


def state(workspace: Workspace, issue: bytes) -> State:
    with workspace.read() as connection:
        detail = issue_detail(connection, issue)
    assert detail is not None
    assert detail.status.state is detail.row.state
    return detail.row.state


def check(workspace: Workspace) -> None:
    with workspace.read() as connection:
        assert check_store(connection).problems == []


def test_a_new_store_has_nothing_to_undo_or_redo(workspace: Workspace) -> None:
    with pytest.raises(RuleBroken, match=NOTHING_TO_UNDO):
        undo(workspace)
    with pytest.raises(RuleBroken, match=NOTHING_TO_REDO):
        redo(workspace)


def test_a_creation_is_hidden_and_comes_back(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    assert undo(workspace) == "导入"
    for model, id in (
        (Grid, quarter.grid),
        (Building, quarter.building),
        (Household, quarter.household),
        (Resident, quarter.resident),
    ):
        assert stored(workspace, model, id)["deleted"] is True
    with workspace.read() as connection:
        assert search_residents(connection, "杨桂芬") == []
    redo(workspace)
    assert stored(workspace, Resident, quarter.resident)["deleted"] is False
    with workspace.read() as connection:
        assert [hit.id for hit in search_residents(connection, "杨桂芬")] == [quarter.resident]
    check(workspace)


def test_an_edit_gets_back_what_the_field_held(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    note(workspace, quarter.resident, "一")
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "二", "phone": "", "sex": "female"})
    undo(workspace)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["phone"], row["sex"]) == ("一", "13888880000", "")
    redo(workspace)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["phone"], row["sex"]) == ("二", "", "female")
    undo(workspace)
    undo(workspace)
    assert stored(workspace, Resident, quarter.resident)["note"] == ""
    check(workspace)


def test_a_deletion_comes_back(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("delete_record") as unit:
        unit.delete(Resident, quarter.resident)
    undo(workspace)
    assert stored(workspace, Resident, quarter.resident)["deleted"] is False
    redo(workspace)
    assert stored(workspace, Resident, quarter.resident)["deleted"] is True
    check(workspace)


def test_several_changes_of_one_record_in_one_step_all_go_back(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "一", "sex": "female"})
        unit.update(Resident, quarter.resident, {"note": "二"})
        unit.update(Resident, quarter.resident, {"phone": "", "note": "三"})
        new = unit.create(
            Resident, person(quarter.building, quarter.household, "新人"), scope=quarter.building
        )
        unit.update(Resident, new, {"note": "刚建就改"})
    undo(workspace)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["sex"], row["phone"]) == ("", "", "13888880000")
    assert stored(workspace, Resident, new)["deleted"] is True
    redo(workspace)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["sex"], row["phone"]) == ("三", "female", "")
    assert (stored(workspace, Resident, new)["note"], stored(workspace, Resident, new)["deleted"]) == (
        "刚建就改",
        False,
    )
    check(workspace)


def test_moving_a_building_moves_its_issues_there_and_back(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, household_id=quarter.household)
    with workspace.write("add_grid") as unit:
        other = unit.create(Grid, {"name": "第二网格"}, scope=workspace.desk.org_id)
    with workspace.write("edit_building") as unit:
        unit.update(Building, quarter.building, {"grid_id": other})
    assert stored(workspace, Issue, issue)["grid_id"] == other
    undo(workspace)
    assert stored(workspace, Issue, issue)["grid_id"] == quarter.grid
    check(workspace)


def test_a_step_of_an_issue_is_retracted_and_done_again(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    assert state(workspace, issue) is State.REGISTERED
    move(workspace, issue, EventKind.SELF_HANDLE)
    moved = state(workspace, issue)
    assert moved is not State.REGISTERED
    undo(workspace)
    assert state(workspace, issue) is State.REGISTERED
    with workspace.read() as connection:
        kinds = (
            connection.execute(sa.select(col(IssueEvent.kind)).order_by(col(IssueEvent.num))).scalars().all()
        )
    assert kinds == ["registered", "self_handle", "retract"]
    redo(workspace)
    assert state(workspace, issue) is moved
    undo(workspace)
    assert state(workspace, issue) is State.REGISTERED
    check(workspace)


def test_an_issue_taken_down_by_mistake_disappears_and_comes_back(workspace: Workspace) -> None:
    issue = make_issue(workspace, "电梯异响")
    assert undo(workspace) == "登记诉求 20261124-001"
    with workspace.read() as connection:
        assert search_issues(connection, "电梯") == []
        assert issue_detail(connection, issue) is None
    redo(workspace)
    assert state(workspace, issue) is State.REGISTERED
    check(workspace)


def test_a_correction_goes_back_with_its_event(workspace: Workspace) -> None:
    issue = make_issue(workspace, "电梯异响")
    with workspace.read() as connection:
        detail = issue_detail(connection, issue)
    assert detail is not None
    with workspace.write("correct_issue") as unit:
        correct_issue(unit, issue, detail.draft.model_copy(update={"text": "水管漏水"}))
    undo(workspace)
    assert stored(workspace, Issue, issue)["text"] == "电梯异响"
    with workspace.read() as connection:
        detail = issue_detail(connection, issue)
        assert [hit.id for hit in search_issues(connection, "电梯")] == [issue]
        assert search_issues(connection, "水管") == []
    assert detail is not None and [event.kind for event in detail.status.retracted] == [EventKind.CORRECT]
    check(workspace)


def test_a_new_step_ends_what_could_be_done_again(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    note(workspace, quarter.resident, "一")
    note(workspace, quarter.resident, "二")
    undo(workspace)
    note(workspace, quarter.resident, "三")
    with pytest.raises(RuleBroken, match=NOTHING_TO_REDO):
        redo(workspace)
    undo(workspace)
    assert stored(workspace, Resident, quarter.resident)["note"] == "一"
    redo(workspace)
    assert stored(workspace, Resident, quarter.resident)["note"] == "三"
    with pytest.raises(RuleBroken, match=NOTHING_TO_REDO):
        redo(workspace)


def test_steps_go_back_and_come_again_like_a_stack(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    texts = ["", "一", "二", "三"]
    for text in texts[1:]:
        note(workspace, quarter.resident, text)
    seen = []
    for act in (undo, undo, redo, undo, undo, redo, redo, redo, undo):
        act(workspace)
        seen.append(stored(workspace, Resident, quarter.resident)["note"])
    assert seen == ["二", "一", "二", "一", "", "一", "二", "三", "二"]
    check(workspace)


def test_fifty_steps_can_be_undone_and_done_again_and_no_more(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    for number in range(DEPTH + 10):
        note(workspace, quarter.resident, str(number))
    for number in range(DEPTH):
        undo(workspace)
        assert stored(workspace, Resident, quarter.resident)["note"] == str(DEPTH + 8 - number)
    with pytest.raises(RuleBroken, match=NOTHING_TO_UNDO):
        undo(workspace)
    for _ in range(DEPTH):
        redo(workspace)
    assert stored(workspace, Resident, quarter.resident)["note"] == str(DEPTH + 9)
    with pytest.raises(RuleBroken, match=NOTHING_TO_REDO):
        redo(workspace)


def test_going_to_and_fro_does_not_use_up_the_steps_below(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    note(workspace, quarter.resident, "一")
    note(workspace, quarter.resident, "二")
    for _ in range(DEPTH + 5):
        undo(workspace)
        redo(workspace)
    undo(workspace)
    undo(workspace)
    assert stored(workspace, Resident, quarter.resident)["note"] == ""


def test_an_import_of_five_thousand_is_one_step(desk: Workspace) -> None:
    quarter = make_quarter(desk)
    before = everything(desk, Resident)["resident"]
    with desk.write("import_file", label="5000") as unit:
        unit.create_many(
            Resident,
            [person(quarter.building, quarter.household, f"居民{n}") for n in range(5_000)],
            scope=lambda row: row["building_id"],
        )
        unit.update(Resident, quarter.resident, {"note": "同一步里改的"})
    assert undo(desk) == "导入 5000"
    count = sa.select(sa.func.count()).select_from(Resident).where(col(Resident.deleted).is_(False))
    with desk.read() as connection:
        assert connection.execute(count).scalar_one() == 1
        assert search_residents(connection, "居民42") == []
    assert everything(desk, Resident)["resident"][0] == before[0]
    redo(desk)
    with desk.read() as connection:
        assert connection.execute(count).scalar_one() == 5_001
        assert [hit.title for hit in search_residents(connection, "居民4242")] == ["居民4242"]
    check(desk)


def test_undo_survives_reopening(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "desk.gtdb"
    workspace = found_store(path, clock, passphrase=PASSPHRASE)
    quarter = make_quarter(workspace)
    note(workspace, quarter.resident, "一")
    workspace.close()
    again = open_workspace(path, PASSPHRASE, clock=clock)
    undo(again)
    again.close()
    third = open_workspace(path, PASSPHRASE, clock=clock)
    assert stored(third, Resident, quarter.resident)["note"] == ""
    redo(third)
    assert stored(third, Resident, quarter.resident)["note"] == "一"
    third.close()


def test_nobody_undoes_the_step_of_somebody_else(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    as_operator(workspace, "李强")
    with pytest.raises(RuleBroken, match=NOTHING_TO_UNDO):
        undo(workspace)
    assert stored(workspace, Resident, quarter.resident)["deleted"] is False


def test_a_field_that_somebody_else_changed_since_is_not_undone(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    note(workspace, quarter.resident, "一")
    me = as_operator(workspace, "李强")
    note(workspace, quarter.resident, "李强写的")
    workspace.operator = me
    with pytest.raises(RuleBroken) as refusal:
        undo(workspace)
    assert str(refusal.value) == "其后已有别人的改动（1 条记录），不能撤销这一步"
    assert stored(workspace, Resident, quarter.resident)["note"] == "李强写的"


def test_another_field_that_somebody_else_changed_is_no_bar(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    note(workspace, quarter.resident, "一")
    me = as_operator(workspace, "李强")
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"sex": "female"})
    workspace.operator = me
    undo(workspace)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["sex"]) == ("", "female")
    check(workspace)


def test_a_creation_that_somebody_else_edited_is_not_hidden(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("add_resident") as unit:
        new = unit.create(
            Resident, person(quarter.building, quarter.household, "新人"), scope=quarter.building
        )
        unit.update(Resident, new, {"note": "一"})
    me = as_operator(workspace, "李强")
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, new, {"phone": "13888881111"})
    workspace.operator = me
    with pytest.raises(RuleBroken, match="别人的改动（1 条记录）"):
        undo(workspace)
    assert stored(workspace, Resident, new)["deleted"] is False


def test_a_building_in_which_somebody_else_wrote_is_not_hidden(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    me = as_operator(workspace, "李强")
    with workspace.write("add_household") as unit:
        unit.create(
            Household,
            {"building_id": quarter.building, "dwelling_id": quarter.dwelling},
            scope=quarter.building,
        )
    workspace.operator = me
    with pytest.raises(RuleBroken, match="别人的改动（1 条记录）"):
        undo(workspace)
    assert stored(workspace, Building, quarter.building)["deleted"] is False


def test_an_issue_on_which_somebody_else_acted_is_not_taken_back(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    move(workspace, issue, EventKind.SELF_HANDLE)
    me = as_operator(workspace, "李强")
    move(workspace, issue, EventKind.FEEDBACK)
    workspace.operator = me
    with pytest.raises(RuleBroken) as refusal:
        undo(workspace)
    assert "李强" in str(refusal.value)
    assert state(workspace, issue) is not State.REGISTERED


def test_the_undo_step_says_what_it_took_back(workspace: Workspace) -> None:
    make_issue(workspace, "电梯异响")
    undo(workspace)
    with workspace.read() as connection:
        steps = connection.execute(sa.select(Step.__table__).order_by(col(Step.num))).all()  # type: ignore[attr-defined]
    done, back = steps[-2:]
    assert (back.kind, back.of_num, back.intent, back.label) == ("undo", done.num, done.intent, done.label)
    assert done.undone is True and back.undone is False


def test_the_draft_of_an_anonymous_issue_keeps_no_name(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, resident_id=quarter.resident, anonymous=True)
    row = stored(workspace, Issue, issue)
    assert (row["reporter_name"], row["reporter_phone"]) == ("", "")
    assert IssueDraft.model_fields.keys() <= row.keys()
