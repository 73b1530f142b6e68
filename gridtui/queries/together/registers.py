"""Reading the registers: how many records there are of each noun that has one, what is open, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.nouns import Noun
from gridtui.queries.together.records import open_condition
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER


@dataclass(frozen=True, slots=True)
class Register:
    """One noun in numbers: all records, those still to be done, those of them that are late."""

    noun: str
    count: int
    open: int
    late: int

    @property
    def id(self) -> bytes:
        """What tells the register from others."""
        return b"register:" + self.noun.encode()


def registers(connection: Connection, today: date) -> list[Register]:
    """Return every register in the order of declaration; parts without one are counted nowhere."""
    return [_register(connection, noun, today) for noun in NOUNS if noun.is_register]


def _register(connection: Connection, noun: Noun, today: date) -> Register:
    table = table_of(TOGETHER[noun.name])
    live = table.c.deleted.is_(False)
    columns: list[sa.ColumnElement[int]] = [sa.func.count()]
    conditions = open_condition(noun)
    if conditions:
        columns.append(_number(sa.and_(*conditions)))
        if noun.due:
            columns.append(_number(sa.and_(*conditions, table.c[noun.due] < today)))
    row = connection.execute(sa.select(*columns).where(live)).one()
    count, *more = (int(value or 0) for value in row)
    return Register(noun.name, count, *(*more, 0, 0)[:2])


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
