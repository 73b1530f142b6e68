"""The columns of tables of working together: the attributes of each noun, in their order."""

from __future__ import annotations

from gridtui.domain.together.nouns import Attribute, Kind, Noun, Privacy
from gridtui.interchange.columns.kinds import RECORD_FIELD, Field, Reads

_READS = {
    Kind.TEXT: Reads.LINE,
    Kind.LONG: Reads.PROSE,
    Kind.DATE: Reads.DATE,
    Kind.NUMBER: Reads.INTEGER,
    Kind.HOURS: Reads.HOURS,
    Kind.CHOICE: Reads.WORD,
    Kind.CHECK: Reads.YES,
    Kind.PHONE: Reads.PHONE,
    Kind.RECORD: Reads.LINE,
}
"""How a cell of an attribute is understood; another record is named by its title."""


def declared_fields(noun: Noun) -> tuple[Field, ...]:
    """Return the columns of a noun; what the program fills itself is written and never read."""
    return (*(_field(each) for each in noun.attributes if each.typed), RECORD_FIELD)


def told_of_persons(noun: Noun) -> frozenset[str]:
    """Return the attributes that tell of persons: they stay at home unless there is a reason."""
    return frozenset(each.name for each in noun.attributes if each.privacy is Privacy.IDENTITY)


def _field(each: Attribute) -> Field:
    return Field(each.name, each.title, _READS[each.kind], each.required, each.vocabulary)
