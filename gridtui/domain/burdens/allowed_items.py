"""The list 准入清单 of what offices above may ask for, and of stamps; shipped with invented examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gridtui.domain.issues.category import shipped_rows
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary, plain
from gridtui.words import mark

DEFAULT_LABEL: Final = mark("默认示例，请按本地清单导入")
"""What is said beside the shipped list: its size is that of the source (41 and 2), its names are invented."""

_LEAST_COMMON = 3
"""Characters in a row that a form's title and an item must share to be taken for the same."""


class ItemKind(Vocabulary):
    """What an item is."""

    ITEM = "item", mark("事务"), "行政事务", "工作事项", "事项", "报表"
    STAMP = "stamp", mark("盖章"), "证明", "盖章事项", "盖章证明", "开具证明"


class AllowedItemDraft(Draft):
    """An item as entered, shipped or imported."""

    code: str = ""
    name: str = ""
    kind: str = ItemKind.ITEM.value
    active: bool = True
    note: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [] if self.name else [Problem(mark("请填写事项名称"), "name")]
        return found + ItemKind.problems_of(self.kind, "kind")


@dataclass(frozen=True, slots=True)
class AllowedItem:
    """One item of the list in force; ``id`` None where the program brought it."""

    code: str
    name: str
    kind: str = ItemKind.ITEM.value
    note: str = ""
    id: bytes | None = None

    @property
    def key(self) -> str:
        """What a request names it by: its code, its name where it has none."""
        return self.code or self.name


@lru_cache(maxsize=1)
def default_items() -> tuple[AllowedItem, ...]:
    """Return the shipped examples of ``data/allowed_items.csv``."""
    rows = shipped_rows("allowed_items.csv")
    return tuple(AllowedItem(row["code"], row["name"], row["kind"], row["note"]) for row in rows)


def likely_item(title: str, items: Iterable[AllowedItem]) -> AllowedItem | None:
    """Return the item whose name has most in common with a form's title; None where that says nothing."""
    best: tuple[int, AllowedItem | None] = (_LEAST_COMMON, None)
    for item in items:
        common = _in_common(plain(title), plain(item.name))
        if common > best[0] or (best[1] is None and common == best[0]):
            best = common, item
    return best[1]


def _in_common(one: str, other: str) -> int:
    """Return the length of the longest text that both hold."""
    longest = 0
    lengths = [0] * (len(other) + 1)
    for letter in one:
        before = 0
        for place, against in enumerate(other, 1):
            lengths[place], before = (before + 1 if letter == against else 0), lengths[place]
            longest = max(longest, lengths[place])
    return longest
