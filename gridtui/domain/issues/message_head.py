"""The head of a pasted chat message: who wrote it and when, in the ways chat programs and people write it.

``王建国 11-24 08:12``, ``[2026-11-24 08:12] 3-2-501王建国：``, ``昨天 08:12``, ``————— 2026-11-24 —————`` and
``王阿姨：`` are heads. A head is one only where something was said behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gridtui.domain.issues.capture_inside import Inside, facts_inside, half_width
from gridtui.domain.issues.capture_names import called_off, is_addressed, is_called, is_full_name
from gridtui.domain.issues.capture_parts import Part, PartKind
from gridtui.domain.words.dates import KUNMING, local_date, parse_date, parse_instant

_DAY = (
    "(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?|[0-9]{1,2}[-/.月][0-9]{1,2}[日号]?"
    "|今天|昨天|前天|(?:星期|周)[一二三四五六日天])"
)
_WHOLE_DAY = (
    "(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?|[0-9]{1,2}月[0-9]{1,2}[日号]|今天|昨天|前天"
    "|(?:星期|周)[一二三四五六日天])"
)
"""A day that stands alone; 3-2 alone is likelier a door."""

_CLOCK = r"(?:凌晨|早上|上午|中午|下午|晚上|[AaPp][Mm])? ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?"
_WHEN = rf"(?:(?P<day>{_DAY})\s*(?:(?:星期|周)[一二三四五六日天]\s*)?)?(?P<clock>{_CLOCK})"
_WHO = r"(?P<who>[^\s,;。!?:](?:[^,;。!?:]{0,22}?[^\s,;。!?:])??)"
_WHO_THEN_WHEN = re.compile(rf"{_WHO}[\s:(\[【]+{_WHEN}[\s:)\]】]*")
_WHEN_THEN_WHO = re.compile(rf"[(\[【]?{_WHEN}[)\]】]?\s*{_WHO}\s*(?::\s*|$)")
_WHEN_ALONE = re.compile(rf"[-—–─=\s(\[【]*(?:{_WHEN}|(?P<date>{_WHOLE_DAY}))[-—–─=\s:)\]】]*")
_WHO_SAYS = re.compile(rf"{_WHO}\s*:\s*")
_BEHIND_NAME = re.compile(r"(?<=[\u4e00-\u9fff])(?<![栋幢座元楼层])[-_/|·]")
_WEEKDAYS = "一二三四五六日"
_LABELS = re.compile("(?:姓名|联系人|反映人|电话|手机|地址|门牌|房号|内容|事由|时间|日期|类别|性质)")
_MOST_LINES = 5
"""Lines that a head may take: a rule with the day, a blank, a name with the time, another blank."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says, part by part, and where the message itself begins."""

    parts: tuple[Part, ...]
    end: int


@dataclass(slots=True)
class _Reading:
    """How far a head was read."""

    who: tuple[int, str] | None = None
    when: tuple[int, int] | None = None
    day: str = ""
    clock: str = ""
    end: int = 0


def read_head(line: str, matters: Collection[str], now: datetime | None) -> Head | None:
    """Return the head of a message; None where there is none.

    ``matters`` are words that no name holds. Without ``now`` only a full date is understood.
    """
    read = _Reading()
    half = half_width(line)
    for start, end in _lines(half):
        if not _take(half[start:end], start, read, matters):
            break
    if (read.who is None and read.when is None) or not line[read.end :].strip():
        return None
    parts: list[Part] = []
    if read.who:
        parts += _writer(read.who, line, matters)
    if read.when:
        start, end = read.when
        parts.append(Part(PartKind.TIME, start, end, line[start:end], _value(read, now)))
    return Head(tuple(sorted(parts, key=lambda part: part.start)), read.end)


def _lines(half: str) -> Iterator[tuple[int, int]]:
    """Yield where the first lines that carry something begin and end."""
    found = (each for each in re.finditer("[^\n\r]+", half) if each[0].strip())
    for each, _ in zip(found, range(_MOST_LINES), strict=False):
        start = each.start() + len(each[0]) - len(each[0].lstrip())
        yield start, start + len(each[0].strip())


