"""Reading records of working together: one page of a list, one record with what refers to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.together.catalogue import BY_NAME, parts_of
from gridtui.domain.together.drafts import DeclaredDraft, draft_class
from gridtui.domain.together.nouns import ORG_ID, Kind, Noun
from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.text import tidy_line
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.record_drafts import record_draft
from gridtui.queries.together.titles import cell, reference_titles
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records of a noun a list shows.

    ``where`` names an attribute and the record it must refer to, ``among`` one and the records of which it
    must refer to one, ``equal`` attributes and the codes they
    must have. ``open`` keeps what is still to be done, ``due_by`` what is due by that day, ``text`` what has
    these characters in one of its searched attributes. ``since``..``until`` is about the attribute ``day``.
    ``in_force`` keeps what had begun by that day and had not ended before it.
    """

    noun: str
    org_ids: tuple[RecordId, ...] = ()
    where: tuple[str, RecordId] | None = None
    among: tuple[str, tuple[RecordId, ...]] | None = None
    equal: tuple[tuple[str, str], ...] = ()
    open: bool = False
    due_by: date | None = None
    day: str = ""
    since: date | None = None
    until: date | None = None
    in_force: date | None = None
    text: str = ""
    ids: tuple[RecordId, ...] | None = None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list: ``cells`` are what it shows, attribute by attribute; phones are masked."""

    num: int
    id: RecordId
    noun: str
    title: str
    cells: tuple[str, ...]
    state: str
    due_on: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Records that refer to one, noun by noun; ``attribute`` is where they do."""

    noun: str
    attribute: str
    count: int
    is_part: bool


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One record whole: title and value of every attribute that says something, and what refers to it."""

    id: RecordId
    noun: str
    title: str
    facts: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, RecordId], ...]
    """Noun and id of every record that it refers to, in the order of its attributes."""
    linked: tuple[Linked, ...]


def listed(noun: Noun) -> tuple[str, ...]:
    """Return the attributes that lists show, in order."""
    return tuple(each.name for each in noun.attributes if each.cells)


def record_page(
    connection: Connection, wanted: RecordFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[RecordRow]:
    """Return one page of the records that fit, newest first; parts in the order in which they were added."""
    noun = BY_NAME[wanted.noun]
    rows: list[Row[Any]] = read_page(
        connection, narrowed(wanted), _order(noun), lambda row: row, offset=offset, limit=limit, near=near
    )
    return _rows(connection, noun, rows)


def record_count(connection: Connection, wanted: RecordFilter, *, ceiling: int | None = None) -> int:
    """Return how many records fit, counting no further than ``ceiling``."""
    return read_count(connection, narrowed(wanted), ceiling)


def records_named(connection: Connection, noun: str, typed: str, limit: int) -> list[RecordRow]:
    """Return records of a noun whose searched or headline texts have what was typed, newest first."""
    return record_page(connection, RecordFilter(noun, text=typed), offset=0, limit=limit)


def record_named(connection: Connection, noun: str, id: RecordId) -> RecordRow | None:
    """Return one record as a list shows it; None where it is gone."""
    rows = record_page(connection, RecordFilter(noun, ids=(id,)), offset=0, limit=1)
    return rows[0] if rows else None


def declared_draft(connection: Connection, noun: str, id: RecordId) -> DeclaredDraft | None:
    """Return one record as a draft, nothing masked; None where it is gone."""
    return record_draft(connection, TOGETHER[noun], draft_class(noun), id)


def record_card(connection: Connection, noun: str, id: RecordId) -> RecordCard | None:
    """Return one record whole; None where it is gone. Phones are masked."""
    declared, table = BY_NAME[noun], table_of(TOGETHER[noun])
    row = connection.execute(sa.select(table).where(table.c.id == id, table.c.deleted.is_(False))).first()
    if row is None:
        return None
    names = [each.name for each in declared.attributes]
    titles = reference_titles(connection, noun, [row], names)
    facts = []
    for each in declared.attributes:
        value = getattr(row, each.name)
        said = mask_phone(value) if each.kind is Kind.PHONE and value else cell(each, value, titles)
        if said:
            facts.append((each.title, said))
    references = tuple(
        (each.refers, getattr(row, each.name))
        for each in declared.attributes
        if each.kind is Kind.RECORD and each.name != ORG_ID and getattr(row, each.name) is not None
    )
    [whole] = _rows(connection, declared, [row])
    return RecordCard(id, noun, whole.title, tuple(facts), references, _linked(connection, noun, id))


def _linked(connection: Connection, noun: str, id: RecordId) -> tuple[Linked, ...]:
    found = []
    for other, attribute in parts_of(noun):
        table = table_of(TOGETHER[other.name])
        count = connection.execute(
            sa.select(sa.func.count()).where(table.c[attribute] == id, table.c.deleted.is_(False))
        ).scalar_one()
        found.append(Linked(other.name, attribute, count, other.parent == attribute))
    return tuple(sorted(found, key=lambda each: not each.is_part))


def _rows(connection: Connection, noun: Noun, rows: list[Any]) -> list[RecordRow]:
    shown = listed(noun)
    names = dict.fromkeys((*shown, *noun.headline))
    titles = reference_titles(connection, noun.name, rows, names)

    def said(row: Any, name: str) -> str:
        each, value = noun.by_name[name], getattr(row, name)
        if each.kind is Kind.PHONE:
            return mask_phone(value) if value else ""
        return cell(each, value, titles)

    return [
        RecordRow(
            row.num,
            row.id,
            noun.name,
            " ".join(filter(None, (said(row, name) for name in noun.headline))),
            tuple(said(row, name) for name in shown),
            getattr(row, noun.state) if noun.state else "",
            getattr(row, noun.due) if noun.due else None,
            _is_open(noun, row),
        )
        for row in rows
    ]


def _is_open(noun: Noun, row: Any) -> bool:
    if noun.done and getattr(row, noun.done) is not None:
        return False
    return not (noun.state and getattr(row, noun.state) in noun.ended)


def open_condition(noun: Noun) -> list[Any]:
    """Return the conditions under which something is still to be done about a record."""
    table = table_of(TOGETHER[noun.name])
    found = [table.c[noun.done].is_(None)] if noun.done else []
    if noun.state:
        found.append(table.c[noun.state].not_in(sorted(noun.ended)))
    return found


def narrowed(wanted: RecordFilter) -> Select[Any]:
    """Return the query for the records that fit, every column of them."""
    noun = BY_NAME[wanted.noun]
    table = table_of(TOGETHER[wanted.noun])
    chosen: Select[Any] = sa.select(table).where(table.c.deleted.is_(False))
    if wanted.ids is not None:
        chosen = chosen.where(table.c.id.in_(wanted.ids))
    if wanted.org_ids:
        chosen = chosen.where(table.c[ORG_ID].in_(wanted.org_ids))
    if wanted.where is not None:
        chosen = chosen.where(table.c[wanted.where[0]] == wanted.where[1])
    if wanted.among is not None:
        chosen = chosen.where(table.c[wanted.among[0]].in_(wanted.among[1]))
    for name, code in wanted.equal:
        chosen = chosen.where(table.c[name] == code)
    if wanted.open:
        chosen = chosen.where(*open_condition(noun))
    if wanted.due_by is not None and noun.due:
        chosen = chosen.where(table.c[noun.due] <= wanted.due_by)
    if wanted.day and wanted.since is not None:
        chosen = chosen.where(table.c[wanted.day] >= wanted.since)
    if wanted.day and wanted.until is not None:
        chosen = chosen.where(table.c[wanted.day] <= wanted.until)
    if wanted.in_force is not None and noun.in_force is not None:
        began, ended = (table.c[name] for name in noun.in_force)
        chosen = chosen.where(
            sa.or_(began.is_(None), began <= wanted.in_force),
            sa.or_(ended.is_(None), ended >= wanted.in_force),
        )
    for word in tidy_line(wanted.text).split():
        texts = [table.c[name] for name in _texts(noun)]
        chosen = chosen.where(sa.or_(*(column.contains(word, autoescape=True) for column in texts)))
    return chosen


def _texts(noun: Noun) -> list[str]:
    kinds = (Kind.TEXT, Kind.LONG)
    return [
        name for name in dict.fromkeys((*noun.headline, *noun.searched)) if noun.by_name[name].kind in kinds
    ] or [each.name for each in noun.attributes if each.kind in kinds]


def _order(noun: Noun) -> Order:
    table = table_of(TOGETHER[noun.name])
    return Order((table.c.num,), lambda row: (row.num,), descending=not noun.is_part)
