"""When an issue is due, and the arithmetic behind it in words.

The stage clock begins again with every dispatch, return, escalation and rework, the total clock never; both
stand still while the issue is on hold or closed. An approved extension adds to the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gridtui.domain.issues.issue_states import State, TimeUnit
from gridtui.domain.issues.issue_status import IssueStatus, Span
from gridtui.domain.issues.limits import DEFAULT_LABEL, Limit, LimitTable, Stage
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

AMBER_SHARE = 80
"""Per cent of a limit after which it turns amber, unless the limit names its own."""

_STAGES = {
    State.REGISTERED: Stage.ACCEPT,
    State.PENDING_ACCEPT: Stage.ACCEPT,
    State.IN_PROGRESS: Stage.HANDLE,
    State.PENDING_VERIFY: Stage.VERIFY,
    State.PENDING_CALLBACK: Stage.CALLBACK,
}
_BEFORE_FEEDBACK = (State.REGISTERED, State.PENDING_ACCEPT, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Timing:
    """One clock: its limit, when it began, when it runs out and turns amber (None while it stands still)."""

    limit: Limit
    start: datetime
    due: datetime | None
    amber: datetime | None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The clocks of an issue; None where there is no limit or the issue is closed.

    ``due_at`` is the earliest clock that binds now and ``amber_at`` the first warning; None while on hold.
    The total clock binds until there is feedback to verify, and where the stage has no limit of its own.
    """

    stage: Timing | None = None
    total: Timing | None = None
    first_response: Timing | None = None
    due_at: datetime | None = None
    amber_at: datetime | None = None

    @property
    def stage_due(self) -> datetime | None:
        """When the present stage should be over."""
        return self.stage.due if self.stage else None

    @property
    def total_due(self) -> datetime | None:
        """When the matter should be answered."""
        return self.total.due if self.total else None

    def is_overdue(self, now: datetime) -> bool:
        """Whether the flag 超期 shows at this moment."""
        return self.due_at is not None and now > self.due_at

    def is_amber(self, now: datetime) -> bool:
        """Whether the issue is nearly due at this moment."""
        return not self.is_overdue(now) and self.amber_at is not None and now >= self.amber_at


_NO_DEADLINES = Deadlines()


def due(
    status: IssueStatus,
    limits: LimitTable,
    calendar: WorkingCalendar,
    *,
    nature: str = "",
    category: str = "",
) -> Deadlines:
    """Return the clocks of an issue of this nature and category code; none for a closed one."""
    if not status.is_open or status.opened_at is None or status.stage_started_at is None:
        return _NO_DEADLINES
    level = status.owner_level
    pauses = stopped(status)
    total = total_clock(status, limits, calendar, nature=nature, category=category)
    stage_limit = limits.find(_STAGES[status.state], nature, category, level)
    stage = _timing(stage_limit, status.stage_started_at, calendar, pauses)
    first = None
    if status.first_response_at is None:
        first_limit = limits.find(Stage.FIRST_RESPONSE, nature, category, level)
        first = _timing(first_limit, status.opened_at, calendar, pauses)
    binding = [clock for clock in (stage, first) if clock is not None]
    if total is not None and (status.state in _BEFORE_FEEDBACK or stage is None):
        binding.append(total)
    dues = [clock.due for clock in binding if clock.due is not None]
    ambers = [clock.amber for clock in binding if clock.amber is not None]
    return Deadlines(stage, total, first, min(dues, default=None), min(ambers, default=None))


def total_clock(
    status: IssueStatus,
    limits: LimitTable,
    calendar: WorkingCalendar,
    *,
    nature: str = "",
    category: str = "",
) -> Timing | None:
    """Return the total clock, of a closed issue too.

    The issue was answered in time when its ``feedback_at`` is not later than ``due``.
    """
    if status.opened_at is None:
        return None
    limit = limits.find(Stage.TOTAL, nature, category, status.owner_level)
    return _timing(limit, status.opened_at, calendar, stopped(status), status)


def total_due(
    status: IssueStatus,
    limits: LimitTable,
    calendar: WorkingCalendar,
    *,
    nature: str = "",
    category: str = "",
) -> datetime | None:
    """Return when the total clock runs out, of a closed issue too; None where it stands or there is none."""
    if status.opened_at is None:
        return None
    limit = limits.find(Stage.TOTAL, nature, category, status.owner_level)
    return None if limit is None else _end(limit, status.opened_at, calendar, stopped(status), status)


def stopped(status: IssueStatus) -> Sequence[Span]:
    """Return the stretches in which both clocks stand still, in order and apart."""
    if not status.holds and not status.closed_spans:
        return ()
    merged: list[Span] = []
    for span in sorted((*status.holds, *status.closed_spans), key=lambda span: span.start):
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and span.start > last.end):
            merged.append(span)
        elif last.end is not None:
            merged[-1] = Span(last.start, None if span.end is None else max(last.end, span.end))
    return merged


def _timing(
    limit: Limit | None,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Sequence[Span],
    extended: IssueStatus | None = None,
) -> Timing | None:
    if limit is None:
        return None
    end = _end(limit, start, calendar, pauses, extended)
    if end is None:
        return Timing(limit, start, None, None)
    if limit.amber is not None:
        return Timing(limit, start, end, calendar.add(start, limit.amber, limit.unit, pauses))
    counted = calendar.run(start, end, limit.unit, pauses)
    return Timing(limit, start, end, calendar.after(start, counted * AMBER_SHARE // 100, limit.unit, pauses))


def _end(
    limit: Limit,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Sequence[Span],
    extended: IssueStatus | None,
) -> datetime | None:
    end = calendar.add(start, limit.amount, limit.unit, pauses)
    for extension in extended.extensions if extended else ():
        end = None if end is None else calendar.add(end, extension.amount, extension.unit, pauses)
    return end


def timing(limit: Limit, start: datetime, calendar: WorkingCalendar) -> Timing:
    """Return the clock of a limit that nothing stops."""
    found = _timing(limit, start, calendar, ())
    assert found is not None
    return found


def timing_lines(clock: Timing, calendar: WorkingCalendar) -> list[Sentence]:
    """Return the arithmetic of one clock: from when, how long, and when it runs out."""
    return [*_clock_lines(clock, calendar, _Writer(calendar)), _due_line(clock, _Writer(calendar))]


def explain(
    status: IssueStatus,
    limits: LimitTable,
    calendar: WorkingCalendar,
    *,
    nature: str = "",
    category: str = "",
) -> list[Sentence]:
    """Return the arithmetic of every clock, line by line."""
    found = due(status, limits, calendar, nature=nature, category=category)
    if status.opened_at is None:
        return [Sentence(mark("登记还没有收到，无法计算期限"))]
    if not status.is_open:
        return [Sentence(mark("{state}，不再计时"), {"state": Sentence(status.state.label)})]
    when = _Writer(calendar)
    lines = [Sentence(mark("{when} 登记"), {"when": when(status.opened_at)})]
    lines += _stops(status, when)
    for clock in (found.first_response, found.stage, found.total):
        if clock is not None:
            lines += _clock_lines(clock, calendar, when)
            if clock is found.total:
                lines += [_extension_line(status, place, when) for place in range(len(status.extensions))]
            lines.append(_due_line(clock, when))
    lines += calendar_lines([found.first_response, found.stage, found.total], calendar)
    if found.due_at is not None:
        lines.append(Sentence(mark("现在以最早的为准：{when}"), {"when": when(found.due_at)}))
    if found.amber_at is not None:
        lines.append(Sentence(mark("{when} 起预警"), {"when": when(found.amber_at)}))
    return lines


class _Writer:
    """Writes instants in the office's own time."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar

    def __call__(self, at: datetime) -> str:
        return f"{self.calendar.local(at):%Y-%m-%d %H:%M}"


def _stops(status: IssueStatus, when: _Writer) -> list[Sentence]:
    lines = []
    for span in status.holds:
        if span.end is None:
            lines.append(Sentence(mark("{start} 起挂账，尚未恢复，计时停住"), {"start": when(span.start)}))
        else:
            lines.append(
                Sentence(
                    mark("{start} 至 {end} 挂账，不计时"), {"start": when(span.start), "end": when(span.end)}
                )
            )
    for span in status.closed_spans:
        lines.append(
            Sentence(
                mark("{start} 至 {end} 已结，后又重办，不计时"),
                {"start": when(span.start), "end": when(span.end or span.start)},
            )
        )
    return lines


def _clock_lines(clock: Timing, calendar: WorkingCalendar, when: _Writer) -> list[Sentence]:
    limit = clock.limit
    source = DEFAULT_LABEL if limit.shipped else mark("本地设定")
    values: dict[str, object] = {
        "stage": Sentence(limit.stage.label),
        "start": when(clock.start),
        "amount": limit.amount,
        "unit": Sentence(limit.unit.label),
        "source": Sentence(source),
    }
    lines = [Sentence(mark("{stage}：从 {start} 起算，{amount} {unit}（{source}）"), values)]
    counts_work = limit.unit in (TimeUnit.WORK_DAY, TimeUnit.WORK_HOUR)
    if counts_work and clock.due is not None and (off := calendar.days_off(clock.start, clock.due)):
        lines.append(Sentence(mark("其间 {count} 天不上班"), {"count": off}))
    return lines


def _extension_line(status: IssueStatus, place: int, when: _Writer) -> Sentence:
    extension = status.extensions[place]
    return Sentence(
        mark("{when} 同意延期 {amount} {unit}，加在总期限上"),
        {"when": when(extension.at), "amount": extension.amount, "unit": Sentence(extension.unit.label)},
    )


def _due_line(clock: Timing, when: _Writer) -> Sentence:
    stage = Sentence(clock.limit.stage.label)
    if clock.due is None:
        return Sentence(mark("{stage}：计时停住，恢复后再算"), {"stage": stage})
    return Sentence(mark("{stage}：{when} 到期"), {"stage": stage, "when": when(clock.due)})


def calendar_lines(clocks: Sequence[Timing | None], calendar: WorkingCalendar) -> list[Sentence]:
    """Return a warning for each year that these clocks run through and whose holidays are not known."""
    years: set[int] = set()
    for clock in clocks:
        if clock is not None:
            years.update(calendar.unknown_years(clock.start, clock.due or clock.start))
    words = mark("{year} 年的放假安排还没有导入，按周一至周五计算")
    return [Sentence(words, {"year": year}) for year in sorted(years)]
