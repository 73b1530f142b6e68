from __future__ import annotations

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues import category, issue
from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.domain.people import assignment, household, resident, service_tag
from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.resident import MARRIAGE, RELATIONS, ResidenceState, ResidentKind, Sex
from gridtui.domain.places import building
from gridtui.domain.places.building import BuildingKind, DwellingUse, Occupancy
from gridtui.domain.words import vocabulary as vocabulary_module
from gridtui.domain.words.vocabulary import Vocabulary, WordList, parse_yes, plain

MODULES = (assignment, building, category, household, issue, resident, service_tag)
VOCABULARIES = [
    thing
    for module in MODULES
    for _, thing in inspect.getmembers(module, inspect.isclass)
    if issubclass(thing, Vocabulary) and thing is not Vocabulary and thing.__module__ == module.__name__
]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_means_one_member_only(vocabulary: type[Vocabulary]) -> None:
    meanings: dict[str, set[str]] = {}
    for member in vocabulary:
        assert member.label
        for word in (member.value, member.label, *member.words):
            meanings.setdefault(plain(word), set()).add(member.value)
    assert {word: codes for word, codes in meanings.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_codes_labels_and_choices_agree(vocabulary: type[Vocabulary]) -> None:
    for code, label in vocabulary.choices():
        assert vocabulary.parse(code) is vocabulary.parse(label) is vocabulary(code)
        assert vocabulary.label_of(code) == label
        assert vocabulary.problems_of(code, "x") == []


@pytest.mark.parametrize(
    ("vocabulary", "text", "meant"),
    [
        (Sex, "男", "male"),
        (Sex, "男性", "male"),
        (Sex, "Ｍ", "male"),
        (Sex, " m ", "male"),
        (Sex, "女性", "female"),
        (Sex, "未知的性别", "unknown"),
        (Sex, "2", "female"),
        (ResidenceState, "人户同在", "together"),
        (ResidenceState, "户在人不在", "registered_only"),
        (ResidenceState, "人在户不在", "living_only"),
        (ResidenceState, "人户\u3000同在", "together"),
        (DwellingUse, "住宅", "home"),
        (DwellingUse, "商铺", "shop"),
        (DwellingUse, "车库", "garage"),
        (Occupancy, "自住", "owner"),
        (Occupancy, "出租", "rented"),
        (Occupancy, "空置", "vacant"),
        (BuildingKind, "大型出租房", "rental"),
        (BuildingKind, "商业大厦", "tower"),
        (BuildingKind, "住宅小区", "compound"),
        (HouseholdKind, "常住", "permanent"),
        (ResidentKind, "流动人口", "floating"),
        (IssueNature, "咨询", "consult"),
        (IssueNature, "意见建议", "suggestion"),
        (IssueSource, "12345", "hotline"),
    ],
)
def test_ledger_words_are_understood(vocabulary: type[Vocabulary], text: str, meant: str) -> None:
    assert vocabulary.parse(text) == meant


def test_what_says_nothing_is_no_member() -> None:
    assert Sex.parse("") is None
    assert Sex.parse("男女") is None
    assert ResidenceState.parse("人户分离") is None, "it does not say which of the two is away"


def test_labels_in_the_language_in_use_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DwellingUse.parse("Residence") is None
    english = {DwellingUse.HOME.label: "Residence"}
    monkeypatch.setattr(vocabulary_module, "tr", lambda text: english.get(text, text))
    assert DwellingUse.parse(" residence ") is DwellingUse.HOME
    assert DwellingUse.parse("Castle") is None


def test_a_newer_programs_code_is_shown_as_it_is() -> None:
    assert Sex.label_of("later") == "later"
    assert [problem.field for problem in Sex.problems_of("later", "sex")] == ["sex"]


@given(st.text(max_size=30))
def test_any_text_can_be_parsed(text: str) -> None:
    for vocabulary in VOCABULARIES:
        found = vocabulary.parse(text)
        assert found is None or vocabulary.has(found.value)
    assert parse_yes(text) in (True, False, None)
    assert RELATIONS.usual_word(text) == RELATIONS.usual_word(RELATIONS.usual_word(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("是", True),
        ("1", True),
        ("有", True),
        ("√", True),
        ("Ｙ", True),
        ("TRUE", True),
        ("否", False),
        ("0", False),
        ("无", False),
        ("没有", False),
        ("N", False),
        ("", None),
        ("也许", None),
        ("10", None),
    ],
)
def test_yes_and_no(text: str, meant: bool | None) -> None:
    assert parse_yes(text) is meant


@pytest.mark.parametrize(
    ("words", "text", "usual"),
    [
        (RELATIONS, "妻子", "配偶"),
        (RELATIONS, "本人 或户主", "户主"),
        (RELATIONS, "长女", "女"),
        (RELATIONS, "户主", "户主"),
        (RELATIONS, " 表姑 ", "表姑"),
        (MARRIAGE, "离婚", "离异"),
        (resident.ETHNICITIES, "彝", "彝族"),
        (resident.POLITICS, "党员", "中共党员"),
        (resident.EDUCATION, "大学本科", "本科"),
    ],
)
def test_open_words_become_the_usual_ones_and_others_stay(words: WordList, text: str, usual: str) -> None:
    assert words.usual_word(text) == usual


@pytest.mark.parametrize(
    "words",
    [
        RELATIONS,
        MARRIAGE,
        resident.POLITICS,
        resident.EDUCATION,
        resident.OCCUPATIONS,
        resident.ETHNICITIES,
    ],
)
def test_other_words_lead_to_offered_words(words: WordList) -> None:
    assert len(set(words.usual)) == len(words.usual)
    assert set(words._by_word.values()) <= set(words.usual)


def test_there_are_56_peoples() -> None:
    assert len(resident.ETHNICITIES.usual) == 56
