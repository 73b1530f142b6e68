"""What an export reads of records of working together; other records stand there by their titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.nouns import Kind, Noun
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.queries.together.records import open_condition
from gridtui.queries.together.titles import hours_words, reference_titles
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import TOGETHER


def outgoing_of(noun: Noun) -> Outgoing:
    """Return how the records of a noun are read for a table."""
    table = table_of(TOGETHER[noun.name])
    filters = {}
    if conditions := open_condition(noun):
        is_open = sa.and_(*conditions)
        filters["open"] = lambda value: is_open if value else sa.not_(is_open)
    grid = (lambda id: table.c.grid_id == id) if "grid_id" in table.c else None
    return Outgoing(
        TOGETHER[noun.name],
        sa.select(table).where(table.c.deleted.is_(False)),
        lambda connection, rows: _told(connection, noun, rows),
        grid,
        filters,
    )


def _told(connection: Connection, noun: Noun, rows: Sequence[Any]) -> Iterator[Told]:
    names = [each.name for each in noun.attributes if each.kind is Kind.RECORD]
    titles = reference_titles(connection, noun.name, rows, names)
    for row in rows:
        told: Told = dict(row._mapping)
        for each in noun.attributes:
            value = told[each.name]
            if each.kind is Kind.RECORD:
                told[each.name] = titles[each.name].get(value, "") if value is not None else None
            elif each.kind is Kind.HOURS and value is not None:
                told[each.name] = float(hours_words(value))
        yield told


OUTGOING = {noun.name: outgoing_of(noun) for noun in NOUNS}
"""Noun → how its records are read."""
