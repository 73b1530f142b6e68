"""Use cases on leaving and coming back: moving away, moving in again, death; each is one step.

``on`` is the day, today without one; ``form`` is the key of the kept form that is done with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Resident
from gridtui.usecases.households import door_of
from gridtui.usecases.movers import (
    Values,
    came_problems,
    counted,
    door_of_all,
    gone_problems,
    household_draft,
    people_of,
    place,
    refuse,
    told,
    value_problems,
)
from gridtui.usecases.records import form_done, office_day
from gridtui.words import mark


def move_out(
    unit: UnitOfWork,
    resident_ids: Sequence[RecordId],
    *,
    on: date | None = None,
    to: str = "",
    form: str = "",
) -> None:
    """Note that people moved away; their records stay. Refused as a whole where one cannot have."""
    day, rows = on or office_day(unit), people_of(unit, resident_ids)
    wrong = [
        problem for row in rows for problem in [*gone_problems(row), *came_problems(row, day, "moved_out_on")]
    ]
    values: Values = {"moved_out_on": day, "moved_to": to.strip()}
    refuse([*wrong, *value_problems(unit, rows, values)], unit, day, "moved_out_on")
    form_done(unit, form)
    unit.update_many(Resident, [(row.id, values) for row in rows])
    unit.label = counted(door_of_all(unit, rows), len(rows))


def move_in(
    unit: UnitOfWork,
    resident_ids: Sequence[RecordId],
    household_id: RecordId | None = None,
    *,
    on: date | None = None,
    relation: str = "",
    form: str = "",
) -> None:
    """Note that people who had moved away are back, in their old household or in another one."""
    day, rows = on or office_day(unit), people_of(unit, resident_ids)
    wrong = []
    for row in rows:
        if row.died_on is not None:
            wrong.append(told(mark("{name} 已登记去世，不能再迁入"), row))
        elif row.moved_out_on is None:
            wrong.append(told(mark("{name} 没有迁出过，不用再迁入"), row))
        elif day < row.moved_out_on:
            text = mark("{name} 是 {day} 迁出的，迁入不能比这更早")
            wrong.append(told(text, row, "moved_in_on", day=row.moved_out_on.isoformat()))
    refuse(wrong, unit, day, "moved_in_on")
    form_done(unit, form)
    for row in rows:
        values: Values = {"moved_out_on": None, "moved_to": "", "moved_in_on": day}
        home = household_id or row.household_id
        if home != row.household_id or relation:
            values |= {"household_id": home, "relation": relation}
        building = household_draft(unit, home).building_id if home is not None else row.building_id
        place(unit, [row], values, building)
    door = door_of(unit, household_id) if household_id else door_of_all(unit, rows)
    unit.label = counted(door, len(rows))


def note_death(unit: UnitOfWork, resident_id: RecordId, *, on: date | None = None, form: str = "") -> None:
    """Note that somebody died; the record stays."""
    day, rows = on or office_day(unit), people_of(unit, [resident_id])
    wrong = [told(mark("{name} 已登记去世"), row) for row in rows if row.died_on is not None]
    refuse([*wrong, *value_problems(unit, rows, {"died_on": day})], unit, day, "died_on")
    form_done(unit, form)
    unit.update(Resident, resident_id, {"died_on": day})
    unit.label = door_of_all(unit, rows)
