"""Several operators on one record: what one changed is merged, what both changed is asked (both engines)."""

from __future__ import annotations

import pytest

from gridtui.domain.changes.meanwhile import ChangedMeanwhile, Choice, Seen
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.histories import record_history
from gridtui.queries.issues.issues import issue_detail
from gridtui.queries.people.residents import resident_detail
from gridtui.storage.drafts import keep_draft, kept_drafts, own_key
from gridtui.storage.log.meanwhile import last_change
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Building, Dwelling, Household, Issue, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.households import edit_household
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.issues import correct_issue
from gridtui.usecases.residents import add_resident, edit_resident
from tests.conftest import NOON
from tests.makers import Quarter, as_operator, make_issue, make_quarter, stored


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace)


def seen_now(workspace: Workspace) -> Seen:
    with workspace.read() as connection:
        return Seen(last_change(connection))


def form_of(workspace: Workspace, resident: bytes) -> tuple[Seen, ResidentDraft]:
    """Return what a form holds that is opened now."""
    with workspace.read() as connection:
        detail = resident_detail(connection, resident)
        assert detail is not None
        return Seen(last_change(connection)), detail.draft


def edit(
    workspace: Workspace, resident: bytes, seen: Seen | None, draft: ResidentDraft, by: str = ""
) -> bool:
    before = as_operator(workspace, by) if by else workspace.operator
    try:
        with workspace.write("edit_resident", seen=seen) as unit:
            return edit_resident(unit, resident, draft)
    finally:
        workspace.operator = before


def test_what_only_one_of_two_changed_is_kept_from_both(workspace: Workspace, quarter: Quarter) -> None:
    seen, mine = form_of(workspace, quarter.resident)
    edit(workspace, quarter.resident, seen, mine.model_copy(update={"note": "夜班"}), by="李四")
    assert edit(workspace, quarter.resident, seen, mine.model_copy(update={"sex": "female"}))
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["sex"]) == ("夜班", "female")
    # Whoever changed nothing writes nothing, and takes nothing back.
    assert not edit(workspace, quarter.resident, seen, mine.model_copy(update={"sex": "female"}))
    assert stored(workspace, Resident, quarter.resident)["note"] == "夜班"


def test_what_both_changed_is_refused_with_who_and_when_until_somebody_decides(
    workspace: Workspace, quarter: Quarter
) -> None:
    seen, mine = form_of(workspace, quarter.resident)
    mine = mine.model_copy(update={"note": "白班", "sex": "female"})
    theirs = mine.model_copy(update={"note": "夜班", "sex": ""})
    edit(workspace, quarter.resident, seen, theirs, by="李四")
    with pytest.raises(ChangedMeanwhile, match="李四 刚改过您也改了的 1 项") as met:
        edit(workspace, quarter.resident, seen, mine)
    [each] = met.value.overlaps
    assert (each.noun, each.field, each.theirs, each.mine) == ("resident", "note", "夜班", "白班")
    assert (each.actor_name, each.at, each.record) == ("李四", NOON, quarter.resident)
    assert stored(workspace, Resident, quarter.resident)["sex"] == ""

    key = (quarter.resident, "note")
    edit(workspace, quarter.resident, Seen(seen.num, {key: Choice(each.num, mine=False)}), mine)
    row = stored(workspace, Resident, quarter.resident)
    assert (row["note"], row["sex"]) == ("夜班", "female")
    edit(workspace, quarter.resident, Seen(seen.num, {key: Choice(each.num, mine=True)}), mine)
    assert stored(workspace, Resident, quarter.resident)["note"] == "白班"


def test_a_decision_holds_only_for_what_was_shown(workspace: Workspace, quarter: Quarter) -> None:
    seen, mine = form_of(workspace, quarter.resident)
    changed = mine.model_copy(update={"note": "我写的"})
    edit(workspace, quarter.resident, None, mine.model_copy(update={"note": "第一次"}), by="李四")
    with pytest.raises(ChangedMeanwhile) as met:
        edit(workspace, quarter.resident, seen, changed)
    choice = {(quarter.resident, "note"): Choice(met.value.overlaps[0].num, mine=True)}
    edit(workspace, quarter.resident, None, mine.model_copy(update={"note": "第二次"}), by="张三")
    with pytest.raises(ChangedMeanwhile, match="张三") as again:
        edit(workspace, quarter.resident, Seen(seen.num, choice), changed)
    assert again.value.overlaps[0].theirs == "第二次"


def test_the_same_value_and_a_value_put_back_are_no_clash(workspace: Workspace, quarter: Quarter) -> None:
    seen, mine = form_of(workspace, quarter.resident)
    changed = mine.model_copy(update={"note": "一样"})
    edit(workspace, quarter.resident, seen, changed, by="李四")
    assert not edit(workspace, quarter.resident, seen, changed)
    edit(workspace, quarter.resident, None, mine, by="李四")
    assert edit(workspace, quarter.resident, seen, mine.model_copy(update={"note": "另写"}))


