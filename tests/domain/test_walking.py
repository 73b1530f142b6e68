"""The order of the stairs, what there is to do at a door, and the draft of a sheet typed back."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.people.visit import Manner, Outcome
from gridtui.domain.people.walking import (
    DoorMark,
    DoorNote,
    WalkNotes,
    WalkOrder,
    promise_errand,
    read_notes,
    second_errand,
    stair_key,
    visit_errand,
)

TODAY = date(2026, 11, 24)
ROOMS = ["101", "102", "1001", "201", "负101", "门卫"]


def walked(order: WalkOrder) -> list[str]:
    return sorted(ROOMS, key=lambda room: stair_key("1", None, room, order))


def test_stairs_are_walked_floor_by_floor_and_rooms_from_left_to_right() -> None:
    assert walked(WalkOrder.DOWN) == ["1001", "201", "101", "102", "负101", "门卫"]
    assert walked(WalkOrder.UP) == ["负101", "101", "102", "201", "1001", "门卫"]


def test_staircases_come_one_after_another_whatever_the_direction() -> None:
    for order in WalkOrder:
        keys = [stair_key(unit, 1, "101", order) for unit in ("10", "2", "1")]
        assert sorted(keys) == keys[::-1]


def test_one_key_says_how_and_with_what_outcome() -> None:
    said = {each.value: (each.manner, each.outcome) for each in DoorMark}
    assert said == {
        "met": (Manner.DOOR, Outcome.MET),
        "absent": (Manner.DOOR, Outcome.ABSENT),
        "phone": (Manner.PHONE, Outcome.MET),
        "moved": (Manner.DOOR, Outcome.MOVED),
    }


def visit(due_on: date | None, *, agreed: bool = False, last: date | None = None) -> str:
    errand = visit_errand(due_on=due_on, agreed=agreed, today=TODAY, last_on=last, last_outcome="absent")
    return str(errand.words)


def test_errands_say_why_in_words() -> None:
    assert visit(None) == "没走访过"
    assert visit(date(2026, 11, 12)) == "到期 12 天"
    assert visit(TODAY, last=date(2025, 11, 2)) == "今天到期，上次 2025-11-02 未在家"
    assert visit(date(2026, 11, 20), agreed=True) == "约好 11-20，过了 4 天"
    assert visit(TODAY, agreed=True) == "约好今天"
    assert str(promise_errand("送{表}", date(2026, 11, 30), TODAY).words) == "11-30 前：送{表}"
    assert str(promise_errand("修灯", date(2026, 11, 1), TODAY).words) == "应在 11-01 前兑现：修灯"
    assert str(promise_errand("修灯", None, TODAY).words) == "没定日子：修灯"
    second = second_errand("20261118-003", "漏水", date(2026, 11, 20), TODAY, ended=True)
    assert (str(second.words), str(second.paper)) == ("漏水 11-20 已办结", "20261118-003 11-20 已办结")


ids = st.binary(min_size=16, max_size=16)
notes = st.builds(
    DoorNote, mark=st.sampled_from([*map(str, DoorMark), ""]), problem=st.text(), promise=st.text()
).filter(lambda note: not note.is_blank)


@given(st.dictionaries(ids, notes, max_size=5), st.sampled_from(list(WalkOrder)), st.text())
def test_a_draft_brings_back_what_was_written(doors, order, visitor) -> None:
    written = WalkNotes(date(2026, 11, 20), visitor, order, "ab", doors)
    assert read_notes(written.body(), TODAY) == written


def test_a_broken_draft_loses_only_what_is_broken() -> None:
    kept = {"doors": {"zz": ["met"], "0" * 32: ["eaten", "灯不亮"], "1" * 32: 7}, "order": "sideways"}
    found = read_notes(kept, TODAY)
    assert found.doors == {bytes(16): DoorNote(problem="灯不亮")}
    assert (found.order, found.visited_on, found.marked) == (WalkOrder.DOWN, None, 0)


def test_a_note_taken_back_is_gone() -> None:
    there = WalkNotes().noted(b"a" * 16, DoorNote("met")).noted(b"b" * 16, DoorNote(promise_due="+3"))
    assert (there.marked, there.of(b"a" * 16).mark, there.of(None).mark) == (1, "met", "")
    assert there.of(b"b" * 16).due_on(TODAY) == date(2026, 11, 27)
    assert there.noted(b"a" * 16, DoorNote()).doors.keys() == {b"b" * 16}
