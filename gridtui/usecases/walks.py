"""Typing a stair-walk sheet 扫楼单 back: every visit of it in one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import PromiseDraft, VisitDraft
from gridtui.domain.people.walking import DoorMark, DoorNote, WalkNotes
from gridtui.domain.words.draft import past_date_problems
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Household, Visit
from gridtui.usecases.records import form_done, office_day, read_field
from gridtui.usecases.visits import record_visit
from gridtui.words import mark

VISITED_ON = "visited_on"
"""The field of the sheet's day; a problem of one household has its id in hexadecimal as its field."""

Doors = Mapping[RecordId, str]
"""Household → its door, in words where it has none."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What was written: visits by mark, and promises; ``known`` doors had the same visit written already."""

    marks: Mapping[DoorMark, int]
    promises: int
    known: int = 0

    @property
    def visits(self) -> int:
        """How many visits there are."""
        return sum(self.marks.values())


def record_walk(unit: UnitOfWork, building_id: RecordId, notes: WalkNotes, *, form: str = "") -> Walked:
    """Write a visit for every household that has a mark, with what was promised; all of them or none.

    A sheet may be typed back twice: of a door that has the same visit of that day already, by the same
    visitor and with nothing more to tell, none is written again. ``form`` is the key of the kept sheet that
    is done with. ``RuleBroken`` with the problems of every door.
    """
    doors = _doors(unit, list(notes.doors))
    wrong = [*_sheet_problems(unit, notes), *_note_problems(unit, notes, doors)]
    known = set() if wrong else _written_already(unit, notes)
    new = {id: note for id, note in notes.doors.items() if id not in known}
    if not wrong:
        for household_id, note in new.items():
            wrong += _record(unit, household_id, note, notes, doors)
    if wrong:
        raise RuleBroken(wrong)
    form_done(unit, form)
    unit.label = f"{read_field(unit.connection, Building, building_id, 'name')} {len(new)}".strip()
    promises = sum(1 for note in new.values() if note.promise)
    return Walked(Counter(DoorMark(note.mark) for note in new.values()), promises, len(known))


def _written_already(unit: UnitOfWork, notes: WalkNotes) -> set[RecordId]:
    """Return the households whose note tells nothing that a visit of that day does not."""
    visitor = notes.visitor_name or unit.operator.name
    plain = {id: DoorMark(note.mark) for id, note in notes.doors.items() if not note.has_words}
    found: set[RecordId] = set()
    for some in chunks(list(plain)):
        chosen = sa.select(col(Visit.household_id), col(Visit.manner), col(Visit.outcome)).where(
            col(Visit.household_id).in_(some),
            col(Visit.visited_on) == notes.visited_on,
            col(Visit.visitor_name) == visitor,
            col(Visit.deleted).is_(False),
        )
        for row in unit.connection.execute(chosen):
            mark_now = plain[row.household_id]
            if (row.manner, row.outcome) == (mark_now.manner.value, mark_now.outcome.value):
                found.add(row.household_id)
    return found


def _sheet_problems(unit: UnitOfWork, notes: WalkNotes) -> list[Problem]:
    if notes.visited_on is None:
        return [Problem(mark("请填写走访日期"), VISITED_ON)]
    if not notes.doors:
        return [Problem(mark("还没有录一户：光标停在门上，按 1 见到、2 未在家、3 电话"))]
    return past_date_problems(notes.visited_on, VISITED_ON, office_day(unit))


def _note_problems(unit: UnitOfWork, notes: WalkNotes, doors: Doors) -> Iterator[Problem]:
    """Yield what is wrong with the notes whatever the households are."""
    for household_id, note in notes.doors.items():
        if not note.mark:
            words = Sentence(mark("写了字，还没有选结果：按 1、2 或 3"))
        elif note.promise_due and note.due_on(office_day(unit)) is None:
            words = Sentence(mark("兑现日期“{text}”看不懂"), {"text": note.promise_due})
        else:
            continue
        yield _at_door(words, household_id, doors)


def _record(
    unit: UnitOfWork, household_id: RecordId, note: DoorNote, notes: WalkNotes, doors: Doors
) -> Sequence[Problem]:
    """Write one visit; returns why it was refused, if it was."""
    said = DoorMark(note.mark)
    visitor = notes.visitor_name or unit.operator.name
    visit = VisitDraft(
        household_id=household_id,
        visited_on=notes.visited_on,
        manner=said.manner.value,
        outcome=said.outcome.value,
        visitor_id=unit.operator.id if visitor == unit.operator.name else None,
        visitor_name=visitor,
        problem=note.problem,
    )
    promises = []
    if note.promise or note.promise_due:
        promises.append(PromiseDraft(text=note.promise, due_on=note.due_on(office_day(unit))))
    try:
        record_visit(unit, visit, promises=promises)
    except RuleBroken as refusal:
        return [
            _at_door(Sentence(problem.text, problem.values), household_id, doors)
            for problem in refusal.problems
        ]
    return ()


def _at_door(words: Sentence, household_id: RecordId, doors: Doors) -> Problem:
    """Return a problem that names its door."""
    door = doors.get(household_id) or Sentence(mark("这一户"))
    return Problem(mark("{door}：{words}"), household_id.hex(), values={"door": door, "words": words})


def _doors(unit: UnitOfWork, household_ids: Sequence[RecordId]) -> dict[RecordId, str]:
    """Return the door of every household, of those that are gone too."""
    found: dict[RecordId, str] = {}
    for some in chunks(household_ids):
        chosen = (
            sa.select(col(Household.id), col(Dwelling.door))
            .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
            .where(col(Household.id).in_(some))
        )
        found |= {row.id: row.door or "" for row in unit.connection.execute(chosen)}
    return found
