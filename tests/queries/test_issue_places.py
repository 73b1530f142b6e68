"""Places and people are found by what somebody types first, on both engines."""

from __future__ import annotations

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.queries.issues.issue_places import PlaceHit, PlaceKind, household_people, place_hits, place_of
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue
from tests.ui.screens.issues.issue_desk import PHONE, Made, furnish

K = PlaceKind


@pytest.fixture
def made(workspace: Workspace) -> Made:
    return furnish(workspace)


def hits(workspace: Workspace, typed: str) -> list[PlaceHit]:
    with workspace.read() as connection:
        return place_hits(connection, typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("3-2-5", [(K.HOUSEHOLD, "3-2-501", "王建国"), (K.HOUSEHOLD, "3-2-502", "陈立")]),
        ("3-2-501", [(K.HOUSEHOLD, "3-2-501", "王建国"), (K.RESIDENT, "3-2-501", "王建国"),
                     (K.RESIDENT, "3-2-501", "李芳")]),
        ("3栋2单元", [(K.BUILDING, "3栋2单元", ""), (K.HOUSEHOLD, "3-2-501", "王建国"),
                   (K.HOUSEHOLD, "3-2-502", "陈立")]),
        ("7栋", [(K.BUILDING, "7栋", ""), (K.HOUSEHOLD, "7-1-102", "赵云飞"), (K.HOUSEHOLD, "7-1-103", "")]),
        ("7", [(K.BUILDING, "7栋", "")]),
        ("zyf", [(K.RESIDENT, "7-1-102", "赵云飞")]),
        (PHONE[-4:], [(K.RESIDENT, "3-2-501", "王建国")]),
        ("没有这样的地方", []),
    ],
)  # fmt: skip
def test_what_is_typed_finds(
    workspace: Workspace, made: Made, typed: str, found: list[tuple[PlaceKind, str, str]]
) -> None:
    assert [(hit.kind, hit.place, hit.name) for hit in hits(workspace, typed)] == found


def test_only_what_can_mean_nothing_else_is_exact(workspace: Workspace, made: Made) -> None:
    assert [hit.exact for hit in hits(workspace, "3-2-501")] == [True, False, False]
    assert [hit.exact for hit in hits(workspace, "3-2-5")] == [False, False]
    assert [hit.exact for hit in hits(workspace, "建国")] == [True]
    assert [hit.exact for hit in hits(workspace, "7")] == [False]


def test_the_open_issue_of_a_household_comes_before_ended_ones(workspace: Workspace, made: Made) -> None:
    home = made.households["3-2-501"]
    with workspace.write("register_issue") as unit:
        register_issue(unit, IssueDraft(text="停水", category="M16", nature="help", household_id=home))
    last = hits(workspace, "3-2-501")[0].last
    assert last is not None
    assert (last.category, last.is_open) == ("M16", True)


def test_phones_are_masked_and_the_head_comes_first(workspace: Workspace, made: Made) -> None:
    with workspace.read() as connection:
        people = household_people(connection, made.households["3-2-501"])
        gone = place_of(connection, PlaceKind.RESIDENT, b"n" * 16)
    assert [person.name for person in people] == ["王建国", "李芳"]
    assert people[0].phone == "138****2210"
    assert gone is None
