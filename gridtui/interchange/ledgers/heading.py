"""What stands above a paper: its title, who fills it in and of when, and who exported it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import day_begins, local_date, shown_date, shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy
from gridtui.storage.tables import Grid
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

MASKED = "姓名、电话、证件号已打码"
_BACKWARDS = mark("起止日期反了：从 {first} 到 {last}")


@dataclass(frozen=True, slots=True)
class LedgerSpan:
    """Which rows: of the days ``first`` to ``last``, both included, and of one grid; None does not narrow."""

    first: date | None = None
    last: date | None = None
    grid_id: RecordId | None = None

    @property
    def begin(self) -> datetime | None:
        """The instant at which it begins."""
        return day_begins(self.first) if self.first else None

    @property
    def end(self) -> datetime | None:
        """The instant before which it ends."""
        return day_begins(self.last + timedelta(days=1)) if self.last else None

    @property
    def words(self) -> str:
        """The days, as a paper says them."""
        if self.first is None and self.last is None:
            return "全部"
        return f"{shown_date(self.first) or '开始'} 至 {shown_date(self.last) or '今天'}"

    def refuse_backwards(self) -> None:
        """Refuse days in the wrong order."""
        if self.first and self.last and self.last < self.first:
            values: dict[str, object] = {"first": shown_date(self.first), "last": shown_date(self.last)}
            raise RuleBroken(Problem(_BACKWARDS, "last", values=values))


@dataclass(frozen=True, slots=True)
class Heading:
    """The lines above a paper, in Chinese; the watermark stands in its footer too."""

    title: str
    facts: str
    watermark: str


def heading_of(
    workspace: Workspace, connection: Connection, title: str, span: LedgerSpan, shown: str, *, dated: bool
) -> Heading:
    """Return the heading of what is written now; ``shown`` says what of people stands on it.

    The days are left out of what tells how things stand today, and so is not ``dated``.
    """
    now = workspace.clock()
    name = tidy(workspace.operator.name)
    facts = [
        f"填报单位：{tidy(workspace.name)}",
        f"填报人：{name}",
        f"填报日期：{shown_date(local_date(now))}",
    ]
    if dated:
        facts.append(f"期间：{span.words}")
    if span.grid_id is not None:
        grid = connection.execute(sa.select(col(Grid.name)).where(col(Grid.id) == span.grid_id)).scalar()
        facts.append(f"网格：{tidy(grid or '')}")
    watermark = f"{name} {shown_instant(now)} 导出 · {shown} · 仅供工作使用，不得外传"
    return Heading(title, "    ".join(facts), watermark)
