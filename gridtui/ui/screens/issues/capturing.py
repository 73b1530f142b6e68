"""A whole line typed where the place is asked for: offered as understood, then put into the fields."""

from __future__ import annotations

from gridtui.domain.issues.capture import PartKind as K
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.words.pinyin import surname_of
from gridtui.insight.capturing import Understood
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.issues.suggesting import Suggester
from gridtui.words import tr

LINE = "line:"
"""What the value of such a suggestion begins with."""

_SAID = (K.CATEGORY, K.NATURE, K.URGENT, K.TEXT, K.PERSON, K.PHONE, K.ANONYMOUS)


def says_more_than_a_place(understood: Understood) -> bool:
    """Whether the line is more than a place or a name to look for."""
    kinds = [part.kind for part in understood.capture.parts]
    return len(kinds) > 1 and any(kind in _SAID for kind in kinds) and kinds != [K.TEXT]


def line_suggestion(understood: Understood, serial: str, suggester: Suggester) -> Suggestion:
    """Return the line as it was understood, each part in its own words."""
    capture = understood.capture
    category = suggester.names.category(understood.category)
    parts = [
        understood.place.place if understood.place else capture.value(K.PLACE),
        understood.person.name if understood.person else capture.value(K.PERSON),
        tr("匿名") if capture.is_anonymous else "",
        (tr("像 {category}", category=category) if understood.guessed else category) if category else "",
        tr(IssueNature.label_of(capture.value(K.NATURE))),
        tr("加急") if capture.is_urgent else "",
        capture.text,
    ]
    return Suggestion(LINE + serial, " · ".join(part for part in parts if part), tr("整句"), exact=True)


def line_values(understood: Understood, suggester: Suggester) -> dict[str, object]:
    """Return what the line puts into the fields; what it does not say is left out."""
    capture, person = understood.capture, understood.person
    named = capture.value(K.PERSON)
    values: dict[str, object] = {
        "place": suggester.place(understood.place) if understood.place else capture.value(K.PLACE),
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
    return {name: value for name, value in values.items() if value or name in ("urgent", "anonymous")}
