"""Closed vocabularies and open word lists: what is stored, what is shown, and what people write instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Self

from gridtui.domain.words.problems import Problem
from gridtui.words import mark, tr


def plain(text: str) -> str:
    """Return the text as it is compared: NFKC, small letters, without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class Vocabulary(StrEnum):
    """A closed vocabulary; a member is written ``CODE = "code", mark("标签"), "又一说法", …``.

    The code is stored, ``label`` (Chinese, marked) is shown, and ``words`` are other ways people write it.
    """

    label: str
    words: tuple[str, ...]

    def __new__(cls, code: str, label: str = "", *words: str) -> Self:
        """Make the member ``code``; called by the enum machinery only."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.words = words
        return member

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the member that a ledger's words mean, or None.

        Codes and labels are understood too, labels also in the language in use: a list handed out in
        English comes back in English.
        """
        word = plain(text)
        code = _by_word(cls).get(word)
        if code is None and word:
            return next((member for member in cls if plain(tr(member.label)) == word), None)
        return None if code is None else cls(code)

    @classmethod
    def has(cls, code: str) -> bool:
        """Return whether the code is one of this vocabulary's; ``in`` refuses text before Python 3.12."""
        return code in cls._value2member_map_

    @classmethod
    def label_of(cls, code: str) -> str:
        """Return the label of a stored code, or the code itself where this program does not know it."""
        member = cls._value2member_map_.get(code)
        return member.label if isinstance(member, cls) else code

    @classmethod
    def choices(cls) -> tuple[tuple[str, str], ...]:
        """Return (code, label) of every member, in the order of declaration."""
        return tuple((member.value, member.label) for member in cls)

    @classmethod
    def problems_of(cls, code: str, field: str) -> list[Problem]:
        """Return what is wrong with a stored code; empty is allowed."""
        if not code or cls.has(code):
            return []
        return [Problem(mark("“{value}”不是可选的值，请从列表中选"), field, values={"value": code})]


@lru_cache(maxsize=64)
def _by_word(vocabulary: type[Vocabulary]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for member in vocabulary:
        for word in (member.value, member.label, *member.words):
            words.setdefault(plain(word), member.value)
    return words


class WordList:
    """An open list: the usual words, and what other ledgers write for them; any other text is allowed."""

    def __init__(self, usual: Iterable[str], other: Mapping[str, str] | None = None) -> None:
        self.usual: tuple[str, ...] = tuple(usual)
        self._by_word: dict[str, str] = {plain(word): word for word in self.usual}
        for word, meant in (other or {}).items():
            self._by_word[plain(word)] = meant

    def usual_word(self, text: str) -> str:
        """Return the usual word for the text, or the text itself without outer white space."""
        return self._by_word.get(plain(text), text.strip())


_YES = frozenset(("1", "是", "有", "y", "yes", "true", "t", "√", "✓", "✔", "对", "已", "已是"))
_NO = frozenset(("0", "否", "无", "没有", "不是", "n", "no", "false", "f", "×", "✗", "x", "错", "未"))


def parse_yes(text: str) -> bool | None:
    """Return what a yes/no cell means (是/1/有, 否/0/无), or None where it says neither."""
    word = plain(text)
    if word in _YES:
        return True
    return False if word in _NO else None
