"""What a record tells about its matter: its words, and the administrative places that it names."""

from __future__ import annotations

import re
from collections import defaultdict
from operator import add
from typing import Final, TypeAlias

from gridtui.domain.words.tokens import text_tokens

MOST_WORDS: Final = 60
TITLE_WEIGHT: Final = 1.5
_TEXT_READ: Final = 300

Places: TypeAlias = dict[str, set[str]]
"""The places a text names, by kind: ``{"区": {"官渡"}, "名": {"翠湖", "湖花"}}``."""

_NAMED: Final = "名"
"""The kind of what has a name of its own; its names are known by the pairs of their last three characters."""

_DISTRICT = re.compile(r"([A-Z]?[0-9]{1,3}|[A-Z]|[\u4e00-\u9fff]{2})(?<![小社片园校景地])(市|区|县|镇|乡|村)")
_OWN_NAME = re.compile(
    r"([\u4e00-\u9fff]{2,3})"
    r"(?:小区|社区|花园|家园|公寓|大厦|广场|公园|市场|学校|中学|小学|学院|大学|医院|酒店|公司|大道|大桥|路|街)"
)
_NO_NAME = re.compile("[我你他她们咱本该这那某各每个全整贵此其有的是在到和与及等所条座家]")
"""Characters that a name hardly holds: our estate, every road."""

_KINDS_OF_ROAD: Final = frozenset("道公马铁线电网走修大小")


def told_words(title: str, text: str) -> dict[str, float]:
    """Return the first words of a record and how much each counts; those of the title count more."""
    told = dict.fromkeys(_words(title), TITLE_WEIGHT)
    for word in _words(text):
        if len(told) >= MOST_WORDS:
            break
        told.setdefault(word, 1.0)
    return told


def named_places(text: str) -> Places:
    """Return the places that a text names."""
    found: Places = defaultdict(set)
    for name, kind in _DISTRICT.findall(text):
        found["区" if kind == "县" else kind].add(name[-2:])
    for match in _OWN_NAME.finditer(text):
        name = _NO_NAME.split(match[1])[-1]
        road = match[0].endswith(("路", "街")) and match[1][-1] in _KINDS_OF_ROAD
        if not road and len(name) > 1:
            found[_NAMED].update(map(add, name, name[1:]))
    return dict(found)


def elsewhere(one: Places, other: Places) -> bool:
    """Whether two records name places of one kind and none of them is the same."""
    return any(one[kind].isdisjoint(other[kind]) for kind in one.keys() & other.keys())


def same_place(one: Places, other: Places) -> bool:
    """Whether two records name a place in common."""
    return any(not one[kind].isdisjoint(other[kind]) for kind in one.keys() & other.keys())


def _words(text: str) -> list[str]:
    return [word for word in text_tokens(text[:_TEXT_READ]) if len(word) > 1 and word[0] != "_"]
