"""The checks every noun's draft makes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gridtui.domain.issues.category import CategoryDraft
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.people.assignment import AssignmentDraft, PlaceKind, Role, in_force
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft, age_on
from gridtui.domain.people.service_tag import ServiceNeed, ServiceTagDraft, guardian_needed, parse_needs
from gridtui.domain.places.building import (
    BuildingDraft,
    DwellingDraft,
    UnitDraft,
    pack_details,
    unpack_details,
)
from gridtui.domain.places.grid import CourtyardDraft, GridDraft, default_grid_code
from gridtui.domain.places.organisation import OrgDraft, parse_level, short_name_of
from gridtui.domain.words.draft import LONG, SHORT, Draft
from gridtui.domain.words.problems import errors
from gridtui.domain.words.text import FORBIDDEN
from gridtui.storage import tables
from gridtui.storage.columns import Part

TODAY = date(2026, 11, 24)
SOMEWHERE = bytes(16)
DRAFTS: dict[type[Draft], type[tables.Record]] = {
    OrgDraft: tables.Org,
    GridDraft: tables.Grid,
    CourtyardDraft: tables.Courtyard,
    BuildingDraft: tables.Building,
    UnitDraft: tables.Unit,
    DwellingDraft: tables.Dwelling,
    HouseholdDraft: tables.Household,
    ResidentDraft: tables.Resident,
    ServiceTagDraft: tables.ServiceTag,
    AssignmentDraft: tables.Assignment,
    CategoryDraft: tables.Category,
    IssueDraft: tables.Issue,
}


def fields(draft: Draft, *, only_errors: bool = False) -> list[str]:
    """The fields that have a problem."""
    found = draft.problems(TODAY)
    return [problem.field for problem in (errors(found) if only_errors else found)]


def issue(**values: object) -> IssueDraft:
    """An issue that is right, with some values changed."""
    return IssueDraft.model_validate(
        {"text": "屋顶漏水", "nature": "help", "category": "M11-001", "source": "phone"} | values
    )


def tag(**values: object) -> ServiceTagDraft:
    """A service tag that is right, with some values changed."""
    return ServiceTagDraft.model_validate(
        {
            "tag": "living_alone",
            "purpose": "每周上门",
            "basis": "本人申请",
            "consent_on": date(2026, 3, 1),
            "review_on": date(2027, 3, 1),
        }
        | values
    )


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_has_exactly_the_columns_a_person_gives(draft: type[Draft]) -> None:
    columns = {
        column.name
        for column in DRAFTS[draft].__table__.columns
        if column.info["part"] not in (Part.DERIVED, Part.LOCAL)
    }
    assert set(draft.model_fields) == columns - {"deleted"}
    assert set(draft().columns()) == set(draft.model_fields)


@pytest.mark.parametrize("draft", DRAFTS)
def test_problems_name_fields_of_the_draft_and_fill_their_words(draft: type[Draft]) -> None:
    texts = {name: "?" * (LONG + 1) for name, field in draft.model_fields.items() if field.annotation is str}
    found = draft.model_validate(texts).problems(TODAY)
    assert {problem.field for problem in found} <= set(draft.model_fields)
    assert {problem.field for problem in found} >= set(texts), "too long is always said"
    assert all("{" not in str(problem) for problem in found)


def test_short_and_long_fields_have_their_own_limits() -> None:
    assert fields(issue(text="字" * LONG)) == []
    assert fields(issue(text="字" * (LONG + 1))) == ["text"]
    assert fields(issue(title="字" * (SHORT + 1))) == ["title"]


def test_a_draft_is_closed_and_strips() -> None:
    with pytest.raises(ValidationError):
        ResidentDraft.model_validate({"score": 3})
    assert ResidentDraft(name=" 王建国 ").name == "王建国"


@given(st.text(max_size=60))
def test_any_text_in_every_field_only_makes_problems(text: str) -> None:
    for draft in DRAFTS:
        values = {name: text for name, field in draft.model_fields.items() if field.annotation is str}
        for problem in draft.model_validate(values).problems(TODAY):
            assert str(problem)


CONTROLS = st.characters(categories=["Cc", "Cf"], exclude_characters="\t\n\r\v\f\x85")


@given(st.text(max_size=20), CONTROLS.filter(FORBIDDEN.search), st.text(max_size=20))
def test_a_control_character_is_refused_where_it_stands_and_can_be_left_out(
    before: str, control: str, after: str
) -> None:
    draft = issue(title=f"楼{before}{control}{after}道")
    assert "title" in fields(draft, only_errors=True)
    assert "title" not in fields(draft.printable(), only_errors=True)
    assert draft.printable().text == draft.text


def test_an_organisation_needs_a_name_a_level_and_a_fitting_code() -> None:
    assert fields(OrgDraft(level=6)) == ["name", "level"]
    assert fields(OrgDraft(level=4, name="翠湖西路社区", division_code="530102001001")) == []
    assert fields(OrgDraft(level=5, name="第二支部", division_code="530102001001")) == []
    wrong_level = OrgDraft(level=3, name="华山街道", division_code="530102001001")
    assert fields(wrong_level) == ["division_code"]
    assert fields(wrong_level, only_errors=True) == []
    assert fields(OrgDraft(level=3, name="华山街道", division_code="53010"), only_errors=True) == [
        "division_code"
    ]


@pytest.mark.parametrize(
    ("text", "level"), [("街道", 3), ("居委会", 4), ("5", 5), (" 区 ", 2), ("9", None), ("", None)]
)
def test_levels_are_understood(text: str, level: int | None) -> None:
    assert parse_level(text) == level


def test_short_names() -> None:
    assert short_name_of("华山街道办事处") == "华山"
    assert short_name_of("翠湖西路社区居民委员会") == "翠湖西路"
    assert short_name_of("社区") == "社区"


def test_a_grid_needs_a_name_and_an_odd_code_is_only_a_warning() -> None:
    assert fields(GridDraft()) == ["name"]
    odd = GridDraft(name="第一网格", code="A-7", closed_on=date(2026, 11, 25))
    assert fields(odd) == ["code", "closed_on"]
    assert fields(odd, only_errors=True) == ["closed_on"]
    assert fields(GridDraft(name="第一网格", code=default_grid_code("530102001001", 7))) == []
    assert fields(CourtyardDraft()) == ["name"]
    with pytest.raises(ValueError, match="999"):
        default_grid_code("530102001001", 1000)


def test_buildings_units_and_doors() -> None:
    assert fields(BuildingDraft()) == ["label"]
    assert fields(BuildingDraft(label="3-2", floors=0, built_year=2099, kind="castle")) == [
        "kind",
        "floors",
        "label",
        "built_year",
    ]
    assert fields(BuildingDraft(name="翠湖小区", kind="compound", details="{broken")) == ["details"]
    assert fields(UnitDraft(floors=201)) == ["label", "floors"]
    assert fields(DwellingDraft(use="cave", occupancy="owner", floor=-20)) == ["room", "use", "floor"]
    assert fields(DwellingDraft(room="501", door="3-2-501", floor=-1)) == []
    assert fields(HouseholdDraft(kind="tribe")) == ["kind"]


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=5))
def test_packed_details_come_back(details: dict[str, str]) -> None:
    assert unpack_details(pack_details(details)) == {name: text for name, text in details.items() if text}


def test_unreadable_details_have_none() -> None:
    assert unpack_details("[1]") == unpack_details("{") == unpack_details("") == {}


def test_a_resident_needs_a_name_and_possible_dates() -> None:
    assert fields(ResidentDraft()) == ["name"]
    assert fields(ResidentDraft(name="王建国", sex="x", residence_state="x", kind="x")) == [
        "sex",
        "residence_state",
        "kind",
    ]
    late = ResidentDraft(
        name="王建国", birth_date=date(1960, 1, 2), died_on=date(1959, 1, 1), moved_out_on=date(2027, 1, 1)
    )
    assert fields(late) == ["moved_out_on", "died_on"]
    assert fields(ResidentDraft(name="王建国", birth_date=date(1899, 12, 30))) == ["birth_date"]
    assert fields(ResidentDraft(name="王建国", id_number="530102", phone="abc"), only_errors=True) == [
        "id_number",
        "phone",
    ]
    assert fields(ResidentDraft(name="王建国", phone="13812342210;0871-65312345")) == []


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2012, 11, 24), TODAY, 14),
        (date(2012, 11, 25), TODAY, 13),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (TODAY, TODAY, 0),
    ],
)
def test_age_counts_full_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_a_service_need_says_why_and_until_when() -> None:
    assert fields(ServiceTagDraft()) == ["tag", "purpose", "basis", "consent_on", "review_on"]
    assert fields(tag()) == []
    assert fields(tag(tag="dangerous")) == ["tag"]
    assert fields(tag(consent_on=date(2026, 11, 25))) == ["consent_on"]
    assert fields(tag(review_on=date(2026, 3, 1)), only_errors=True) == ["review_on"]
    assert fields(tag(review_on=date(2026, 9, 1))) == ["review_on"]
    assert fields(tag(review_on=date(2026, 9, 1)), only_errors=True) == []


def test_a_guardian_agrees_for_a_child() -> None:
    child, grown = date(2013, 1, 1), date(2012, 1, 1)
    assert guardian_needed(child, TODAY)
    assert not guardian_needed(grown, TODAY)
    assert not guardian_needed(None, TODAY)
    assert [problem.field for problem in tag().guardian_problems(child)] == ["guardian_consent"]
    assert tag(guardian_consent=True).guardian_problems(child) == tag().guardian_problems(grown) == []


def test_needs_are_the_shipped_ones_and_health_stays_home() -> None:
    assert [need.label for need in ServiceNeed] == [
        "独居",
        "空巢",
        "高龄",
        "失能半失能",
        "残疾",
        "低保",
        "低保边缘",
        "特困供养",
        "困境儿童",
        "留守儿童",
        "孕产妇",
        "重病",
        "求职",
        "优抚退役",
        "新就业群体",
        "其他服务需要",
    ]
    assert {need.label for need in ServiceNeed if need.health} == {"失能半失能", "残疾", "孕产妇", "重病"}


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("独居老人,低保户", ["living_alone", "minimum_income"]),
        ("残疾、残疾人 重病", ["disability", "serious_illness"]),
        ("失能、半失能", ["care_dependent"]),
        ("某某重点,高龄", ["advanced_age"]),
        ("精神残疾", []),
        ("", []),
        (" ,、", []),
    ],
)
def test_a_cell_of_needs_keeps_needs_only(text: str, needs: list[str]) -> None:
    assert list(parse_needs(text)) == needs


@pytest.mark.parametrize("role", Role)
def test_a_role_needs_its_place_and_no_other(role: Role) -> None:
    right = {role.place.column: SOMEWHERE}
    assert fields(AssignmentDraft(role=role, person_name="王秀兰")) == [role.place.column]
    assert fields(AssignmentDraft.model_validate({"role": role, "person_name": "王秀兰"} | right)) == []
    for kind in PlaceKind:
        both = AssignmentDraft.model_validate(
            {"role": role, "person_name": "王秀兰", kind.column: SOMEWHERE} | right
        )
        assert fields(both) == ([] if kind is role.place else [kind.column])


def test_an_assignment_names_a_person_and_ends_after_it_starts() -> None:
    assert fields(AssignmentDraft(role="grid_head", grid_id=SOMEWHERE)) == ["person_name"]
    assert fields(AssignmentDraft(role="grid_head", grid_id=SOMEWHERE, resident_id=SOMEWHERE)) == []
    assert fields(AssignmentDraft(role="king", sex="x", phone="?")) == ["role", "sex", "person_name", "phone"]
    backwards = AssignmentDraft(
        role="grid_head", grid_id=SOMEWHERE, person_name="李芳", from_on=TODAY, to_on=date(2026, 1, 1)
    )
    assert fields(backwards) == ["to_on"]
    assert fields(AssignmentDraft(person_name="李芳")) == ["role"]


@pytest.mark.parametrize(
    ("from_on", "to_on", "holds"),
    [
        (None, None, True),
        (TODAY, None, True),
        (None, TODAY, True),
        (date(2026, 11, 25), None, False),
        (None, date(2026, 11, 23), False),
        (TODAY, TODAY, True),
    ],
)
def test_an_assignment_holds_between_its_days(from_on: date | None, to_on: date | None, holds: bool) -> None:
    assert in_force(from_on, to_on, TODAY) is holds


def test_an_issue_needs_words_and_a_category() -> None:
    assert fields(IssueDraft()) == ["text", "nature", "category"]
    assert fields(IssueDraft(), only_errors=True) == ["text", "category"]
    assert fields(issue()) == []
    assert fields(issue(text="", title="漏水")) == []
    assert fields(issue(category="漏水", source="x", likes=-1, reporter_phone="x")) == [
        "source",
        "likes",
        "category",
        "reporter_phone",
    ]


def test_anonymous_with_a_name_is_doubted_but_saved() -> None:
    doubtful = issue(anonymous=True, reporter_name="李芳")
    assert fields(doubtful) == ["anonymous"]
    assert fields(doubtful, only_errors=True) == []


def test_the_day_of_an_issue_is_the_offices_own() -> None:
    assert fields(issue(registered_at=datetime(2026, 11, 24, 15, 59, tzinfo=UTC))) == []
    assert fields(issue(registered_at=datetime(2026, 11, 24, 16, 0, tzinfo=UTC))) == ["registered_at"]
    assert fields(issue(registered_at=datetime(2026, 11, 24, 12, 0))) == ["registered_at"]
    assert fields(issue(registered_at=datetime(1899, 1, 1, tzinfo=UTC))) == ["registered_at"]
