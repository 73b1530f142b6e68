"""What every business table has, and the conditions of their indexes.

Every table has ``num`` (a local integer, the search row), ``id`` (16 bytes, the identity), ``zone`` and
``deleted``. Codes, numbers and names are never unique: two offices may give the same one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, text
from sqlmodel import Field, SQLModel

from gridtui.storage.columns import Part, column

_NUM = BigInteger().with_variant(Integer, "sqlite")

LIVE = ("deleted IS 0", "deleted IS false")
OPEN = ("is_open IS 1", "is_open IS true")
STAYED = ("moved_out_on IS NULL", "moved_out_on IS NULL")
UNDONE = ("done_on IS NULL", "done_on IS NULL")
ALIVE = ("died_on IS NULL", "died_on IS NULL")
OWN = ("alias_of IS NULL", "alias_of IS NULL")
REFUSING = ("kind IN ('return', 'reject')", "kind IN ('return', 'reject')")
JOINED = ("alias_of IS NOT NULL", "alias_of IS NOT NULL")
"""Conditions of an index as queries say them, on SQLite and on PostgreSQL."""


def where(*conditions: tuple[str, str]) -> dict[str, Any]:
    """Return the arguments that give an index these conditions on either engine."""
    sqlite, postgresql = (" AND ".join(each) for each in zip(*conditions, strict=True))
    return {"sqlite_where": text(sqlite), "postgresql_where": text(postgresql)}


class Record(SQLModel):
    """What every business table has.

    ``num`` orders and finds rows on this device only; ``id`` is the record everywhere; ``zone`` is the
    street at creation as a number, 0 above streets; a deleted row stays, so that references hold.
    """

    num: int = Field(sa_type=_NUM, primary_key=True, sa_column_kwargs={"info": {"part": Part.LOCAL}})
    id: bytes = Field(
        sa_type=LargeBinary, unique=True, nullable=False, sa_column_kwargs={"info": {"part": Part.LOCAL}}
    )
    zone: int = Field(
        default=0, sa_type=BigInteger, nullable=False, sa_column_kwargs={"info": {"part": Part.LOCAL}}
    )
    deleted: bool = column(default=False, nullable=False)
