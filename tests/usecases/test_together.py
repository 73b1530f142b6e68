"""Records of working together: declared once, checked, owned by an organisation, with their parts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.together.catalogue import BY_NAME, NOUNS, parts_of
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.nouns import Kind
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.together.records import (
    RecordFilter,
    declared_draft,
    record_card,
    record_count,
    record_page,
)
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue
from gridtui.usecases.together import records
from gridtui.usecases.together.cases import case_text

TODAY = date(2026, 11, 24)


def add(desk: Workspace, noun: str, **values: Any) -> RecordId:
    with desk.write("edit_record") as unit:
        return records.add(unit, draft_class(noun)(**values))


def refused(desk: Workspace, noun: str, **values: Any) -> str:
    with pytest.raises(RuleBroken) as refusal:
        add(desk, noun, **values)
    return str(refusal.value)


def count(desk: Workspace, noun: str, **wanted: Any) -> int:
    with desk.read() as connection:
        return record_count(connection, RecordFilter(noun, **wanted))


def test_every_noun_says_what_lists_and_headlines_need() -> None:
    for noun in NOUNS:
        assert set(noun.headline) <= set(noun.by_name), noun.name
        assert all(each.refers for each in noun.attributes if each.kind is Kind.RECORD), noun.name
        assert any(each.cells for each in noun.attributes), noun.name
        assert noun.attributes[0].name == "org_id", noun.name
        for name in (noun.parent, noun.due, noun.done, noun.state):
            assert not name or name in noun.by_name, (noun.name, name)
        for once in noun.once:
            assert set(once.names) <= set(noun.by_name), noun.name


def test_every_noun_comes_after_what_it_refers_to() -> None:
    places = {noun.name: place for place, noun in enumerate(NOUNS)}
    for noun in NOUNS:
        for each in noun.attributes:
            assert each.refers == noun.name or places.get(each.refers, -1) < places[noun.name]


def test_a_record_belongs_to_the_desk_and_its_parts_to_its_whole(desk: Workspace) -> None:
    meeting = add(desk, "meeting", title="第三季度联席会议", planned_on=date(2026, 12, 1))
    add(desk, "agenda_item", meeting_id=meeting, title="充电桩")
    with desk.read() as connection:
        draft = declared_draft(connection, "meeting", meeting)
        [item] = record_page(
            connection, RecordFilter("agenda_item", where=("meeting_id", meeting)), offset=0, limit=9
        )
        card = record_card(connection, "meeting", meeting)
    assert draft is not None
    assert dict(draft)["org_id"] == desk.desk.org_id
    assert item.title == "充电桩"
    assert card is not None
    assert {(each.noun, each.count) for each in card.linked if each.count} == {("agenda_item", 1)}


def test_a_whole_goes_with_its_parts_and_comes_back_with_them(desk: Workspace) -> None:
    meeting = add(desk, "meeting", title="联席会议")
    add(desk, "agenda_item", meeting_id=meeting, title="充电桩")
    with desk.write("delete_record") as unit:
        records.remove(unit, "meeting", meeting)
    assert (count(desk, "meeting"), count(desk, "agenda_item")) == (0, 0)


def test_a_meeting_in_the_future_is_not_held(desk: Workspace) -> None:
    assert "还没有到" in refused(desk, "meeting", title="会", state="held", held_on=date(2026, 12, 1))
    assert "哪天举行" in refused(desk, "meeting", title="会", state="held")
    assert "已举行" in refused(desk, "meeting", title="会", held_on=TODAY)


def test_a_unit_takes_one_seat(desk: Workspace) -> None:
    add(desk, "member_unit", name="昆明第三中学", since=date(2024, 1, 1), until=date(2025, 1, 1))
    add(desk, "member_unit", name="昆明第三中学", since=date(2025, 2, 1))
    assert "不占两席" in refused(desk, "member_unit", name="昆明第三中学", since=date(2026, 1, 1))


def test_a_project_needs_an_owner_before_it_begins(desk: Workspace) -> None:
    assert "负责人" in refused(desk, "project", title="楼道灯", state="under_way")
    add(desk, "project", title="楼道灯")


def test_hours_are_not_claimed_twice(desk: Workspace) -> None:
    member = add(desk, "report_in", name="张建华", unit_name="水务局", kind="member", reported_on=TODAY)
    add(desk, "service_log", report_in_id=member, served_on=TODAY, minutes=90, what="修灯")
    assert "不能重复" in refused(
        desk, "service_log", report_in_id=member, served_on=TODAY, minutes=90, what="修灯"
    )
    assert "24 小时" in refused(
        desk, "service_log", report_in_id=member, served_on=TODAY, minutes=1380, what="巡逻"
    )


def test_an_agreement_needs_both_parties(desk: Workspace) -> None:
    mediation = add(desk, "mediation", title="漏水赔偿", found_on=TODAY)
    agreed = {"state": "agreed", "mediator_name": "周敏", "agreed_on": TODAY, "agreement": "各付一半"}
    with pytest.raises(RuleBroken, match="双方"), desk.write("edit_record") as unit:
        records.change(unit, "mediation", mediation, agreed)
    add(desk, "party", mediation_id=mediation, side="first", person_name="甲某")
    add(desk, "party", mediation_id=mediation, side="second", person_name="乙某")
    with desk.write("edit_record") as unit:
        assert records.change(unit, "mediation", mediation, agreed)
    with desk.read() as connection:
        draft = declared_draft(connection, "mediation", mediation)
    assert draft is not None
    assert dict(draft)["due_on"] == date(2026, 12, 24)
    assert dict(draft)["ended_on"] == TODAY


def test_residents_accept_what_is_finished(desk: Workspace) -> None:
    demand = add(desk, "demand", title="楼道灯不亮")
    project = add(desk, "project", title="换灯", demand_id=demand, owner_name="周敏")
    assert "还没完成" in refused(desk, "acceptance", project_id=project, accepted_on=TODAY)
    with desk.write("edit_record") as unit:
        records.change(unit, "project", project, {"state": "finished", "finished_on": TODAY})
    add(desk, "acceptance", project_id=project, accepted_on=TODAY, outcome="yes")
    assert count(desk, "project", equal=(("state", "accepted"),)) == 1
    assert count(desk, "demand", equal=(("state", "met"),)) == 1


def test_an_opinion_bears_a_name_only_by_wish(desk: Workspace) -> None:
    talk = add(desk, "deliberation", title="停车")
    assert "署名" in refused(desk, "opinion", deliberation_id=talk, text="先划线", speaker_name="王某")
    add(desk, "opinion", deliberation_id=talk, text="先划线", speaker_name="王某", by_wish=True)


def test_a_case_that_tells_of_a_person_is_refused(desk: Workspace) -> None:
    assert "个人信息" in refused(desk, "teaching_case", title="漏水", text="住 3-2-501，电话 13708712210")
    add(desk, "teaching_case", title="漏水", text="老旧管道漏水，三方协商更换")


def test_a_case_begins_with_its_issue_without_the_people(desk: Workspace) -> None:
    said = "3-2-501 王建国反映漏水，电话 13708712210"
    draft = IssueDraft(category="M11", text=said, reporter_name="王建国", reporter_phone="13708712210")
    with desk.write("register_issue") as unit:
        issue = register_issue(unit, draft)
    with desk.read() as connection:
        text = case_text(connection, issue)
    assert text == "某户 某居民反映漏水，电话 137****2210"
    add(desk, "teaching_case", title="漏水", text=text.replace("，电话 137****2210", ""), issue_id=issue)
    assert "王建国" in refused(desk, "teaching_case", title="漏水", text="王建国家漏水", issue_id=issue)


def test_what_refers_to_a_noun_is_known() -> None:
    assert {noun.name for noun, _ in parts_of("meeting")} == {"agenda_item", "attendance", "decision"}
    assert BY_NAME["decision"].due == "due_on"
