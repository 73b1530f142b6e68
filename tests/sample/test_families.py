from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import HEAD, ResidentDraft, age_on
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.sample.community import Sample
from gridtui.sample.families import household_sizes
from gridtui.sample.places import Row
from gridtui.sample.roster import LEADERLESS
from tests.conftest import NOON

TODAY = NOON.date()


def without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}


def families(sample: Sample) -> dict[bytes, list[Row]]:
    found: dict[bytes, list[Row]] = defaultdict(list)
    for person in sample.residents:
        found[person["household_id"]].append(person)
    return found


@given(st.integers(1, 60), st.floats(1, 6), st.integers())
def test_sizes_add_up(households: int, mean: float, seed: int) -> None:
    residents = int(households * mean)
    sizes = household_sizes(Random(seed), households, residents)
    assert len(sizes) == households
    assert sum(sizes) == residents
    assert set(sizes) <= set(range(1, 7))


def test_sizes_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="one to six"):
        household_sizes(Random(1), 10, 61)


def test_every_person_household_tag_and_post_has_no_problem(sample: Sample) -> None:
    drafts = [
        *(ResidentDraft(**without_id(row)) for row in sample.residents),
        *(HouseholdDraft(**without_id(row)) for row in sample.households),
        *(AssignmentDraft(**without_id(row)) for row in sample.roster),
    ]
    assert [problem for draft in drafts for problem in draft.problems(TODAY)] == []
    tags = [ServiceTagDraft(**without_id(row)) for row in sample.needs]
    assert {problem.field for tag in tags for problem in tag.problems(TODAY)} <= {"review_on"}


def test_there_is_one_head_and_ages_fit_the_relations(sample: Sample) -> None:
    for people in families(sample).values():
        ages = {row["relation"]: age_on(row["birth_date"], TODAY) for row in people}
        assert Counter(row["relation"] for row in people)[HEAD] == 1
        assert ages[HEAD] >= 18
        for relation, age in ages.items():
            if relation in ("子", "女"):
                assert ages[HEAD] - age >= 17
            elif relation in ("父", "母"):
                assert age - ages[HEAD] >= 20
            elif relation == "配偶":
                assert age >= 20
                assert abs(age - ages[HEAD]) <= 6


def test_children_have_the_surname_of_a_parent(sample: Sample) -> None:
    for people in families(sample).values():
        parents = [row["name"] for row in people if row["relation"] in (HEAD, "配偶")]
        for row in people:
            if row["relation"] in ("子", "女") and len(parents) == 2:
                assert any(row["name"][:1] == name[:1] for name in parents)


def test_a_child_under_14_has_a_guardians_consent(sample: Sample) -> None:
    births = {row["id"]: row["birth_date"] for row in sample.residents}
    for row in sample.needs:
        assert ServiceTagDraft(**without_id(row)).guardian_problems(births[row["resident_id"]]) == []
    assert any(row["guardian_consent"] for row in sample.needs)


def test_the_roster_has_the_gaps_it_should(sample: Sample) -> None:
    label = {row["id"]: row["label"] for row in sample.places.buildings}
    leaders = [row for row in sample.roster if row["role"] == Role.BUILDING_LEADER and "to_on" not in row]
    led = Counter(label[row["building_id"]] for row in leaders)
    assert set(label.values()) - set(led) == set(LEADERLESS)
    assert set(led.values()) == {1}
    by_person = Counter(row["resident_id"] for row in leaders)
    assert sorted(by_person.values())[-2:] == [1, 3]
    assert {
        role: sum(row["role"] == role for row in sample.roster) for role in (Role.GRID_HEAD, Role.GRID_WORKER)
    } == {Role.GRID_HEAD: 4, Role.GRID_WORKER: 6}
