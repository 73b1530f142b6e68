"""A whole line typed where the place is asked for: offered as understood, then put into the fields."""

from __future__ import annotations

from collections.abc import Container

from gridtui.domain.issues.capture_parts import Capture
from gridtui.domain.issues.capture_parts import PartKind as K
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.words.dates import KUNMING, local_date, shown_date, shown_instant
from gridtui.domain.words.pinyin import surname_of
from gridtui.insight.capturing import Understood
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.issues.suggesting import Suggester
from gridtui.words import tr

LINE = "line:"
"""What the value of such a suggestion begins with."""

_ALWAYS = ("place", "urgent", "anonymous")
"""Fields that a line fills even with nothing: the line itself stands in the first of them."""

_SAID = (K.CATEGORY, K.NATURE, K.URGENT, K.TEXT, K.PERSON, K.PHONE, K.ANONYMOUS, K.TIME)


def says_more_than_a_place(understood: Understood) -> bool:
    """Whether the line is more than a place or a name to look for."""
    kinds = [part.kind for part in understood.capture.parts]
    return len(kinds) > 1 and any(kind in _SAID for kind in kinds) and kinds != [K.TEXT]


def line_suggestion(understood: Understood, serial: str, suggester: Suggester) -> Suggestion:
    """Return the line as it was understood, each part in its own words."""
    words = [*line_words(understood, suggester), understood.capture.text.replace("\n", " ")]
    return Suggestion(LINE + serial, " · ".join(filter(None, words)), tr("整句"), exact=True)


def line_words(
    understood: Understood, suggester: Suggester, *, only: Container[str] | None = None
) -> list[str]:
    """Return what was understood part by part, but for the text; ``only`` names the fields to tell of."""
    capture = understood.capture
    category = suggester.names.category(understood.category) if understood.category else ""
    said = {
        "place": capture.value(K.PLACE)
        if not understood.place or understood.names_stairwell
        else understood.place.place,
        "reporter_name": understood.person.name if understood.person else capture.value(K.PERSON),
        "anonymous": tr("匿名") if capture.is_anonymous else "",
        "category": tr("像 {category}", category=category) if understood.guessed and category else category,
        "nature": tr(IssueNature.label_of(capture.value(K.NATURE))),
        "urgent": tr("加急") if capture.is_urgent else "",
        "clock": said_words(understood),
    }
    return [words for name, words in said.items() if words and (only is None or name in only)]


def said_words(understood: Understood) -> str:
    """Return when a message was sent as it is shown, to the minute where that is known."""
    at = understood.capture.said_at
    if at is not None:
        return shown_instant(at, understood.now)
    return shown_date(understood.capture.said_on, local_date(understood.now))


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
