"""Use cases on what is due for review: a later date, no need any more, or gone for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.erasure import ErasureReason
from gridtui.domain.together.ends import ENDED_BY
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.drafts import drop_draft
from gridtui.storage.erasure.erased_pages import clean_if_due
from gridtui.storage.erasure.erasing import forget_personal
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import Assignment, DiaryEntry, Issue, Promise, ServiceTag, Visit
from gridtui.storage.tables.together import TOGETHER
from gridtui.storage.workspace import Workspace
from gridtui.usecases.records import hide_where, office_day
from gridtui.words import mark

FORGETTABLE: Final[dict[str, RecordTable]] = {
    "service_tag": ServiceTag,
    "assignment": Assignment,
    "issue": Issue,
    "visit": Visit,
    "promise": Promise,
    "diary_entry": DiaryEntry,
    **{noun: TOGETHER[noun] for noun in ENDED_BY},
}
"""Nouns whose personal fields can be taken out of single records; a resident is erased as a person."""


def prolong_tags(unit: UnitOfWork, tag_ids: Sequence[RecordId], review_on: date | None) -> int:
    """Give service needs a later review date; returns how many got one."""
    if review_on is None or review_on <= office_day(unit):
        raise RuleBroken(Problem(mark("新的复核日期应在今天之后"), "review_on"))
    unit.label = shown_date(review_on)
    return unit.update_many(ServiceTag, [(id, {"review_on": review_on}) for id in tag_ids])


def remove_tags(unit: UnitOfWork, tag_ids: Sequence[RecordId]) -> int:
    """Hide service needs that are no longer there; returns how many there were."""
    return hide_where(unit, ServiceTag, col(ServiceTag.id).in_(list(tag_ids)))


def forget(workspace: Workspace, rows: Sequence[tuple[str, RecordId, str]]) -> bool:
    """Take the personal fields of records for good: (kind, id, key of a half-typed form) each.

    The records go on without them; a service need is gone. Returns whether the pages are clean too.
    ``RuleBroken`` for a kind that cannot be forgotten so.
    """
    strange = {kind for kind, _, _ in rows} - {*FORGETTABLE, "draft"}
    if strange:
        raise RuleBroken(Problem(mark("居民要整个人清除，查看记录不能清除；请一条一条来")))
    with workspace.write(Intent.FORGET_RECORDS) as unit:
        for kind, model in FORGETTABLE.items():
            ids = [id for each, id, _ in rows if each == kind]
            if ids:
                forget_personal(unit, model, ids, ErasureReason.EXPIRED)
        for kind, _, key in rows:
            if kind == "draft":
                drop_draft(unit.connection, key)
    return clean_if_due(workspace)
