from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import default_categories
from gridtui.domain.issues.deadline import due
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import Event, EventKind, decode_after, decode_data, kind_of
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import OPEN_STATES, Flag, RefusalReason, State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.limits import default_limits
from gridtui.domain.words.dates import KUNMING, local_date
from gridtui.sample.chance import expand, variants
from gridtui.sample.community import DAYS, ISSUES, Sample
from gridtui.sample.histories import Step, Story
from gridtui.sample.issues import CHARGING_HOUSEHOLDS, HOT_BUILDINGS, NOISE_HOUSEHOLDS
from gridtui.sample.matters import HOT_CHARGING, HOT_NOISE, common_matters
from gridtui.sample.office_times import OfficeTimes
from gridtui.sample.roster import Actor
from gridtui.storage.derived.calendars import shipped_calendar
from gridtui.storage.workspace import seeded_ids
from tests.conftest import NOON
from tests.sample.conftest import sample_at
from tests.sample.test_families import without_id

MOMENTS = {
    "a Saturday night": datetime(2026, 6, 20, 15, 40, tzinfo=UTC),
    "National Day": datetime(2026, 10, 2, 2, 0, tzinfo=UTC),
    "before the office opens": datetime(2026, 3, 9, 23, 30, tzinfo=UTC),
    "a year without known holidays": datetime(2031, 5, 13, 7, 0, tzinfo=UTC),
}


def statuses(sample: Sample) -> dict[RecordId, IssueStatus]:
    events: dict[RecordId, list[Event]] = defaultdict(list)
    for at, row in enumerate(sample.issues.events):
        stamp = at.to_bytes(8, "big") + b"\x07" * 8 + at.to_bytes(4, "big")
        events[row["issue_id"]].append(
            Event(
                row["id"],
                stamp,
                kind_of(row["kind"]),
                row["at"],
                row["actor_id"],
                row["org_id"],
                row["level"],
                decode_after(row["after"]),
                decode_data(row["data"]),
                row["text"],
                row["actor_name"],
            )
        )
    return {row["id"]: fold(events[row["id"]]) for row in sample.issues.issues}


@pytest.fixture(scope="module")
def folded(sample: Sample) -> dict[RecordId, IssueStatus]:
    return statuses(sample)


def test_every_step_of_every_history_counts(folded: dict[RecordId, IssueStatus]) -> None:
    assert [ignored for status in folded.values() for ignored in status.ignored] == []
    assert [event for status in folded.values() for event in status.suggestions] == []


def test_every_state_and_flag_is_there(folded: dict[RecordId, IssueStatus]) -> None:
    states = Counter(status.state for status in folded.values())
    assert set(states) == set(State)
    assert 60 <= sum(states[state] for state in OPEN_STATES) <= 90
    assert states[State.CLOSED] + states[State.ARCHIVED] > 600
    flags = Counter(flag for status in folded.values() if status.is_open for flag in status.flags)
    assert set(flags) == set(Flag) - {Flag.OVERDUE, Flag.TO_CONFIRM}
    assert any(status.reopened for status in folded.values() if status.is_open)
    assert any(status.extensions for status in folded.values() if status.is_open)
    assert any(status.merged_from for status in folded.values())


def test_clocks_stand_as_home_shows_them(sample: Sample, folded: dict[RecordId, IssueStatus]) -> None:
    standing = clocks(sample, folded, NOON)
    assert 5 <= standing["overdue"] <= 9
    assert 3 <= standing["today"] <= 7
    assert 5 <= standing["amber"] <= 14
    assert 4 <= standing["cold"] <= 8


def clocks(sample: Sample, folded: dict[RecordId, IssueStatus], now: datetime) -> Counter[str]:
    standing: Counter[str] = Counter()
    for row in sample.issues.issues:
        status = folded[row["id"]]
        found = due(
            status, default_limits(), shipped_calendar(), nature=row["nature"], category=row["category"]
        )
        if not status.is_open:
            continue
        standing["open"] += 1
        standing["overdue"] += found.is_overdue(now)
        standing["amber"] += found.is_amber(now)
        standing["cold"] += status.last_event_at is not None and now - status.last_event_at > timedelta(
            days=30
        )
        if found.due_at is not None and found.due_at > now:
            standing["today"] += local_date(found.due_at) == local_date(now)
    return standing


@pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS.keys())
def test_the_sample_holds_at_any_moment(now: datetime) -> None:
    sample = sample_at(now, seed=5)
    folded = statuses(sample)
    assert len(sample.issues.issues) == ISSUES - 1
    assert not any(status.ignored or status.suggestions for status in folded.values())
    assert {status.state for status in folded.values()} == set(State)
    assert max(row["at"] for row in sample.issues.events) <= now
    assert min(row["at"] for row in sample.issues.events) > now - timedelta(days=DAYS + 2)
    assert 5 <= clocks(sample, folded, now)["overdue"] <= 11


def test_issues_have_no_problem_and_known_categories(sample: Sample) -> None:
    drafts = [IssueDraft(**without_id(row)) for row in sample.issues.issues]
    assert [problem for draft in drafts for problem in draft.problems(NOON.date())] == []
    assert {draft.category for draft in drafts} <= {category.code for category in default_categories()}
    numbers = [draft.number for draft in drafts]
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers)


def test_an_anonymous_issue_names_nobody(sample: Sample) -> None:
    nameless = [row for row in sample.issues.issues if row.get("anonymous")]
    assert len(nameless) > 10
    assert not any(
        {"reporter_name", "reporter_phone", "household_id", "resident_id"} & set(row) for row in nameless
    )


def test_most_steps_are_made_in_office_hours(sample: Sample) -> None:
    calendar = shipped_calendar()
    inside = 0
    for row in sample.issues.events:
        local = row["at"].astimezone(KUNMING)
        inside += calendar.is_workday(local.date()) and 9 <= local.hour <= 17
    assert inside / len(sample.issues.events) > 0.9


def test_the_same_matter_is_raised_by_many(sample: Sample) -> None:
    label = {row["id"]: row["label"] for row in sample.places.buildings}
    charging = [row for row in sample.issues.issues if row["title"] == HOT_CHARGING.title]
    assert len({row["household_id"] for row in charging}) == CHARGING_HOUSEHOLDS
    assert {label[row["building_id"]] for row in charging} == set(HOT_BUILDINGS)
    noise = [row for row in sample.issues.issues if row["title"] == HOT_NOISE.title]
    assert len({row["household_id"] for row in noise}) == NOISE_HOUSEHOLDS
    assert {row["place"] for row in noise} == {"小区东门"}


def test_refusals_name_their_reason(sample: Sample) -> None:
    reasons = [
        decode_data(row["data"])["reason"] for row in sample.issues.events if row["kind"] == EventKind.REJECT
    ]
    assert len(reasons) > 10
    assert all(RefusalReason.has(str(reason)) for reason in reasons)


def test_a_step_that_the_state_does_not_allow_is_refused() -> None:
    times = OfficeTimes(shipped_calendar(), NOON, 30)
    actor = Actor(b"a" * 16, "张敏", b"o" * 16, level=5)  # type: ignore[arg-type]
    story = Story(b"i" * 16, times, Random(1), seeded_ids(1))
    story.begin(Step(EventKind.REGISTERED, 0, actor), 3)
    with pytest.raises(ValueError, match="callback"):
        story.play([Step(EventKind.CALLBACK, 1, actor, "", {"resolved": "resolved"})])


def test_title_and_text_speak_of_one_thing() -> None:
    template = "{甲|乙|丙}来了"
    assert variants(template) == 3
    for seed in range(20):
        assert expand(Random(seed), "{1|2|3}-{x|y}-{a|b|c}", variant=1, of=3)[::4] == "2b"


def test_no_matter_has_a_broken_template() -> None:
    for matter in common_matters().things:
        for text in (matter.title, matter.text, matter.answer):
            assert text.count("{") == text.count("}")
            assert not set("{}|") & set(expand(Random(1), text))
