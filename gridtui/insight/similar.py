"""Issues that say nearly the same: found through the words they share, rare words counting most.

The measure is the cosine of two texts over pairs of characters, each pair weighted by the logarithm of how
few records hold it (Salton & Buckley 1988). The search index names the candidates; only the best are read.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.tokens import Query, Term, text_tokens
from gridtui.insight.rarity import rarity
from gridtui.storage.derived.search_index import matching
from gridtui.storage.tables import Issue

MOST_WORDS = 48
"""Pairs of a text that are looked up; a long text says its matter early."""

COMMON = 1_000
"""A pair that so many of the newest records hold tells nothing, and reading more of them takes time."""

_PARTICLES = frozenset("的了吗呢啊吧么")
_READ_AT_LEAST = 60
_TEXT_READ = 400


@dataclass(frozen=True, slots=True)
class Similar:
    """An issue like a text: ``likeness`` from 0 to 1, and the pairs of characters that both hold."""

    id: RecordId
    number: str
    title: str
    category: str
    is_open: bool
    registered_at: datetime | None
    closed_at: datetime | None
    household_id: RecordId | None
    building_id: RecordId | None
    likeness: float
    shared: tuple[str, ...]


def similar_issues(
    connection: Connection, text: str, *, limit: int = 20, besides: Collection[RecordId] = ()
) -> list[Similar]:
    """Return the issues most like a text, likest first; those ``besides`` are left out."""
    words = telling_words(text)
    holders = {word: _holders(connection, word) for word in words}
    total = connection.execute(sa.select(sa.func.max(col(Issue.num)))).scalar() or 0
    weights = {word: _weight(len(nums), total) for word, nums in holders.items()}
    sums: dict[int, float] = defaultdict(float)
    for word, nums in holders.items():
        if len(nums) < COMMON:
            for num in nums:
                sums[num] += weights[word] ** 2
    best = sorted(sums, key=lambda num: (-sums[num], -num))[: max(_READ_AT_LEAST, 2 * limit)]
    rows = _read(connection, col(Issue.num).in_(best), weights, total)
    found = [each for each in rows if each.id not in besides]
    return sorted(found, key=lambda each: -each.likeness)[:limit]


def open_issues_of(connection: Connection, household_id: RecordId, limit: int = 10) -> list[Similar]:
    """Return the open issues of a household, whatever their words: their likeness is 0."""
    theirs = sa.and_(col(Issue.household_id) == household_id, col(Issue.is_open).is_(True))
    return list(_read(connection, theirs, {}, 0))[-limit:]


def telling_words(text: str) -> list[str]:
    """Return the pairs of Chinese characters of a text that mean something, once each, in its order."""
    pairs = (token for token in text_tokens(text[:_TEXT_READ]) if len(token) == 2 and not token.isascii())
    return [pair for pair in pairs if _PARTICLES.isdisjoint(pair)][:MOST_WORDS]


def likeness(one: Iterable[str], other: Iterable[str], weights: Mapping[str, float], usual: float) -> float:
    """Return the cosine of two sets of words, 0 to 1; a word without a weight has the ``usual`` one."""
    left, right = set(one), set(other)
    shared = sum(weights.get(word, usual) ** 2 for word in left & right)
    if not shared:
        return 0.0
    sizes = (sum(weights.get(word, usual) ** 2 for word in side) for side in (left, right))
    return shared / math.sqrt(math.prod(sizes))


def _holders(connection: Connection, word: str) -> list[int]:
    return matching(connection, Issue, Query((Term((word,)),)), limit=COMMON)


def _weight(holders: int, total: int) -> float:
    return rarity(max(holders, 1), total) if holders < COMMON else 0.1


def _read(
    connection: Connection, where: sa.ColumnElement[bool], weights: Mapping[str, float], total: int
) -> Iterable[Similar]:
    chosen = sa.select(
        col(Issue.id),
        col(Issue.number),
        col(Issue.title),
        sa.func.substr(col(Issue.text), 1, _TEXT_READ).label("text"),
        col(Issue.category),
        col(Issue.is_open),
        col(Issue.registered_at),
        col(Issue.closed_at),
        col(Issue.household_id),
        col(Issue.building_id),
    )
    rare = _weight(1, total) / 2
    for row in connection.execute(chosen.where(where, col(Issue.deleted).is_(False))):
        words = telling_words(f"{row.title} {row.text}")
        yield Similar(
            row.id,
            row.number,
            row.title or row.text[:40],
            row.category,
            row.is_open,
            row.registered_at,
            row.closed_at,
            row.household_id,
            row.building_id,
            likeness(weights, words, weights, rare),
            tuple(word for word in words if word in weights and weights[word] > 1)[:6],
        )
