"""One door in words: who lives there, what is open, when somebody was there last and comes again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from gridtui.domain.issues.issue_states import Flag
from gridtui.domain.people.resident import RELATIONS, age_on
from gridtui.domain.people.visit import Outcome
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.places.chart import Door
from gridtui.domain.words.dates import local_date, shown_date, spoken_due
from gridtui.queries.people.door_card import DoorCard, DoorHome, DoorIssue, DoorPerson, DoorPromise
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.prose import Paragraph
from gridtui.words import mark, tr

_LABELS = (mark("诉求"), mark("走访"), mark("承诺"), mark("户内"))
_FEW = 2
"""Issues and promises told where there is little room."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """When somebody looks, and whether there is ``room`` for a line for everybody and everything."""

    now: datetime
    room: bool = False

    @property
    def today(self) -> date:
        """The day at the office."""
        return local_date(self.now)


def door_paragraphs(door: Door, card: DoorCard, here: Standpoint) -> list[Paragraph]:
    """Return the lines of a door."""
    lines = [_headline(door, card, here)]
    lines += _told(tr("诉求"), _issues(card, here))
    several = len(card.homes) > 1
    for home in card.homes:
        if several:
            lines.append(Paragraph(home_words(home), style="bold"))
        lines += _told(tr("走访"), [(_visits(door, home, here, several=several), "")])
        lines += _told(tr("承诺"), _promises(home, here))
        lines += _told(tr("户内"), _people(home, here))
    if not card.homes:
        lines.append(Paragraph(tr("这扇门还没有户，按回车建户"), style="$foreground-muted"))
    return lines


def _headline(door: Door, card: DoorCard, here: Standpoint) -> Paragraph:
    parts = [
        door.text or door.room,
        _who(card),
        tr(DwellingUse.label_of(door.use)) if door.use not in ("", DwellingUse.HOME) else "",
        tr(Occupancy.label_of(door.occupancy)) if door.occupancy else "",
        tr("党员中心户") if door.hub else "",
        _phone(card) if not here.room else "",
    ]
    return Paragraph("  ".join(part for part in parts if part), style="bold")


def _who(card: DoorCard) -> str:
    """Return who lives there: ``王建国 4 人``, ``2 户 5 人``."""
    if len(card.homes) == 1:
        return home_words(card.homes[0])
    people = sum(len(home.people) for home in card.homes)
    return tr("{homes} 户 {n} 人", homes=len(card.homes), n=people) if card.homes else ""


def home_words(home: DoorHome) -> str:
    """Return a household by its head and how many live there."""
    return tr("{head} {n} 人", head=home.head, n=len(home.people)) if home.people else tr("没有人")


def _phone(card: DoorCard) -> str:
    """Return the first phone of the only household, masked as it came."""
    if len(card.homes) != 1:
        return ""
    return next((person.phone for person in card.homes[0].people if person.phone), "")


def _told(label: str, lines: list[tuple[str, str]]) -> Iterator[Paragraph]:
    """Yield texts with their styles, the label before the first; empty ones are left out."""
    lead = fit(label, cell_width(_blank()))
    for text, style in lines:
        if text:
            yield Paragraph(text, lead, style)
            lead = _blank()


def _blank() -> str:
    return " " * (max(cell_width(tr(label)) for label in _LABELS) + 2)


def _issues(card: DoorCard, here: Standpoint) -> list[tuple[str, str]]:
    told = card.issues if here.room else card.issues[:_FEW]
    lines = [_issue(issue, here.now) for issue in told]
    if len(card.issues) > len(told):
        text, style = lines[-1]
        lines[-1] = (text + tr("；另有 {n} 件", n=len(card.issues) - len(told)), style)
    return lines


def _issue(issue: DoorIssue, now: datetime) -> tuple[str, str]:
    due = tr(Flag.HOLD.label) if issue.held else str(spoken_due(issue.due_at, now)) if issue.due_at else ""
    late = issue.due_at is not None and issue.due_at < now
    parts = (due, tr(issue.state.label), issue.gist, issue.number)
    return "  ".join(part for part in parts if part), "$error" if late else ""


def _visits(door: Door, home: DoorHome, here: Standpoint, *, several: bool) -> str:
    last = home.last_visit
    if last is None:
        before = tr("还没走访过")
    else:
        outcome = tr(Outcome.label_of(last.outcome)) if last.outcome else ""
        words = (tr("上次 {day}", day=shown_date(last.on, here.today)), last.visitor, outcome)
        before = " ".join(word for word in words if word)
    return f" {glyph('between')} ".join(part for part in (before, _next(door, home, here, several)) if part)


def _next(door: Door, home: DoorHome, here: Standpoint, several: bool) -> str:
    if home.next_visit is None:
        return tr("该去了") if door.due and not several else ""
    if home.next_visit <= here.today:
        days = (here.today - home.next_visit).days
        return tr("该去了，已过 {n} 天", n=days) if days else tr("今天该去")
    return tr("下次 {day}", day=shown_date(home.next_visit, here.today))


def _promises(home: DoorHome, here: Standpoint) -> list[tuple[str, str]]:
    told = home.promises if here.room else home.promises[:_FEW]
    return [_promise(promise, here.today) for promise in told]


def _promise(promise: DoorPromise, today: date) -> tuple[str, str]:
    late = promise.due_on is not None and promise.due_on < today
    day = shown_date(promise.due_on, today)
    due = (tr("{day} 已过期", day=day) if late else tr("{day} 前", day=day)) if day else ""
    return "  ".join(part for part in (due, promise.text, promise.owner) if part), "$error" if late else ""


def _people(home: DoorHome, here: Standpoint) -> list[tuple[str, str]]:
    if not home.people:
        return []
    if here.room:
        return [("  ".join(_person(person, here, with_phone=True)), "") for person in home.people]
    return [(tr("、").join(" ".join(_person(person, here)) for person in home.people), "")]


def _person(person: DoorPerson, here: Standpoint, *, with_phone: bool = False) -> list[str]:
    relation = tr(person.relation) if person.relation in RELATIONS.usual else person.relation
    age = tr("{age}岁", age=age_on(person.birth_date, here.today)) if person.birth_date else ""
    return [part for part in (person.name, relation, age, person.phone if with_phone else "") if part]
