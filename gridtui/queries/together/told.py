"""Records as texts by attribute, whole lists of them: what papers say."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.nouns import Attribute, Kind
from gridtui.domain.together.words import Reporter
from gridtui.queries.together.records import RecordFilter, narrowed
from gridtui.queries.together.titles import cell, reference_titles
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER

ORDERING = "place"
"""The attribute that numbers parts, where they are numbered."""


def told_records(
    connection: Connection,
    wanted: RecordFilter,
    names: Collection[str],
    *,
    left_out: Callable[[Attribute], bool],
    masked: bool = True,
) -> list[dict[str, str]]:
    """Return these attributes of the records that fit, as lists show them: "" where nothing is said.

    They stand in the order of their numbers, otherwise in that in which they were added. ``left_out`` says
    which attributes are "" whatever they hold; phones are masked where ``masked``.
    """
    noun, table = BY_NAME[wanted.noun], table_of(TOGETHER[wanted.noun])
    number = noun.by_name.get(ORDERING)
    first = (table.c[ORDERING],) if number is not None and number.kind is Kind.NUMBER else ()
    rows: list[Any] = list(connection.execute(narrowed(wanted).order_by(*first, table.c.num)))
    shown = [noun.by_name[name] for name in names]
    titles = reference_titles(connection, noun.name, rows, [e.name for e in shown if not left_out(e)])

    def said(each: Attribute, value: Any) -> str:
        if left_out(each):
            return ""
        if masked and each.kind is Kind.PHONE and value:
            return mask_phone(value)
        return cell(each, value, titles)

    return [{each.name: said(each, getattr(row, each.name)) for each in shown} for row in rows]


def confirmed_minutes(connection: Connection, wanted: RecordFilter, minutes: str, day: str) -> int:
    """Return the sum of an attribute in minutes over the records that fit and in which ``day`` stands."""
    table = table_of(TOGETHER[wanted.noun])
    rows = connection.execute(narrowed(wanted).where(table.c[day].is_not(None)))
    return sum(getattr(row, minutes) or 0 for row in rows)


def members_of(connection: Connection, report_in_id: RecordId) -> tuple[RecordId, ...]:
    """Return who reported in from an organisation that did, in that order; nobody for one of them.

    Members name the organisation, or work where it is and are in the same place, and name none.
    """
    table = table_of(TOGETHER["report_in"])
    chosen = sa.select(table.c.org_id, table.c.kind, table.c.name, table.c.unit_name)
    row = connection.execute(chosen.where(table.c.id == report_in_id)).one_or_none()
    if row is None or row.kind != Reporter.ORGANISATION:
        return ()
    works_there = sa.and_(
        table.c.unit_id.is_(None),
        table.c.org_id == row.org_id,
        table.c.unit_name.in_({row.name, row.unit_name} - {""}),
    )
    found = sa.select(table.c.id).where(
        table.c.deleted.is_(False),
        table.c.kind == Reporter.MEMBER.value,
        sa.or_(table.c.unit_id == report_in_id, works_there),
    )
    return tuple(connection.execute(found.order_by(table.c.num)).scalars())


def noun_of_record(connection: Connection, id: bytes, nouns: Collection[str]) -> str:
    """Return of which of these nouns the record is; "" where it is of none, or gone."""
    for noun in nouns:
        if connection.execute(narrowed(RecordFilter(noun, ids=(id,))).limit(1)).first() is not None:
            return noun
    return ""
