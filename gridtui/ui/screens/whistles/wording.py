"""Whistles in words: how far the due date is, their tone, their units and clocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_timeline import sentence
from gridtui.domain.issues.whistle import Purpose, UnitState, UnitStatus, WhistleState
from gridtui.domain.words.dates import local_date, shown_date, shown_instant, spoken_due
from gridtui.interchange.whistle_sheet import unit_remarks
from gridtui.queries.issues.whistles import WhistleDetail, WhistleRow
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.kit.tones import DONE, LATE, WAITING, Tone
from gridtui.ui.short_lists import due_room
from gridtui.words import mark, say, tr

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SETTLED = (UnitState.HANDLED, UnitState.RELEASED)


def book_columns(now: Callable[[], datetime]) -> list[Column[WhistleRow]]:
    """Return the columns of the book; ``now`` is asked whenever a row is drawn."""
    state = room_for((each.label for each in WhistleState), least=7, most=12)
    return [
        Column(mark("哨号"), 13, lambda row: row.number),
        Column(mark("门牌"), 9, lambda row: row.door, style="strong"),
        Column(mark("事由"), 12, lambda row: row.title, flexible=True),
        Column(
            mark("层级"),
            room_for((each.label for each in Level), least=7, most=9),
            lambda row: tr(Level(row.level).label),
            style="muted",
        ),
        Column(mark("期限"), due_room(), lambda row: due_words(row.due_at, now()), toned=True),
        Column(mark("状态"), state, lambda row: tr(row.state.label)),
        Column(mark("起草"), 10, lambda row: _drafted(row, now()), style="muted", min_width=100),
        Column(mark("诉求"), 13, lambda row: row.issue, style="muted", min_width=110),
    ]


def unit_columns(
    detail: Callable[[], WhistleDetail | None], now: Callable[[], datetime]
) -> list[Column[UnitStatus]]:
    """Return the columns of the called units."""
    state = room_for((each.label for each in UnitState), least=7, most=12)
    return [
        Column(mark("单位"), 14, lambda unit: _name(detail(), unit), flexible=True, style="strong"),
        Column(mark("状态"), state, lambda unit: tr(unit.state.label)),
        Column(mark("期限"), due_room(), lambda unit: _unit_due(detail(), unit, now()), toned=True),
        Column(mark("要做"), 10, lambda unit: _owed(detail(), unit), style="muted"),
        Column(mark("评单位"), 10, lambda unit: tr(unit.rating.label) if unit.rating else "", style="muted"),
        Column(mark("评吹哨"), 10, lambda unit: tr(unit.answer.label) if unit.answer else "", style="muted"),
    ]


def due_words(due_at: datetime | None, now: datetime) -> str:
    """Return how far a due date is; an hour for signing is soon over, so hours and minutes are told."""
    if due_at is None:
        return ""
    left = due_at - now
    if timedelta() <= left < _HOUR:
        return tr("{minutes}分", minutes=max(1, left.seconds // 60))
    return (
        tr("{hours}时", hours=left.seconds // 3600) if _HOUR <= left < _DAY else str(spoken_due(due_at, now))
    )


def row_tone(row: WhistleRow, now: datetime) -> Tone | None:
    """Return which meaning a whistle carries: late, waiting for a unit, done."""
    if row.state is WhistleState.ENDED:
        return DONE
    if row.due_at is not None and now > row.due_at:
        return LATE
    return WAITING if row.state is WhistleState.WORKING else None


def unit_tone(detail: WhistleDetail | None, unit: UnitStatus, now: datetime) -> Tone | None:
    """Return which meaning a unit carries."""
    if unit.state in _SETTLED:
        return DONE
    clock = detail.next_clock(unit) if detail else None
    return LATE if clock is not None and clock.is_late(now) else None


def fact_paragraphs(detail: WhistleDetail, now: datetime) -> list[Paragraph]:
    """Return what the whistle is about, a labelled line each."""
    row, between = detail.row, f" {glyph('between')} "
    kind = between.join((tr(Level(row.level).label), tr(Purpose.label_of(row.purpose))))
    who = between.join(part for part in (row.org, shown_instant(row.drafted_at, now)) if part)
    wanted = tr("、").join(map(detail.unit_name, detail.status.wanted))
    lines = (
        (tr("事由"), row.title),
        (tr("内容"), row.text),
        (tr("诉求"), " ".join(part for part in (row.issue, row.door) if part)),
        (tr("吹到"), kind),
        (tr("起草"), who),
        (tr("要叫"), "" if detail.status.units else wanted),
    )
    cells = max(4, *(cell_width(label) for label, _ in lines)) + 2
    return [Paragraph(words, fit(label, cells)) for label, words in lines if words]


def past_paragraphs(detail: WhistleDetail) -> list[Paragraph]:
    """Return what each unit said and what was said of it, then every step."""
    dot = f"{glyph('dot')} "
    units = detail.status.units
    remarks = [say(line) for unit in units for line in unit_remarks(unit, detail.unit_name(unit.key))]
    steps = [say(sentence(event, detail.names)) for event in detail.status.events]
    gap: Sequence[Paragraph] = [Paragraph("")] if remarks else []
    return [*(Paragraph(line, dot) for line in remarks), *gap, *(Paragraph(line, dot) for line in steps)]


def _drafted(row: WhistleRow, now: datetime) -> str:
    return shown_date(local_date(row.drafted_at), local_date(now))


def _name(detail: WhistleDetail | None, unit: UnitStatus) -> str:
    return detail.unit_name(unit.key) if detail else unit.key


def _unit_due(detail: WhistleDetail | None, unit: UnitStatus, now: datetime) -> str:
    clock = detail.next_clock(unit) if detail else None
    return due_words(clock.timing.due, now) if clock else ""


def _owed(detail: WhistleDetail | None, unit: UnitStatus) -> str:
    clock = detail.next_clock(unit) if detail else None
    return tr(clock.timing.limit.stage.label) if clock else ""
