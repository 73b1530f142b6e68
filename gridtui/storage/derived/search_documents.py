"""What is searchable about each noun: which rows are read, and which tokens they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.tokens import filter_token, person_tokens, text_tokens
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Issue, Org, Resident


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one row; no tokens for one that is deleted or joined to another."""

    num: int
    tokens: Sequence[str]


Reader: TypeAlias = Callable[[Connection, Sequence[bytes]], list[Document]]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """How one noun is read for the index; ``prefixes`` are the FTS5 prefix lengths."""

    read: Reader
    prefixes: str = "1"


def dependents(
    connection: Connection, model: RecordTable, source: RecordTable, ids: Iterable[bytes]
) -> set[bytes]:
    """Return the records of ``model`` whose documents show something of these changed ``source`` records."""
    key = _SHOWN_IN.get((model, source))
    found: set[bytes] = set()
    if key is not None:
        for some in batches(connection, list(ids)):
            found.update(connection.execute(key(partial(_wanted, connection, some))).scalars())
    return found


def _wanted(connection: Connection, ids: Sequence[bytes], column: Any) -> sa.ColumnElement[bool]:
    return among(connection, column, ids)


def _residents(connection: Connection, ids: Sequence[bytes]) -> list[Document]:
    chosen: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Resident.num),
            col(Resident.deleted),
            col(Resident.alias_of),
            col(Resident.name),
            col(Resident.phone),
            col(Resident.id_number),
            col(Dwelling.door),
            col(Grid.num).label("grid"),
        )
        .outerjoin(Household, col(Household.id) == col(Resident.household_id))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(Resident.building_id))
        .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
        .where(among(connection, col(Resident.id), ids))
    )
    return [
        Document(
            row.num,
            ()
            if row.deleted or row.alias_of is not None
            else [
                *person_tokens(row.name, row.phone, row.door or "", row.id_number),
                *column_tokens(grid=row.grid),
            ],
        )
        for row in connection.execute(chosen)
    ]


def _issues(connection: Connection, ids: Sequence[bytes]) -> list[Document]:
    chosen: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Issue.num),
            col(Issue.deleted),
            col(Issue.number),
            col(Issue.title),
            col(Issue.text),
            col(Issue.place),
            col(Issue.reporter_name),
            col(Issue.state),
            col(Issue.is_open),
            col(Issue.category),
            col(Dwelling.door),
            col(Grid.num).label("grid"),
        )
        .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
        .outerjoin(Grid, col(Grid.id) == col(Issue.grid_id))
        .where(among(connection, col(Issue.id), ids))
    )
    return [
        Document(row.num, () if row.deleted else _issue_tokens(row)) for row in connection.execute(chosen)
    ]


def _issue_tokens(row: Any) -> list[str]:
    said = "\n".join((row.number, row.title, row.text, row.place, row.door or "", row.reporter_name))
    return [
        *text_tokens(said),
        *column_tokens(state=row.state, is_open=row.is_open, category=row.category, grid=row.grid),
    ]


def column_tokens(
    *, state: str = "", is_open: bool = False, category: str = "", grid: int | None = None
) -> list[str]:
    """Return the tokens beside an issue's words, by which a filtered search stays one walk of the index.

    ``grid`` is the grid's ``num``. A resident has the one of the grid only.
    """
    told = (
        ("s", state),
        ("o", "open" if is_open else ""),
        ("c", category),
        ("g", "" if grid is None else str(grid)),
    )
    return [filter_token(kind, value) for kind, value in told if value]


def _assignments(connection: Connection, ids: Sequence[bytes]) -> list[Document]:
    chosen = sa.select(
        col(Assignment.num), col(Assignment.deleted), col(Assignment.person_name), col(Assignment.phone)
    ).where(among(connection, col(Assignment.id), ids))
    return [
        Document(row.num, () if row.deleted else list(person_tokens(row.person_name, row.phone, "", "")))
        for row in connection.execute(chosen)
    ]


def _plain_reader(model: RecordTable, *names: str) -> Reader:
    def read(connection: Connection, ids: Sequence[bytes]) -> list[Document]:
        table = sa.inspect(model).local_table
        chosen = sa.select(table.c.num, table.c.deleted, *(table.c[name] for name in names))
        return [
            Document(row[0], () if row[1] else list(text_tokens("\n".join(row[2:]))))
            for row in connection.execute(chosen.where(among(connection, table.c.id, ids)))
        ]

    return read


DOCUMENTS: dict[RecordTable, DocumentKind] = {
    Org: DocumentKind(_plain_reader(Org, "name", "short_name", "division_code")),
    Grid: DocumentKind(_plain_reader(Grid, "name", "code", "boundary")),
    Building: DocumentKind(_plain_reader(Building, "label", "name", "address")),
    Assignment: DocumentKind(_assignments, "1 2 3"),
    Resident: DocumentKind(_residents, "1 2 3"),
    Issue: DocumentKind(_issues),
}
"""Every searchable noun, parents first."""

_Wanted: TypeAlias = Callable[[Any], sa.ColumnElement[bool]]
_SHOWN_IN: dict[tuple[RecordTable, RecordTable], Callable[[_Wanted], sa.Select[Any]]] = {
    (Resident, Household): lambda wanted: sa.select(col(Resident.id)).where(
        wanted(col(Resident.household_id))
    ),
    (Resident, Dwelling): lambda wanted: (
        sa.select(col(Resident.id))
        .join(Household, col(Household.id) == col(Resident.household_id))
        .where(wanted(col(Household.dwelling_id)))
    ),
    (Resident, Building): lambda wanted: sa.select(col(Resident.id)).where(wanted(col(Resident.building_id))),
    (Issue, Dwelling): lambda wanted: sa.select(col(Issue.id)).where(wanted(col(Issue.dwelling_id))),
}
