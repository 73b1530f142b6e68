"""What one typed line means in this store: the household behind the door, the person, the category's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gridtui.domain.issues.capture import read_capture
from gridtui.domain.issues.capture_parts import Capture, PartKind
from gridtui.domain.issues.category_words import default_words
from gridtui.domain.issues.issue import IssueDraft, instant_on
from gridtui.domain.words.vocabulary import plain
from gridtui.insight.suggesting import suggest_categories
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.issue_places import PlaceHit, PlaceKind, household_people, place_hits

K = PartKind


@dataclass(frozen=True, slots=True)
class Understood:
    """A line and what the store knows of it.

    ``category`` is what was written, else what words and the like suggest (``guessed``); ``place`` and
    ``person`` are None where nothing or more than one thing is meant; ``now`` is when it was read.
    """

    capture: Capture
    place: PlaceHit | None
    person: PlaceHit | None
    category: str
    guessed: bool
    now: datetime

    @property
    def names_stairwell(self) -> bool:
        """Whether the place says more than the building that was found for it: 3栋2单元."""
        found = self.place
        return bool(found and found.kind is PlaceKind.BUILDING and "单元" in self.capture.value(K.PLACE))

    def draft(self) -> IssueDraft:
        """Return the issue that the line takes down."""
        capture, place, person = self.capture, self.place, self.person
        named = "" if capture.is_anonymous else capture.value(K.PERSON)
        day = capture.said_on
        return IssueDraft(
            registered_at=instant_on(day, "", self.now) if day else capture.said_at,
            nature=capture.value(K.NATURE),
            category=self.category,
            text=capture.text,
            urgent=capture.is_urgent,
            anonymous=capture.is_anonymous,
            place=capture.value(K.PLACE) if place is None or self.names_stairwell else "",
            building_id=place.id if place and place.kind is PlaceKind.BUILDING else None,
            dwelling_id=place.id if place and place.kind is PlaceKind.DWELLING else None,
            household_id=place.household_id if place else None,
            resident_id=person.id if person and not capture.is_anonymous else None,
            reporter_name=person.name if person and named else named,
            reporter_phone="" if capture.is_anonymous else capture.value(K.PHONE),
        )


def understand(
    connection: Connection, line: str, now: datetime, *, forced: Mapping[int, PartKind] | None = None
) -> Understood:
    """Return what a line or a message means here; ``forced`` as in ``domain.capture.read_capture``."""
    known = {plain(row.name): row.code for row in category_rows(connection) if row.active}
    capture = read_capture(line, {**default_words(), **known}, forced=forced, now=now)
    place = _place(connection, capture.value(K.PLACE))
    category, guessed = capture.value(K.CATEGORY), False
    if not category and capture.text:
        suggested = suggest_categories(connection, capture.text, limit=1)
        category, guessed = (suggested[0].code, True) if suggested else ("", False)
    person = _person(connection, place, capture.value(K.PERSON))
    return Understood(capture, place, person, category, guessed, now)


def _place(connection: Connection, typed: str) -> PlaceHit | None:
    hits = place_hits(connection, typed) if typed else []
    exact = [hit for hit in hits if hit.exact]
    whole = [hit for hit in hits if hit.kind is PlaceKind.BUILDING]
    return next(iter(exact or (whole if len(whole) == 1 else [])), None)


def _person(connection: Connection, place: PlaceHit | None, name: str) -> PlaceHit | None:
    """Return the one person of the household whose name begins like this."""
    if not name or place is None or place.household_id is None:
        return None
    found = [hit for hit in household_people(connection, place.household_id) if hit.name.startswith(name)]
    return found[0] if len(found) == 1 else None
