"""What records are called where others refer to them: set-wise, whatever noun they are of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.door_numbers import building_title
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.nouns import Attribute, Kind
from gridtui.storage.log.fields import table_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Issue, Org, Resident
from gridtui.storage.tables.together import TOGETHER
from gridtui.words import tr

Titles: TypeAlias = Mapping[RecordId, str]

_SHORT = 60


def titles_of(connection: Connection, noun: str, ids: Collection[RecordId | None]) -> dict[RecordId, str]:
    """Return what each of these records is called; one that is gone from the store is left out."""
    wanted = sorted({id for id in ids if id is not None})
    read = _READERS.get(noun)
    found: dict[RecordId, str] = {}
    for some in chunks(wanted):
        found.update(read(connection, list(some)) if read else _declared(connection, noun, list(some)))
    return found


def cell(each: Attribute, value: Any, titles: Mapping[str, Titles]) -> str:
    """Return the value of an attribute as it is shown; ``titles`` are those of its noun's references."""
    if value is None or value == "":
        return ""
    if each.kind is Kind.RECORD:
        return titles.get(each.name, {}).get(value, tr("（已不在）"))
    if each.kind is Kind.CHOICE and each.vocabulary is not None:
        return tr(each.vocabulary.label_of(value))
    if each.kind is Kind.CHECK:
        return tr("是") if value else ""
    if each.kind is Kind.HOURS:
        return hours_words(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def hours_words(minutes: int) -> str:
    """Return minutes as hours, without a needless zero: ``1.5``; to a hundredth of an hour."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def reference_titles(
    connection: Connection, noun: str, rows: Collection[Any], names: Collection[str]
) -> dict[str, Titles]:
    """Return, for each of these reference attributes, what the records in the rows' columns are called."""
    by_name = BY_NAME[noun].by_name
    return {
        name: titles_of(connection, by_name[name].refers, [getattr(row, name) for row in rows])
        for name in names
        if by_name[name].kind is Kind.RECORD
    }


def _declared(connection: Connection, name: str, ids: list[RecordId]) -> dict[RecordId, str]:
    noun, table = BY_NAME[name], table_of(TOGETHER[name])
    columns = [table.c[each] for each in noun.headline]
    rows = connection.execute(sa.select(table.c.id, *columns).where(table.c.id.in_(ids))).all()
    titles = reference_titles(connection, name, rows, noun.headline)
    return {
        row.id: " ".join(
            said
            for each in noun.headline
            if (said := cell(noun.by_name[each], getattr(row, each), titles)[:_SHORT])
        )
        or tr(noun.title)
        for row in rows
    }


def _named(model: Any) -> Callable[[Connection, list[RecordId]], dict[RecordId, str]]:
    def read(connection: Connection, ids: list[RecordId]) -> dict[RecordId, str]:
        chosen = sa.select(col(model.id), col(model.name)).where(col(model.id).in_(ids))
        return {row.id: row.name for row in connection.execute(chosen)}

    return read


def _buildings(connection: Connection, ids: list[RecordId]) -> dict[RecordId, str]:
    chosen = sa.select(col(Building.id), col(Building.name), col(Building.label)).where(
        col(Building.id).in_(ids)
    )
    return {row.id: building_title(row.name, row.label) for row in connection.execute(chosen)}


def _households(connection: Connection, ids: list[RecordId]) -> dict[RecordId, str]:
    chosen = (
        sa.select(col(Household.id), col(Dwelling.door))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .where(col(Household.id).in_(ids))
    )
    return {row.id: row.door or tr("没有门牌") for row in connection.execute(chosen)}


def _issues(connection: Connection, ids: list[RecordId]) -> dict[RecordId, str]:
    chosen = sa.select(
        col(Issue.id),
        col(Issue.number),
        col(Issue.title),
        sa.func.substr(col(Issue.text), 1, _SHORT).label("said"),
    ).where(col(Issue.id).in_(ids))
    return {row.id: f"{row.number} {row.title or row.said}".strip() for row in connection.execute(chosen)}


_READERS: Final[Mapping[str, Callable[[Connection, list[RecordId]], dict[RecordId, str]]]] = {
    "org": _named(Org),
    "grid": _named(Grid),
    "resident": _named(Resident),
    "building": _buildings,
    "household": _households,
    "issue": _issues,
}