def test_a_move_by_somebody_else_is_not_taken_back_by_an_old_form(
    workspace: Workspace, quarter: Quarter
) -> None:
    with workspace.write("add_building") as unit:
        org = unit.desk.org_id
        there = unit.new_id()
        unit.create(Building, {"org_id": org, "grid_id": quarter.grid, "label": "5"}, scope=there, id=there)
        door = unit.create(Dwelling, {"building_id": there, "room": "101", "door": "5-101"}, scope=there)
        other = unit.create(Household, {"building_id": there, "dwelling_id": door}, scope=there)
    seen, mine = form_of(workspace, quarter.resident)
    edit(workspace, quarter.resident, seen, mine.model_copy(update={"household_id": other}), by="李四")
    edit(workspace, quarter.resident, seen, mine.model_copy(update={"note": "改了备注"}))
    row = stored(workspace, Resident, quarter.resident)
    assert (row["household_id"], row["building_id"], row["note"]) == (other, there, "改了备注")

    home = HouseholdDraft(building_id=quarter.building, dwelling_id=quarter.dwelling)
    seen = seen_now(workspace)
    with workspace.write("edit_household") as unit:
        edit_household(
            unit, quarter.household, home.model_copy(update={"building_id": there, "dwelling_id": door})
        )
    with workspace.write("edit_household", seen=seen) as unit:
        edit_household(unit, quarter.household, home.model_copy(update={"note": "门口有狗"}))
    row = stored(workspace, Household, quarter.household)
    assert (row["building_id"], row["dwelling_id"], row["note"]) == (there, door, "门口有狗")
    with workspace.read() as connection:
        assert check_store(connection).problems == []


def test_a_masked_phone_is_one_that_nobody_touched(workspace: Workspace, quarter: Quarter) -> None:
    issue = make_issue(workspace, reporter_name="杨桂芬", reporter_phone="13888880000")
    with workspace.read() as connection:
        detail = issue_detail(connection, issue)
        assert detail is not None
        seen, filled = Seen(last_change(connection)), detail.draft
    form = filled.model_copy(update={"reporter_phone": "138****0000", "text": "楼道灯还是不亮"})
    as_operator(workspace, "李四")
    with workspace.write("correct_issue") as unit:
        correct_issue(unit, issue, filled.model_copy(update={"reporter_phone": "13999990000"}))
    with workspace.write("correct_issue", seen=seen) as unit:
        assert correct_issue(unit, issue, form)
    row = stored(workspace, Issue, issue)
    assert (row["reporter_phone"], row["text"]) == ("13999990000", "楼道灯还是不亮")
    # The history says of each what that person corrected, and nothing was corrected back.
    with workspace.read() as connection:
        named = [{field.field for field in entry.fields} for entry in record_history(connection, issue)]
    assert named[:2] == [{"text"}, {"reporter_phone"}]


def test_two_updates_in_one_step_do_not_clash_with_each_other(workspace: Workspace, quarter: Quarter) -> None:
    seen = seen_now(workspace)
    with workspace.write("edit_resident", seen=seen) as unit:
        unit.update(Resident, quarter.resident, {"note": "一"})
        unit.update(Resident, quarter.resident, {"note": "二"})
        new = add_resident(unit, ResidentDraft(name="新来的", household_id=quarter.household))
        unit.update(Resident, new, {"note": "三"})
    assert stored(workspace, Resident, quarter.resident)["note"] == "二"
    assert stored(workspace, Resident, new)["note"] == "三"


def test_a_step_of_an_issue_that_has_moved_on_is_refused_in_words(
    workspace: Workspace, quarter: Quarter
) -> None:
    issue = make_issue(workspace)
    seen = seen_now(workspace)
    as_operator(workspace, "李四")
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, EventKind.VOID, data={"reason": "重复登记"})
    with pytest.raises(RuleBroken) as refused, workspace.write("move_issue", seen=seen) as unit:
        take_step(unit, issue, EventKind.SELF_HANDLE)
    assert "作废" in str(refused.value)
    with workspace.write("delete_issue") as unit:
        unit.delete(Issue, issue)
    with pytest.raises(RuleBroken, match="已经不在了"), workspace.write("correct_issue", seen=seen) as unit:
        correct_issue(unit, issue, IssueDraft(text="晚了"))


def test_everyone_has_drafts_of_their_own_on_a_shared_store(workspace: Workspace) -> None:
    with workspace.writing(local=True) as connection:
        for name in (b"a" * 16, b"b" * 16):
            keep_draft(connection, own_key(connection, "issue:new", name), {"text": name.decode()[0]}, NOON)
    shared = workspace.path is None
    with workspace.read() as connection:
        assert {draft.body["text"] for draft in kept_drafts(connection)} == ({"a", "b"} if shared else {"b"})
