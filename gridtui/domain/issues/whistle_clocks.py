"""The clocks of the units that a whistle calls, and the arithmetic behind them in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gridtui.domain.issues.deadline import Timing, calendar_lines, timing, timing_lines
from gridtui.domain.issues.limits import LimitTable, Stage
from gridtui.domain.issues.whistle import Ruling, UnitState, UnitStatus, WhistleStatus
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class UnitClock:
    """One clock of a unit, and when it was answered; it stops with a refusal until there is a ruling."""

    timing: Timing
    done_at: datetime | None = None
    stopped: bool = False

    @property
    def is_running(self) -> bool:
        """Whether the unit still owes this."""
        return self.done_at is None and not self.stopped

    def is_late(self, now: datetime) -> bool:
        """Whether the answer came late, or is late at this moment."""
        due = self.timing.due
        return due is not None and not self.stopped and (self.done_at or now) > due


@dataclass(frozen=True, slots=True)
class WhistleClocks:
    """What the clocks of a whistle are reckoned with."""

    purpose: str
    level: int
    limits: LimitTable
    calendar: WorkingCalendar = field(compare=False)

    def of_unit(self, unit: UnitStatus) -> tuple[UnitClock, ...]:
        """Return the clocks of a unit: signing, getting in touch, reporting in; without a limit no clock."""
        answered = (
            (Stage.WHISTLE_SIGN, unit.signed_at),
            (Stage.WHISTLE_CONTACT, unit.contacted_at),
            (Stage.WHISTLE_REPORT, unit.reported_at),
        )
        stopped = unit.state in (UnitState.REFUSED, UnitState.RELEASED)
        found = []
        for stage, done_at in answered:
            limit = self.limits.find(stage, self.purpose, "", self.level)
            if limit is not None:
                found.append(UnitClock(timing(limit, unit.since, self.calendar), done_at, stopped))
        return tuple(found)

    def due_at(self, status: WhistleStatus) -> datetime | None:
        """Return the earliest moment at which a unit owes something; None where none does."""
        if not status.state.is_open:
            return None
        clocks = (clock for unit in status.units for clock in self.of_unit(unit) if clock.is_running)
        return min((clock.timing.due for clock in clocks if clock.timing.due is not None), default=None)

    def explained(self, unit: UnitStatus, name: str) -> list[Sentence]:
        """Return the arithmetic of a unit's clocks, line by line."""
        when = self._when
        lines = [Sentence(mark("{when} 叫了{unit}"), {"when": when(unit.called_at), "unit": name})]
        if unit.refused_at is not None:
            lines.append(Sentence(mark("{when} 拒签，裁定之前不计时"), {"when": when(unit.refused_at)}))
        if unit.ruling is Ruling.MUST and unit.ruled_at is not None:
            lines.append(Sentence(mark("{when} 裁定应当签收，从这时重新起算"), {"when": when(unit.ruled_at)}))
        if unit.ruling is Ruling.RELEASED and unit.ruled_at is not None:
            lines.append(Sentence(mark("{when} 裁定不用办，不再计时"), {"when": when(unit.ruled_at)}))
        running = [clock for clock in self.of_unit(unit) if not clock.stopped]
        for clock in running:
            lines += timing_lines(clock.timing, self.calendar)
            if clock.done_at is not None:
                late = clock.is_late(clock.done_at)
                words = mark("{when} 做到，晚了") if late else mark("{when} 做到，没有晚")
                lines.append(Sentence(words, {"when": when(clock.done_at)}))
        return [*lines, *calendar_lines([clock.timing for clock in running], self.calendar)]

    def _when(self, at: datetime) -> str:
        return f"{self.calendar.local(at):%Y-%m-%d %H:%M}"
