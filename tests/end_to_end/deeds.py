"""What people do at a desk in a month, through the use cases, each by chance; a refusal is no fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.attachment import GivenFile
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import WhistleStep
from gridtui.domain.issues.whistle import WhistleDraft
from gridtui.domain.people.assignment import AssignmentDraft
from gridtui.domain.people.erasure import ErasureReason
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.people.visit import Outcome, PromiseDraft, VisitDraft
from gridtui.domain.places.address import DoorAddress
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.fields import RecordTable, codec_of, model_of, table_of
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.tables import Building, Household, Issue, Org, Promise, Resident, Visit, Whistle
from gridtui.storage.tables.together import TOGETHER
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households, places, privacy, residents, visits
from gridtui.usecases.assignments import assign
from gridtui.usecases.attachments import attach
from gridtui.usecases.conflicts import resolve
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.issues import register_issue
from gridtui.usecases.moves import move_household
from gridtui.usecases.together import records
from gridtui.usecases.undo import redo_last, undo_last
from gridtui.usecases.whistles import draft_whistle, end_whistle, step_whistle

Deed = Callable[[Workspace, Random], None]

WORDS = ("楼道灯不亮", "水管漏水", "噪音扰民", "电梯停运", "井盖松动", "占道停车")
SURNAMES, GIVEN = "赵钱孙李周吴郑王", "秀芬建国桂英志强"
STEPS = (
    EventKind.SELF_HANDLE,
    EventKind.NOTE,
    EventKind.FEEDBACK,
    EventKind.PASS_VERIFY,
    EventKind.REPORT_UP,
    EventKind.ACCEPT,
    EventKind.CLOSE,
    EventKind.REOPEN,
    EventKind.URGENT,
)
NOUNS = ("meeting", "deliberation", "decision", "demand")
_NEWEST = 8


def chosen(desk: Workspace, chance: Random, model: RecordTable) -> bytes:
    """Return one of the newest live records that lie where this desk may write.

    Of so few that several desks often hit upon the same; ``LookupError`` where there is none.
    """
    table = table_of(model)
    found = sa.select(table.c.id).where(table.c.deleted.is_(False)).order_by(table.c.id.desc())
    if "building_id" in table.c:
        home = sa.select(col(Building.id)).where(col(Building.grid_id).is_not(None))
        found = found.where(table.c.building_id.in_(home))
    elif model is Building:
        found = found.where(col(Building.grid_id).is_not(None))
    with desk.read() as connection:
        ids: Sequence[bytes] = connection.execute(found.limit(_NEWEST)).scalars().all()
    if not ids:
        raise LookupError(table.name)
    return chance.choice(ids)


def stored_draft(desk: Workspace, model: RecordTable, kind: type[Draft], id: bytes, **values: Any) -> Any:
    """Return the draft of a stored record with some values changed, as a form would."""
    table = table_of(model)
    names = [name for name in kind.model_fields if name in table.c]
    with desk.read() as connection:
        row = connection.execute(sa.select(*(table.c[name] for name in names)).where(table.c.id == id)).one()
    return kind.model_validate({**dict(zip(names, row, strict=True)), **values})


def settle(desk: Workspace, chance: Random) -> None:
    """Take a household in, with somebody in it."""
    building = chosen(desk, chance, Building)
    address = DoorAddress("1", "1", f"{chance.randint(1, 9)}0{chance.randint(1, 4)}")
    with desk.write("add_household") as unit:
        home = households.settle_household(
            unit, households.Home(building, address), HouseholdDraft(kind="permanent")
        )
        residents.add_resident(unit, ResidentDraft(household_id=home, name=_name(chance)))


def take_in(desk: Workspace, chance: Random) -> None:
    """Take in a resident, sometimes with a service need."""
    home = chosen(desk, chance, Household)
    with desk.write("add_resident") as unit:
        draft = ResidentDraft(
            household_id=home, name=_name(chance), phone=f"1388888{chance.randint(0, 9999):04}"
        )
        person = residents.add_resident(unit, draft)
        if chance.random() < 0.3:
            today = local_date(unit.now)
            tag = ServiceTagDraft(resident_id=person, tag="living_alone", purpose="探访", basis="申请",
                                  consent_on=today, review_on=today + timedelta(days=90))  # fmt: skip
            residents.tag_resident(unit, tag)


def edit_person(desk: Workspace, chance: Random) -> None:
    """Correct a resident: the note alone, or name and phone."""
    id = chosen(desk, chance, Resident)
    values = {"note": f"备注{chance.randrange(9)}"}
    if chance.random() < 0.4:
        values |= {"name": _name(chance), "phone": f"1388888{chance.randint(0, 9999):04}"}
    draft = stored_draft(desk, Resident, ResidentDraft, id, **values)
    with desk.write("edit_resident") as unit:
        residents.edit_resident(unit, id, draft)


def edit_home(desk: Workspace, chance: Random) -> None:
    """Write the note of a household."""
    id = chosen(desk, chance, Household)
    draft = stored_draft(desk, Household, HouseholdDraft, id, note=f"户情{chance.randrange(9)}")
    with desk.write("edit_household") as unit:
        households.edit_household(unit, id, draft)


def visit(desk: Workspace, chance: Random) -> None:
    """Write down a visit, sometimes with a promise."""
    home = chosen(desk, chance, Household)
    with desk.write("record_visit") as unit:
        draft = VisitDraft(household_id=home, outcome=Outcome.MET.value, problem=chance.choice(WORDS))
        id = visits.record_visit(unit, draft)
        if chance.random() < 0.3:
            due = local_date(unit.now) + timedelta(days=7)
            visits.add_promise(unit, PromiseDraft(visit_id=id, household_id=home, text="来修", due_on=due))


def keep(desk: Workspace, chance: Random) -> None:
    """Keep a promise."""
    id = chosen(desk, chance, Promise)
    with desk.write("keep_promise") as unit:
        visits.keep_promise(unit, id)


def take_down(desk: Workspace, chance: Random) -> None:
    """Take down an issue, sometimes with a photo."""
    home = chosen(desk, chance, Household)
    with desk.write("register_issue") as unit:
        draft = IssueDraft(text=chance.choice(WORDS), source="visit", nature="help", category="E01-001",
                           household_id=home)  # fmt: skip
        issue = register_issue(unit, draft)
        if chance.random() < 0.2:
            attach(unit, issue, [GivenFile("现场.txt", chance.randbytes(chance.randint(1, 3000)))])


def step(desk: Workspace, chance: Random) -> None:
    """Make a step of an issue that can be made now."""
    issue = chosen(desk, chance, Issue)
    for kind in chance.sample(STEPS, len(STEPS)):
        try:
            with desk.write("move_issue") as unit:
                take_step(unit, issue, kind, text="办理")
            return
        except RuleBroken:
            continue


def blow(desk: Workspace, chance: Random) -> None:
    """Blow a whistle for an issue: the office above and one outside are called."""
    issue = chosen(desk, chance, Issue)
    with desk.read() as connection:
        orgs = connection.execute(sa.select(col(Org.id)).order_by(col(Org.id))).scalars().all()
    with desk.write("blow_whistle") as unit:
        draft = WhistleDraft(issue_id=issue, title=chance.choice(WORDS), text="请来", level=3)
        draft_whistle(unit, draft, (chance.choice(orgs).hex(), "供电局"))


def answer(desk: Workspace, chance: Random) -> None:
    """Make a step of a whistle, or take it off."""
    whistle = chosen(desk, chance, Whistle)
    steps = list(WhistleStep)
    for kind in chance.sample(steps, len(steps)):
        try:
            with desk.write("answer_whistle") as unit:
                step_whistle(unit, whistle, kind, unit_key="供电局", text="已到", data={"by": "街道办"})
            return
        except RuleBroken:
            continue
    with desk.write("end_whistle") as unit:
        end_whistle(unit, whistle, text="办妥")


def move(desk: Workspace, chance: Random) -> None:
    """Move a household to another building."""
    home, building = chosen(desk, chance, Household), chosen(desk, chance, Building)
    address = DoorAddress("1", "2", f"{chance.randint(1, 9)}0{chance.randint(1, 4)}")
    with desk.write("move_people") as unit:
        move_household(unit, home, households.Home(building, address))


def appoint(desk: Workspace, chance: Random) -> None:
    """Appoint somebody at a building."""
    building = chosen(desk, chance, Building)
    with desk.write("assign") as unit:
        assign(unit, AssignmentDraft(role="building_leader", person_name=_name(chance), building_id=building))


def remove(desk: Workspace, chance: Random) -> None:
    """Take a record away."""
    model = chance.choice((Resident, Household, Visit))
    id = chosen(desk, chance, model)
    with desk.write("delete_record") as unit:
        if model is Resident:
            residents.remove_resident(unit, id)
        elif model is Household:
            households.remove_household(unit, id)
        else:
            visits.remove_visit(unit, id)


def work_together(desk: Workspace, chance: Random) -> None:
    """Write a record of working together, or go on with one."""
    noun = chance.choice(NOUNS)
    title = chance.choice(WORDS)
    if chance.random() < 0.5:
        with desk.write("add_record") as unit:
            today = local_date(unit.now)
            given = {
                "title": title,
                "planned_on": today,
                "found_on": today,
                "due_on": today,
                "owner_name": "周敏",
            }
            kind = draft_class(noun)
            records.add(unit, kind(**{name: given[name] for name in given if name in kind.model_fields}))
        return
    table = table_of(TOGETHER[noun])
    with desk.read() as connection:
        own = sa.select(table.c.id).where(table.c.org_id == desk.desk.org_id, table.c.deleted.is_(False))
        ids = connection.execute(own.order_by(table.c.id)).scalars().all()
    if ids:
        with desk.write("edit_record") as unit:
            records.change(unit, noun, chance.choice(ids), {"title": title})


def erase(desk: Workspace, chance: Random) -> None:
    """Erase a person."""
    privacy.erase(desk, chosen(desk, chance, Resident), chance.choice(list(ErasureReason)[:2]).value)


def decide(desk: Workspace, chance: Random) -> None:
    """Resolve a conflict with the value that shows."""
    with desk.read() as connection:
        rows = connection.execute(
            sa.select(col(Contested.record), col(Contested.noun), col(Contested.conflicts))
            .where(col(Contested.conflicts) != "")
            .order_by(col(Contested.record))
        ).all()
        if not rows:
            return
        row = chance.choice(rows)
        model, name = model_of(row.noun), chance.choice(row.conflicts.split(","))
        assert model is not None
        table = table_of(model)
        value = connection.execute(sa.select(table.c[name]).where(table.c.id == row.record)).scalar()
    with desk.write("resolve_conflict") as unit:
        field = codec_of(model).fields[name]
        resolve(unit, row.record, name, None if value is None else field.encode(value))


def tell_place(desk: Workspace, chance: Random) -> None:
    """Write the note of a building: at an office above, where no names of people are known."""
    from gridtui.domain.places.building import BuildingDraft

    id = chosen(desk, chance, Building)
    draft = stored_draft(desk, Building, BuildingDraft, id, note=f"楼况{chance.randrange(9)}")
    with desk.write("edit_building") as unit:
        places.edit_building(unit, id, draft)


def undo(desk: Workspace, _: Random) -> None:
    """Take back the last step."""
    with desk.write("undo") as unit:
        undo_last(unit)


def redo(desk: Workspace, _: Random) -> None:
    """Do it again."""
    with desk.write("redo") as unit:
        redo_last(unit)


EVERYWHERE: tuple[tuple[Deed, int], ...] = (
    (step, 16),
    (blow, 3),
    (answer, 5),
    (work_together, 5),
    (tell_place, 4),
    (decide, 4),
    (undo, 3),
    (redo, 1),
)
AMONG_PEOPLE: tuple[tuple[Deed, int], ...] = (
    (settle, 5),
    (take_in, 7),
    (edit_person, 16),
    (edit_home, 7),
    (visit, 10),
    (keep, 3),
    (take_down, 10),
    (remove, 3),
    (move, 4),
    (erase, 2),
    (appoint, 2),
)


def act(desk: Workspace, chance: Random) -> tuple[str, bool]:
    """Do something at a desk, by chance; returns what, and whether it was done."""
    known = EVERYWHERE + (AMONG_PEOPLE if desk.desk.level >= Level.COMMUNITY else ())
    deed = chance.choices([deed for deed, _ in known], [weight for _, weight in known])[0]
    try:
        deed(desk, chance)
    except (RuleBroken, LookupError):
        return deed.__name__, False
    return deed.__name__, True


def _name(chance: Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
