"""Reading one page of a long list: by key from a row that is known, by counting only after a jump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select

from gridtui.domain.paging import Anchor

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: columns that together are unique and never NULL, all in one direction.

    ``key`` reads the columns' values off a row of the list.
    """

    columns: tuple[Any, ...]
    key: Callable[[Any], tuple[Any, ...]]
    descending: bool = False


def read_page(connection: Connection, chosen: Select[Any], order: Order, build: Callable[[Row[Any]], RowT], *,
              offset: int, limit: int, near: Anchor | None = None) -> list[RowT]:
    """Return up to ``limit`` rows from position ``offset`` (from 0) of the list.

    ``near`` is a row whose position is known; a page behind or before it is read by key.
    """
    if near is not None and near.offset < offset:
        page = _beyond(chosen, order, near, forward=True).offset(offset - near.offset - 1).limit(limit)
        return [build(row) for row in connection.execute(page)]
    if near is not None and offset + limit <= near.offset:
        page = _beyond(chosen, order, near, forward=False).offset(near.offset - offset - limit).limit(limit)
        return [build(row) for row in connection.execute(page)][::-1]
    return [build(row) for row in connection.execute(_sorted(chosen, order, True).offset(offset).limit(limit))]


def read_count(connection: Connection, chosen: Select[Any], ceiling: int | None = None) -> int:
    """Return how many rows there are, counting no further than ``ceiling``."""
    inner = chosen.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None)
    if ceiling is not None:
        inner = inner.limit(ceiling)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(inner.subquery())).scalar_one()
    return total


def _sorted(chosen: Select[Any], order: Order, forward: bool) -> Select[Any]:
    down = order.descending is forward
    return chosen.order_by(*(column.desc() if down else column.asc() for column in order.columns))


def _beyond(chosen: Select[Any], order: Order, near: Anchor, forward: bool) -> Select[Any]:
    here = sa.tuple_(*order.columns)
    values: Sequence[Any] = order.key(near.row)
    there = sa.tuple_(*(sa.bindparam(None, value, type_=column.type)
                        for column, value in zip(order.columns, values, strict=True)))
    after = here < there if order.descending is forward else here > there
    return _sorted(chosen.where(after), order, forward)
