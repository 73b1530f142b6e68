"""Rating a property company by the rule that the office wrote down, with the whole computation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_states import Resolution, Satisfaction
from gridtui.domain.together.words import InspectionResult, RatingSource
from gridtui.domain.words.dates import day_begins
from gridtui.domain.words.sentences import Sentence
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import TOGETHER, Issue
from gridtui.words import mark

PROPERTY = "M11"
"""The issue category of matters of property (product.md, section 3)."""

_LINE = mark("{title}：{source} {part}/{whole}，占比 {weight}%")
_NO_DATA = mark("{title}：{source}没有数据，这一项不算，占比 {weight}% 分给其他项")
_SUM = mark("合计 {mark} 分（100 分为满，各项按占比折算）")
_NOTHING = mark("还没有评价规则，或这段时间没有数据：不评")


@dataclass(frozen=True, slots=True)
class RatedPart:
    """One line of the rule: so many of so many; ``whole`` 0 where there is nothing to count."""

    title: str
    source: RatingSource
    weight: int
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class CompanyRating:
    """What a company comes to; ``mark`` in hundredths of a point of 100, None where nothing can be said."""

    parts: tuple[RatedPart, ...]
    mark: int | None

    def told(self) -> list[Sentence]:
        """Return the computation line by line, as it is published."""
        lines = [_told(part) for part in self.parts]
        if self.mark is None:
            return [*lines, Sentence(_NOTHING)]
        return [*lines, Sentence(_SUM, {"mark": f"{self.mark / 100:.2f}"})]


def rate_company(connection: Connection, company_id: RecordId, first: date, last: date) -> CompanyRating:
    """Return the rating of a company for the days ``first``..``last``, by the rules in force on the last.

    Each line of the rule is a share; lines without data are left out, and the weights of the others are
    taken in proportion.
    """
    rule = table_of(TOGETHER["rating_rule"])
    rules = connection.execute(
        sa.select(rule.c.title, rule.c.source, rule.c.weight)
        .where(
            rule.c.deleted.is_(False),
            sa.or_(rule.c.since.is_(None), rule.c.since <= last),
            sa.or_(rule.c.until.is_(None), rule.c.until >= last),
        )
        .order_by(rule.c.num)
    ).all()
    parts = tuple(
        RatedPart(
            row.title,
            RatingSource(row.source),
            row.weight,
            *_share(connection, RatingSource(row.source), company_id, first, last),
        )
        for row in rules
        if RatingSource.has(row.source)
    )
    counted = [part for part in parts if part.whole]
    weights = sum(part.weight for part in counted)
    if not weights:
        return CompanyRating(parts, None)
    # Whole numbers only, so that every machine publishes the same mark.
    total = sum(part.weight * part.part * 10_000 // part.whole for part in counted)
    return CompanyRating(parts, total // weights)


def _share(
    connection: Connection, source: RatingSource, company_id: RecordId, first: date, last: date
) -> tuple[int, int]:
    if source is RatingSource.INSPECTIONS:
        return _inspected(connection, company_id, first, last)
    begin, end = day_begins(first), day_begins(last + timedelta(days=1))
    where = [
        col(Issue.deleted).is_(False),
        col(Issue.category).startswith(PROPERTY),
        col(Issue.closed_at) >= begin,
        col(Issue.closed_at) < end,
        col(Issue.building_id).in_(_buildings(company_id)),
    ]
    if source is RatingSource.RESOLVED:
        rated, good = col(Issue.resolved) != "", col(Issue.resolved) == Resolution.RESOLVED.value
    elif source is RatingSource.SATISFIED:
        pleased = (Satisfaction.SATISFIED.value, Satisfaction.MOSTLY.value)
        rated = col(Issue.satisfaction).not_in(("", Satisfaction.UNRATED.value))
        good = col(Issue.satisfaction).in_(pleased)
    else:
        rated, good = col(Issue.due_at).is_not(None), col(Issue.closed_at) <= col(Issue.due_at)
    counted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((good, 1), else_=0)), 0))
    whole, part = connection.execute(counted.where(*where, rated)).one()
    return int(part), int(whole)


def _inspected(connection: Connection, company_id: RecordId, first: date, last: date) -> tuple[int, int]:
    item, inspection, compound = (
        table_of(TOGETHER[noun]) for noun in ("inspection_item", "inspection", "compound")
    )
    good, poor = InspectionResult.GOOD.value, InspectionResult.POOR.value
    counted = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((item.c.result == good, 1), else_=0)), 0)
    )
    whole, part = connection.execute(
        counted.select_from(item)
        .join(inspection, inspection.c.id == item.c.inspection_id)
        .join(compound, compound.c.id == inspection.c.compound_id)
        .where(
            compound.c.company_id == company_id,
            inspection.c.inspected_on.between(first, last),
            item.c.result.in_((good, poor)),
            *(table.c.deleted.is_(False) for table in (item, inspection, compound)),
        )
    ).one()
    return int(part), int(whole)


def _buildings(company_id: RecordId) -> sa.Select[tuple[bytes]]:
    held, compound = table_of(TOGETHER["compound_building"]), table_of(TOGETHER["compound"])
    return (
        sa.select(held.c.building_id)
        .join(compound, compound.c.id == held.c.compound_id)
        .where(compound.c.company_id == company_id, held.c.deleted.is_(False), compound.c.deleted.is_(False))
    )


def _told(part: RatedPart) -> Sentence:
    values: dict[str, object] = {
        "title": part.title,
        "source": Sentence(part.source.label),
        "weight": part.weight,
        "part": part.part,
        "whole": part.whole,
    }
    return Sentence(_LINE if part.whole else _NO_DATA, values)
