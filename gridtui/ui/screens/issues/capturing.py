"""What a whole line, typed where the place is asked for, puts into the fields of the form."""

from __future__ import annotations

from gridtui.domain.issues.capture_parts import Capture
from gridtui.domain.issues.capture_parts import PartKind as K
from gridtui.domain.words.dates import KUNMING, local_date
from gridtui.domain.words.pinyin import surname_of
from gridtui.insight.capturing import Understood
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.issues.suggesting import Suggester
from gridtui.words import tr

_ALWAYS = ("place", "urgent", "anonymous")
"""Fields that a line fills even with nothing: the line itself stands in the first of them."""


def line_values(understood: Understood, suggester: Suggester) -> dict[str, object]:
    """Return what the line puts into the fields; what it does not say is left out."""
    capture, person = understood.capture, understood.person
    named = capture.value(K.PERSON)
    values: dict[str, object] = {
        "place": _place(understood, suggester),
        **_time_values(capture),
        "category": suggester.category(understood.category) if understood.category else "",
        "nature": capture.value(K.NATURE),
        "text": capture.text,
        "urgent": capture.is_urgent,
        "anonymous": capture.is_anonymous,
        "reporter_name": suggester.person(person) if person else named,
        "reporter_phone": capture.value(K.PHONE) or (person.phone if person else ""),
    }
    if capture.is_anonymous:
        values |= {"reporter_name": "", "reporter_phone": ""}
    elif person is None and surname_of(named) == named and named:
        # A surname alone is how people speak of somebody; the title says that it is no whole name.
        values["reporter_name"] = tr("{surname}（姓）", surname=named)
    return {name: value for name, value in values.items() if value or name in _ALWAYS}


def _place(understood: Understood, suggester: Suggester) -> Suggestion | str:
    words = understood.capture.value(K.PLACE)
    if understood.place is None:
        return words
    place = suggester.place(understood.place)
    return place._replace(title=words) if understood.names_stairwell else place


def _time_values(capture: Capture) -> dict[str, object]:
    at = capture.said_at
    if at is None:
        return {"registered_at": capture.said_on, "clock": ""}
    return {"registered_at": local_date(at), "clock": f"{at.astimezone(KUNMING):%H:%M}"}
