"""Reading the promise chain 承诺链: from what was raised through decision, project and claim to acceptance.

The chain of a record is everything that led to it and everything that came of it; the same chain is found
from the side of an issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.together.records import RecordFilter, RecordRow, record_page
from gridtui.queries.together.titles import titles_of
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER
from gridtui.words import tr

LINKS: Final[tuple[tuple[str, str, str], ...]] = (
    ("deliberation", "decision", "deliberation_id"),
    ("meeting", "decision", "meeting_id"),
    ("decision", "project", "decision_id"),
    ("demand", "project", "demand_id"),
    ("project", "project_step", "project_id"),
    ("project", "claim", "project_id"),
    ("wish", "claim", "wish_id"),
    ("claim", "service_log", "claim_id"),
    ("project", "acceptance", "project_id"),
)
"""What comes of what: noun, the noun that follows, and the attribute by which it does."""

FROM_ISSUES: Final[tuple[tuple[str, str, str], ...]] = (
    ("deliberation_issue", "deliberation_id", "deliberation"),
    ("demand_issue", "demand_id", "demand"),
    ("wish", "id", "wish"),
)
"""How an issue begins a chain: the noun that names the issue, the attribute of what begins, its noun."""

MOST = 500
"""Lines of one chain that are shown."""


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One link: how deep it stands below what it came of; ``row`` is None for an issue.

    ``above`` is what it came of too, of a link that stands in full further up; empty otherwise.
    """

    depth: int
    noun: str
    id: RecordId
    title: str
    row: RecordRow | None
    above: RecordId = b""


def chain_of(connection: Connection, noun: str, id: RecordId) -> list[ChainLine]:
    """Return the chain that a record of ``noun`` (an issue too) stands in, beginnings first."""
    lines: list[ChainLine] = []
    seen: set[RecordId] = set()
    for start_noun, start_id in _beginnings(connection, noun, id):
        _descend(connection, start_noun, start_id, 0, lines, seen)
    return lines[:MOST]


def _beginnings(connection: Connection, noun: str, id: RecordId) -> list[tuple[str, RecordId]]:
    """Return what a record's chain begins with: up every link, to the issues where there are any."""
    waiting, found, seen = [(noun, id)], [], {id}
    while waiting:
        here, this = waiting.pop()
        above = (
            [] if here == "issue" else [*_issues_of(connection, here, this), *_above(connection, here, this)]
        )
        if not above and (here, this) not in found:
            found.append((here, this))
        for each in above:
            if each[1] not in seen:
                seen.add(each[1])
                waiting.append(each)
    return found


def _above(connection: Connection, noun: str, id: RecordId) -> list[tuple[str, RecordId]]:
    table = table_of(TOGETHER[noun])
    found = []
    for before, after, attribute in LINKS:
        if after == noun:
            whole = table_of(TOGETHER[before])
            chosen = sa.select(whole.c.id).join(table, table.c[attribute] == whole.c.id)
            value = connection.execute(chosen.where(table.c.id == id, whole.c.deleted.is_(False))).scalar()
            if value is not None:
                found.append((before, value))
    return found


def _issues_of(connection: Connection, noun: str, id: RecordId) -> list[tuple[str, RecordId]]:
    found = []
    for naming, attribute, begins in FROM_ISSUES:
        if begins == noun:
            table = table_of(TOGETHER[naming])
            chosen = sa.select(table.c.issue_id).where(table.c[attribute] == id, table.c.deleted.is_(False))
            rows = connection.execute(chosen.order_by(table.c.num)).scalars()
            found += [("issue", issue) for issue in rows if issue is not None]
    return found


def _descend(
    connection: Connection,
    noun: str,
    id: RecordId,
    depth: int,
    lines: list[ChainLine],
    seen: set[RecordId],
    above: RecordId = b"",
) -> None:
    if len(lines) >= MOST:
        return
    line = _line(connection, noun, id, depth)
    if line is None:
        return
    if id in seen:
        lines.append(replace(line, title=tr("{title}（见上）", title=line.title), above=above))
        return
    seen.add(id)
    lines.append(line)
    for after, next_id in _after(connection, noun, id):
        _descend(connection, after, next_id, depth + 1, lines, seen, id)


def _line(connection: Connection, noun: str, id: RecordId, depth: int) -> ChainLine | None:
    if noun == "issue":
        title = titles_of(connection, noun, [id]).get(id)
        return None if title is None else ChainLine(depth, noun, id, title, None)
    rows = record_page(connection, RecordFilter(noun, ids=(id,)), offset=0, limit=1)
    return ChainLine(depth, noun, id, rows[0].title, rows[0]) if rows else None


def _after(connection: Connection, noun: str, id: RecordId) -> Sequence[tuple[str, RecordId]]:
    found: list[tuple[str, RecordId]] = []
    if noun == "issue":
        for naming, attribute, begins in FROM_ISSUES:
            table = table_of(TOGETHER[naming])
            chosen = sa.select(table.c[attribute]).where(table.c.issue_id == id, table.c.deleted.is_(False))
            found += [(begins, each) for each in connection.execute(chosen.order_by(table.c.num)).scalars()]
    for before, after, attribute in LINKS:
        if before == noun:
            table = table_of(TOGETHER[after])
            chosen = sa.select(table.c.id).where(table.c[attribute] == id, table.c.deleted.is_(False))
            found += [(after, each) for each in connection.execute(chosen.order_by(table.c.num)).scalars()]
    return found
