"""A neighbourhood in which every text is the given one, as far as the use cases take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from gridtui.domain.burdens.allowed_items import AllowedItemDraft
from gridtui.domain.burdens.form_request import FormRequestDraft
from gridtui.domain.issues.attachment import GivenFile
from gridtui.domain.issues.hot import hot_name_problems
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.whistle import WhistleDraft
from gridtui.domain.people.assignment import AssignmentDraft
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.people.visit import VisitDraft
from gridtui.domain.places.address import DoorAddress
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import errors
from gridtui.domain.words.text import tidy
from gridtui.storage.log.changes import UnitOfWork
from gridtui.usecases import assignments, households, issues, places, residents, visits
from gridtui.usecases.attachments import attach
from gridtui.usecases.burdens import keep_item, take_down_request
from gridtui.usecases.hot import name_hot
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.whistles import draft_whistle
from tests.conftest import NOON
from tests.journeys.hostile_together import furnish_together

TODAY = date(2026, 11, 24)
D = TypeVar("D", bound=Draft)


@dataclass(frozen=True)
class Place:
    """The records that carry one text."""

    org: bytes
    grid: bytes
    building: bytes
    household: bytes
    resident: bytes
    issue: bytes
    post: bytes
    twin: bytes
    visit: bytes
    handled: bytes
    whistle: bytes
    together: dict[str, bytes]


def filled(draft: D, text: str) -> D:
    """Put the text into every text field that takes it: whole, else its first characters, else not at all."""
    names = [
        name
        for name, field in type(draft).model_fields.items()
        if field.annotation is str and not getattr(draft, name)
    ]
    for name in names:
        for tried in (text, text[:100]):
            changed = type(draft).model_validate({**dict(draft), name: tried})
            wrong = {problem.field for problem in errors(changed.problems(TODAY))}
            if name not in wrong:
                draft = changed
                break
    return draft


def furnish(unit: UnitOfWork, text: str, number: int) -> Place:
    """Write one of every noun; a lone surrogate is in no draft, nor in any file that is read."""
    text = text.encode("utf-8", "ignore").decode()
    text = text if text.strip() else "空" + text
    org = places.add_org(unit, filled(OrgDraft(parent_id=unit.desk.org_id, level=5), text))
    grid = places.add_grid(unit, filled(GridDraft(org_id=unit.desk.org_id), text))
    building = places.add_building(unit, filled(BuildingDraft(label=str(number), grid_id=grid), text))
    door = places.ensure_door(unit, building, DoorAddress(str(number), "1", "501"))
    household = households.add_household(
        unit, filled(HouseholdDraft(building_id=building, dwelling_id=door.dwelling_id), text)
    )
    resident = residents.add_resident(unit, filled(ResidentDraft(household_id=household), text))
    residents.tag_resident(
        unit,
        filled(
            ServiceTagDraft(
                resident_id=resident, tag="other", consent_on=TODAY, review_on=TODAY + timedelta(days=90)
            ),
            text,
        ),
    )
    assignments.assign(unit, filled(AssignmentDraft(role="grid_worker", grid_id=grid), text))
    leads = AssignmentDraft(role="building_leader", building_id=building)
    post = assignments.assign(unit, filled(leads, text))
    twin = residents.add_resident(unit, filled(ResidentDraft(household_id=household), text))
    seen = VisitDraft(household_id=household, visited_on=TODAY, manner="door", outcome="met")
    visit = visits.record_visit(unit, filled(seen, text))
    issue = take_down(unit, text, household_id=household, resident_id=resident)
    attach(unit, issue, [GivenFile(text[:80], f"{number} {text}".encode())])
    handled = take_down(unit, text, steps=(EventKind.SELF_HANDLE,))
    if not hot_name_problems(tidy(text[:40])):
        name_hot(unit, [issue], text[:40])
    take_down_request(unit, filled(FormRequestDraft(), text))
    keep_item(unit, filled(AllowedItemDraft(), text))
    whistle = draft_whistle(unit, filled(WhistleDraft(issue_id=handled), text), [text[:100]])
    known = {"grid": grid, "building": building, "household": household, "resident": resident, "issue": issue}
    together = furnish_together(unit, text, known)
    return Place(
        org, grid, building, household, resident, issue, post, twin, visit, handled, whistle, together
    )


HANDLED = (EventKind.SELF_HANDLE, EventKind.FEEDBACK)


def take_down(unit: UnitOfWork, text: str, *, steps: tuple[EventKind, ...] = HANDLED, **place: Any) -> bytes:
    """Take an issue down, with steps that carry the text."""
    draft = filled(
        IssueDraft(
            category="M11-001",
            nature="help",
            source="phone",
            registered_at=NOON - timedelta(days=40),
            **place,
        ),
        text,
    )
    issue = issues.register_issue(unit, draft)
    for step in steps:
        append_event(unit, issue, step, text=text or "-", at=NOON - timedelta(days=39))
    return issue
