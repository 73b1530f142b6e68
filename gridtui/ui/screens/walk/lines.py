"""The lines of a stair-walk sheet on the screen: the columns, and the door under the cursor in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from textual.content import Content

from gridtui.domain.people.visit import Outcome
from gridtui.domain.people.walking import DoorMark, DoorNote, ErrandKind, WalkNotes
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.words.dates import shown_date
from gridtui.queries.walks.walk_sheets import SheetLine
from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.date_input import WEEKDAYS
from gridtui.ui.kit.prose import Paragraph
from gridtui.usecases.walks import Walked
from gridtui.words import mark, tr

NoteOf = Callable[[SheetLine], DoorNote]
"""Tells what was written of a line."""

_LEAD = 6
"""Cells of the words before a fact."""

_PROBLEM, _PROMISE = mark("问题"), mark("承诺")
_SILENT_USES = frozenset(("", DwellingUse.HOME.value, DwellingUse.OTHER.value))


def walk_columns(note_of: NoteOf) -> list[Column[SheetLine]]:
    """Return the columns; ``note_of`` is asked whenever a line is drawn."""
    marks = room_for((each.label for each in DoorMark), least=6, most=12)
    return [
        Column(mark("门牌"), 10, door_words, style="strong"),
        Column(mark("户主"), 10, head_words, flexible=True),
        Column(mark("人"), 2, lambda line: str(line.people) if line.people else "", "right", style="muted"),
        Column(mark("该办什么"), 24, _errands, flexible=True),
        Column(mark("录入"), marks, lambda line: _marked(note_of(line)), toned=True),
        Column(mark("另记"), 9, lambda line: _written(note_of(line)), style="muted"),
    ]


def door_words(line: SheetLine) -> str:
    """Return the door of a line."""
    return line.door or tr("没有门牌")


def head_words(line: SheetLine) -> str:
    """Return who lives there, or why nobody does."""
    number, number_of = line.of
    shares = f"{number}/{number_of} " if number_of > 1 else ""
    if line.head:
        return shares + line.head
    if line.household_id is not None:
        return shares + (tr("已离开") if line.left_on else "")
    if line.occupancy == Occupancy.VACANT:
        return tr(Occupancy.VACANT.label)
    return tr("没有登记户") if line.use in _SILENT_USES else tr(DwellingUse.label_of(line.use))


def door_paragraphs(line: SheetLine, note: DoorNote, today: date) -> Iterator[Paragraph]:
    """Yield what is known of the door under the cursor, and what was written of it."""
    people = tr("{n} 人", n=line.people) if line.people else ""
    last = tr("没走访过") if line.household_id is not None and line.dwelling_id is not None else ""
    if line.last_on is not None:
        outcome = tr(Outcome.label_of(line.last_outcome))
        last = tr("上次 {day} {outcome}", day=shown_date(line.last_on, today), outcome=outcome)
    facts = (door_words(line), head_words(line), people, line.phone, last)
    yield Paragraph("  ".join(part for part in facts if part), style="bold")
    for errand in line.errands:
        yield Paragraph(str(errand.words), fit(tr(errand.kind.label), _LEAD))
    if note.problem:
        yield Paragraph(note.problem, fit(tr(_PROBLEM), _LEAD))
    if note.promise or note.promise_due:
        yield Paragraph(f"{note.promise} {note.promise_due}".strip(), fit(tr(_PROMISE), _LEAD))


def sheet_words(notes: WalkNotes, operator: str, today: date) -> str:
    """Return the day and the visitor of a sheet."""
    day = notes.visited_on
    told = f"{shown_date(day, today)} {tr(WEEKDAYS[day.weekday()])}" if day else tr("没填")
    return tr("走访日期 {day}   走访人 {visitor}", day=told, visitor=notes.visitor_name or operator)


def refusal_words(line: SheetLine, visited_on: date | None) -> str:
    """Return why no visit can be noted at a door on that day; empty where one can."""
    if line.household_id is None:
        return tr("{door} 没有登记户：按回车建户再录，或按空格跳过", door=door_words(line))
    if line.left_on is not None and visited_on is not None and visited_on > line.left_on:
        text = mark("{door} 登记的人 {day} 前都已离开，不能记走访；来了新住户请先登记")
        return tr(text, door=door_words(line), day=line.left_on)
    return ""


def again_words(line: SheetLine) -> str:
    """Return that a door has a visit of this day already."""
    outcome = tr(Outcome.label_of(line.last_outcome))
    text = mark("{door} 这天已记过“{outcome}”：一样的不再记，不一样的另记一条；退格按 0 去掉")
    return tr(text, door=door_words(line), outcome=outcome)


def saved_words(walked: Walked, name: str, left: int) -> str:
    """Return what was stored, by mark, and how many households were left out."""
    counts = [f"{tr(each.label)} {walked.marks[each]}" for each in DoorMark if walked.marks.get(each)]
    counts += [tr("承诺 {n}", n=walked.promises)] if walked.promises else []
    counts += [tr("没录 {n} 户", n=left)] if left > 0 else []
    counts += [tr("这天已记过的 {n} 户没有再记", n=walked.known)] if walked.known else []
    told = tr("、").join(counts)
    if not walked.visits:
        return tr("{name} 没有新的走访：{told}", name=name, told=told)
    return tr("{name} 已存 {n} 户走访：{told}，Ctrl+Z 撤销", name=name, n=walked.visits, told=told)


def _errands(line: SheetLine) -> Content:
    parts: list[Content] = []
    for errand in line.errands:
        lead = "" if errand.kind is ErrandKind.VISIT else tr(errand.kind.label) + " "
        parts.append(shown(lead + str(errand.words)))
    return Content(tr("；")).join(parts)


def _marked(note: DoorNote) -> str:
    return tr(DoorMark.label_of(note.mark))


def _written(note: DoorNote) -> str:
    words = (_PROBLEM if note.problem else "", _PROMISE if note.promise or note.promise_due else "")
    return " ".join(tr(word) for word in words if word)
