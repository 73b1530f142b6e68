"""Why a line of home stands where it stands, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gridtui.domain.words.dates import local_date, shown_date, shown_instant, spoken_due
from gridtui.domain.words.sentences import Sentence
from gridtui.queries.dashboard import COLD_DAYS
from gridtui.queries.issues.issues import IssueDetail
from gridtui.ui.screens.home.lines import (
    COLD,
    MISSING,
    TO_CONFIRM,
    WAITING,
    GapLine,
    IssueLine,
    PromiseLine,
    WhistleLine,
)
from gridtui.words import mark, tr


def reasons(
    line: IssueLine | WhistleLine | PromiseLine | GapLine, detail: IssueDetail | None, now: datetime
) -> Iterator[Sentence]:
    """Yield why the line stands in its group, seen at ``now``; ``detail`` is that of an issue."""
    if isinstance(line, WhistleLine):
        yield from _of_whistle(line, now)
    elif isinstance(line, PromiseLine):
        yield Sentence(mark("因为答应 {day} 兑现"), {"day": shown_date(line.row.due_on, local_date(now))})
    elif isinstance(line, GapLine):
        yield Sentence(
            mark("因为{place}{lacks}"), {"place": line.gap.name, "lacks": tr(MISSING[line.gap.role])}
        )
    else:
        yield from _of_issue(line, detail, now)


def _of_issue(line: IssueLine, detail: IssueDetail | None, now: datetime) -> Iterator[Sentence]:
    row = line.row
    values: dict[str, object] = {"state": Sentence(row.state.label), "due": shown_instant(row.due_at, now)}
    if line.group is WAITING:
        yield from _waiting(detail, now)
    elif line.group is TO_CONFIRM:
        yield Sentence(mark("因为一处办结时，另一处还在办理；请打开它，核实后选 1 继续办理或 2 办结"))
    elif line.group is COLD and row.last_event_at is not None:
        since = row.last_event_at
        days = (now - since).days
        cold: dict[str, object] = {"when": shown_instant(since, now), "days": days, "limit": COLD_DAYS}
        yield Sentence(mark("因为 {when} 起 {days} 天没有新的记录，满 {limit} 天就算冷件"), cold)
    if row.due_at is None:
        return
    if row.due_at < now:
        late = Sentence(
            mark("因为{state}，{due} 就到期了，{late}"), values | {"late": spoken_due(row.due_at, now)}
        )
        yield late
        return
    yield Sentence(mark("因为{state}，{due} 到期"), values)
    if row.amber_at is not None and row.amber_at <= now:
        yield Sentence(mark("{when} 起预警"), {"when": shown_instant(row.amber_at, now)})


def _waiting(detail: IssueDetail | None, now: datetime) -> Iterator[Sentence]:
    """Yield for whom an issue waits, and since when."""
    status = detail.status if detail else None
    if detail is None or status is None or status.stage_started_at is None:
        return
    whom = detail.names.get(status.lead or status.owner_org or b"") or Sentence(mark("上一级"))
    since = status.stage_started_at
    values: dict[str, object] = {"whom": whom, "when": shown_instant(since, now), "days": (now - since).days}
    yield Sentence(mark("因为在等{whom}受理，从 {when} 等到现在，{days} 天了"), values)


def _of_whistle(line: WhistleLine, now: datetime) -> Iterator[Sentence]:
    whistle, unit = line.whistle, line.whistle.first_due()
    clock = whistle.next_clock(unit) if unit else None
    if unit is None or clock is None or clock.timing.due is None:
        yield Sentence(mark("因为这一哨{state}"), {"state": Sentence(whistle.owed)})
        return
    values: dict[str, object] = {
        "unit": whistle.unit_name(unit.key),
        "owed": Sentence(clock.timing.limit.stage.label),
        "due": shown_instant(clock.timing.due, now),
    }
    if clock.is_late(now):
        late = spoken_due(clock.timing.due, now)
        yield Sentence(mark("因为{unit}的{owed} {due} 就到期了，{late}"), values | {"late": late})
    else:
        yield Sentence(mark("因为{unit}的{owed} {due} 到期"), values)
