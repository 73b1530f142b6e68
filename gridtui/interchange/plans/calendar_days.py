"""Deciding rows of a working calendar: which days a file makes, changes, or says twice and differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gridtui.domain.changes.actors import LAID_DOWN_ABOVE
from gridtui.domain.issues.calendar_days import (
    CalendarDayDraft,
    CalendarEntry,
    DayWork,
    weekday_name,
    year_doubts,
)
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.storage.derived.calendars import own_days, shipped_days
from gridtui.storage.tables import CalendarDay
from gridtui.words import mark, tr

_NO_WORK = mark("没有写这一天上班还是休息")
_BOTH = mark("同一行里上班和休息的说法相反")
_AGAINST = mark("与第 {row} 行是同一天，一行上班、一行休息：请改成一样")
_AGAIN = mark("与第 {row} 行是同一天，说法一样，只算一次")
_NOT_THAT_DAY = mark("这一天是{weekday}，表里写的是“{written}”")
_ALONE = mark("{year} 年以后只按本单位的表算：表里有 {own} 天，程序自带的那一年有 {shipped} 天，不再用")
_WORKS, _NAME = mark("上班/休息"), mark("说明")
_SHORT_WEEKDAYS = "一二三四五六日"


class CalendarPlanner:
    """Decides rows of a working calendar."""

    def __init__(self, run: Run) -> None:
        self._run = run
        # A dry run and the import itself decide alike: what this pass writes is not read again.
        before = own_days(run.connection)
        self._days: dict[date, CalendarEntry] = {entry.day: entry for entry in before}
        self._own_before = {entry.day.year for entry in before}
        self._above = {entry.day.year for entry in before if entry.above}
        self._seen: dict[date, tuple[int, bool]] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row, row.fields) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Warn of what is doubtful about each year that the file names."""
        notices = self._run.plan.notices
        years = {day.year for day in self._days}
        shipped = shipped_days()
        facts = {day: entry.works for day, entry in shipped.items() if day.year not in years}
        calendar = WorkingCalendar(facts | {day: entry.works for day, entry in self._days.items()}, years)
        for year in sorted({day.year for day in self._seen}):
            brought = sum(1 for day in shipped if day.year == year)
            if brought and year not in self._own_before:
                own = sum(1 for day in self._days if day.year == year)
                values: dict[str, object] = {"year": year, "own": own, "shipped": brought}
                notices.append(Problem(_ALONE, "day", Severity.WARNING, values))
            notices += year_doubts(year, calendar)

    def _decide(self, row: RowValues, fields: Mapping[str, Any]) -> PlanLine:
        day = fields.get("day")
        if not isinstance(day, date):
            return refused(row, str(day or ""), row.problems or CalendarDayDraft().value_problems())
        works, wrong = _works(fields)
        name = _title(day, works)
        if day.year in self._above:
            return refused(row, name, [Problem(LAID_DOWN_ABOVE, "day")])
        values = {"day": day, "works": bool(works), "name": str(fields.get("name", ""))}
        wrong = [*row.problems, *wrong, *draft_problems(CalendarDayDraft, values, self._run.today)]
        if errors(wrong) or works is None:
            return refused(row, name, wrong)
        notes = [*doubts(wrong), *_weekday_doubts(day, str(fields.get("weekday", "")))]
        first, said = self._seen.setdefault(day, (row.number, works))
        if said != works:
            return refused(row, name, [Problem(_AGAINST, "day", values={"row": first})])
        if first != row.number:
            again = Problem(_AGAIN, "day", Severity.WARNING, {"row": first})
            return decided(row, name, new=False, notes=[*notes, again])
        return self._written(row, name, values, notes)

    def _written(
        self, row: RowValues, name: str, values: dict[str, Any], notes: Sequence[Problem]
    ) -> PlanLine:
        old, entry = (
            self._days.get(values["day"]),
            CalendarEntry(values["day"], values["works"], values["name"]),
        )
        self._days[entry.day] = entry
        if old is None or old.id is None:
            self._run.writer.create(CalendarDay, values)
            return decided(row, name, new=True, notes=notes)
        changed: dict[str, Any] = {}
        changes = []
        if old.works != entry.works:
            changed["works"] = entry.works
            before, after = DayWork.of(old.works).label, DayWork.of(entry.works).label
            changes.append(FieldChange(_WORKS, tr(before), tr(after)))
        if entry.name and old.name != entry.name:
            changed["name"] = entry.name
            changes.append(FieldChange(_NAME, old.name or tr("空"), entry.name))
        if changed:
            self._run.writer.update(CalendarDay, old.id, changed)
        return decided(row, name, new=False, changes=changes, notes=notes)


def _works(fields: Mapping[str, Any]) -> tuple[bool | None, list[Problem]]:
    """Return what a row says of its day, by whichever of its columns, and what is wrong with it."""
    said = set()
    if "works" in fields:
        said.add(fields["works"] == DayWork.WORK)
    if "worked" in fields:
        said.add(bool(fields["worked"]))
    if "off" in fields:
        said.add(not fields["off"])
    if not said:
        return None, [Problem(_NO_WORK, "works")]
    return (said.pop(), []) if len(said) == 1 else (None, [Problem(_BOTH, "works")])


def _title(day: date, works: bool | None) -> str:
    words = tr(DayWork.of(works).label) if works is not None else ""
    return " ".join(part for part in (day.isoformat(), tr(weekday_name(day)), words) if part)


def _weekday_doubts(day: date, written: str) -> list[Problem]:
    """Return a doubt where the row names another day of the week; what cannot be read says nothing."""
    found = [place for place, letter in enumerate(_SHORT_WEEKDAYS) if letter in written.replace("天", "日")]
    if len(found) != 1 or found[0] == day.weekday():
        return []
    values: dict[str, object] = {"weekday": Sentence(weekday_name(day)), "written": written}
    return [Problem(_NOT_THAT_DAY, "weekday", Severity.WARNING, values)]
