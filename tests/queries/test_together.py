"""What is done together, read back: the promise chain, its loose ends, matches with reasons, the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.figures import FIGURES
from gridtui.domain.together.loose_ends import LooseEnd
from gridtui.domain.together.matching import Offer, Wanted, fitness
from gridtui.domain.words.intents import Intent
from gridtui.queries.finding import search_all
from gridtui.queries.together.chain import chain_of
from gridtui.queries.together.company_rating import rate_company
from gridtui.queries.together.figures import FigureFilter, read_figures
from gridtui.queries.together.loose_ends import loose_ends
from gridtui.queries.together.matching import proposals
from gridtui.queries.together.records import record_count
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue
from gridtui.usecases.together import records

TODAY = date(2026, 11, 24)
Add = Callable[..., RecordId]


@pytest.fixture
def add(workspace: Workspace) -> Add:
    """Adds a record of a noun."""

    def add(noun: str, **values: Any) -> RecordId:
        with workspace.write(Intent.ADD_RECORD) as unit:
            return records.add(unit, draft_class(noun)(**values))

    return add


def issue(workspace: Workspace) -> RecordId:
    with workspace.write(Intent.REGISTER_ISSUE) as unit:
        return register_issue(unit, IssueDraft(category="M99", text="三单元楼道灯不亮"))


def chain(workspace: Workspace, add: Add) -> dict[str, RecordId]:
    made = {"issue": issue(workspace)}
    made["talk"] = add("deliberation", title="楼道照明", state="held", held_on=TODAY)
    add("deliberation_issue", deliberation_id=made["talk"], issue_id=made["issue"])
    made["decision"] = add(
        "decision", deliberation_id=made["talk"], title="换灯", owner_name="周敏", due_on=date(2026, 12, 1)
    )
    made["project"] = add(
        "project", decision_id=made["decision"], title="换声控灯", owner_name="周敏", state="under_way"
    )
    made["unit"] = add("report_in", name="水务局支部", reported_on=TODAY)
    made["claim"] = add(
        "claim",
        report_in_id=made["unit"],
        project_id=made["project"],
        claimed_on=TODAY,
        state="done",
        done_on=TODAY,
    )
    return made


def test_the_chain_is_the_same_from_every_link(workspace: Workspace, add: Add) -> None:
    made = chain(workspace, add)
    starts = (("issue", "issue"), ("deliberation", "talk"), ("project", "project"), ("claim", "claim"))
    with workspace.read() as connection:
        found = [
            [(line.depth, line.noun) for line in chain_of(connection, noun, made[name])]
            for noun, name in starts
        ]
    assert found[0] == [(0, "issue"), (1, "deliberation"), (2, "decision"), (3, "project"), (4, "claim")]
    assert all(each == found[0] for each in found)


def test_what_two_beginnings_lead_to_stands_once_in_full(workspace: Workspace, add: Add) -> None:
    made = chain(workspace, add)
    second = issue(workspace)
    add("deliberation_issue", deliberation_id=made["talk"], issue_id=second)
    with workspace.read() as connection:
        lines = chain_of(connection, "project", made["project"])
    assert [line.noun for line in lines] == [
        "issue", "deliberation", "decision", "project", "claim", "issue", "deliberation"
    ]  # fmt: skip
    assert lines[-1].title == "楼道照明（见上）" and lines[-1].above in (second, made["issue"])
    assert len({line.above + line.id for line in lines}) == len(lines)


def test_loose_ends_are_listed_until_they_are_tied(workspace: Workspace, add: Add) -> None:
    made = chain(workspace, add)
    with workspace.read() as connection:
        before = loose_ends(connection, TODAY)
        later = loose_ends(connection, date(2026, 12, 2))
    assert set(before.counts) == {LooseEnd.CLAIM_WITHOUT_HOURS}
    assert set(later.counts) == {LooseEnd.CLAIM_WITHOUT_HOURS, LooseEnd.DECISION_LATE}
    add("service_log", report_in_id=made["unit"], claim_id=made["claim"], served_on=TODAY, minutes=60)
    with workspace.write(Intent.EDIT_RECORD) as unit:
        records.change(unit, "project", made["project"], {"state": "finished", "finished_on": TODAY})
    with workspace.read() as connection:
        after = loose_ends(connection, TODAY)
    assert set(after.counts) == {LooseEnd.HOURS_UNCONFIRMED, LooseEnd.UNACCEPTED}
    assert [line.title for line in after.lines if line.kind is LooseEnd.UNACCEPTED] == ["换声控灯"]


def test_a_refusal_of_residents_is_a_loose_end(workspace: Workspace, add: Add) -> None:
    project = add("project", title="换灯", owner_name="周敏", state="finished", finished_on=TODAY)
    add("acceptance", project_id=project, accepted_on=TODAY, outcome="no")
    with workspace.read() as connection:
        assert set(loose_ends(connection, TODAY).counts) == {LooseEnd.NOT_ACCEPTED}


def test_proposals_say_why_and_keep_what_was_decided(workspace: Workspace, add: Add) -> None:
    demand = add("demand", title="要一间会议室", kind="place")
    room = add("resource", title="会议室 40 座", kind="place")
    talk = add("resource", title="法律讲座", kind="training")
    with workspace.read() as connection:
        first = proposals(connection, demand, TODAY)
    assert [each.resource_id for each in first] == [room]
    assert str(first[0].reasons) == "类别相同、都说到“会议、议室”"
    add("matching", demand_id=demand, resource_id=room, verdict="declined")
    with workspace.read() as connection:
        assert [each.verdict for each in proposals(connection, demand, TODAY)] == ["declined"]
    assert talk


def test_an_offer_for_another_grid_does_not_fit() -> None:
    here, there = b"h" * 16, b"t" * 16
    assert fitness(Wanted("place", "会议室", here), Offer("place", "会议室", there)).weight == 0
    assert fitness(Wanted("place", "会议室", here), Offer("place", "会议室", here)).weight > 0
    assert fitness(Wanted("place", "停车", here), Offer("goods", "彩旗", here)).weight == 0


def test_every_figure_is_its_rows(workspace: Workspace, add: Add) -> None:
    chain(workspace, add)
    add("member_unit", name="昆明第三中学")
    add("member_unit", name="老供销社", until=date(2025, 1, 1))
    team = add("team", name="邻里互助队")
    first = add("activity", team_id=team, title="义诊", state="held", held_on=TODAY, present=12)
    second = add("activity", team_id=team, title="清扫", state="held", held_on=TODAY)
    for name in ("甲某", "乙某"):
        add("sign_in", activity_id=second, person_name=name)
    assert first
    with workspace.read() as connection:
        lines = {line.figure.code: line for line in read_figures(connection, FigureFilter(), TODAY)}
        for line in lines.values():
            if line.rows is not None and not line.figure.sums and line.figure.level == 0:
                assert record_count(connection, line.rows) == line.value, line.figure.code
    expected = {"units": 1, "teams": 1, "activities": 2, "person_times": 14, "talks": 1}
    assert {code: lines[code].value for code in expected} == expected


def test_figures_keep_to_their_period_and_organisation(workspace: Workspace, add: Add) -> None:
    add("meeting", title="三季度", state="held", held_on=date(2026, 9, 1))
    add("meeting", title="四季度", state="held", held_on=TODAY)
    own = workspace.desk.org_id
    with workspace.read() as connection:
        year = read_figures(connection, FigureFilter(own, date(2026, 1, 1), TODAY), TODAY)
        autumn = read_figures(connection, FigureFilter(own, date(2026, 10, 1), TODAY), TODAY)
        elsewhere = read_figures(connection, FigureFilter(b"x" * 16), TODAY)
    meetings = [
        next(line.value for line in lines if line.figure.code == "meetings")
        for lines in (year, autumn, elsewhere)
    ]
    assert meetings == [2, 1, 0]
    assert len({figure.code for figure in FIGURES}) == len(FIGURES)


def test_search_finds_what_is_done_together_and_what_to_bring(workspace: Workspace, add: Add) -> None:
    centre = add("facility", name="翠湖党群服务中心")
    add("facility_service", facility_id=centre, title="高龄津贴", bring="身份证、户口簿")
    add("mediation", title="高龄老人赡养", found_on=TODAY)
    with workspace.read() as connection:
        hits = search_all(connection, "高龄")
    assert [(hit.noun, hit.title, hit.place) for hit in hits] == [
        ("facility_service", "高龄津贴", "身份证、户口簿")
    ]


def test_a_company_is_rated_by_the_written_rule_with_its_computation(workspace: Workspace, add: Add) -> None:
    company = add("property_company", name="云岭物业")
    compound = add("compound", name="翠湖花园", company_id=company)
    inspection = add("inspection", compound_id=compound, inspected_on=TODAY)
    for place, result in enumerate(("good", "good", "poor", "unseen"), 1):
        add("inspection_item", inspection_id=inspection, place=place, title=f"项目{place}", result=result)
    with workspace.read() as connection:
        assert rate_company(connection, company, TODAY, TODAY).mark is None
    add("rating_rule", title="检查", source="inspections", weight=60)
    add("rating_rule", title="满意", source="satisfied", weight=40)
    with workspace.read() as connection:
        rating = rate_company(connection, company, TODAY, TODAY)
    assert [str(line) for line in rating.told()] == [
        "检查：联合检查合格率 2/3，占比 60%",
        "满意：物业诉求满意率没有数据，这一项不算，占比 40% 分给其他项",
        "合计 66.66 分（100 分为满，各项按占比折算）",
    ]
