"""Who may be one person, and when two times share a day."""

from __future__ import annotations

from datetime import date

import pytest

from gridtui.domain.people.assignment import AssignmentDraft, Person, PlaceKind, overlap

A, B, C = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((A, B), (B, C), True),
        ((A, B), (C, None), False),
        ((None, None), (B, B), True),
        ((C, None), (None, B), False),
        ((None, B), (None, A), True),
    ],
)
def test_times_overlap_where_they_share_a_day(
    one: tuple[date | None, date | None], other: tuple[date | None, date | None], expected: bool
) -> None:
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Person("王秀兰"), Person("王 秀兰"), True),
        (Person("王秀兰", "13888881111"), Person("王秀兰", "13888881111;0871-65312345"), True),
        (Person("王秀兰", "13888881111"), Person("王秀兰", "13888882222"), False),
        (Person("王秀兰", "13888881111"), Person("王秀兰"), True),
        (Person("王秀兰", resident_id=b"1"), Person("王秀兰", resident_id=b"2"), False),
        (Person("王秀兰", "1", resident_id=b"1"), Person("王小兰", "2", resident_id=b"1"), True),
        (Person("王秀兰"), Person("李芳"), False),
    ],
)
def test_people_are_told_apart_by_resident_then_name_and_phone(
    one: Person, other: Person, expected: bool
) -> None:
    assert one.may_be(other) is expected
    assert other.may_be(one) is expected


def test_a_draft_moves_to_another_place_whole() -> None:
    draft = AssignmentDraft(role="building_leader", grid_id=b"g").at(PlaceKind.BUILDING, b"b")
    assert (draft.grid_id, draft.building_id, draft.place_id) == (None, b"b", b"b")
