"""What grids, categories and units are called in the workbook: no two alike, for formulas to tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import major_of
from gridtui.domain.words.text import tidy
from gridtui.storage.tables import Category, Grid, Org

NO_GRID, GONE_GRID, NO_CATEGORY, NO_UNIT = "没有网格", "撤掉的网格", "没有分类", "不知道的单位"
NOTHING_SAID = "没有写"

_LONGEST = 100
"""Spreadsheet programs compare no longer texts."""

_PATTERN_SIGNS = str.maketrans("*?~", "＊？～")
_FIRST_SIGNS = dict(zip("=<>", "＝＜＞", strict=True))


class Labels:
    """The names of the store, as they stand in rows and beside figures."""

    def __init__(self, connection: Connection) -> None:
        grids = sa.select(col(Grid.id), col(Grid.name), col(Grid.code)).order_by(
            col(Grid.code), col(Grid.num)
        )
        orgs = sa.select(col(Org.id), col(Org.name), col(Org.division_code)).order_by(col(Org.num))
        self._grids = _told_apart((row.id, row.name, row.code) for row in connection.execute(grids))
        self._units = _told_apart((row.id, row.name, row.division_code) for row in connection.execute(orgs))
        chosen = sa.select(col(Category.code), col(Category.name)).where(col(Category.deleted).is_(False))
        self._categories = {
            code: comparable(f"{code} {name}")
            for code, name in connection.execute(chosen.order_by(col(Category.num)))
        }

    def grid(self, id: RecordId | None) -> str:
        """Return what a grid is called."""
        return NO_GRID if id is None else self._grids.get(id, GONE_GRID)

    def unit(self, id: RecordId | None) -> str:
        """Return what a unit is called."""
        return NO_UNIT if id is None else self._units.get(id, NO_UNIT)

    def category(self, code: str) -> str:
        """Return what a category is called: its code and name."""
        return self._categories.get(code, comparable(code)) if code else NO_CATEGORY

    def major(self, code: str) -> str:
        """Return what the first level of a category is called."""
        return self.category(major_of(code))


def comparable(text: str) -> str:
    """Return a text that a formula compares as it stands: no sign in it is a pattern or an operator."""
    said = tidy(text)[:_LONGEST].translate(_PATTERN_SIGNS).strip()
    return _FIRST_SIGNS.get(said[:1], said[:1]) + said[1:]


def _told_apart(named: Iterable[tuple[RecordId, str, str]]) -> dict[RecordId, str]:
    """Return a label for each id; those of one name get their code behind it, else a number."""
    rows = [(id, comparable(name or code), comparable(code)) for id, name, code in named]
    often = Counter(label.casefold() for _, label, _ in rows)
    taken: set[str] = set()
    found = {}
    for id, label, code in rows:
        if often[label.casefold()] > 1 and code:
            label = f"{label}（{code}）"
        first, number = label, 1
        while label.casefold() in taken or not label:
            number += 1
            label = f"{first}（{number}）"
        taken.add(label.casefold())
        found[id] = label
    return found
