"""Whether what a change from elsewhere says can stand in our tables; nothing else is ever projected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Column

from gridtui.storage.columns import Instant
from gridtui.storage.log.fields import TableCodec

Check: TypeAlias = Callable[[Any], bool]

_SMALL, _BIG = 1 << 31, 1 << 63
_FIRST_MILLIS, _LAST_MILLIS = -62_135_596_800_000, 253_402_300_799_999
_ID_DIGITS = 32


def fits(codec: TableCodec, fields: Mapping[str, Any]) -> bool:
    """Whether every known field has a value of its kind; unknown fields are let pass."""
    checks = _checks(codec.table)
    for name, value in fields.items():
        check = checks.get(name)
        if check is not None and not check(value):
            return False
    return True


@cache
def _checks(table: sa.Table) -> dict[str, Check]:
    return {str(column.name): _check(column) for column in table.columns}


def _check(column: Column[Any]) -> Check:
    told = _kind(column)
    if column.nullable:
        return lambda value: value is None or told(value)
    return told


def _kind(column: Column[Any]) -> Check:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return lambda value: value is True or value is False
    if isinstance(kind, Instant):
        return lambda value: type(value) is int and _FIRST_MILLIS <= value <= _LAST_MILLIS
    if isinstance(kind, sa.Date):
        return _is_date
    if isinstance(kind, sa.LargeBinary):
        return _is_id if column.foreign_keys else _is_hex
    if isinstance(kind, sa.Integer):
        size = _BIG if isinstance(kind, sa.BigInteger) else _SMALL
        return lambda value: type(value) is int and -size <= value < size
    return lambda value: type(value) is str and "\0" not in value


def _is_date(value: Any) -> bool:
    try:
        return type(value) is str and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_hex(value: Any) -> bool:
    try:
        return type(value) is str and bytes.fromhex(value).hex() == value
    except ValueError:
        return False


def _is_id(value: Any) -> bool:
    return type(value) is str and len(value) == _ID_DIGITS and _is_hex(value)
