"""The office's own working calendar: days set one by one, days and years given back to the program."""

from __future__ import annotations

from collections.abc import Sequence

from gridtui.domain.changes.actors import LAID_DOWN_ABOVE
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.calendar_days import CalendarDayDraft, CalendarEntry
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.authority import laid_down
from gridtui.storage.derived.calendars import own_days, shipped_days
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import CalendarDay
from gridtui.usecases.records import checked, form_done


def set_calendar_day(unit: UnitOfWork, draft: CalendarDayDraft, *, form: str = "") -> bool:
    """Say of a day whether it is worked; what is due is reckoned anew at once. Returns whether it differs.

    A year that stood in no own table yet is taken over whole first, so that its other days stay as they
    were. ``RuleBroken`` for a day that cannot be, and in a year that an office above laid down.
    """
    values = checked(unit, draft)
    day = values["day"]
    unit.label = day.isoformat()
    own = {entry.day: entry for entry in _own(unit, day.year)}
    form_done(unit, form)
    if day in own:
        return unit.update(CalendarDay, own[day].id or b"", values)
    shipped = {} if own else {at: entry for at, entry in shipped_days().items() if at.year == day.year}
    known = shipped.get(day)
    differs = known is None or (known.works, known.name) != (values["works"], values["name"])
    if differs:
        rows = [
            {"day": entry.day, "works": entry.works, "name": entry.name}
            for entry in shipped.values()
            if entry.day != day
        ]
        unit.create_many(CalendarDay, [*rows, values], scope=lambda _: codes_scope(unit.desk.org_id))
    return differs


def drop_calendar_days(unit: UnitOfWork, ids: Sequence[RecordId]) -> None:
    """Let these days be worked as their weekday says."""
    unit.label = str(len(ids))
    if any(one.above for one in laid_down(unit.connection, CalendarDay, ids).values()):
        raise RuleBroken(Problem(LAID_DOWN_ABOVE))
    unit.set_deleted(CalendarDay, ids, True)


def drop_calendar_year(unit: UnitOfWork, year: int) -> None:
    """Let a year be as the program knows it again."""
    unit.label = str(year)
    ids = [entry.id for entry in _own(unit, year) if entry.id is not None]
    unit.set_deleted(CalendarDay, ids, True)


def _own(unit: UnitOfWork, year: int) -> list[CalendarEntry]:
    """Return the days of this office in a year; ``RuleBroken`` where an office above laid the year down."""
    days = own_days(unit.connection, year)
    if any(entry.above for entry in days):
        raise RuleBroken(Problem(LAID_DOWN_ABOVE, "day"))
    return days
