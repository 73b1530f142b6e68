"""Which report is asked for: of what period and grid, by which desk, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.queries.reports.counting import Stretch
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

_NOT_YET = mark("{period}还没有到，没有可报的数字")


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report of a period and, where one is named, of one grid; by whom it is made, and when."""

    period: Period
    office: str
    by: str
    org_id: RecordId
    now: datetime
    grid_id: RecordId | None = None

    @property
    def today(self) -> date:
        """The day on which it is made."""
        return local_date(self.now)

    @property
    def stretch(self) -> Stretch:
        """The days that are counted, up to today where the period runs."""
        return Stretch(self.period.first, min(self.period.last, self.today), self.grid_id)

    @property
    def stretch_before(self) -> Stretch:
        """The days of the period before."""
        before = self.period.previous
        return Stretch(before.first, before.last, self.grid_id)

    @property
    def reader(self) -> Reader:
        """For whom the columns of ledgers are read."""
        return Reader(self.org_id, self.today)


def asked_by(workspace: Workspace, period: Period, grid_id: RecordId | None = None) -> ReportAsked:
    """Return the report of a period as this desk asks for it now; ``RuleBroken`` where it lies ahead."""
    now = workspace.clock()
    if period.first > local_date(now):
        raise RuleBroken(Problem(_NOT_YET, "period", values={"period": period.title}))
    return ReportAsked(period, workspace.name, workspace.operator.name, workspace.desk.org_id, now, grid_id)
