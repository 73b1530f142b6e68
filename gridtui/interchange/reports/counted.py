"""Numbers with what they count, in words: a language that tells one from many has a text for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: the texts (marked) for one and for other numbers; ``none`` where zero has its own.

    Chinese counts many things alike, so the placeholder is what tells the texts apart for other languages.
    """

    one: str
    many: str
    none: str = ""

    def __call__(self, number: int) -> Sentence:
        """Return so many of it."""
        if number == 0 and self.none:
            return Sentence(self.none)
        text = self.one if number == 1 else self.many
        return Sentence(text, {text[text.index("{") + 1 : text.index("}")]: number})


def day_words(day: date) -> Sentence:
    """Return a day as it stands in running text."""
    return Sentence(mark("{year}年{month}月{day}日"), {"year": day.year, "month": day.month, "day": day.day})


def in_one(sentences: Iterable[Sentence]) -> Sentence:
    """Return sentences as one paragraph, set behind each other as the language does."""
    joined = Sentence("")
    for each in sentences:
        joined = Sentence(mark("{first}{second}"), {"first": joined, "second": each}) if joined.text else each
    return joined


ISSUES = Counted(mark("{issue}件"), mark("{issues}件"))
WITHIN = Counted(mark("{day}天内"), mark("{days}天内"), mark("当天"))
WHISTLES = Counted(mark("{whistle}次"), mark("{whistles}次"))
VISITS = Counted(mark("{visit}次"), mark("{visits}次"))
HOUSEHOLDS = Counted(mark("{home}户"), mark("{homes}户"))
PROMISES = Counted(mark("{promise}项"), mark("{promises}项"))
GAPS = Counted(mark("{gap}处缺口"), mark("{gaps}处缺口"))
CASES = Counted(mark("{case}个典型案例"), mark("{cases}个典型案例"))


def percent(share: float) -> str:
    """Return a share, 0 to 1, as it is said: ``88.6%``."""
    return f"{share:.1%}"
