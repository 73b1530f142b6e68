"""What a record tells about its matter: its words, and the administrative places that it names."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final, TypeAlias

from gridtui.domain.tokens import text_tokens

MOST_WORDS: Final = 60
TITLE_WEIGHT: Final = 1.5
_TEXT_READ: Final = 300

Districts: TypeAlias = dict[str, set[str]]
"""The administrative places a text names, by kind: ``{"区": {"官渡"}}``."""

_DISTRICT = re.compile(r"([A-Z]?[0-9]{1,3}|[A-Z]|[\u4e00-\u9fff]{2})(?<![小社片园校景地])(市|区|县|镇|乡|村)")


def told_words(title: str, text: str) -> dict[str, float]:
    """Return the first words of a record and how much each counts; those of the title count more."""
    told = dict.fromkeys(_words(title), TITLE_WEIGHT)
    for word in _words(text):
        if len(told) >= MOST_WORDS:
            break
        told.setdefault(word, 1.0)
    return told


def named_districts(text: str) -> Districts:
    """Return the administrative places that a text names."""
    found: Districts = defaultdict(set)
    for name, kind in _DISTRICT.findall(text):
        found["区" if kind == "县" else kind].add(name[-2:])
    return dict(found)


def elsewhere(one: Districts, other: Districts) -> bool:
    """Whether two records name places of one kind and none of them is the same."""
    return any(one[kind].isdisjoint(other[kind]) for kind in one.keys() & other.keys())


def _words(text: str) -> list[str]:
    return [word for word in text_tokens(text[:_TEXT_READ]) if len(word) > 1 and word[0] != "_"]
