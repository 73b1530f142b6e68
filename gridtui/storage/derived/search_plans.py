"""The newest rows with certain words on PostgreSQL: three ways there, chosen by how often the words occur.

- Down the numbers, where so many rows have the words that the first few hundred have enough of them.
- Through the index of words, where few rows have them: all of those are read, and the newest kept.
- Stretch by stretch of the numbers through the index of words, from the newest on, in between. Each row has a
  token of its stretch for that, whose rows lie beside each other in the index.

Left alone, the planner goes down a million rows for words that never meet, and reads a hundred thousand rows
for fifty. The server is asked how many rows it expects, by the frequencies of tokens that its ANALYZE keeps.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

STATISTICS = 400
"""How many tokens' frequencies ANALYZE keeps, in tens: the usual hundred leaves out what a hundredth has."""

STRETCH = 13
"""Of how many bits the numbers of one stretch differ: 8,192 rows are read in the time of one look."""

_DENSE = 40
"""Down the numbers where one row in so many has the words."""

_FAR, _FURTHEST = 2_000, 10_000
"""How many rows down to look where the words are frequent, and where nothing is known of them."""

_RARE = 3_000
"""So few rows are read at once."""


def stretch_token(num: int) -> str:
    """Return the token of the stretch of numbers in which a row's lies."""
    return f"_n{num >> STRETCH}"


def newest(
    connection: Connection, table: str, asked: str, *, below: int, limit: int, begun: bool = False
) -> list[int]:
    """Return up to ``limit`` numbers below ``below`` of rows that a ``tsquery`` matches, highest first.

    ``begun`` says that it has beginnings of words: each look for one reads all that begin so.
    """
    told: dict[str, Any] = {"q": asked, "below": below, "limit": limit}
    size = connection.execute(_SIZE, {"t": table}).one()
    if size.guarded:
        # A policy hides rows here, and the index of words is not asked before it.
        return _run(connection, _GUARDED.format(table=table), told)
    rows = max(size.reltuples, 0.0)
    expected = _expected(connection, table, asked)
    dense = expected * _DENSE >= rows
    if dense or begun:
        told["reach"] = max(_FAR if dense and not begun else _FURTHEST, _DENSE * limit)
        found = _run(connection, _DOWN.format(table=table), told)
        if len(found) == limit:
            return found
    # Of words that follow each other many more rows have both than the server expects.
    if size.reltuples >= 0 and expected <= _RARE and "&" not in asked:
        return _run(connection, _THROUGH.format(table=table), told)
    if begun:
        connection.execute(_SEQUENTIAL, {"to": "off"})
        found = _run(connection, _THROUGH.format(table=table), told)
        connection.execute(_SEQUENTIAL, {"to": "on"})
        return found
    told["stretch"] = STRETCH
    return sorted(_run(connection, _STRETCHES.format(table=table), told), reverse=True)


def _expected(connection: Connection, table: str, asked: str) -> float:
    """Return how many rows the server expects to match; it plans and does nothing."""
    sql = sa.text(f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE t @@ CAST(:q AS tsquery)")
    told = connection.execute(sql, {"q": asked}).scalar_one()
    plan = msgspec.json.decode(told) if isinstance(told, str) else told
    rows: float = plan[0]["Plan"]["Plan Rows"]
    return rows


def _run(connection: Connection, sql: str, told: dict[str, Any]) -> list[int]:
    return list(connection.execute(sa.text(sql), told).scalars().all())


# Compiling a plan takes longer than any of these runs; a bitmap that fits in memory names rows and not pages.
_SIZE = sa.text(
    "SELECT c.reltuples, row_security_active(c.oid) AND NOT EXISTS (SELECT FROM pg_policy p, "
    "unnest(p.polroles) r WHERE p.polrelid = c.oid AND pg_get_expr(p.polqual, p.polrelid) = 'true' "
    "AND (r = 0 OR pg_has_role(current_user, r, 'USAGE'))) AS guarded "
    "FROM pg_class c, set_config('jit', 'off', true) j, set_config('work_mem', '64MB', true) m "
    "WHERE c.oid = to_regclass(:t)"
)
_SEQUENTIAL = sa.text("SELECT set_config('enable_seqscan', :to, true)")
_GUARDED = (
    "SELECT num FROM {table} WHERE t @@ CAST(:q AS tsquery) AND num < :below ORDER BY num DESC LIMIT :limit"
)
_DOWN = (
    "SELECT num FROM (SELECT num, t FROM {table} WHERE num < :below ORDER BY num DESC LIMIT :reach) newest "
    "WHERE t @@ CAST(:q AS tsquery) ORDER BY num DESC LIMIT :limit"
)
_THROUGH = (
    "WITH found AS MATERIALIZED (SELECT num FROM {table} WHERE t @@ CAST(:q AS tsquery) AND num < :below) "
    "SELECT num FROM found ORDER BY num DESC LIMIT :limit"
)
_STRETCHES = (
    "SELECT f.num FROM "
    "generate_series((SELECT max(num) FROM {table} WHERE num < :below) >> :stretch, 0, -1) s, LATERAL "
    "(SELECT num FROM (SELECT num FROM {table} WHERE "
    "t @@ (CAST(:q AS tsquery) && CAST('_n' || s AS tsquery)) OFFSET 0) one "
    "WHERE num < :below ORDER BY num DESC LIMIT :limit) f LIMIT :limit"
)
