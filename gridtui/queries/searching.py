"""Finding anything by a few characters: the search index, then the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.text import tidy_line
from gridtui.domain.words.tokens import Query, read_query
from gridtui.storage.derived.search_documents import column_tokens
from gridtui.storage.derived.search_index import matching
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Issue, Org, Resident

CEILING = 1_000
"""No search looks further than this many hits; a list then says 1000+."""

_SEARCHED: dict[RecordTable, tuple[str, ...]] = {
    Issue: ("number", "title", "text", "place", "reporter_name"),
    Resident: ("name", "phone", "id_number"),
    Building: ("label", "name", "address"),
    Grid: ("name", "code", "boundary"),
    Org: ("name", "short_name", "division_code"),
    Assignment: ("person_name", "phone"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its noun, a title, where it belongs, a line of text; nothing masked."""

    noun: str
    id: RecordId
    title: str
    place: str
    note: str


def is_searched(model: RecordTable) -> bool:
    """Say whether records of a table are found by their words."""
    return model in _SEARCHED


def matching_nums(
    connection: Connection,
    model: RecordTable,
    text: str,
    *,
    ceiling: int = CEILING,
    filters: Sequence[str] = (),
) -> list[int]:
    """Return the row numbers that match, newest first, no more than ``ceiling``."""
    query = read_query(tidy_line(text), person=model in (Resident, Assignment))
    if not query.terms:
        return []
    nums: list[int] = []
    below: int | None = None
    while len(nums) < ceiling:
        wanted = ceiling - len(nums)
        page = matching(connection, model, query, limit=wanted, below=below, filters=filters)
        nums += _verified(connection, model, query, page)
        if len(page) < wanted or not query.verify:
            break
        below = page[-1]
    return nums


def grid_tokens(connection: Connection, grid_id: RecordId | None) -> list[str]:
    """Return the tokens that keep a search in one grid; none where none is asked for."""
    if grid_id is None:
        return []
    num = connection.execute(sa.select(col(Grid.num)).where(col(Grid.id) == grid_id)).scalar()
    return column_tokens(grid=num)


def search_issues(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Return the newest issues whose number, title, text, place or reporter has all the words."""
    rows = _rows(
        connection,
        sa.select(
            col(Issue.num),
            col(Issue.id),
            col(Issue.number),
            col(Issue.title),
            col(Issue.place),
            col(Dwelling.door),
            sa.func.substr(col(Issue.text), 1, 120).label("text"),
        ).outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id)),
        Issue,
        text,
        limit,
    )
    return [Hit("issue", row.id, row.title or row.text, row.door or row.place, row.number) for row in rows]


def search_residents(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Return the newest residents found by name, pinyin, phone, whole ID number or door."""
    rows = _rows(
        connection,
        sa.select(
            col(Resident.num),
            col(Resident.id),
            col(Resident.name),
            col(Dwelling.door),
            col(Building.name).label("building"),
        )
        .outerjoin(Household, col(Household.id) == col(Resident.household_id))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(Resident.building_id)),
        Resident,
        text,
        limit,
    )
    return [
        Hit("resident", row.id, row.name, row.door or row.building or "", row.building or "") for row in rows
    ]


def search_places(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Return buildings, grids, organisations and people in roles that match, in this order."""
    hits = [
        Hit("building", row.id, row.name or row.label, row.label, row.address)
        for row in _rows(
            connection,
            sa.select(
                col(Building.num),
                col(Building.id),
                col(Building.name),
                col(Building.label),
                col(Building.address),
            ),
            Building,
            text,
            limit,
        )
    ]
    hits += [
        Hit("grid", row.id, row.name, row.code, row.boundary)
        for row in _rows(
            connection,
            sa.select(col(Grid.num), col(Grid.id), col(Grid.name), col(Grid.code), col(Grid.boundary)),
            Grid,
            text,
            limit,
        )
    ]
    hits += [
        Hit("org", row.id, row.name, row.division_code, row.short_name)
        for row in _rows(
            connection,
            sa.select(col(Org.num), col(Org.id), col(Org.name), col(Org.division_code), col(Org.short_name)),
            Org,
            text,
            limit,
        )
    ]
    hits += [
        Hit("assignment", row.id, row.person_name, row.label or "", row.role)
        for row in _rows(
            connection,
            sa.select(
                col(Assignment.num),
                col(Assignment.id),
                col(Assignment.person_name),
                col(Assignment.role),
                col(Building.label),
            ).outerjoin(Building, col(Building.id) == col(Assignment.building_id)),
            Assignment,
            text,
            limit,
        )
    ]
    return hits[:limit]


def _rows(
    connection: Connection, chosen: sa.Select[*tuple[Any, ...]], model: RecordTable, text: str, limit: int
) -> Sequence[sa.Row[Any]]:
    nums = matching_nums(connection, model, text, ceiling=limit)
    if not nums:
        return []
    num = table_of(model).c.num
    return connection.execute(chosen.where(num.in_(nums)).order_by(num.desc())).all()


def _verified(connection: Connection, model: RecordTable, query: Query, nums: Sequence[int]) -> list[int]:
    """Keep the rows that really have the longer words: the index knows only pairs of characters."""
    if not query.verify or not nums:
        return list(nums)
    table = table_of(model)
    columns = [table.c[name] for name in _SEARCHED[model]]
    chosen = sa.select(table.c.num, *columns)
    if model is Issue:
        chosen = chosen.add_columns(col(Dwelling.door)).outerjoin(
            Dwelling, col(Dwelling.id) == table.c.dwelling_id
        )
    sound = set()
    for row in connection.execute(chosen.where(table.c.num.in_(nums))):
        if query.confirms(*(value for value in row[1:] if value)):
            sound.add(row[0])
    return [num for num in nums if num in sound]
