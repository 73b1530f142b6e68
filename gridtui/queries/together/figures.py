"""Reading the source's own figures for an organisation, all below it, and a period: each is its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.figures import FIGURES, WHISTLES, Figure
from gridtui.queries.issues.whistles import WhistleFilter, drafted_where
from gridtui.queries.together.records import RecordFilter, narrowed
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Org, Whistle
from gridtui.storage.tables.together import TOGETHER


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """For which organisation (and all below it) and which days, both included; None for any."""

    org_id: RecordId | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with its value; ``rows`` shows exactly the records behind it, or ``whistles`` does."""

    figure: Figure
    value: int
    rows: RecordFilter | None
    whistles: WhistleFilter | None = None


def read_figures(connection: Connection, wanted: FigureFilter, today: date) -> list[FigureLine]:
    """Return every figure; minutes are minutes."""
    below = _below(connection, wanted.org_id)
    levels = {row.id: row.level for row in connection.execute(sa.select(col(Org.id), col(Org.level)))}
    return [_line(connection, figure, wanted, today, below, levels) for figure in FIGURES]


def figure_orgs(connection: Connection) -> list[tuple[RecordId, str, int]]:
    """Return the organisations that figures can be asked for: id, name and level, the uppermost first."""
    chosen = sa.select(col(Org.id), col(Org.name), col(Org.level)).where(col(Org.deleted).is_(False))
    rows = connection.execute(chosen.order_by(col(Org.level), col(Org.num)))
    return [(row.id, row.name, row.level) for row in rows]


def _line(
    connection: Connection,
    figure: Figure,
    wanted: FigureFilter,
    today: date,
    below: tuple[RecordId, ...],
    levels: dict[RecordId, int],
) -> FigureLine:
    if figure.noun == WHISTLES:
        whistles = WhistleFilter(
            level=figure.level, org_ids=below, since=wanted.since, until=wanted.until or today
        )
        return FigureLine(figure, _whistles(connection, whistles), None, whistles)
    orgs = below
    if figure.level:
        orgs = tuple(id for id in (below or levels) if levels.get(id) == figure.level)
    rows = rows_behind(figure, wanted, today, orgs)
    # No organisation of that level: nothing is counted, though no organisation stands for all of them.
    value = 0 if figure.level and not orgs else _value(connection, figure, rows)
    return FigureLine(figure, value, rows)


def rows_behind(
    figure: Figure, wanted: FigureFilter, today: date, orgs: tuple[RecordId, ...]
) -> RecordFilter:
    """Return the filter that shows exactly the records that a figure counts."""
    noun = BY_NAME[figure.noun]
    last = wanted.until or today
    if figure.day:
        return RecordFilter(
            figure.noun, orgs, equal=figure.equal, day=figure.day, since=wanted.since or date.min, until=last
        )
    return RecordFilter(figure.noun, orgs, equal=figure.equal, in_force=last if noun.in_force else None)


def _value(connection: Connection, figure: Figure, rows: RecordFilter) -> int:
    table = table_of(TOGETHER[rows.noun])
    summed: sa.ColumnElement[int] = sa.func.count()
    if figure.code == "person_times":
        signed = table_of(TOGETHER["sign_in"])
        counted = (
            sa.select(sa.func.count())
            .where(signed.c.activity_id == table.c.id, signed.c.deleted.is_(False))
            .scalar_subquery()
        )
        summed = sa.func.sum(sa.func.coalesce(table.c.present, counted))
    elif figure.sums:
        summed = sa.func.sum(table.c[figure.sums])
    return int(connection.execute(narrowed(rows).with_only_columns(summed)).scalar() or 0)


def _whistles(connection: Connection, wanted: WhistleFilter) -> int:
    chosen = sa.select(sa.func.count()).where(
        col(Whistle.deleted).is_(False), col(Whistle.level) == wanted.level, *drafted_where(wanted)
    )
    return int(connection.execute(chosen).scalar_one())


def _below(connection: Connection, org_id: RecordId | None) -> tuple[RecordId, ...]:
    """Return an organisation and every one below it; nothing where all are meant."""
    if org_id is None:
        return ()
    above = {row.id: row.parent_id for row in connection.execute(sa.select(col(Org.id), col(Org.parent_id)))}
    found = {org_id}
    grown = True
    while grown:
        more = {id for id, parent in above.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return tuple(sorted(found))
