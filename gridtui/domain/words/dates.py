"""Dates and instants as people type and files carry them, and as screens show them.

Instants are aware UTC datetimes; everything shown is Kunming time, UTC+8 without summer time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.text import tidy_line
from gridtui.words import mark

KUNMING = timezone(timedelta(hours=8), "UTC+8")

_FIRST_YEAR, _LAST_YEAR = 1880, 2200
_NAMED_DAYS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "今": 0,
    "明天": 1, "明日": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_FULL_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
    r"|年(?P<month2>[0-9]{1,2})月(?P<day2>[0-9]{1,2})[日号]?"
    r"|(?P<month3>[0-9]{2})(?P<day3>[0-9]{2}))"
)
_MONTH_DAY = re.compile(r"([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})[日号]?")
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_DAY = re.compile(r"([0-9]{1,2})[日号]?")
_DAYS_AWAY = re.compile(r"([+-][0-9]{1,4})天?")
_TIME = re.compile(
    r"(?P<half>上午|下午|凌晨|中午|晚上|AM|PM)?\s*"
    r"(?P<hour>[0-9]{1,2})(?::|时|点)(?:(?P<minute>[0-9]{1,2})(?:分|:(?P<second>[0-9]{1,2})(?:\.[0-9]+)?)?"
    r"(?:(?P<second2>[0-9]{1,2})秒)?)?\s*(?P<half2>AM|PM)?\s*(?P<offset>Z|UTC|[+-][0-9]{2}:?(?:[0-9]{2})?)?",
    re.IGNORECASE,
)
_LATE = frozenset({"下午", "晚上", "PM"})
_EXCEL_ZERO = date(1899, 12, 30)


def parse_date(text: str, today: date, *, past: bool = True) -> date | None:
    """Return the date that a person typed; ``None`` when it is none or impossible.

    ``5`` and ``3-5`` are the latest such day up to today, or the next one from today when ``past`` is
    false; a written year is taken as it is. A time behind the date is ignored.
    """
    line = tidy_line(text)
    if line in _NAMED_DAYS:
        return _days_away(today, _NAMED_DAYS[line])
    away = _DAYS_AWAY.fullmatch(line)
    if away:
        return _days_away(today, int(away[1]))
    full = _FULL_DATE.match(line)
    if full:
        return _full_date(full) if _is_time(line[full.end() :]) else None
    month_day = _MONTH_DAY.fullmatch(line) or (_DIGITS.fullmatch(line) if len(line) > 2 else None)
    if month_day:
        return _nearest_month_day(int(month_day[1]), int(month_day[2]), today, past)
    day = _DAY.fullmatch(line)
    return _nearest_day(int(day[1]), today, past) if day else None


def parse_instant(text: str, zone: tzinfo = KUNMING) -> datetime | None:
    """Return the instant written with a full date, in UTC; midnight where no time is written.

    A text without an offset is read in ``zone``; ``None`` when it is none or impossible.
    """
    line = tidy_line(text)
    full = _FULL_DATE.match(line)
    day = _full_date(full) if full else None
    if full is None or day is None:
        return None
    rest = line[full.end() :].lstrip("Tt ,")
    if not rest:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    time = _TIME.fullmatch(rest)
    return _at(day, time, zone) if time else None


def excel_date(serial: float) -> date | None:
    """Return the date of an Excel serial number (1900 system); ``None`` outside 1880–2200."""
    if not 60 < serial < 110_000:
        return None
    return _EXCEL_ZERO + timedelta(days=int(serial))


def excel_instant(serial: float, zone: tzinfo = KUNMING) -> datetime | None:
    """Return the instant of an Excel serial number, in UTC, to the second."""
    day = excel_date(serial)
    if day is None:
        return None
    seconds = round(serial % 1 * 86_400)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(seconds=seconds)).astimezone(UTC)


def local_date(instant: datetime, zone: tzinfo = KUNMING) -> date:
    """Return the day of an instant in local time."""
    return instant.astimezone(zone).date()


def day_begins(day: date) -> datetime:
    """Return the instant at which a day begins in Kunming."""
    return datetime.combine(day, time(), KUNMING)


def shown_date(day: date | None, today: date | None = None) -> str:
    """Return a date as shown: ``2026-03-05``, without the year when it is today's; empty for ``None``."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if today is not None and day.year == today.year else day.isoformat()


def shown_instant(instant: datetime | None, now: datetime | None = None) -> str:
    """Return an instant as shown: ``2026-11-24 12:00``, without the year when it is the year of ``now``."""
    if instant is None:
        return ""
    day = shown_date(local_date(instant), local_date(now) if now else None)
    return f"{day} {instant.astimezone(KUNMING):%H:%M}"


def spoken_due(due: datetime, now: datetime) -> Sentence:
    """Return how far a due instant is: ``超2天``, ``超4时``, ``今天``, ``明天``, ``3天``."""
    if now > due:
        late = now - due
        if late < timedelta(hours=1):
            return Sentence(mark("超{minutes}分"), {"minutes": max(1, late.seconds // 60)})
        if late < timedelta(days=1):
            return Sentence(mark("超{hours}时"), {"hours": late.seconds // 3600})
        return Sentence(mark("超{days}天"), {"days": late.days})
    days = (local_date(due) - local_date(now)).days
    if days == 0:
        return Sentence(mark("今天"))
    return Sentence(mark("明天")) if days == 1 else Sentence(mark("{days}天"), {"days": days})


def _days_away(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _full_date(found: re.Match[str]) -> date | None:
    month = found["month"] or found["month2"] or found["month3"]
    day = found["day"] or found["day2"] or found["day3"]
    return _possible(int(found["year"]), int(month), int(day))


def _possible(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_month_day(month: int, day: int, today: date, past: bool) -> date | None:
    this_year = _possible(today.year, month, day)
    if this_year is not None and (this_year <= today if past else this_year >= today):
        return this_year
    return _possible(today.year + (-1 if past else 1), month, day)


def _nearest_day(day: int, today: date, past: bool) -> date | None:
    months = today.year * 12 + today.month - 1
    for step in range(3):  # no two neighbouring months both lack a day up to 31
        year, month = divmod(months + (-step if past else step), 12)
        found = _possible(year, month + 1, day)
        if found is not None and (found <= today if past else found >= today):
            return found
    return None


def _is_time(rest: str) -> bool:
    rest = rest.lstrip("Tt ,")
    return not rest or bool(_TIME.fullmatch(rest))


def _at(day: date, time: re.Match[str], zone: tzinfo) -> datetime | None:
    hour, half = int(time["hour"]), (time["half"] or time["half2"] or "").upper()
    if half in _LATE and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    second = int(time["second"] or time["second2"] or 0)
    try:
        offset = _offset(time["offset"]) or zone
        local = datetime(day.year, day.month, day.day, hour, int(time["minute"] or 0), second, tzinfo=offset)
    except ValueError:
        return None
    return local.astimezone(UTC)


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    digits = text[1:].replace(":", "")
    if not digits.isdecimal():
        return UTC
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-span if text[0] == "-" else span)
