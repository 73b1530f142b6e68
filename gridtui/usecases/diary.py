"""Use cases on the diary 民情日志: writing a day, and taking one away; only its author may."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.diary import DiaryDraft
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import DiaryEntry
from gridtui.usecases.records import create_record, delete_record, edit_record, form_done, read_field
from gridtui.words import mark


def write_diary(
    unit: UnitOfWork, draft: DiaryDraft, entry_id: RecordId | None = None, *, form: str = ""
) -> RecordId:
    """Write a day of the operator's diary, new or over the entry that is there; returns its id.

    ``form`` is the key of the kept form that is done with.
    """
    filled = draft.model_copy(
        update={
            "org_id": unit.desk.org_id,
            "author_id": unit.operator.id,
            "author_name": unit.operator.name,
        }
    )
    unit.label = f"{draft.day:%Y-%m-%d}" if draft.day else ""
    form_done(unit, form)
    if entry_id is not None:
        _refuse_others(unit, entry_id)
        edit_record(unit, DiaryEntry, entry_id, filled)
        return entry_id
    _refuse_second(unit, filled)
    return create_record(unit, DiaryEntry, filled, scope=unit.desk.org_id)


def remove_diary(unit: UnitOfWork, entry_id: RecordId) -> None:
    """Hide a day of the operator's own diary; undo brings it back."""
    _refuse_others(unit, entry_id)
    unit.label = f"{read_field(unit.connection, DiaryEntry, entry_id, 'day'):%Y-%m-%d}"
    delete_record(unit, DiaryEntry, entry_id)


def _refuse_others(unit: UnitOfWork, entry_id: RecordId) -> None:
    author = read_field(unit.connection, DiaryEntry, entry_id, "author_id")
    if author != unit.operator.id:
        name = read_field(unit.connection, DiaryEntry, entry_id, "author_name")
        raise RuleBroken(Problem(mark("这是 {name} 的日志，只有本人能改"), values={"name": name}))


def _refuse_second(unit: UnitOfWork, draft: DiaryDraft) -> None:
    """Refuse a second entry of the same person for the same day."""
    there = sa.select(col(DiaryEntry.id)).where(
        col(DiaryEntry.author_id) == draft.author_id,
        col(DiaryEntry.day) == draft.day,
        col(DiaryEntry.deleted).is_(False),
    )
    if draft.day is not None and unit.connection.execute(there.limit(1)).first() is not None:
        words = mark("{day} 已经写过一篇，请打开那一篇接着写")
        raise RuleBroken(Problem(words, "day", values={"day": draft.day.isoformat()}))
