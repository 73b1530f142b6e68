"""Use cases on moving between doors: whole households, some people, and a household in two; each is one step.

``on`` is the day, today without one; ``form`` is the key of the kept form that is done with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import HEAD
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.residence import OWN_HOME
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Dwelling, Household, Resident
from gridtui.usecases.carrying import carry_household, scope_of
from gridtui.usecases.communities import refuse_elsewhere
from gridtui.usecases.households import Home, add_household, at_home, door_of
from gridtui.usecases.movers import (
    Values,
    came_problems,
    counted,
    gone_problems,
    household_draft,
    lives_here,
    members_of,
    people_of,
    place,
    refuse,
    told,
)
from gridtui.usecases.records import form_done, office_day, read_field
from gridtui.words import mark


def move_household(
    unit: UnitOfWork,
    household_id: RecordId,
    home: Home,
    *,
    on: date | None = None,
    share: bool = False,
    form: str = "",
) -> None:
    """Move a household with everything of its people to another door of the community.

    ``share`` says that it may live behind a door where somebody lives already. The door it leaves is vacant
    when nobody else lives there.
    """
    draft = household_draft(unit, household_id)
    before, day = door_of(unit, household_id), on or office_day(unit)
    refuse_elsewhere(unit.connection, draft.building_id, home.building_id)
    placed = _behind(unit, home, draft, share=share)
    if placed.dwelling_id == draft.dwelling_id:
        raise RuleBroken(Problem(mark("{door} 就是现在的门牌"), "door", values={"door": home.address.text}))
    people = [row for row in people_of(unit, members_of(unit, household_id)) if lives_here(row)]
    refuse([problem for row in people for problem in came_problems(row, day, "on")], unit, day)
    form_done(unit, form)
    values = {"building_id": placed.building_id, "dwelling_id": placed.dwelling_id}
    unit.update(Household, household_id, values, scope=scope_of(unit, placed.building_id))
    if placed.building_id != draft.building_id:
        carry_household(unit, household_id, placed.building_id)
    unit.update_many(Resident, [(row.id, {"moved_in_on": day}) for row in people])
    _vacate(unit, draft.dwelling_id)
    unit.label = f"{before} → {home.address.text}" if before else home.address.text


def move_residents(
    unit: UnitOfWork,
    resident_ids: Sequence[RecordId],
    household_id: RecordId,
    *,
    relation: str = "",
    on: date | None = None,
    form: str = "",
) -> None:
    """Let people move to another household; ``relation`` is how they stand to its head."""
    day, rows = on or office_day(unit), people_of(unit, resident_ids)
    there = household_draft(unit, household_id)
    wrong = [problem for row in rows for problem in [*gone_problems(row), *came_problems(row, day, "on")]]
    text = mark("{name} 已经在这一户")
    wrong += [told(text, row, "household_id") for row in rows if row.household_id == household_id]
    refuse(wrong, unit, day)
    for row in rows:
        if there.building_id is not None:
            refuse_elsewhere(unit.connection, row.building_id, there.building_id)
    form_done(unit, form)
    values = {"household_id": household_id, "relation": relation, "moved_in_on": day}
    place(unit, rows, values, there.building_id)
    unit.label = counted(door_of(unit, household_id), len(rows))


def split_household(
    unit: UnitOfWork,
    household_id: RecordId,
    resident_ids: Sequence[RecordId],
    home: Home,
    *,
    head_id: RecordId | None = None,
    on: date | None = None,
    share: bool = True,
    form: str = "",
) -> RecordId:
    """Let some people of a household form one of their own, at its door or another; returns the new one.

    ``head_id`` answers for it, the first of them without one. Relations to the old head are no longer known,
    except where that head goes along and stays it. Refused where nobody would go, or nobody would stay.
    """
    draft, day = household_draft(unit, household_id), on or office_day(unit)
    rows, head = people_of(unit, resident_ids), head_id or next(iter(resident_ids), None)
    living = {row.id for row in people_of(unit, members_of(unit, household_id)) if lives_here(row)}
    going = {row.id for row in rows}
    wrong = [told(mark("{name} 不在这一户，不能从这户分出去"), row) for row in rows if row.id not in living]
    if not wrong and living <= going:
        wrong.append(Problem(mark("全户的人都选了，那是搬家，不是分户；请留下至少一人")))
    if head not in going:
        wrong.append(Problem(mark("新户的户主要从分出去的人里选"), "head"))
    refuse_elsewhere(unit.connection, draft.building_id, home.building_id)
    new = HouseholdDraft(kind=draft.kind)
    placed = _behind(unit, home, new, share=share, but=household_id)
    moved = placed.dwelling_id != draft.dwelling_id
    wrong += [problem for row in rows if moved for problem in came_problems(row, day, "on")]
    refuse(wrong, unit, day)
    before = door_of(unit, household_id)
    form_done(unit, form)
    new_id = add_household(unit, placed)
    stays_head = any(row.id == head and row.relation == HEAD for row in rows)
    for row in rows:
        relation = HEAD if row.id == head else row.relation if stays_head else ""
        values: Values = {"household_id": new_id, "relation": relation}
        place(unit, [row], values | ({"moved_in_on": day} if moved else {}), placed.building_id)
    unit.label = f"{before} → {home.address.text}" if moved else before
    return new_id


def homes_behind(unit: UnitOfWork, dwelling_id: RecordId, but: RecordId | None = None) -> list[RecordId]:
    """Return the households behind a door, without one of them."""
    chosen = sa.select(col(Household.id)).where(col(Household.dwelling_id) == dwelling_id, *OWN_HOME)
    return [id for id in unit.connection.execute(chosen.order_by(col(Household.num))).scalars() if id != but]


def _behind(
    unit: UnitOfWork, home: Home, draft: HouseholdDraft, *, share: bool, but: RecordId | None = None
) -> HouseholdDraft:
    """Return the draft behind its new door; refused where somebody lives there who is not to be joined.

    A door that was vacant is so no longer.
    """
    placed = at_home(unit, home, draft)
    assert placed.dwelling_id is not None
    if not share and homes_behind(unit, placed.dwelling_id, but):
        text = mark("{door} 已有一户，要和他们合住请选“合住”")
        raise RuleBroken(Problem(text, "door", values={"door": home.address.text}))
    if read_field(unit.connection, Dwelling, placed.dwelling_id, "occupancy") == Occupancy.VACANT:
        unit.update(Dwelling, placed.dwelling_id, {"occupancy": ""})
    return placed


def _vacate(unit: UnitOfWork, dwelling_id: RecordId | None) -> None:
    """Note that a door is vacant that its last household has left."""
    if dwelling_id is None or homes_behind(unit, dwelling_id):
        return
    if read_field(unit.connection, Dwelling, dwelling_id, "use") == DwellingUse.HOME:
        unit.update(Dwelling, dwelling_id, {"occupancy": Occupancy.VACANT.value})
