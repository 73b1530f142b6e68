"""Days that are worked otherwise than the weekday says, and what is doubtful about a year of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
LEAST_HOLIDAYS = 12
"""Days from Monday to Friday that a year has off at least, by the State Council's notices since 2004."""
LONG_REST = 5
"""Days in a row that no year had off without a weekend day worked for them nearby."""
NEARBY = timedelta(days=14)
_SATURDAY = 5
_DAY = timedelta(days=1)

HOLIDAYS: Final[Mapping[str, str]] = {
    "New Year's Day": mark("元旦"),
    "Spring Festival": mark("春节"),
    "Tomb-sweeping Day": mark("清明"),
    "Labour Day": mark("劳动节"),
    "Dragon Boat Festival": mark("端午"),
    "National Day": mark("国庆节"),
    "Mid-autumn Festival": mark("中秋"),
    "Anti-Fascist 70th Day": mark("抗战胜利纪念日"),
}
"""What the package chinesecalendar calls a holiday → what it is called here."""

WEEKDAYS = (
    mark("星期一"), mark("星期二"), mark("星期三"), mark("星期四"), mark("星期五"), mark("星期六"),
    mark("星期日"),
)  # fmt: skip


class DayWork(Vocabulary):
    """Whether offices work on a day, as calendars of other offices say it too."""

    WORK = (
        "work", mark("上班"), "班", "工作", "补班", "调班", "调休上班", "补班日", "上班日", "工作日",
        "workday", "working", "working day",
    )  # fmt: skip
    OFF = (
        "off", mark("休息"), "休", "假", "放假", "假期", "假日", "公休", "节日", "节假日", "法定节假日",
        "休息日", "周末", "双休日", "放假日", "holiday", "rest", "day off",
    )  # fmt: skip

    @classmethod
    def of(cls, works: bool) -> DayWork:
        """Return the word for a day that is worked, or not."""
        return cls.WORK if works else cls.OFF


class YearSource(Vocabulary):
    """Where the days of a year come from."""

    OWN = "own", mark("本单位的表")
    ABOVE = "above", mark("上级的表")
    SHIPPED = "shipped", mark("程序自带")
    UNKNOWN = "unknown", mark("还不知道，按周一至周五")


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day of the calendar; ``id`` None where the program brought it, ``above`` where an office above."""

    day: date
    works: bool
    name: str = ""
    id: bytes | None = None
    above: bool = False


class CalendarDayDraft(Draft):
    """A day as somebody typed it, or a file carried it."""

    day: date | None = None
    works: bool = False
    name: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        if self.day is None:
            return [Problem(mark("请填日期"), "day")]
        if EARLIEST_YEAR <= self.day.year <= LATEST_YEAR:
            return []
        return [Problem(mark("日期 {date} 的年份像是写错了"), "day", values={"date": self.day.isoformat()})]


def weekday_name(day: date) -> str:
    """Return what the day of the week is called (marked)."""
    return WEEKDAYS[day.weekday()]


def year_doubts(year: int, calendar: WorkingCalendar) -> list[Problem]:
    """Return what is doubtful about a year as the calendar has it; none of it stops anything."""
    days = [date(year, 1, 1) + _DAY * each for each in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    off = [day for day in days if day.weekday() < _SATURDAY and not calendar.is_workday(day)]
    worked = [day for day in days if day.weekday() >= _SATURDAY and calendar.is_workday(day)]
    found = []
    if len(off) < LEAST_HOLIDAYS:
        words = mark("{year} 年周一至周五里只有 {count} 天放假，像是没有写全：没写到的日子按周一至周五上班算")
        found.append(_doubt(words, year=year, count=len(off)))
    for start, end in _long_rests(days, calendar):
        if not any(start - NEARBY <= day <= end + NEARBY for day in worked):
            words = mark("{start} 至 {end} 连休 {count} 天，前后却没有一个调休上班的周末，请核对放假通知")
            found.append(_doubt(words, start=start, end=end, count=(end - start).days + 1))
    for day in worked:
        if calendar.knows((day + NEARBY).year) and not _rests_near(day, calendar):
            words = mark("{day}（{weekday}）上班，前后半个月却没有放假，请核对放假通知")
            found.append(_doubt(words, day=day, weekday=Sentence(weekday_name(day))))
    return found


def _rests_near(day: date, calendar: WorkingCalendar) -> bool:
    """Say whether a day from Monday to Friday is off nearby."""
    near = (day + _DAY * away for away in range(-NEARBY.days, NEARBY.days + 1))
    return any(each.weekday() < _SATURDAY and not calendar.is_workday(each) for each in near)


def _long_rests(days: list[date], calendar: WorkingCalendar) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of every long rest that begins in the year."""
    after = days[0]
    for day in days:
        if day < after or calendar.is_workday(day):
            continue
        end = day
        while not calendar.is_workday(end + _DAY) and end.year <= day.year + 1:
            end += _DAY
        after = end + _DAY
        if (end - day).days + 1 >= LONG_REST:
            yield day, end


def _doubt(text: str, **values: object) -> Problem:
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return Problem(text, "day", Severity.WARNING, shown)
