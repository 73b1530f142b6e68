"""Reading one page of a long list: by key from a row that is known, by counting only after a jump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select

from gridtui.domain.words.paging import Anchor

RowT = TypeVar("RowT")

_FAR = 2_000
"""After a jump further than this it is worth knowing whether the end is nearer."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: columns that together are unique and never NULL, all in one direction.

    ``key`` reads the columns' values off a row of the list.
    """

    columns: tuple[Any, ...]
    key: Callable[[Any], tuple[Any, ...]]
    descending: bool = False


def read_page(
    connection: Connection,
    chosen: Select[Any],
    order: Order,
    build: Callable[[Row[Any]], RowT],
    *,
    offset: int,
    limit: int,
    near: Anchor | None = None,
) -> list[RowT]:
    """Return up to ``limit`` rows from position ``offset`` (from 0) of the list.

    ``near`` is a row whose position is known; a page behind or before it is read by key. The rows are found
    first and read then, so that what is passed over costs no more than its place in an index.
    """
    num = order.columns[-1]
    found, back = lean(chosen, num), False
    if near is not None and near.offset < offset:
        page = _beyond(found, order, near, forward=True).offset(offset - near.offset - 1)
    elif near is not None and offset + limit <= near.offset:
        page, back = _beyond(found, order, near, forward=False).offset(near.offset - offset - limit), True
    elif offset > _FAR and offset > (total := read_count(connection, chosen)) // 2:
        limit = max(0, min(limit, total - offset))
        page, back = _sorted(found, order, False).offset(max(0, total - offset - limit)), True
    else:
        page = _sorted(found, order, True).offset(offset)
    nums = list(connection.execute(page.limit(limit)).scalars())
    rows = {row.num: row for row in connection.execute(chosen.where(num.in_(nums)))} if nums else {}
    return [build(rows[each]) for each in (reversed(nums) if back else nums) if each in rows]


def read_count(connection: Connection, chosen: Select[Any], ceiling: int | None = None) -> int:
    """Return how many rows there are, counting no further than ``ceiling``."""
    inner = lean(chosen, sa.literal(1))
    if ceiling is not None:
        inner = inner.limit(ceiling)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(inner.subquery())).scalar_one()
    return total


def lean(chosen: Select[Any], *columns: Any) -> Select[Any]:
    """Return the query for other columns of the same rows, without the outer joins that no condition needs.

    The engines follow such a join for every row they count or pass over.
    """
    [whole] = chosen.get_final_froms()
    main: Any = whole
    while isinstance(main, sa.Join) and main.isouter:
        main = main.left
    where = chosen.whereclause
    used = () if where is None else sa.sql.visitors.iterate(where)
    tables = {str(element.table) for element in used if isinstance(element, sa.Column)}
    source = main if tables <= {str(main)} else whole
    narrowed = sa.select(*columns).select_from(source)
    return narrowed if where is None else narrowed.where(where)


def _sorted(chosen: Select[Any], order: Order, forward: bool) -> Select[Any]:
    down = order.descending is forward
    return chosen.order_by(*(column.desc() if down else column.asc() for column in order.columns))


def _beyond(chosen: Select[Any], order: Order, near: Anchor, forward: bool) -> Select[Any]:
    here = sa.tuple_(*order.columns)
    values: Sequence[Any] = order.key(near.row)
    there = sa.tuple_(
        *(
            sa.bindparam(None, value, type_=column.type)
            for column, value in zip(order.columns, values, strict=True)
        )
    )
    after = here < there if order.descending is forward else here > there
    return _sorted(chosen.where(after), order, forward)
