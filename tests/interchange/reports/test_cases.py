"""Typical cases: proposed by rule, chosen and worded by a person, told without anybody's name or number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.typical_case import CaseDraft
from gridtui.domain.people.masking import KnownNames, mask_name
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import RuleBroken
from gridtui.insight.hot_issues import HotIssues
from gridtui.interchange.reports.asking import ReportAsked, asked_by
from gridtui.interchange.reports.case_file import CaseChoice, read_choices, with_chosen, write_choices
from gridtui.interchange.reports.cases import MOST_GROUPS, chosen_texts, draft_case, propose_cases
from gridtui.interchange.reports.choosing import take_in_choices
from gridtui.interchange.reports.facts import CaseReason, TypicalCase
from gridtui.queries.issues.issues import issue_detail
from gridtui.queries.reports.names import names_to_mask
from gridtui.storage.tables import ReportCase
from gridtui.storage.workspace import Workspace
from gridtui.usecases.report_cases import drop_case, write_case
from tests.conftest import FrozenClock
from tests.interchange.reports.conftest import NOVEMBER
from tests.makers import everything, make_issue, make_quarter, undo

OCTOBER = NOVEMBER.previous


@pytest.fixture(scope="module")
def proposed(sample: Workspace, asked: ReportAsked) -> list[TypicalCase]:
    with sample.read() as connection:
        groups = HotIssues().groups(connection, asked.now, limit=MOST_GROUPS)
        return propose_cases(connection, asked, groups)


def test_each_rule_proposes_and_each_case_keeps_its_rule(
    sample: Workspace, asked: ReportAsked, proposed: list[TypicalCase]
) -> None:
    assert {reason for case in proposed for reason in case.reasons} >= {CaseReason.MANY, CaseReason.REOPENED}
    assert len({case.issue_id for case in proposed}) == len(proposed) <= 12
    with sample.read() as connection:
        details = {case.issue_id: issue_detail(connection, case.issue_id) for case in proposed}
    for case in proposed:
        found = details[case.issue_id]
        assert found is not None and found.closed_at is not None
        assert asked.period.first <= local_date(found.closed_at) <= asked.today
        assert found.status.resolved == "resolved" and found.draft.nature != "report"
        assert (CaseReason.REOPENED in case.reasons) == (found.status.reopened > 0)
        assert (CaseReason.MANY in case.reasons) == (case.households >= 3)
        if CaseReason.WHISTLE in case.reasons:
            assert any(event.kind is EventKind.WHISTLE for event in found.status.live)
        assert str(case.households) in "".join(case.paragraphs) or not case.households


def test_nobody_is_named_in_what_is_proposed(sample: Workspace, proposed: list[TypicalCase]) -> None:
    said = "".join("".join((case.title, *case.paragraphs)) for case in proposed)
    with sample.read() as connection:
        names = names_to_mask(connection, [case.issue_id for case in proposed])
    assert len(names) > 500
    assert [name for name in names if len(name) > 1 and name in said] == []


def test_a_chosen_case_is_told_in_its_own_words_masked(desk: Workspace) -> None:
    made = make_quarter(desk)
    issue = make_issue(desk, "楼道灯不亮", building_id=made.building, reporter_name="欧阳 小月")
    text = "杨桂芬（13888880000、53010219900307211X）和欧阳小月反映。\n\n杨 桂 芬说：灯好了。王秀兰办的。"
    with desk.write("write_case") as unit:
        case = write_case(
            unit, CaseDraft(period=NOVEMBER.code, issue_id=issue, title="杨桂芬家的灯", text=text)
        )
    with desk.read() as connection:
        [told] = chosen_texts(connection, asked_by(desk, NOVEMBER))
        assert chosen_texts(connection, asked_by(desk, OCTOBER)) == []
    assert (told.id, told.grid, told.title) == (case, "第一网格", "杨*芬家的灯")
    assert told.paragraphs == (
        "杨*芬（138****0000、530***************）和欧**月反映。",
        "杨*芬说：灯好了。王秀兰办的。",
    ), "who serves is named, who lives there is not"
    with desk.read() as connection:
        elsewhere = replace(asked_by(desk, NOVEMBER), grid_id=b"g" * 16)
        assert chosen_texts(connection, elsewhere) == []
        other = replace(asked_by(desk, NOVEMBER), org_id=b"o" * 16)
        assert chosen_texts(connection, other) == [], "another office's choice is not this one's"


def test_choosing_twice_words_it_anew_and_undo_takes_it_back(desk: Workspace) -> None:
    first, second = make_issue(desk, "楼道灯不亮"), make_issue(desk, "下水道堵了")
    for issue, title in ((first, "灯"), (second, "水"), (first, "灯亮了")):
        with desk.write("write_case") as unit:
            case = write_case(
                unit, CaseDraft(period=NOVEMBER.code, issue_id=issue, title=title, text="办好了")
            )

    def titles() -> list[str]:
        with desk.read() as connection:
            return [each.title for each in chosen_texts(connection, asked_by(desk, NOVEMBER))]

    assert titles() == ["灯亮了", "水"]
    undo(desk)
    assert titles() == ["灯", "水"]
    with desk.write("drop_case") as unit:
        drop_case(unit, case)
    assert titles() == ["水"]
    undo(desk)
    assert titles() == ["灯", "水"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "标题"),
        ({"text": " "}, "案例还是空的"),
        ({"title": "长" * 61}, "太长"),
        ({"period": "某月"}, "哪个月"),
        ({"issue_id": None}, "哪件诉求"),
    ],
)
def test_what_is_no_case_is_refused(desk: Workspace, changed: dict[str, object], said: str) -> None:
    good = {"period": NOVEMBER.code, "issue_id": make_issue(desk), "title": "灯", "text": "亮了"}
    with pytest.raises(RuleBroken, match=said), desk.write("write_case") as unit:
        write_case(unit, CaseDraft.model_validate({**good, **changed}))
    assert everything(desk, ReportCase) == {"report_case": []}


def test_an_issue_of_no_rule_is_drafted_where_somebody_picks_it(desk: Workspace, clock: FrozenClock) -> None:
    issue = make_issue(desk, "楼道灯不亮，多次报修。")
    with desk.read() as connection:
        case = draft_case(connection, asked_by(desk, NOVEMBER), issue)
        assert draft_case(connection, asked_by(desk, NOVEMBER), b"n" * 16) is None
    assert case is not None and case.reasons == (CaseReason.PICKED,)
    assert case.paragraphs == (
        f"2026年11月{local_date(clock()).day}日，本辖区居民反映：楼道灯不亮，多次报修。",
    )


def test_the_file_of_cases_goes_out_and_comes_back(desk: Workspace, tmp_path: Path) -> None:
    first, second = make_issue(desk, "楼道灯不亮"), make_issue(desk, "下水道堵了")
    with desk.read() as connection:
        asked = asked_by(desk, NOVEMBER)
        drafts = [case for id in (first, second) if (case := draft_case(connection, asked, id))]
    path = tmp_path / "案例.toml"
    assert write_choices(path, NOVEMBER.code, with_chosen([], drafts)) == 2
    choices = read_choices(path, NOVEMBER.code)
    assert [(each.issue, each.keep) for each in choices] == [(case.number, False) for case in drafts]
    assert [each.text.split("\n") for each in choices] == [list(case.paragraphs) for case in drafts]
    assert take_in_choices(desk, NOVEMBER, [replace(each, keep=True) for each in choices]) == 2
    with desk.read() as connection:
        chosen = chosen_texts(connection, asked)
    assert [case.issue_id for case in chosen] == [first, second]
    assert [case.issue_id for case in with_chosen(chosen[:1], drafts)] == [first, second]
    assert take_in_choices(desk, NOVEMBER, [choices[0]]) == 1, "what is not kept is left out again"
    undo(desk)
    with desk.read() as connection:
        assert len(chosen_texts(connection, asked)) == 2


def test_a_file_with_anything_wrong_changes_nothing(desk: Workspace) -> None:
    good = CaseChoice("", True, "灯", "亮了")
    with desk.read() as connection:
        case = draft_case(connection, asked_by(desk, NOVEMBER), make_issue(desk))
    assert case is not None
    choices = [replace(good, issue=case.number), replace(good, issue="20260101-999"), replace(good, title="")]
    with pytest.raises(RuleBroken) as refusal:
        take_in_choices(desk, NOVEMBER, choices)
    assert refusal.value.problems[0].values["number"] == "20260101-999"
    assert everything(desk, ReportCase) == {"report_case": []}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('period = "2026-10"', "2026-10"),
        ("case = 3", "[[case]]"),
        ("[[case]]\nissue = 7", "加引号的编号"),
        ('[[case]]\nissue = "1"\nkeep = "yes"', "true"),
        ('[[case]]\nissue = "1"\ntext = 5', "title 和 text"),
        ("[[case", "成对"),
        ("\ud800", "读不出来"),
    ],
)
def test_a_broken_file_of_cases_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "案例.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(RuleBroken, match=said.replace("[", r"\[")):
        read_choices(path, NOVEMBER.code)


@given(
    st.lists(st.sampled_from("王小国庆芬阳明一"), min_size=2, max_size=4).map("".join), st.text(max_size=20)
)
def test_no_name_is_left_in_any_text(name: str, around: str) -> None:
    text = f"{around}{name}{around}{' '.join(name)}"
    masked = KnownNames([name]).mask(text)
    assert name not in "".join(masked.split()) or mask_name(name) == name
    assert KnownNames([]).mask(around) == around


def test_a_period_before_has_its_own_proposals(sample: Workspace, asked: ReportAsked) -> None:
    earlier = replace(asked, period=Period(asked.period.first - timedelta(days=60)).previous)
    with sample.read() as connection:
        found = propose_cases(connection, replace(earlier, period=OCTOBER))
        now = propose_cases(connection, asked)
    assert found and not {case.issue_id for case in found} & {case.issue_id for case in now}
