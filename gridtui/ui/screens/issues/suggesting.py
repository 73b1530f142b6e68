"""What the fields of the issue form offer: places and people, categories, the people of a household."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gridtui.domain.words.dates import local_date
from gridtui.domain.words.pinyin import initials_match
from gridtui.insight.capturing import Understood, understand
from gridtui.queries.issues.categories import suggest_categories
from gridtui.queries.issues.issue_places import LastIssue, PlaceHit, PlaceKind, household_people, place_hits
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.issues.line_words import line_suggestion, says_more_than_a_place
from gridtui.ui.screens.issues.naming import Names
from gridtui.words import tr

SEPARATOR = ":"
_LIKE_A_LINE = re.compile("[0-9栋幢].*[\u4e00-\u9fff]{2}|[，。；,;].*[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{2}：")
"""One word that says more than a place: 3-2-501漏水, 你好，我是3栋的王建国，停水了."""


def place_value(hit: PlaceHit) -> str:
    """Return what a place field holds for a hit: its kind and id; a person is at home in the household."""
    if hit.household_id is not None:
        return f"{PlaceKind.HOUSEHOLD.value}{SEPARATOR}{hit.household_id.hex()}"
    return f"{hit.kind.value}{SEPARATOR}{hit.id.hex()}"


def read_place(value: str) -> tuple[PlaceKind, bytes] | None:
    """Return the kind and id that a place field holds; None for a text."""
    kind, _, id = value.partition(SEPARATOR)
    try:
        return PlaceKind(kind), bytes.fromhex(id)
    except ValueError:
        return None


class Suggester:
    """Answers the fields of one form; ``household`` is the place chosen last, for the names offered."""

    def __init__(self, gateway: Gateway) -> None:
        self.names = Names()
        self.household: bytes | None = None
        self._gateway = gateway
        self._lines: dict[str, Understood] = {}
        self._hits: dict[Suggestion, PlaceHit] = {}

    def hit(self, suggestion: Suggestion) -> PlaceHit | None:
        """Return the place or person behind a suggestion of this form."""
        return self._hits.get(suggestion._replace(exact=False))

    async def places(self, typed: str) -> Sequence[Suggestion]:
        """Offer doors, people and buildings."""
        if not typed.strip():
            return ()
        return [self.place(hit) for hit in await self._gateway.read(place_hits, typed)]

    async def places_or_line(self, typed: str) -> Sequence[Suggestion]:
        """Offer doors, people and buildings; before them a whole line as it was understood."""
        words = typed.split()
        if len(words) < 2 and not _LIKE_A_LINE.search(typed):
            return await self.places(typed)
        understood = await self._gateway.read(understand, typed, self._gateway.clock())
        if not says_more_than_a_place(understood):
            return await self.places(typed)
        line = line_suggestion(understood, str(len(self._lines)), self.names)
        self._lines[line.value] = understood
        return [line, *await self.places(words[0])]

    def line(self, suggestion: Suggestion) -> Understood | None:
        """Return the whole line behind a suggestion of this form."""
        return self._lines.get(suggestion.value)

    async def people(self, typed: str) -> Sequence[Suggestion]:
        """Offer the people of the chosen household."""
        if self.household is None:
            return ()
        hits = await self._gateway.read(household_people, self.household)
        return [self.person(hit) for hit in hits if initials_match(hit.name, typed.strip())]

    def categories(self, typed: str) -> Sequence[Suggestion]:
        """Offer categories by code, name or initials; the usual ones while nothing is typed."""
        rows = suggest_categories(list(self.names.categories), typed)
        if not typed.strip() and self.names.usual:
            rows = list(self.names.usual)
        return [self.category(row.code) for row in rows]

    def category(self, code: str) -> Suggestion:
        """Return a category as it stands in its field."""
        row = next((row for row in self.names.categories if row.code == code), None)
        if row is None:
            return Suggestion(code, code)
        major = self.names.by_code.get(row.parent_code, "")
        return Suggestion(code, row.name, f"{code} {major}".strip())

    def place(self, hit: PlaceHit) -> Suggestion:
        """Return a place as it is offered: ``3-2-501 王建国 4人`` with the last issue beside it."""
        people = tr("{n}人", n=hit.people) if hit.kind is PlaceKind.HOUSEHOLD and hit.people else ""
        title = " ".join(part for part in (hit.place, hit.name, people) if part)
        gone = tr("已迁出") if hit.gone else ""
        notes = (hit.relation, hit.phone, gone, self._last(hit.last), hit.building_name)
        note = "  ".join(part for part in notes if part)
        return self._known(Suggestion(place_value(hit), title or tr("没有门牌"), note, hit.exact), hit)

    def person(self, hit: PlaceHit) -> Suggestion:
        """Return a person as the reporter."""
        note = "  ".join(part for part in (hit.relation, hit.phone) if part)
        return self._known(Suggestion(hit.id.hex(), hit.name, note), hit)

    def _known(self, suggestion: Suggestion, hit: PlaceHit) -> Suggestion:
        self._hits[suggestion._replace(exact=False)] = hit
        return suggestion

    def _last(self, last: LastIssue | None) -> str:
        if last is None:
            return ""
        day = local_date(last.registered_at)
        what = self.names.category(last.category) if last.category else last.title
        words = tr("上次 {month}月{day}日 {what}", month=day.month, day=day.day, what=what)
        return f"{words} {tr('未办结')}" if last.is_open else words
