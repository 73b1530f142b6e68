"""Words that tell the category of a matter, shipped for a desk that has confirmed nothing alike yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from gridtui.domain.issues.category import default_categories, default_label_rules, shipped_rows
from gridtui.domain.words.vocabulary import plain

_SHORTEST = 2


@lru_cache(maxsize=1)
def default_words() -> Mapping[str, str]:
    """Return word → code: the names of the shipped categories, other systems' labels, and everyday words."""
    words: dict[str, str] = {}
    for row in shipped_rows("category_words.csv"):
        for word in row["words"].split():
            words.setdefault(plain(word), row["code"])
    for rule in default_label_rules():
        if rule.level == 0:
            words.setdefault(rule.label, rule.code)
    for category in default_categories():
        for word in category.name.split("/"):
            words.setdefault(plain(word), category.code)
    return {word: code for word, code in words.items() if len(word) >= _SHORTEST}


def words_in(text: str, words: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Return code → the listed words that stand in a text; a word inside a longer one does not count."""
    known = default_words() if words is None else words
    line = plain(text)
    found: dict[str, list[str]] = defaultdict(list)
    for word in _longest(word for word in known if word in line):
        found[known[word]].append(word)
    return dict(found)


def _longest(words: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for word in sorted(words, key=len, reverse=True):
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept
