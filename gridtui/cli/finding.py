"""Finding the record that somebody names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

if TYPE_CHECKING:
    from sqlalchemy import Connection


def issue_named(connection: Connection, number: str) -> bytes:
    """Return the newest issue with this number; ``RuleBroken`` where there is none."""
    from gridtui.queries.issues.issues import find_issue

    found = find_issue(connection, number)
    if found is None:
        raise RuleBroken(Problem(mark("没有这条记录：{record}"), values={"record": number}))
    return found
