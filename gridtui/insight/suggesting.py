"""Which category a matter belongs to: what this desk confirmed for the like, and a shipped list of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gridtui.domain.category import FALLBACK
from gridtui.domain.category_words import words_in
from gridtui.insight.similar import Similar, similar_issues

NEIGHBOURS = 12
"""How many records like the text are heard."""

LEAST_LIKE = 0.05
"""Records less like than this are chance."""

LISTED_WORD = 0.25
"""What a character of a listed word weighs beside a likeness of 1; one of a word's characters is free."""


@dataclass(frozen=True, slots=True)
class CategorySuggestion:
    """A category, how much of all evidence speaks for it (0 to 1), and why: words and numbers of records."""

    code: str
    share: float
    words: tuple[str, ...]
    records: tuple[str, ...]


def suggest_categories(
    connection: Connection, text: str, *, limit: int = 3, words: Mapping[str, str] | None = None
) -> list[CategorySuggestion]:
    """Return the likeliest categories of a text, likeliest first; none where nothing speaks for any.

    ``words`` is word → code, the shipped list where it is None.
    """
    return weigh(similar_issues(connection, text, limit=NEIGHBOURS), words_in(text, words), limit)


def weigh(
    neighbours: Sequence[Similar], listed: Mapping[str, Sequence[str]], limit: int
) -> list[CategorySuggestion]:
    """Return the categories for which like records and listed words speak, the strongest first."""
    weights: dict[str, float] = defaultdict(float)
    records: dict[str, list[str]] = defaultdict(list)
    for each in neighbours:
        if each.category not in ("", FALLBACK) and each.likeness >= LEAST_LIKE:
            weights[each.category] += each.likeness
            records[each.category].append(each.number)
    for code, found in listed.items():
        weights[code] += LISTED_WORD * sum(len(word) - 1 for word in found)
    total = sum(weights.values())
    best = sorted(weights, key=lambda code: (-weights[code], code))[:limit]
    return [
        CategorySuggestion(code, weights[code] / total, tuple(listed.get(code, ())), tuple(records[code][:3]))
        for code in best
    ]
