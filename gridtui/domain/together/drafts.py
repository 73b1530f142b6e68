"""A record of working together as entered: checked by what its noun declares."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, ClassVar

from pydantic import create_model

from gridtui.domain.together.catalogue import noun_named
from gridtui.domain.together.nouns import Attribute, Kind, Noun
from gridtui.domain.words.draft import Draft, early_date_problems, number_problems, past_date_problems, placed
from gridtui.domain.words.identifiers import phone_problems
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

_TYPES: dict[Kind, Any] = {
    Kind.DATE: date | None,
    Kind.NUMBER: int | None,
    Kind.HOURS: int | None,
    Kind.RECORD: bytes | None,
    Kind.CHECK: bool,
}


class DeclaredDraft(Draft):
    """A record of ``noun`` as entered; ``draft_class`` makes the class of each."""

    noun: ClassVar[Noun]

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        return [problem for each in self.noun.attributes for problem in self._attribute_problems(each)]

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, and what the noun's own rules say."""
        found = []
        for each in self.noun.attributes:
            if each.kind is Kind.DATE:
                value = getattr(self, each.name)
                found += (
                    past_date_problems(value, each.name, today)
                    if each.happened
                    else early_date_problems(value, each.name)
                )
        values = dict(self)
        return found + [problem for rule in self.noun.rules for problem in rule(values, today)]

    def _attribute_problems(self, each: Attribute) -> list[Problem]:
        value = getattr(self, each.name)
        if value is None or value == "":
            text = mark("请填写“{title}”")
            return [Problem(text, each.name, values={"title": Sentence(each.title)})] if each.required else []
        if each.kind in (Kind.NUMBER, Kind.HOURS):
            return number_problems(value, each.name, each.low, each.high)
        if each.kind is Kind.PHONE:
            return placed(phone_problems(value), each.name)
        return each.vocabulary.problems_of(value, each.name) if each.vocabulary is not None else []


@cache
def draft_class(noun: str) -> type[DeclaredDraft]:
    """Return the draft class of a noun; its fields are the noun's attributes, each with its blank value."""
    declared = noun_named(noun)
    fields: dict[str, Any] = {
        each.name: (_TYPES.get(each.kind, str), each.blank) for each in declared.attributes
    }
    made: type[DeclaredDraft] = create_model(f"{declared.class_name}Draft", __base__=DeclaredDraft, **fields)
    made.noun = declared
    made.long_fields = frozenset(each.name for each in declared.attributes if each.kind is Kind.LONG)
    return made
