"""What the search screen asks: hits by group as somebody types, and where somebody found serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_states import State
from gridtui.domain.people.masking import mask_phone
from gridtui.queries.searching import CEILING, Hit, search_issues, search_places, search_residents
from gridtui.queries.together.searching import search_together
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Assignment, Issue, Resident


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one group; ``capped`` says that there may be more than these."""

    hits: tuple[Hit, ...]
    capped: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a text; ``states`` of its issues and masked ``phones`` of its residents, by id."""

    text: str
    residents: Found
    issues: Found
    places: Found
    together: Found
    states: dict[RecordId, State]
    phones: dict[RecordId, str]

    @property
    def count(self) -> int:
        """How many hits there are."""
        return sum(len(group.hits) for group in self._groups)

    @property
    def capped(self) -> bool:
        """Whether any group may have more."""
        return any(group.capped for group in self._groups)

    @property
    def _groups(self) -> tuple[Found, ...]:
        return self.residents, self.issues, self.places, self.together


def find(connection: Connection, text: str, limit: int = CEILING) -> Findings:
    """Return up to ``limit`` hits of each group, newest first."""

    def group(search: Callable[[Connection, str, int], list[Hit]]) -> Found:
        hits = search(connection, text, limit)
        return Found(tuple(hits), len(hits) >= limit)

    residents, issues = group(search_residents), group(search_issues)
    return Findings(
        text,
        residents,
        issues,
        group(search_places),
        group(search_together),
        {id: State(code) for id, code in _column(connection, issues, Issue.id, Issue.state)},
        {id: mask_phone(phone) for id, phone in _column(connection, residents, Resident.id, Resident.phone)},
    )


def search_all(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Return residents, issues, places and the rest in turn, ``limit`` in all; none crowds out the others."""
    found = [search(connection, text, limit) for search in _SEARCHES]
    in_turn = sorted((place, kind) for kind, hits in enumerate(found) for place in range(len(hits)))
    chosen = set(in_turn[:limit])
    return [
        hit for kind, hits in enumerate(found) for place, hit in enumerate(hits) if (place, kind) in chosen
    ]


_SEARCHES = (search_residents, search_issues, search_places, search_together)


def post_of(connection: Connection, assignment_id: RecordId) -> tuple[str, RecordId] | None:
    """Return where somebody serves: (``household``, ``building`` or ``grid``, its id); None for elsewhere."""
    names = ("household", "building", "grid")
    chosen = sa.select(*(col(getattr(Assignment, f"{name}_id")) for name in names))
    row = connection.execute(chosen.where(col(Assignment.id) == assignment_id)).one_or_none()
    return next(((name, id) for name, id in zip(names, row or (), strict=False) if id is not None), None)


def _column(connection: Connection, found: Found, id: Any, column: Any) -> Iterator[tuple[RecordId, str]]:
    for some in chunks([hit.id for hit in found.hits]):
        chosen = sa.select(col(id), col(column)).where(col(id).in_(some))
        yield from ((row[0], row[1]) for row in connection.execute(chosen))
