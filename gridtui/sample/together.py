"""Working together in the sample: an alliance, its lists and meetings, report-ins, teams, mediation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.mediation import mediation_due
from gridtui.sample.filling import Tables
from gridtui.sample.places import Ids, Row
from gridtui.sample.together_places import Maker, make_centres, make_property, make_workers
from gridtui.sample.together_words import (
    ACTIVITIES,
    DEMANDS,
    MEMBERS,
    PROJECTS,
    REPORTED_UNITS,
    RESOURCES,
    TALKS,
    TEAMS,
    UNITS,
    WISHES,
)
from gridtui.storage.tables.together import TOGETHER


def make_together(
    rng: Random,
    ids: Ids,
    org_id: RecordId,
    community_id: RecordId,
    issues: Sequence[Row],
    buildings: Sequence[Row],
    today: date,
) -> Tables:
    """Return the rows of every register, wholes before parts; the alliance is that of the community."""
    make = Maker(rng, ids, org_id, today, {noun.name: [] for noun in NOUNS})
    units = [
        make.add(
            "member_unit",
            org_id=community_id,
            name=name,
            kind=kind,
            seat=seat,
            contact_name=rng.choice(MEMBERS),
            since=make.ago(700),
        )
        for name, kind, seat in UNITS
    ]
    resources = [
        make.add("resource", title=title, kind=kind, member_unit_id=units[unit], amount=amount)
        for title, kind, unit, amount in RESOURCES
    ]
    demands = _demands(make, issues)
    _match(make, demands, resources)
    decisions = _talks(make, issues, buildings)
    projects = _projects(make, demands, resources, units, decisions, issues)
    _meetings(make, units, demands)
    _report_ins(make, projects)
    _volunteers(make)
    _mediations(make, buildings)
    make_property(make, buildings)
    make_centres(make)
    make_workers(make, next((each["id"] for each in _behind(issues, 0)), None))
    return tuple((TOGETHER[noun.name], make.rows[noun.name]) for noun in NOUNS)


def _demands(make: Maker, issues: Sequence[Row]) -> list[RecordId]:
    found = []
    for at, (title, kind, residents, state, _) in enumerate(DEMANDS):
        id = make.add(
            "demand",
            title=title,
            kind=kind,
            residents=residents,
            state=state,
            raised_on=make.ago(200 - 20 * at),
        )
        for issue in _behind(issues, at):
            make.add("demand_issue", demand_id=id, issue_id=issue["id"])
        found.append(id)
    return found


def _behind(issues: Sequence[Row], demand: int) -> list[Row]:
    """Return a few issues that a demand comes from."""
    titles = DEMANDS[demand][-1]
    return [each for title in titles for each in issues if each["title"] == title][:3]


def _match(make: Maker, demands: Sequence[RecordId], resources: Sequence[RecordId]) -> None:
    make.add("matching", demand_id=demands[2], resource_id=resources[8], verdict="taken", reason="类别相同")


def _talks(make: Maker, issues: Sequence[Row], buildings: Sequence[Row]) -> list[RecordId]:
    decisions = []
    for at, (kind, title, conclusion, demand) in enumerate(TALKS):
        talk = make.add(
            "deliberation",
            kind=kind,
            title=title,
            state="held",
            held_on=make.ago(150 - 30 * at),
            building_id=buildings[at]["id"],
            place="院坝",
            host_name="王秀兰",
            present=12 + at * 5,
            participants="居民代表、物业、楼栋长",
            conclusion=conclusion,
        )
        for issue in _behind(issues, demand)[:2]:
            make.add("deliberation_issue", deliberation_id=talk, issue_id=issue["id"])
        make.add("opinion", deliberation_id=talk, text="先把最急的办了")
        make.add("opinion", deliberation_id=talk, text="要有人管，别修完又坏")
        decisions.append(
            make.add(
                "decision",
                deliberation_id=talk,
                title=conclusion.partition("，")[0],
                owner_name="周敏",
                due_on=make.ago(90 - 40 * at),
                done_on=make.ago(95) if at == 0 else None,
            )
        )
    make.add("deliberation", kind="talk", title="小区停车怎么收费", planned_on=make.today + timedelta(days=4))
    return decisions


def _projects(
    make: Maker,
    demands: Sequence[RecordId],
    resources: Sequence[RecordId],
    units: Sequence[RecordId],
    decisions: Sequence[RecordId],
    issues: Sequence[Row],
) -> list[RecordId]:
    found = []
    for at, (title, demand, unit, state) in enumerate(PROJECTS):
        done = state in ("accepted", "finished")
        id = make.add(
            "project",
            title=title,
            demand_id=demands[demand],
            resource_id=resources[min(unit, 9)],
            decision_id=decisions[at] if at < len(decisions) else None,
            member_unit_id=units[unit],
            owner_name="罗明",
            state=state,
            started_on=None if state == "planned" else make.ago(120 - 20 * at),
            due_on=make.today + timedelta(days=20 - 15 * at),
            finished_on=make.ago(30 - 10 * at) if done else None,
            cost="材料由单位出",
            result="已经装好" if done else "",
        )
        for place, step in enumerate(("踏勘", "报方案", "施工"), 1):
            make.add(
                "project_step",
                project_id=id,
                place=place,
                title=step,
                owner_name="罗明",
                due_on=make.ago(100 - 25 * place - 10 * at),
                done_on=make.ago(101 - 25 * place) if done else None,
            )
        if state == "accepted":
            for issue in _behind(issues, demand)[:1]:
                make.add(
                    "acceptance", project_id=id, issue_id=issue["id"], accepted_on=make.ago(20), outcome="yes"
                )
        found.append(id)
    return found


def _meetings(make: Maker, units: Sequence[RecordId], demands: Sequence[RecordId]) -> None:
    for quarter in range(4):
        held = quarter < 3
        meeting = make.add(
            "meeting",
            title=f"第{'一二三四'[quarter]}季度联席会议",
            state="held" if held else "planned",
            held_on=make.ago(260 - 90 * quarter) if held else None,
            planned_on=None if held else make.today + timedelta(days=9),
            place="社区会议室",
            chair_role="居民区党支部书记",
            chair_name="王秀兰",
        )
        for unit in units[:8]:
            make.add(
                "attendance",
                meeting_id=meeting,
                member_unit_id=unit,
                present=held and make.rng.random() < 0.8,
            )
        for place, which in enumerate((quarter, quarter + 1), 1):
            title = f"{DEMANDS[which][0]}，谁来办"
            make.add("agenda_item", meeting_id=meeting, place=place, title=title, demand_id=demands[which])


def _report_ins(make: Maker, projects: Sequence[RecordId]) -> None:
    organisations = [
        make.add(
            "report_in",
            kind="organisation",
            name=f"{name}党支部",
            unit_name=name,
            unit_kind=kind,
            reported_on=make.ago(400),
            confirmed_on=make.ago(398),
        )
        for name, kind, _ in (UNITS[at] for at in REPORTED_UNITS)
    ]
    members = [
        make.add(
            "report_in",
            kind="member",
            name=name,
            unit_name=UNITS[REPORTED_UNITS[at % 4]][0],
            unit_kind=UNITS[REPORTED_UNITS[at % 4]][1],
            unit_id=organisations[at % 4],
            skills=("水电", "法律咨询", "陪诊", "辅导作业")[at % 4],
            reported_on=make.ago(300 - at * 9),
            confirmed_on=make.ago(299 - at * 9),
        )
        for at, name in enumerate(MEMBERS)
    ]
    wishes = [
        make.add(
            "wish", title=title, raised_on=make.ago(80 - 9 * at), met_on=make.ago(40) if at < 2 else None
        )
        for at, title in enumerate(WISHES)
    ]
    for at, wish in enumerate(wishes[:3]):
        done = at < 2
        claim = make.add(
            "claim",
            report_in_id=members[at],
            wish_id=wish,
            claimed_on=make.ago(60),
            state="done" if done else "claimed",
            done_on=make.ago(40) if done else None,
            due_on=make.ago(5),
        )
        if done:
            make.add(
                "service_log",
                report_in_id=members[at],
                claim_id=claim,
                served_on=make.ago(40),
                minutes=90 + 30 * at,
                what="办成微心愿",
                confirmed_on=make.ago(38),
            )
    make.add("claim", report_in_id=organisations[1], project_id=projects[1], claimed_on=make.ago(70))
    _hours(make, members)


def _hours(make: Maker, members: Sequence[RecordId]) -> None:
    for at, member in enumerate(members):
        for turn in range(3):
            make.add(
                "service_log",
                report_in_id=member,
                served_on=make.ago(20 + 30 * turn + at),
                minutes=60 + 15 * turn,
                what="周末服务",
                confirmed_on=make.ago(18 + 30 * turn + at) if turn else None,
            )


def _volunteers(make: Maker) -> None:
    teams = [
        make.add(
            "team",
            name=name,
            kind=kind,
            leader_name=make.rng.choice(MEMBERS),
            members=18 + 7 * at,
            since=make.ago(900),
        )
        for at, (name, kind) in enumerate(TEAMS)
    ]
    for at, title in enumerate(ACTIVITIES):
        held = at < 5
        activity = make.add(
            "activity",
            team_id=teams[at % 3],
            title=title,
            state="held" if held else "planned",
            held_on=make.ago(150 - 28 * at) if held else None,
            planned_on=None if held else make.today + timedelta(days=3),
            place="小区广场",
            minutes=120,
            insurance="已投意外险",
            safety_name="罗明",
        )
        if held:
            for name in make.rng.sample(MEMBERS, 5):
                make.add("sign_in", activity_id=activity, person_name=name, way="list")


def _mediations(make: Maker, buildings: Sequence[Row]) -> None:
    for at, (title, kind, state) in enumerate(
        (
            ("楼上漏水赔偿", "damage", "agreed"),
            ("夜里噪声", "neighbours", "sitting"),
            ("欠缴物业费", "property", "taken_up"),
        )
    ):
        found = make.ago(20 + 14 * at)
        agreed = state == "agreed"
        mediation = make.add(
            "mediation",
            title=title,
            kind=kind,
            state=state,
            found_on=found,
            due_on=mediation_due(found, longer=False),
            building_id=buildings[at + 3]["id"],
            people=2,
            mediator_name="王秀兰",
            summary="双方说法不一",
            agreed_on=make.ago(3) if agreed else None,
            agreement="各负担一半维修费" if agreed else "",
            ended_on=make.ago(3) if agreed else None,
            perform_by=make.today + timedelta(days=10) if agreed else None,
        )
        make.add("party", mediation_id=mediation, side="first", person_name="甲某")
        make.add("party", mediation_id=mediation, side="second", person_name="乙某")
        make.add(
            "mediation_session",
            mediation_id=mediation,
            held_on=make.ago(10),
            place="调解室",
            mediator_name="王秀兰",
        )
