"""The people of a move: who they are, why they cannot go, and how they are written at their new place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.words.draft import past_date_problems
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.storage.derived.residence import OWN_PERSON
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Household, Resident
from gridtui.usecases.carrying import carry_residents, scope_of
from gridtui.usecases.households import door_of
from gridtui.usecases.records import office_day, read_field
from gridtui.words import mark

Values = dict[str, Any]


def household_draft(unit: UnitOfWork, household_id: RecordId) -> HouseholdDraft:
    """Return a household as a draft; ``RuleBroken`` where it is gone or joined to another."""
    names = list(HouseholdDraft.model_fields)
    values = {name: read_field(unit.connection, Household, household_id, name) for name in names}
    if values["alias_of"] is not None:
        raise RuleBroken(Problem(mark("这一户已并入另一户，请在那一户上操作")))
    return HouseholdDraft(**values)


def members_of(unit: UnitOfWork, household_id: RecordId) -> list[RecordId]:
    """Return whose household it is, those who left too, joined records not."""
    chosen = sa.select(col(Resident.id)).where(col(Resident.household_id) == household_id, *OWN_PERSON)
    return list(unit.connection.execute(chosen.order_by(col(Resident.num))).scalars())


def people_of(unit: UnitOfWork, ids: Sequence[RecordId]) -> list[Any]:
    """Return what the records of people say, in the order asked for; ``RuleBroken`` where one is gone."""
    names = ("id", *ResidentDraft.model_fields)
    found: dict[RecordId, Any] = {}
    for some in chunks(list(ids)):
        chosen = sa.select(*(col(getattr(Resident, name)) for name in names)).where(
            col(Resident.id).in_(some), col(Resident.deleted).is_(False)
        )
        found |= {row.id: row for row in unit.connection.execute(chosen)}
    wanted = list(dict.fromkeys(ids))
    if any(id not in found for id in wanted):
        raise RuleBroken(Problem(mark("选的人里有已经删除的记录，请重新选")))
    return [found[id] for id in wanted]


def lives_here(row: Any) -> bool:
    """Say whether somebody neither moved away nor died."""
    return row.moved_out_on is None and row.died_on is None


def gone_problems(row: Any) -> list[Problem]:
    """Return why somebody cannot leave a place: dead, or away already."""
    if row.died_on is not None:
        return [told(mark("{name} 已登记去世"), row)]
    if row.moved_out_on is not None:
        return [told(mark("{name} 已于 {day} 迁出"), row, day=row.moved_out_on.isoformat())]
    return []


def came_problems(row: Any, day: date, field: str) -> list[Problem]:
    """Return why somebody cannot have left on a day: they came later."""
    if row.moved_in_on is None or day >= row.moved_in_on:
        return []
    text = mark("{name} 是 {day} 迁入的，离开不能比这更早")
    return [told(text, row, field, day=row.moved_in_on.isoformat())]


def value_problems(unit: UnitOfWork, rows: Sequence[Any], values: Values) -> list[Problem]:
    """Return what is wrong with new values of people; what was wrong before is not asked about."""
    names = list(ResidentDraft.model_fields)
    found = []
    for row in rows:
        draft = ResidentDraft(**{**{name: getattr(row, name) for name in names}, **values})
        found += [problem for problem in draft.problems(office_day(unit)) if problem.field in values]
    return errors(found)


def refuse(wrong: Sequence[Problem], unit: UnitOfWork, day: date, field: str = "on") -> None:
    """Refuse with everything that is wrong, each said once; also a day that has not come."""
    found = [*past_date_problems(day, field, office_day(unit)), *wrong]
    once = {str(problem): problem for problem in found}
    if once:
        raise RuleBroken(list(once.values()))


def told(text: str, row: Any, field: str = "", **values: object) -> Problem:
    """Return a problem that names somebody."""
    return Problem(text, field, values={"name": row.name, **values})


def place(unit: UnitOfWork, rows: Sequence[Any], values: Values, building_id: RecordId | None) -> None:
    """Write what changes about people who go to a building, and take along what is noted of them."""
    new = {**values, "building_id": building_id}
    unit.update_many(Resident, [(row.id, new) for row in rows], scope=scope_of(unit, building_id))
    moved = [row.id for row in rows if row.building_id != building_id]
    carry_residents(unit, moved, building_id)


def door_of_all(unit: UnitOfWork, rows: Sequence[Any]) -> str:
    """Return the door that people share, empty where they do not."""
    homes = {row.household_id for row in rows if row.household_id is not None}
    return door_of(unit, homes.pop()) if len(homes) == 1 else ""


def counted(door: str, number: int) -> str:
    """Return the words of a step: a door, and how many people where there are several."""
    return " ".join(part for part in (door, str(number) if number > 1 else "") if part)
