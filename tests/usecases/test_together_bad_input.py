"""What people get wrong when they work together: each is a sentence, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.loose_ends import LooseEnd
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.together.chain import chain_of
from gridtui.queries.together.loose_ends import loose_end_count, loose_ends
from gridtui.queries.together.records import RecordFilter, record_count, record_page
from gridtui.storage.workspace import Workspace
from gridtui.usecases.together import records
from gridtui.usecases.together.matching import decide_match

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW, LAST_YEAR = date(2026, 11, 23), date(2026, 11, 25), date(2025, 11, 24)
Add = Callable[..., RecordId]


@pytest.fixture
def add(workspace: Workspace) -> Add:
    """Adds a record of a noun."""

    def add(noun: str, **values: Any) -> RecordId:
        with workspace.write("add_record") as unit:
            return records.add(unit, draft_class(noun)(**values))

    return add


def change(workspace: Workspace, noun: str, id: RecordId, **changes: Any) -> None:
    with workspace.write("edit_record") as unit:
        records.change(unit, noun, id, changes)


def count(workspace: Workspace, noun: str, **wanted: Any) -> int:
    with workspace.read() as connection:
        return record_count(connection, RecordFilter(noun, **wanted))


@pytest.mark.parametrize(
    ("noun", "values", "sentence"),
    [
        ("project", {"title": "换灯", "state": "under_way"}, "负责人"),
        ("decision", {"title": "换灯", "due_on": TOMORROW}, "负责人"),
        ("meeting", {"title": "会", "state": "held", "held_on": TOMORROW}, "还没有到"),
        ("activity", {"title": "清扫", "state": "held", "held_on": TOMORROW}, "还没有到"),
        ("member_unit", {"name": "三中", "since": TODAY, "until": LAST_YEAR}, "退出日期早于加入日期"),
        ("project", {"title": "换灯", "started_on": TODAY, "due_on": LAST_YEAR}, "完成期限早于开始日期"),
        ("mediation", {"title": "漏水", "found_on": TODAY, "state": "sitting"}, "谁来调解"),
        (
            "mediation",
            {"title": "漏水", "found_on": TODAY, "state": "handed_over", "onward_on": TODAY,
             "mediator_name": "周敏"},
            "移交给谁",
        ),
        ("mediation", {"title": "漏水", "found_on": TODAY, "onward": "court"}, "应为“已移交”"),
        ("report_in", {"name": "张建华", "kind": "member", "reported_on": TODAY}, "所在单位"),
        ("rating_rule", {"title": "检查", "weight": 0}, "1"),
    ],
)  # fmt: skip
def test_what_is_wrong_alone_is_a_sentence(
    workspace: Workspace, add: Add, noun: str, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        add(noun, **values)
    assert count(workspace, noun) == 0


@pytest.mark.parametrize("minutes", [-60, 0, 24 * 60 + 1, None])
def test_hours_are_more_than_none_and_no_more_than_a_day(
    workspace: Workspace, add: Add, minutes: int | None
) -> None:
    member = add("report_in", name="水务局支部", reported_on=TODAY)
    with pytest.raises(RuleBroken):
        add("service_log", report_in_id=member, served_on=TODAY, minutes=minutes)
    assert count(workspace, "service_log") == 0


def test_hours_are_confirmed_no_earlier_than_served(workspace: Workspace, add: Add) -> None:
    member = add("report_in", name="水务局支部", reported_on=TODAY)
    with pytest.raises(RuleBroken, match="确认日期早于服务日期"):
        add("service_log", report_in_id=member, served_on=TODAY, minutes=60, confirmed_on=YESTERDAY)
    assert count(workspace, "service_log") == 0


def test_nobody_signs_in_twice(workspace: Workspace, add: Add) -> None:
    activity = add("activity", title="清扫楼道")
    add("sign_in", activity_id=activity, person_name="张伟")
    with pytest.raises(RuleBroken, match="张伟 已经签到；同名的另一个人"):
        add("sign_in", activity_id=activity, person_name="张伟")
    add("sign_in", activity_id=activity, person_name="张伟（小）")
    assert count(workspace, "sign_in") == 2


def test_an_agreement_keeps_both_parties(workspace: Workspace, add: Add) -> None:
    mediation = add("mediation", title="漏水", found_on=TODAY)
    first = add("party", mediation_id=mediation, side="first", person_name="甲某")
    add("party", mediation_id=mediation, side="second", person_name="乙某")
    change(workspace, "mediation", mediation, state="agreed", mediator_name="周敏", agreed_on=TODAY,
           agreement="各付一半")  # fmt: skip
    with pytest.raises(RuleBroken, match="甲方、乙方都要在"), workspace.write("delete_record") as unit:
        records.remove(unit, "party", first)
    with pytest.raises(RuleBroken, match="甲方、乙方都要在"):
        change(workspace, "party", first, side="second")
    assert count(workspace, "party", equal=(("side", "first"),)) == 1
    with workspace.write("delete_record") as unit:
        records.remove(unit, "mediation", mediation)
    assert count(workspace, "party") == 0


def test_a_match_goes_with_its_demand(workspace: Workspace, add: Add) -> None:
    demand, room = (
        add("demand", title="要会议室", kind="place"),
        add("resource", title="会议室", kind="place"),
    )
    with workspace.write("edit_record") as unit:
        decide_match(unit, demand, room, "taken")
    project = add("project", title="腾出会议室", demand_id=demand)
    with workspace.write("delete_record") as unit:
        records.remove(unit, "demand", demand)
    assert count(workspace, "matching") == 0
    with pytest.raises(RuleBroken, match="不在"), workspace.write("edit_record") as unit:
        decide_match(unit, demand, room, "taken")
    assert count(workspace, "matching") == 0
    with workspace.read() as connection:
        lines = chain_of(connection, "project", project)
    assert [(line.noun, line.title) for line in lines] == [("project", "腾出会议室")]


def test_what_is_late_or_due_in_any_register_is_told(workspace: Workspace, add: Add) -> None:
    add("meeting", title="三季度", planned_on=YESTERDAY)
    add("training", title="怎样开会", planned_on=TOMORROW)
    worker = add("worker", name="周敏")
    add("certificate", worker_id=worker, expires_on=YESTERDAY)
    add("certificate", worker_id=worker, number="2", expires_on=date(2026, 12, 24))
    add("compound", name="翠湖花园", until=YESTERDAY)
    add("wish", title="老花镜", due_on=YESTERDAY)
    add("mediation", title="漏水", found_on=date(2026, 10, 1))
    project = add("project", title="换灯", owner_name="周敏")
    add("project_step", project_id=project, title="踏勘", due_on=YESTERDAY)
    with workspace.read() as connection:
        found = loose_ends(connection, TODAY)
        assert loose_end_count(connection, TODAY) == sum(found.counts.values()) == len(found.lines)
    assert found.counts == {
        LooseEnd.STEP_LATE: 1,
        LooseEnd.WISH_UNCLAIMED: 1,
        LooseEnd.ASKED_LATE: 1,
        LooseEnd.NOT_HELD: 1,
        LooseEnd.MEDIATION_LATE: 1,
        LooseEnd.EXPIRED: 2,
        LooseEnd.EXPIRES_SOON: 1,
        LooseEnd.DUE_SOON: 1,
    }
    assert [line.title for line in found.lines if line.kind is LooseEnd.STEP_LATE] == ["换灯 踏勘"]


def test_an_agreement_is_followed_up(workspace: Workspace, add: Add) -> None:
    mediation = add("mediation", title="漏水", found_on=date(2026, 11, 1))
    for side in ("first", "second"):
        add("party", mediation_id=mediation, side=side, person_name=side)
    change(workspace, "mediation", mediation, state="agreed", mediator_name="周敏", agreement="各付一半",
           agreed_on=date(2026, 11, 10), perform_by=YESTERDAY)  # fmt: skip
    with workspace.read() as connection:
        assert set(loose_ends(connection, TODAY).counts) == {LooseEnd.UNPERFORMED}
    change(workspace, "mediation", mediation, state="performed", performance="wholly", performed_on=TODAY)
    with workspace.read() as connection:
        assert set(loose_ends(connection, TODAY).counts) == {LooseEnd.UNVISITED}
    change(workspace, "mediation", mediation, followed_on=TODAY, follow_up="都好")
    with workspace.read() as connection:
        assert not loose_ends(connection, TODAY).counts


@pytest.mark.parametrize(("longer", "due"), [(False, date(2026, 12, 1)), (True, date(2026, 12, 31))])
def test_a_dispute_has_thirty_days_and_thirty_more(
    workspace: Workspace, add: Add, longer: bool, due: date
) -> None:
    mediation = add("mediation", title="漏水", found_on=date(2026, 11, 1), longer=longer)
    with workspace.read() as connection:
        [row] = record_page(connection, RecordFilter("mediation", ids=(mediation,)), offset=0, limit=9)
    assert row.due_on == due
