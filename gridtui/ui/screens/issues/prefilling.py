"""What the issue form begins with: the place and person it was opened for, or the issue it corrects."""

from __future__ import annotations

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.words.dates import local_date
from gridtui.queries.issues.issue_places import PlaceHit, PlaceKind, household_people, place_of
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.issues.entry_fields import values_of
from gridtui.ui.screens.issues.suggesting import Suggester, read_place

Given = tuple[PlaceKind, RecordId]


def given_place(
    building_id: RecordId | None,
    household_id: RecordId | None,
    resident_id: RecordId | None,
    dwelling_id: RecordId | None = None,
) -> Given | None:
    """Return the most particular place that is known."""
    known = (
        (PlaceKind.RESIDENT, resident_id),
        (PlaceKind.HOUSEHOLD, household_id),
        (PlaceKind.DWELLING, dwelling_id),
        (PlaceKind.BUILDING, building_id),
    )
    return next(((kind, id) for kind, id in known if id is not None), None)


def new_values(gateway: Gateway, suggester: Suggester, given: Given | None) -> dict[str, object]:
    """Return what a new form begins with."""
    values: dict[str, object] = {"registered_at": local_date(gateway.clock())}
    hit = gateway.read_now(place_of, *given) if given else None
    if hit is not None:
        values |= {"place": suggester.place(hit), **reporter_values(gateway, suggester, hit)}
    return values


def stored_values(gateway: Gateway, suggester: Suggester, draft: IssueDraft) -> dict[str, object]:
    """Return what the form of an issue that is there begins with."""
    place = _stored_place(gateway, suggester, draft)
    suggester.household = draft.household_id
    return values_of(draft, place, suggester.category(draft.category))


def reporter_values(gateway: Gateway, suggester: Suggester, hit: PlaceHit) -> dict[str, object]:
    """Return what fills the reporter: the person chosen, or the only one of a household; else nobody."""
    suggester.household = hit.household_id
    person = hit if hit.kind is PlaceKind.RESIDENT else None
    if hit.kind is PlaceKind.HOUSEHOLD and hit.people == 1:
        person = next(iter(gateway.read_now(household_people, hit.id) or ()), None)
    if person is None:
        return {"reporter_name": "", "reporter_phone": ""}
    return {"reporter_name": suggester.person(person), "reporter_phone": person.phone}


def household_of(place: Suggestion | None) -> RecordId | None:
    """Return the household that stands in a place field."""
    known = read_place(place.value) if place else None
    return known[1] if known and known[0] is PlaceKind.HOUSEHOLD else None


def _stored_place(gateway: Gateway, suggester: Suggester, draft: IssueDraft) -> Suggestion | None:
    known = (
        (PlaceKind.HOUSEHOLD, draft.household_id),
        (PlaceKind.DWELLING, draft.dwelling_id),
        (PlaceKind.BUILDING, draft.building_id),
    )
    kind, id = next(((kind, id) for kind, id in known if id is not None), (None, b""))
    hit = gateway.read_now(place_of, kind, id) if kind else None
    if hit is None:
        return None
    place = suggester.place(hit)
    # A text that says more than the building is what stands in the field.
    return place._replace(title=draft.place) if kind is PlaceKind.BUILDING and draft.place else place
