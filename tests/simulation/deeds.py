"""What people at a desk do in the simulation: each through the write gate, each by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, codec_of, table_of
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.tables import (
    Building,
    CalendarDay,
    Category,
    Household,
    Issue,
    IssueEvent,
    Resident,
    ServiceTag,
    TimeLimit,
    Visit,
)
from gridtui.storage.workspace import Workspace
from gridtui.usecases.carrying import carry_household
from gridtui.usecases.issue_events import append_event, event_values
from gridtui.usecases.undo import redo_last, undo_last

Deed = Callable[[UnitOfWork, Random], None]

TEXTS = ("", "一", "二", "三", "四", "五")
_EDITED: tuple[tuple[RecordTable, tuple[str, ...]], ...] = (
    (Resident, ("name", "phone", "note", "sex", "alias_of")),
    (Building, ("name", "note", "contacts", "grid_id")),
    (Household, ("code", "note")),
    (Issue, ("title", "text", "category", "reporter_phone")),
    (Visit, ("problem", "result")),
    (Category, ("name", "ext_code")),
    (TimeLimit, ("note", "amount")),
)


def some_id(
    connection: Connection, random: Random, model: RecordTable, *, deleted: bool = False
) -> bytes | None:
    """Return a record by chance, None where there is none."""
    table = table_of(model)
    ids = connection.execute(
        sa.select(table.c.id).where(table.c.deleted.is_(deleted)).order_by(table.c.id)
    ).scalars()
    found: Sequence[bytes] = ids.all()
    return random.choice(found[-12:]) if found else None


def build(unit: UnitOfWork, random: Random) -> None:
    """Put up a building with a household and people."""
    building = unit.new_id()
    values = {"org_id": unit.desk.org_id, "label": random.choice(TEXTS), "name": random.choice(TEXTS)}
    unit.create(Building, values, scope=building, id=building)
    home = unit.create(Household, {"building_id": building}, scope=building)
    people = [{"building_id": building, "household_id": home, "name": random.choice(TEXTS)} for _ in range(2)]
    ids = unit.create_many(Resident, people, scope=lambda _: building)
    tag = {"building_id": building, "resident_id": ids[0], "tag": "living_alone"}
    unit.create(ServiceTag, tag, scope=building)


def edit(unit: UnitOfWork, random: Random) -> None:
    """Change a field or two of a record."""
    model, names = random.choice(_EDITED)
    id = some_id(unit.connection, random, model)
    if id is None:
        return
    values: dict[str, Any] = {}
    for name in random.sample(names, random.randint(1, 2)):
        values[name] = random.choice(TEXTS)
        if name == "alias_of":
            values[name] = some_id(unit.connection, random, model)
        if name == "grid_id":
            values[name] = None
        if name == "amount":
            values[name] = random.randint(1, 9)
    unit.update(model, id, values)


def hide(unit: UnitOfWork, random: Random) -> None:
    """Delete a record, or bring one back."""
    model = random.choice((Resident, Household, Issue, Visit))
    deleted = random.random() < 0.3
    id = some_id(unit.connection, random, model, deleted=deleted)
    if id is not None:
        unit.set_deleted(model, [id], not deleted)


def move(unit: UnitOfWork, random: Random) -> None:
    """Move a household with all that is its own to another building."""
    home = some_id(unit.connection, random, Household)
    building = some_id(unit.connection, random, Building)
    if home is not None and building is not None:
        unit.update(Household, home, {"building_id": building}, scope=building)
        carry_household(unit, home, building)


def visit(unit: UnitOfWork, random: Random) -> None:
    """Write down a visit to a household."""
    home = some_id(unit.connection, random, Household)
    if home is None:
        return
    building = unit.connection.execute(
        sa.select(col(Household.building_id)).where(col(Household.id) == home)
    ).scalar()
    values = {
        "building_id": building,
        "household_id": home,
        "visited_on": unit.now.date(),
        "outcome": random.choice(("met", "absent", "")),
        "problem": random.choice(TEXTS),
    }
    unit.create(Visit, values, scope=building or unit.desk.org_id)


def take_down(unit: UnitOfWork, random: Random) -> None:
    """Take down an issue."""
    building = some_id(unit.connection, random, Building)
    values = {
        "title": random.choice(TEXTS),
        "building_id": building,
        "org_id": unit.desk.org_id,
        "registered_at": unit.now,
        "nature": "help",
        "reporter_phone": random.choice(TEXTS),
    }
    scope = building or unit.desk.org_id
    issue = unit.create(Issue, values, scope=scope)
    event = event_values(unit, issue, EventKind.REGISTERED, building_id=building, data={})
    unit.create(IssueEvent, event, scope=scope)


def step(unit: UnitOfWork, random: Random) -> None:
    """Make a step of an issue, allowed or not."""
    issue = some_id(unit.connection, random, Issue)
    if issue is None:
        return
    kinds = (
        EventKind.SELF_HANDLE,
        EventKind.REPORT_UP,
        EventKind.DISPATCH,
        EventKind.ACCEPT,
        EventKind.CLOSE,
        EventKind.REOPEN,
        EventKind.RETURN,
        EventKind.NOTE,
    )
    append_event(unit, issue, random.choice(kinds), text=random.choice(TEXTS), data={"to": "4"})


def rule(unit: UnitOfWork, random: Random) -> None:
    """Set a limit, or a day of the calendar."""
    if random.random() < 0.5:
        limit = {"stage": "handle", "amount": random.randint(1, 9), "unit": "working_days"}
        unit.create(TimeLimit, limit, scope=unit.desk.org_id)
    else:
        day = {"day": unit.now.date(), "works": random.random() < 0.5, "name": random.choice(TEXTS)}
        unit.create(CalendarDay, day, scope=unit.desk.org_id)


def decide(unit: UnitOfWork, random: Random) -> None:
    """Resolve a conflict by writing one of its fields again."""
    chosen = sa.select(col(Contested.record), col(Contested.noun), col(Contested.conflicts))
    rows = unit.connection.execute(
        chosen.where(col(Contested.conflicts) != "").order_by(col(Contested.record))
    ).all()
    if not rows:
        return
    row = random.choice(rows)
    model = next(
        model for model, _ in (*_EDITED, (ServiceTag, ()), (Visit, ())) if codec_of(model).noun == row.noun
    )
    name = random.choice(row.conflicts.split(","))
    table = table_of(model)
    value = unit.connection.execute(sa.select(table.c[name]).where(table.c.id == row.record)).scalar()
    unit.settle(model, row.record, {name: value})


def erase(unit: UnitOfWork, random: Random) -> None:
    """Erase a person."""
    person = some_id(unit.connection, random, Resident)
    if person is not None:
        erase_person(unit, person, "asked")


def undo(unit: UnitOfWork, _random: Random) -> None:
    """Take back the last step."""
    undo_last(unit)


def redo(unit: UnitOfWork, _random: Random) -> None:
    """Do it again."""
    redo_last(unit)


DEEDS: tuple[tuple[Deed, int], ...] = (
    (build, 6),
    (edit, 34),
    (hide, 7),
    (move, 6),
    (visit, 6),
    (take_down, 8),
    (step, 18),
    (rule, 2),
    (decide, 5),
    (erase, 2),
    (undo, 5),
    (redo, 2),
)


def act(workspace: Workspace, random: Random) -> str:
    """Do something at a desk, by chance; a refusal is no fault."""
    deed = random.choices([deed for deed, _ in DEEDS], [weight for _, weight in DEEDS])[0]
    try:
        with workspace.write(deed.__name__) as unit:
            deed(unit, random)
    except RuleBroken:
        return f"{deed.__name__} refused"
    return deed.__name__
