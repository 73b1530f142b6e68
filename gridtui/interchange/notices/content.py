"""What stands on a notice board, in words; and its QR code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from gridtui.domain.people.assignment import Role
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.identifiers import split_phones
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy
from gridtui.queries.papers.notices import POSTED, NoticeFacts, Posted
from gridtui.words import mark

TITLE = "网格服务公示牌"
NOBODY = "暂缺"
COLUMNS = ("职务", "姓名", "电话")
USUAL_HOURS = "工作日 9:00-12:00 13:00-17:00"

_FIRST_CALLED = (Role.GRID_WORKER, Role.BUILDING_LEADER, Role.GRID_HEAD)
"""Whom the code calls: the first of these who has a phone."""


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What the office adds: when it is there, and a text for the QR code in the place of a phone."""

    hours: str = USUAL_HOURS
    office: str = ""

    def problems(self) -> list[Problem]:
        """Return what is wrong: a code with much text cannot be read from a wall."""
        words = mark("最多 {limit} 个字")
        return [
            Problem(words, name, values={"limit": SHORT})
            for name, text in (("hours", self.hours), ("office", self.office))
            if len(text) > SHORT
        ]


@dataclass(frozen=True, slots=True)
class Notice:
    """One board: lines to be posted. ``code`` is what the QR code holds, empty for none."""

    building: str
    place: str
    rows: tuple[tuple[str, str, str], ...]
    hours: str
    code: str
    caption: str
    foot: str


def notice_of(facts: NoticeFacts, words: NoticeWords, today: date) -> Notice:
    """Return the board of a building; a role that nobody has is said to be vacant."""
    called = _called(facts)
    code, caption = "", ""
    if words.office.strip():
        code, caption = tidy(words.office), "扫码看联系方式"
    elif called is not None:
        phone = split_phones(called.phone)[0]
        code = "tel:" + "".join(filter(str.isdigit, phone))
        caption = f"扫码拨打{called.role.label} {tidy(called.name)}"
    return Notice(
        tidy(facts.title),
        " · ".join(tidy(part) for part in (facts.grid, facts.address) if part),
        tuple(_rows(facts)),
        f"服务时间：{tidy(words.hours)}" if words.hours.strip() else "",
        code,
        caption,
        f"{tidy(facts.office)}　{today.year}年{today.month}月{today.day}日",
    )


def code_picture(code: str, kind: str) -> bytes:
    """Return the QR code as ``png`` or ``svg``, with its quiet zone, to be scaled."""
    import segno

    out = BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind=kind, scale=12, border=4)
    return out.getvalue()


def _rows(facts: NoticeFacts) -> Iterator[tuple[str, str, str]]:
    for role in POSTED:
        people = [person for person in facts.people if person.role is role]
        for person in people:
            yield role.label, tidy(person.name), " ".join(split_phones(person.phone))
        if not people:
            yield role.label, NOBODY, ""


def _called(facts: NoticeFacts) -> Posted | None:
    return next(
        (
            person
            for role in _FIRST_CALLED
            for person in facts.people
            if person.role is role and any(map(str.isdigit, person.phone))
        ),
        None,
    )
