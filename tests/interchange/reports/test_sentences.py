"""Sentences are computed: of any numbers they say those numbers, nothing as nothing, one as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui import words
from gridtui.domain.words.periods import Period, Span
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.reports import counted
from gridtui.interchange.reports.counted import Counted
from gridtui.interchange.reports.facts import (
    Compared,
    ComparedRate,
    Difficulty,
    DifficultyKind,
    Part,
    PartOfIssues,
    PromiseFacts,
    ReportFacts,
    TypicalCase,
    VisitFacts,
    Week,
)
from gridtui.interchange.reports.filling import field_values
from gridtui.interchange.reports.sections import ReportText
from gridtui.interchange.reports.telling import report_text
from gridtui.queries.issues.statistics import Durations, Rate

NUMBERS = st.integers(0, 3) | st.integers(0, 100_000)
COMPARED = st.builds(Compared, NUMBERS, NUMBERS)
NAMES = st.sampled_from(["物业小区", "第一网格", "某单位", "Zhang & Co", "{n}", "50%"])


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    whole = draw(NUMBERS)
    return Rate(draw(st.integers(0, whole)), whole, draw(NUMBERS))


@st.composite
def took(draw: st.DrawFn) -> Durations:
    number = draw(NUMBERS)
    median = draw(NUMBERS) if number else 0
    return Durations(number, median, median + draw(NUMBERS) if number else 0)


RATES = st.builds(ComparedRate, rates(), rates())
PARTS = st.lists(st.builds(Part, NAMES, COMPARED), max_size=7).map(tuple)
TODAY = st.lists(st.builds(Part, NAMES, st.builds(Compared, st.integers(1, 9))), max_size=7).map(tuple)
ISSUES = st.lists(st.builds(PartOfIssues, st.just("M11"), NAMES, COMPARED, COMPARED, took()), max_size=7)
CASES = st.lists(
    st.builds(TypicalCase, st.just(b"i" * 16), NAMES, NAMES, NAMES, NAMES, st.just(("一段。",))), max_size=2
)
DIFFICULTY = st.builds(
    Difficulty,
    st.sampled_from(list(DifficultyKind)),
    st.just(b"i" * 16),
    NAMES,
    NAMES,
    NAMES,
    NAMES,
    st.just(Sentence("办理中")),
    NAMES,
    st.none(),
    NUMBERS,
)
FACTS = st.builds(
    ReportFacts,
    office=NAMES,
    by=NAMES,
    period=st.sampled_from([Period(date(2026, 5, 1)), Period(date(2026, 4, 1), Span.QUARTER)]),
    until=st.sampled_from([date(2026, 5, 20), date(2026, 6, 30)]),
    made_on=st.just(date(2026, 7, 2)),
    grid=st.none() | NAMES,
    came=COMPARED,
    closed=COMPARED,
    responded=RATES,
    resolved=RATES,
    satisfied=RATES,
    took=took(),
    took_before=took(),
    on_paper_only=COMPARED,
    weeks=st.lists(st.builds(Week, st.just(date(2026, 5, 4)), NUMBERS, NUMBERS), max_size=5).map(tuple),
    categories=ISSUES.map(tuple),
    natures=PARTS,
    grids=ISSUES.map(tuple),
    whistles=PARTS,
    visits=st.builds(VisitFacts, COMPARED, COMPARED),
    promises=st.builds(PromiseFacts, COMPARED, COMPARED, NUMBERS),
    refusals=PARTS,
    overdue=TODAY,
    gaps=TODAY,
    outstanding=TODAY,
    difficulties=st.lists(DIFFICULTY, max_size=3).map(tuple),
    cases=CASES.map(tuple),
)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    before = words.language_in_use()
    words.use(language)
    try:
        yield
    finally:
        words.use(before)


def said_in(text: ReportText) -> dict[str, str]:
    return {section.key: " ".join(section.paragraphs) for section in text.sections}


@pytest.mark.parametrize("language", words.LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(facts=FACTS)
def test_any_numbers_can_be_told(language: str, facts: ReportFacts) -> None:
    with spoken(language):
        text = report_text(facts)
        field_values(facts, text, {})
    said = said_in(text)
    everything = " ".join(said.values())
    silent = [each.key for each in text.sections if not each.paragraphs]
    assert silent == [] or (silent == ["places"] and facts.came.now), "no section is silent"
    assert "：。" not in everything and ": ." not in everything, "no list is empty"
    for number in (facts.came.now, facts.closed.now):
        assert not number or str(number) in said["overview"]
    for rate in (facts.responded, facts.resolved, facts.satisfied):
        if rate.now.share is not None and (facts.closed.now or rate is facts.responded):
            assert f"{rate.now.share:.1%}" in said["rates"]
        if facts.closed.now and rate is not facts.responded and rate.now.whole and rate.now.unrated:
            assert str(rate.now.unrated) in said["rates"]
    if language == "zh":
        assert ("没有登记诉求" in said["overview"]) == (not facts.came.now)
        assert ("没有办结诉求" in said["overview"]) == (not facts.closed.now)
        assert ("没有吹哨" in said["work"]) == (not facts.whistled.now)
        assert ("没有走访" in said["work"]) == (not facts.visits.made.now)
        assert ("没有选定典型案例" in said["cases"]) == (not facts.cases)
        assert "None" not in everything
        assert not re.search(r"(?:诉求|办结|吹哨|走访|承诺|缺口)0", everything), "nothing is said to be none"
    else:
        assert not re.search(
            r"(?<![0-9.-])1 (?:issues|days|visits|households|promises|whistles|gaps)", everything
        )
        assert not re.search(
            r"(?:[02-9]|[0-9]{2,}) (?:issue|day|visit|household|promise|whistle|gap)\b", everything
        )


@given(facts=FACTS)
def test_what_is_compared_is_compared_rightly(facts: ReportFacts) -> None:
    said = said_in(report_text(facts))["overview"]
    came = facts.came
    assert came.before is not None
    if came.now and came.before:
        difference = came.now - came.before
        if difference:
            word = "多" if difference > 0 else "少"
            assert f"{word}{abs(difference)}件" in said
            assert f"{abs(difference) / came.before:.1%}" in said
        else:
            assert "持平" in said


def test_one_is_one_and_two_are_two_in_english() -> None:
    units = [each for each in vars(counted).values() if isinstance(each, Counted)]
    assert len(units) == 8
    with spoken("en"):
        for unit in units:
            one, two = str(unit(1)), str(unit(2))
            assert one.replace("1 ", "") != two.replace("2 ", ""), one


def test_a_running_period_says_so(facts: ReportFacts) -> None:
    assert "还没有过完" in said_in(report_text(facts))["overview"]
    over = replace(facts, until=facts.period.last)
    assert "还没有过完" not in said_in(report_text(over))["overview"]
