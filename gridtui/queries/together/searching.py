"""Finding records of working together by a part of what they are called."""

from __future__ import annotations

from sqlalchemy import Connection

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.nouns import Kind, Noun
from gridtui.domain.words.text import tidy_line
from gridtui.queries.searching import Hit
from gridtui.queries.together.records import RecordFilter, RecordRow, listed, record_page

SEARCHED = tuple(noun for noun in NOUNS if noun.searched)
"""Nouns whose records are found; what is said in mediation is found in its register only."""


def search_together(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Return records with all the words in one of their searched attributes, register by register.

    These registers are small beside residents and issues: they are read through without an index.
    """
    words = tidy_line(text)
    hits: list[Hit] = []
    for noun in SEARCHED if words else ():
        if len(hits) >= limit:
            break
        rows = record_page(connection, RecordFilter(noun.name, text=words), offset=0, limit=limit - len(hits))
        hits += [Hit(noun.name, row.id, row.title, _note(noun, row), "") for row in rows]
    return hits


def _note(noun: Noun, row: RecordRow) -> str:
    """Return what a list says first beside the title: what to bring, the unit, the day."""
    said = zip(listed(noun), row.cells, strict=True)
    kinds = (Kind.TEXT, Kind.LONG, Kind.DATE, Kind.RECORD)
    beside = (
        cell
        for name, cell in said
        if cell and name not in noun.headline and noun.by_name[name].kind in kinds and name != noun.parent
    )
    return next(beside, "")
