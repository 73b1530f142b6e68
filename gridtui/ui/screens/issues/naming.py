"""The names behind the codes and ids that issues carry, read once and shared by the screens of the area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.issues.categories import CategoryRow, category_rows
from gridtui.queries.issues.issues import IssueFilter, grid_names, issue_count, usual_categories

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Names:
    """Categories by code, grids by id, the categories given most often lately.

    ``any_issue`` says whether the store has an issue at all.
    """

    categories: Sequence[CategoryRow] = ()
    grids: Mapping[RecordId, str] = field(default_factory=dict)
    usual: Sequence[CategoryRow] = ()
    by_code: Mapping[str, str] = field(default_factory=dict)
    any_issue: bool = True

    def category(self, code: str) -> str:
        """Return the name of a category, the code itself where it is not known here."""
        return self.by_code.get(code, code)


def read_names(connection: Connection) -> Names:
    """Read the names as they are now."""
    rows = category_rows(connection)
    known = {row.code: row for row in rows}
    usual = [known[code] for code in usual_categories(connection) if code in known and known[code].active]
    by_code = {code: row.name for code, row in known.items()}
    any_issue = issue_count(connection, IssueFilter(), ceiling=1) > 0
    return Names(rows, grid_names(connection), usual, by_code, any_issue)
