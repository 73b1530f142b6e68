"""Use cases on records that are one thing: joining two people or households by alias, and separating them.

A joined record is shown inside the one it joined, one step deep; what was written for the join is taken back
when it is separated, as far as nobody wrote over it since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import HEAD, ResidentDraft
from gridtui.domain.people.twins import (
    PersonTraits,
    Side,
    joined_value,
    person_twins,
    traits_phones,
    usual_sides,
)
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.storage.derived.aliases import joined_to, shown_in
from gridtui.storage.derived.kept_apart import Pair, kept_apart
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import Assignment, Household, Resident
from gridtui.usecases.carrying import scope_of
from gridtui.usecases.households import door_of
from gridtui.usecases.movers import place
from gridtui.usecases.records import form_done, office_day
from gridtui.words import mark

Sides = Mapping[str, Side]

PERSON_FIELDS = tuple(
    name for name in ResidentDraft.model_fields if name not in ("building_id", "household_id", "alias_of")
)
"""Fields of which one value is chosen when two records of a person are joined; the home is chosen as one."""
HOME_FIELDS = ("code", "kind", "note")
"""Fields of which one value is chosen when two households are joined."""


def join_residents(
    unit: UnitOfWork,
    kept_id: RecordId,
    other_id: RecordId,
    sides: Sides | None = None,
    *,
    different_ids: bool = False,
    form: str = "",
) -> None:
    """Join the record of a person to another of the same person, which is kept and shown.

    ``sides`` says whose value each field gets, also ``household_id`` for the home; what it leaves out stays
    with the kept one, or comes from the other where that has none. Two different ID numbers are refused
    unless ``different_ids`` says that somebody looked.
    """
    kept, other = pair_of(unit, Resident, kept_id, other_id)
    if kept.id_number and other.id_number and kept.id_number != other.id_number and not different_ids:
        text = mark("两条记录的身份证号不同，请先核对是不是同一个人")
        raise RuleBroken(Problem(text, "id_number"))
    form_done(unit, form)
    _join_person(unit, kept, other, sides or {})
    unit.label = door_of(unit, kept.household_id) if kept.household_id else ""


def join_households(
    unit: UnitOfWork,
    kept_id: RecordId,
    other_id: RecordId,
    sides: Sides | None = None,
    *,
    form: str = "",
) -> int:
    """Join a household to another, which is kept and where its people live from now on.

    Returns how many people were known twice: those whom the rule finds in both are joined too. The head of
    the kept one stays head; how the other one's head stands to that head is not known.
    """
    kept, other = pair_of(unit, Household, kept_id, other_id)
    form_done(unit, form)
    mine, theirs = _people(unit, kept.id), _people(unit, other.id)
    twice = _known_twice(kept, mine, theirs, kept_apart(unit.connection, Resident))
    has_head = any(row.relation == HEAD for row in mine if _counts(row))
    for row in theirs:
        values: dict[str, Any] = {"household_id": kept.id}
        if has_head and row.relation == HEAD and row.id not in twice:
            values["relation"] = ""
        place(unit, [row], values, kept.building_id)
    for row in theirs:
        if row.id in twice:
            _join_person(unit, twice[row.id], row, {"household_id": Side.KEPT, "relation": Side.KEPT})
    _hand_posts(unit, other.id, kept.id)
    names = {name: sides[name] for name in HOME_FIELDS if sides and name in sides}
    _write_joined(unit, Household, kept, other, HOME_FIELDS, names)
    _point(unit, Household, other.id, kept.id)
    unit.label = door_of(unit, kept.id)
    return len(twice)


def _join_person(unit: UnitOfWork, kept: Any, other: Any, sides: Sides) -> None:
    _write_joined(unit, Resident, kept, other, PERSON_FIELDS, sides)
    if sides.get("household_id") is Side.OTHER and other.household_id != kept.household_id:
        place(unit, [kept], {"household_id": other.household_id}, other.building_id)
    _point(unit, Resident, other.id, kept.id)


def _write_joined(
    unit: UnitOfWork, model: RecordTable, kept: Any, other: Any, names: Sequence[str], sides: Sides
) -> None:
    """Write the values that the kept record takes from the other."""
    mine, theirs = kept._mapping, other._mapping
    chosen = usual_sides(mine, theirs, names) | {name: side for name, side in sides.items() if name in names}
    values = {name: joined_value(name, mine[name], theirs[name], side) for name, side in chosen.items()}
    new = {name: value for name, value in values.items() if value != mine[name]}
    draft: Any = ResidentDraft if model is Resident else HouseholdDraft
    now = draft(**({name: mine[name] for name in draft.model_fields} | new))
    wrong = [problem for problem in errors(now.problems(office_day(unit))) if problem.field in new]
    if wrong:
        raise RuleBroken(wrong)
    unit.update(model, kept.id, new)


def _point(unit: UnitOfWork, model: RecordTable, other_id: RecordId, kept_id: RecordId) -> None:
    """Let a record, and those that stand inside it, point to the kept one."""
    inside = joined_to(unit.connection, model, other_id)
    unit.update_many(model, [(id, {"alias_of": kept_id}) for id in (other_id, *inside)])


def pair_of(unit: UnitOfWork, model: RecordTable, kept_id: RecordId, other_id: RecordId) -> tuple[Any, Any]:
    """Return two live records as they are shown; refused where they are one already, or one is gone."""
    kept_id, other_id = (shown_in(unit.connection, model, id) for id in (kept_id, other_id))
    if kept_id == other_id:
        raise RuleBroken(Problem(mark("这两条已经是同一条记录")))
    table = table_of(model)
    chosen = sa.select(table).where(table.c.id.in_([kept_id, other_id]), table.c.deleted.is_(False))
    rows = {row.id: row for row in unit.connection.execute(chosen)}
    if len(rows) < 2:
        raise RuleBroken(Problem(mark("有一条记录已经不在了，没有合并")))
    if any(row.alias_of is not None for row in rows.values()):
        raise RuleBroken(Problem(mark("有记录互相并入，请先把它们拆开")))
    return rows[kept_id], rows[other_id]


def _people(unit: UnitOfWork, household_id: RecordId) -> list[Any]:
    table = table_of(Resident)
    chosen = sa.select(table).where(table.c.household_id == household_id, table.c.deleted.is_(False))
    return list(unit.connection.execute(chosen.order_by(table.c.num)))


def _known_twice(
    kept: Any, mine: Sequence[Any], theirs: Sequence[Any], apart: Collection[Pair]
) -> dict[RecordId, Any]:
    """Return whom of the other household the kept one knows too: their record → the kept one's."""
    found: dict[RecordId, Any] = {}
    free = [row for row in mine if row.alias_of is None]
    for row in theirs:
        known = (own for own in free if person_twins(_traits(own, kept.id), _traits(row, kept.id)))
        same = next((own for own in known if frozenset((own.id, row.id)) not in apart), None)
        if same is not None and row.alias_of is None:
            found[row.id] = same
            free.remove(same)
    return found


def _traits(row: Any, place_id: RecordId) -> PersonTraits:
    phones = traits_phones(row.phone)
    return PersonTraits(row.id, row.name, row.id_number, row.birth_date, phones, place_id)


def _counts(row: Any) -> bool:
    return row.alias_of is None and row.moved_out_on is None and row.died_on is None


def _hand_posts(unit: UnitOfWork, other_id: RecordId, kept_id: RecordId) -> None:
    """Let what the other household is, such as a hub household, be said of the kept one."""
    chosen = sa.select(col(Assignment.id)).where(
        col(Assignment.household_id) == other_id, col(Assignment.deleted).is_(False)
    )
    ids = list(unit.connection.execute(chosen.order_by(col(Assignment.num))).scalars())
    building = sa.select(col(Household.building_id)).where(col(Household.id) == kept_id)
    scope = scope_of(unit, unit.connection.execute(building).scalar())
    unit.update_many(Assignment, [(id, {"household_id": kept_id}) for id in ids], scope=scope)
