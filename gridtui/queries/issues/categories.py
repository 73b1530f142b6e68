"""Reading the issue categories."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.pinyin import initials
from gridtui.storage.tables import Category, Issue

CATEGORY_NAME = (
    sa.select(col(Category.name))
    .where(col(Category.code) == col(Issue.category), col(Category.deleted).is_(False))
    .order_by(col(Category.num))
    .limit(1)
    .correlate(Issue)
    .scalar_subquery()
    .label("category")
)
"""What the category of the issue of the row is called; None for a code that no category has."""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category; ``title`` is its name behind its parent's."""

    id: RecordId
    code: str
    name: str
    parent_code: str
    title: str
    initials: str
    active: bool


def category_rows(connection: Connection) -> list[CategoryRow]:
    """Return every category, by code."""
    chosen = sa.select(
        col(Category.id),
        col(Category.code),
        col(Category.name),
        col(Category.parent_code),
        col(Category.active),
    ).where(col(Category.deleted).is_(False))
    rows = connection.execute(chosen.order_by(col(Category.code), col(Category.num))).all()
    names = {row.code: row.name for row in rows}
    return [
        CategoryRow(
            row.id,
            row.code,
            row.name,
            row.parent_code,
            f"{names[row.parent_code]} › {row.name}" if row.parent_code in names else row.name,
            initials(row.name),
            row.active,
        )
        for row in rows
    ]


def suggest_categories(rows: list[CategoryRow], typed: str, limit: int = 12) -> list[CategoryRow]:
    """Return the active categories that fit a code, a name or pinyin initials, best first."""
    wanted = typed.strip().casefold()
    ranked = [(rank, row) for row in rows if row.active and (rank := _rank(row, wanted)) is not None]
    return [row for _, row in sorted(ranked, key=lambda pair: (pair[0], pair[1].code))[:limit]]


def _rank(row: CategoryRow, wanted: str) -> int | None:
    if not wanted:
        return 0
    code = row.code.casefold()
    for rank, fits in enumerate(
        (
            code == wanted,
            row.name.casefold().startswith(wanted),
            code.startswith(wanted),
            row.initials.startswith(wanted),
            wanted in row.title.casefold(),
            wanted in row.initials,
            wanted in code,
        )
    ):
        if fits:
            return rank
    return None
