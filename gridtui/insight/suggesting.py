"""Which category a matter belongs to: what this desk confirmed for the like, and a shipped list of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gridtui.domain.issues.category import FALLBACK
from gridtui.domain.issues.category_words import words_in
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.words.vocabulary import plain
from gridtui.insight.similar import Similar, similar_issues

NEIGHBOURS = 12
"""How many records like the text are heard."""

LEAST_LIKE = 0.05
"""Records less like than this are chance."""

OPENING = 25
"""Characters in which a text, or its title, says what it is about."""

LISTED_WORD, LISTED_LATER = 0.3, 0.075
"""What a character of a listed word weighs beside a likeness of 1, in the opening and after it.

One of a word's characters is free.
"""

_NATURES = frozenset(plain(word) for nature in IssueNature for word in (nature.label, *nature.words))


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
    return weigh(similar_issues(connection, text, limit=NEIGHBOURS), text, limit, words=words)


def weigh(
    neighbours: Sequence[Similar], text: str, limit: int, *, words: Mapping[str, str] | None = None
) -> list[CategorySuggestion]:
    """Return the categories for which like records and the listed words of a text speak, strongest first."""
    weights: dict[str, float] = defaultdict(float)
    records: dict[str, list[str]] = defaultdict(list)
    for each in neighbours:
        if each.category not in ("", FALLBACK) and each.likeness >= LEAST_LIKE:
            weights[each.category] += each.likeness
            records[each.category].append(each.number)
    listed = _telling(words_in(text, words))
    opening = plain(text[: 2 * OPENING])[:OPENING]
    for code, found in listed.items():
        for word in found:
            weights[code] += (LISTED_WORD if word in opening else LISTED_LATER) * (len(word) - 1)
    total = sum(weights.values())
    best = sorted(weights, key=lambda code: (-weights[code], code))[:limit]
    return [
        CategorySuggestion(code, weights[code] / total, tuple(listed.get(code, ())), tuple(records[code][:3]))
        for code in best
    ]


def _telling(listed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Leave out words that say how something is raised, not what, unless there are no others."""
    told = {code: [word for word in found if word not in _NATURES] for code, found in listed.items()}
    telling = {code: found for code, found in told.items() if found}
    return telling or {code: list(found) for code, found in listed.items()}
