"""Ids as the hexadecimal digits that event data names them by, inside a query on either engine."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class HexOf(FunctionElement[str]):
    """The bytes of a column as small hexadecimal digits."""

    inherit_cache = True
    name = "hex_of"
    type = sa.String()


@compiles(HexOf)
def _on_sqlite(element: HexOf, compiler: Any, **options: Any) -> str:
    return f"lower(hex({compiler.process(element.clauses, **options)}))"


@compiles(HexOf, "postgresql")
def _on_postgresql(element: HexOf, compiler: Any, **options: Any) -> str:
    return f"encode({compiler.process(element.clauses, **options)}, 'hex')"
