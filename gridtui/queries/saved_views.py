"""Filters written down and read again, so that a list can be seen as it was under a name.

An instant that a filter names in ``MOVING`` is written as days from now, so that what is late means what is
late when the view is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime, time, timedelta
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import KUNMING, day_begins, local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.saved_views import KeptView, ViewBody, kept_views
from gridtui.words import mark

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["KeptView", "ViewBody", "filter_body", "find_view", "kept_views", "read_filter"]

FilterT = TypeVar("FilterT")

_UNKNOWN = mark("视图“{name}”是用更新的版本存的，这里看不懂，没有打开")


def find_view(connection: Connection, operator_id: RecordId, area: str, name: str) -> KeptView:
    """Return the view of that name; ``RuleBroken`` names those there are."""
    views = kept_views(connection, operator_id, area)
    for view in views:
        if view.name == name:
            return view
    if not views:
        raise RuleBroken(Problem(mark("这张列表还没有存过视图")))
    names = "、".join(view.name for view in views)
    raise RuleBroken(Problem(mark("没有视图“{name}”，现有：{names}"), values={"name": name, "names": names}))


def filter_body(wanted: object, now: datetime) -> dict[str, Any]:
    """Return what of a filter (a dataclass) is not at its default, as JSON values."""
    moving: frozenset[str] = getattr(type(wanted), "MOVING", frozenset())
    body = {}
    for field in fields(wanted):  # type: ignore[arg-type]
        value = getattr(wanted, field.name)
        if value != field.default:
            body[field.name] = _offset(value, now) if field.name in moving else _plain(value)
    return body


def read_filter(kind: type[FilterT], view: KeptView, now: datetime) -> FilterT:
    """Return the filter of that dataclass; ``RuleBroken`` where a newer program wrote what is unknown."""
    moving: frozenset[str] = getattr(kind, "MOVING", frozenset())
    readers = _readers(kind)
    try:
        values = {
            name: _instant(value, now) if name in moving else readers[name](value)
            for name, value in view.body.items()
        }
        return kind(**values)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RuleBroken(Problem(_UNKNOWN, values={"name": view.name})) from error


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def _offset(value: datetime, now: datetime) -> dict[str, int]:
    """Return a midnight of the office as days from today's, any other instant as days from now."""
    local = value.astimezone(KUNMING)
    if local.time() == time.min:
        return {"midnight": (local.date() - local_date(now)).days}
    return {"days": round((value - now) / timedelta(days=1))}


def _instant(body: Mapping[str, int], now: datetime) -> datetime:
    [(unit, days)] = body.items()
    if unit == "days":
        return now + timedelta(days=days)
    if unit != "midnight":
        raise ValueError(unit)
    return day_begins(local_date(now) + timedelta(days=days))


def _readers(kind: type[Any]) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    assert all(field.default is not MISSING for field in fields(kind))
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) in (Union, UnionType):
        [hint] = [each for each in get_args(hint) if each is not type(None)]
    if get_origin(hint) is tuple:
        one = _reader(get_args(hint)[0])
        return lambda value: tuple(one(each) for each in value)
    if hint is bytes:
        return bytes.fromhex
    if hint is datetime:
        return datetime.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint

    def same(value: Any) -> Any:
        if type(value) is not hint:
            raise TypeError(hint)
        return value

    return same
