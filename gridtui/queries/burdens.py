"""Reading the burden register 社区事务准入: what was asked for, by whom, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.burdens.allowed_items import AllowedItem
from gridtui.domain.burdens.form_request import FormRequestDraft, Listed
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.record_drafts import record_draft
from gridtui.storage.derived.allowed_items import items_in_force, own_items
from gridtui.storage.tables import FormRequest

__all__ = ["items_in_force", "own_items"]

UNKNOWN = "unknown"
"""Stands in a filter for requests of which nobody has looked whether they are on the list."""


@dataclass(frozen=True, slots=True)
class BurdenFilter:
    """Which requests: asked for in ``year`` (0 for all), on the list or not (``Listed`` or ``UNKNOWN``).

    ``open`` are those that are not handed in yet, or that are; ``late`` those whose day is before it.
    """

    year: int = 0
    listed: str = ""
    open: bool | None = None
    late: date | None = None


@dataclass(frozen=True, slots=True)
class BurdenRow:
    """One request in a list; ``item`` is the code of the listed item it is one of."""

    num: int
    id: RecordId
    asked_by: str
    matter: str
    asked_on: date
    due_on: date | None
    handed_on: date | None
    listed: str
    item: str
    minutes: int | None
    cells: int | None
    same_cells: int | None
    form: str

    @property
    def is_open(self) -> bool:
        """Whether it is not handed in yet."""
        return self.handed_on is None

    def is_late(self, today: date) -> bool:
        """Whether its day is over, or was when it was handed in."""
        return self.due_on is not None and self.due_on < (self.handed_on or today)


@dataclass(frozen=True, slots=True)
class BurdenSums:
    """The register added up: requests, those on the list, off it, and of which nobody looked; their cost.

    ``cells`` and ``same_cells`` are of requests of which both are known.
    """

    requests: int
    listed: int
    outside: int
    unknown: int
    minutes: int
    cells: int
    same_cells: int


def burden_page(
    connection: Connection, wanted: BurdenFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[BurdenRow]:
    """Return one page of the requests, the latest first."""
    return read_page(connection, _narrowed(wanted), _ORDER, _row, offset=offset, limit=limit, near=near)


def burden_count(connection: Connection, wanted: BurdenFilter, *, ceiling: int | None = None) -> int:
    """Return how many requests there are, counting no further than ``ceiling``."""
    return read_count(connection, _narrowed(wanted), ceiling)


def burden_sums(connection: Connection, wanted: BurdenFilter) -> BurdenSums:
    """Return the requests that fit added up."""
    both = sa.and_(col(FormRequest.cells).is_not(None), col(FormRequest.same_cells).is_not(None))

    def counted(condition: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    def added(column: Any, condition: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, column), else_=0)), 0)

    listed = col(FormRequest.listed)
    row = connection.execute(
        _narrowed(wanted).with_only_columns(
            sa.func.count(),
            counted(listed == Listed.YES.value),
            counted(listed == Listed.NO.value),
            counted(listed.not_in((Listed.YES.value, Listed.NO.value))),
            added(col(FormRequest.minutes), col(FormRequest.minutes).is_not(None)),
            added(col(FormRequest.cells), both),
            added(col(FormRequest.same_cells), both),
            maintain_column_froms=True,
        )
    ).one()
    return BurdenSums(*map(int, row))


def burden_years(connection: Connection) -> list[int]:
    """Return the years in which anything was asked for, the latest first."""
    first, last = connection.execute(
        _narrowed(BurdenFilter()).with_only_columns(
            sa.func.min(col(FormRequest.asked_on)),
            sa.func.max(col(FormRequest.asked_on)),
            maintain_column_froms=True,
        )
    ).one()
    if first is None or last is None:
        return []
    return list(range(last.year, first.year - 1, -1))


def request_draft(connection: Connection, request_id: RecordId) -> FormRequestDraft | None:
    """Return one request as a draft; None where it is gone."""
    return record_draft(connection, FormRequest, FormRequestDraft, request_id)


def offices_asking(connection: Connection, text: str, limit: int = 12) -> list[str]:
    """Return the offices that asked before and have the text in their name, those that asked most first."""
    name = col(FormRequest.asked_by)
    chosen = (
        sa.select(name)
        .where(col(FormRequest.deleted).is_(False), name != "", name.contains(text, autoescape=True))
        .group_by(name)
        .order_by(sa.func.count().desc(), name)
        .limit(limit)
    )
    return list(connection.execute(chosen).scalars())


def item_of(items: list[AllowedItem], key: str) -> AllowedItem | None:
    """Return the item that a request names, None where it is not on the list any more."""
    return next((item for item in items if item.key == key), None)


def _narrowed(wanted: BurdenFilter) -> Select[Any]:
    chosen = _LIST.where(col(FormRequest.deleted).is_(False), col(FormRequest.asked_on).is_not(None))
    if wanted.year:
        day = col(FormRequest.asked_on)
        chosen = chosen.where(day >= date(wanted.year, 1, 1), day <= date(wanted.year, 12, 31))
    if wanted.listed == UNKNOWN:
        chosen = chosen.where(col(FormRequest.listed).not_in((Listed.YES.value, Listed.NO.value)))
    elif wanted.listed:
        chosen = chosen.where(col(FormRequest.listed) == wanted.listed)
    if wanted.open is not None:
        handed = col(FormRequest.handed_on)
        chosen = chosen.where(handed.is_(None) if wanted.open else handed.is_not(None))
    if wanted.late is not None:
        chosen = chosen.where(col(FormRequest.handed_on).is_(None), col(FormRequest.due_on) < wanted.late)
    return chosen


def _row(row: Row[Any]) -> BurdenRow:
    return BurdenRow(
        row.num,
        row.id,
        row.asked_by,
        row.matter,
        row.asked_on,
        row.due_on,
        row.handed_on,
        row.listed,
        row.item,
        row.minutes,
        row.cells,
        row.same_cells,
        row.form,
    )


_ORDER = Order(
    (col(FormRequest.asked_on), col(FormRequest.num)), lambda row: (row.asked_on, row.num), descending=True
)
_LIST: Select[*tuple[Any, ...]] = sa.select(
    col(FormRequest.num),
    col(FormRequest.id),
    col(FormRequest.asked_by),
    col(FormRequest.matter),
    col(FormRequest.asked_on),
    col(FormRequest.due_on),
    col(FormRequest.handed_on),
    col(FormRequest.listed),
    col(FormRequest.item),
    col(FormRequest.minutes),
    col(FormRequest.cells),
    col(FormRequest.same_cells),
    col(FormRequest.form),
).select_from(FormRequest)