def _take(text: str, start: int, read: _Reading, matters: Collection[str]) -> bool:
    """Take what a line says of the head; False where the message itself begins in it, or before it."""
    alone = _WHEN_ALONE.fullmatch(text)
    if alone and read.clock == "":
        at = alone.start("date") if alone["date"] else alone.start("day" if alone["day"] else "clock")
        until = alone.end("date") if alone["date"] else alone.end("clock")
        read.day = alone["date"] or alone["day"] or read.day
        read.clock = alone["clock"] or ""
        read.when, read.end = (start + at, start + until), start + len(text)
        return True
    if read.who is not None:
        return False
    found = _WHO_THEN_WHEN.fullmatch(text) if not read.clock else None
    found = found or (_WHEN_THEN_WHO.match(text) if not read.clock else None)
    if found and _may_write(found["who"], matters):
        at = found.start("day" if found["day"] else "clock")
        read.day, read.clock = found["day"] or read.day, found["clock"]
        read.when = (start + at, start + found.end("clock"))
    else:
        found = _WHO_SAYS.match(text)
        if not found or not _is_somebody(found["who"], matters):
            found = re.fullmatch(_WHO, text)
            if not found or not is_full_name(text, matters):
                return False
    read.who = (start + found.start("who"), found["who"])
    read.end = start + found.end()
    return found.end() == len(text)


def _may_write(who: str, matters: Collection[str]) -> bool:
    """Whether the words before or behind a time may be the name somebody bears in a group."""
    return not _LABELS.match(who) and not any(len(each) > 1 and each in who for each in matters)


def _is_somebody(who: str, matters: Collection[str]) -> bool:
    """Whether the words before a colon are surely a person: a name, a title, or a door with a name."""
    if _LABELS.match(who) or is_addressed(who):
        return False
    person = next((each for each in _named(who, matters) if each.kind is PartKind.PERSON), None)
    if person is None:
        return False
    words = who[person.start : person.end]
    return is_called(words, matters) or is_full_name(words, matters)


def _writer(who: tuple[int, str], line: str, matters: Collection[str]) -> Iterator[Part]:
    at, half = who
    for each in _named(half, matters):
        start, end = at + each.start, at + each.end
        value = each.value if each.kind is PartKind.PLACE else each.value or line[start:end]
        yield Part(each.kind, start, end, line[start:end], value)


def _named(who: str, matters: Collection[str]) -> Iterator[Inside]:
    """Yield the door and the name that somebody bears in a group: ``3-2-501王建国``, ``3栋501-李姐``."""
    rest = (0, len(who))
    door = next(
        (
            each
            for each in facts_inside(_BEHIND_NAME.sub(" ", who), (), matters)
            if each.kind is PartKind.PLACE
        ),
        None,
    )
    if door is not None:
        yield door
        rest = (door.end, len(who)) if who[door.end :].strip(_BESIDE) else (0, door.start)
    words = who[rest[0] : rest[1]]
    name = words.strip(_BESIDE)
    if name:
        start = rest[0] + words.index(name)
        yield Inside(PartKind.PERSON, start, start + len(name), called_off(name) or name)


_BESIDE = " \t-_/|·、@#()[]【】~的"


def _value(read: _Reading, now: datetime | None) -> str:
    """Return the instant or the day in ISO form; empty where it is none, or has not come yet."""
    day = _day(read, now)
    if day is None:
        return ""
    if not read.clock:
        return "" if now and day > local_date(now) else day.isoformat()
    clock = read.clock.replace("早上", "上午").replace(" ", "")
    instant = parse_instant(f"{day.isoformat()} {clock}")
    if instant is None:
        return ""
    if now is not None and instant > now:
        if read.day:
            return ""
        instant -= timedelta(days=1)
    return instant.astimezone(KUNMING).isoformat()


def _day(read: _Reading, now: datetime | None) -> date | None:
    if now is None:
        return parse_date(read.day, date.max) if re.match("[0-9]{4}", read.day) else None
    today = local_date(now)
    if read.day[:1] in ("星", "周"):
        weekday = _WEEKDAYS.index(read.day[-1].replace("天", "日"))
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return parse_date(read.day, today) if read.day else today
