"""Column kinds shared by every table: ids, instants, and the privacy class that each field carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "no date" in a column that lists are ordered by, so that the order needs no NULL rule."""


class Part(StrEnum):
    """The class of a field; a change keeps each class in a part of its own, salted and hashed by itself.

    ``HEALTH`` never leaves the branch. ``DERIVED`` and ``LOCAL`` fields are computed here from others and
    are in no change at all.
    """

    PUBLIC = "public"
    CONTACT = "contact"
    IDENTITY = "identity"
    HEALTH = "health"
    DERIVED = "derived"
    LOCAL = "local"


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole milliseconds since 1970 so that both engines order it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the milliseconds; a naive datetime is a programming error."""
        return None if value is None else to_millis(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Return what makes an aware UTC datetime of stored milliseconds; whole pages go through it."""
        return _instant_of


def _instant_of(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + timedelta(milliseconds=value)


def to_millis(value: datetime) -> int:
    """Return whole milliseconds since 1970 of an aware datetime; ``ValueError`` when it is naive."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (value - EPOCH) // timedelta(milliseconds=1)


def from_millis(value: int) -> datetime:
    """Return the aware UTC datetime of whole milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=value)


def column(part: Part = Part.PUBLIC, *, default: Any = None, purpose: str = "", **options: Any) -> Any:
    """Declare a plain field with its privacy class and, where it is personal, why it is kept."""
    info = {"part": part, "purpose": purpose}
    return Field(default=default, sa_column_kwargs={"info": info}, **options)


def instant(part: Part = Part.PUBLIC, **options: Any) -> Any:
    """Declare a nullable instant."""
    return column(part, sa_type=Instant, nullable=True, **options)


def reference(
    target: str | None, *, index: bool = True, nullable: bool = True, part: Part = Part.PUBLIC
) -> Any:
    """Declare a reference to ``target`` (``"building.id"``), or a bare id where ``target`` is None."""
    options: dict[str, Any] = {"foreign_key": target} if target else {}
    return column(part, sa_type=LargeBinary, index=index, nullable=nullable, **options)
