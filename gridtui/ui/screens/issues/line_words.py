"""A line of taking down in words: what each part of it was understood as."""

from __future__ import annotations

from collections.abc import Container

from gridtui.domain.issues.capture_parts import PartKind as K
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.words.dates import local_date, shown_date, shown_instant
from gridtui.insight.capturing import Understood
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.issues.naming import Names
from gridtui.words import tr

LINE = "line:"
"""What the value of such a suggestion begins with."""

_SAID = (K.CATEGORY, K.NATURE, K.URGENT, K.TEXT, K.PERSON, K.PHONE, K.ANONYMOUS, K.TIME)


def says_more_than_a_place(understood: Understood) -> bool:
    """Whether the line is more than a place or a name to look for."""
    kinds = [part.kind for part in understood.capture.parts]
    return len(kinds) > 1 and any(kind in _SAID for kind in kinds) and kinds != [K.TEXT]


def line_suggestion(understood: Understood, serial: str, names: Names) -> Suggestion:
    """Return the line as it was understood, each part in its own words."""
    words = [*line_words(understood, names), understood.capture.text.replace("\n", " ")]
    return Suggestion(LINE + serial, " · ".join(filter(None, words)), tr("整句"), exact=True)


def line_words(understood: Understood, names: Names, *, only: Container[str] | None = None) -> list[str]:
    """Return what was understood part by part, but for the text; ``only`` names the fields to tell of."""
    capture = understood.capture
    category = names.category(understood.category) if understood.category else ""
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
