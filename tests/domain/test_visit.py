"""When the next visit is due."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.limits import default_limits
from gridtui.domain.people.visit import (
    Outcome,
    Standing,
    Visited,
    VisitKind,
    due_on,
    is_due,
    standing,
    visit_periods,
)

TODAY = date(2026, 11, 24)
PERIODS = {"ordinary": 182, "service": 30}

days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))
kinds = st.sampled_from([*VisitKind, "", "unheard of"])
visited = st.builds(Visited, days, st.sampled_from([*Outcome, "unheard of"]), st.none() | days)
histories = st.lists(visited, max_size=6).map(lambda made: sorted(made, key=lambda each: each.on))


def test_the_shipped_schedule_is_twice_a_year_and_monthly() -> None:
    assert visit_periods(default_limits()) == PERIODS


@given(kinds, histories, days)
def test_what_is_due_stays_due_until_somebody_goes(kind: str, made: list[Visited], day: date) -> None:
    stands = standing(made)
    if is_due(kind, stands, PERIODS, day):
        assert is_due(kind, stands, PERIODS, day + timedelta(days=1))
    assert is_due(kind, Standing(), PERIODS, day) == (kind in PERIODS)


@given(kinds, histories, days)
def test_due_and_its_day_say_the_same(kind: str, made: list[Visited], day: date) -> None:
    stands = standing(made)
    due = due_on(kind, stands, PERIODS)
    if kind in PERIODS:
        assert is_due(kind, stands, PERIODS, day) == (due is None or due <= day)
        assert (due is None) == (stands == Standing())
    else:
        assert not is_due(kind, stands, PERIODS, day)


@given(st.sampled_from(list(VisitKind)), histories)
def test_who_was_met_today_is_not_due_and_who_was_missed_changes_nothing(
    kind: VisitKind, made: list[Visited]
) -> None:
    past = [visit for visit in made if visit.on <= TODAY]
    met = standing([*past, Visited(TODAY, Outcome.MET)])
    assert met == Standing(TODAY, None)
    assert due_on(kind, met, PERIODS) == TODAY + timedelta(days=PERIODS[kind])
    for missed in (Outcome.ABSENT, Outcome.MOVED):
        assert standing([*past, Visited(TODAY, missed)]) == standing(past)


@given(histories, days)
def test_a_day_that_was_agreed_comes_before_the_schedule(made: list[Visited], agreed: date) -> None:
    last = max((visit.on for visit in made), default=TODAY)
    for outcome in Outcome:
        stands = standing([*made, Visited(last, outcome, agreed)])
        assert due_on("ordinary", stands, PERIODS) == agreed


@given(st.sampled_from(list(VisitKind)), histories, st.integers(1, 400), st.integers(0, 400), days)
def test_visiting_more_often_never_makes_less_due(
    kind: VisitKind, made: list[Visited], often: int, more: int, day: date
) -> None:
    stands = standing(made)
    if is_due(kind, stands, {kind.value: often + more}, day):
        assert is_due(kind, stands, {kind.value: often}, day)
