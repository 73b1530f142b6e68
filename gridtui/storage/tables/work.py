"""What workers do at the doors, write down of their day, and are asked for on paper."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index

from gridtui.storage.columns import Part, column, reference
from gridtui.storage.tables.base import LIVE, UNDONE, Record, where


class Visit(Record, table=True):
    """A visit 走访 to a household: who was met, and what came of it as 问题—措施—结果.

    ``issue_id`` names the issue whose outcome was looked at; ``next_on`` overrules the schedule.
    """

    building_id: bytes | None = reference("building.id")
    dwelling_id: bytes | None = reference("dwelling.id", index=False)
    household_id: bytes | None = reference("household.id", index=False)
    resident_id: bytes | None = reference("resident.id", index=False)
    issue_id: bytes | None = reference("issue.id")
    visited_on: date | None = column(nullable=True)
    manner: str = column(default="", nullable=False)
    outcome: str = column(default="", nullable=False)
    visitor_id: bytes | None = reference(None, index=False)
    visitor_name: str = column(default="", nullable=False)
    problem: str = column(Part.IDENTITY, default="", nullable=False, purpose="走访记录")
    measures: str = column(Part.IDENTITY, default="", nullable=False, purpose="走访记录")
    result: str = column(Part.IDENTITY, default="", nullable=False, purpose="走访记录")
    next_on: date | None = column(nullable=True)

    __table_args__ = (
        Index("ix_visit_household", "household_id", "visited_on"),
        Index("ix_visit_day", "visited_on", "num", **where(LIVE)),
    )


class Promise(Record, table=True):
    """What was promised 承诺 to a household, by when, and whether it was done."""

    building_id: bytes | None = reference("building.id")
    household_id: bytes | None = reference("household.id")
    resident_id: bytes | None = reference("resident.id", index=False)
    visit_id: bytes | None = reference("visit.id")
    issue_id: bytes | None = reference("issue.id")
    text: str = column(Part.IDENTITY, default="", nullable=False, purpose="兑现承诺")
    owner_name: str = column(default="", nullable=False)
    due_on: date | None = column(nullable=True)
    done_on: date | None = column(nullable=True)
    outcome: str = column(Part.IDENTITY, default="", nullable=False, purpose="兑现承诺")

    __table_args__ = (Index("ix_promise_open_due", "due_on", **where(LIVE, UNDONE)),)


class DiaryEntry(Record, table=True):
    """A day of the diary 民情日志 of one person; ``sources`` are the hex ids of what it was compiled from."""

    __tablename__ = "diary_entry"

    org_id: bytes | None = reference("org.id", index=False)
    day: date | None = column(index=True, nullable=True)
    author_id: bytes | None = reference(None, index=False)
    author_name: str = column(default="", nullable=False)
    text: str = column(Part.IDENTITY, default="", nullable=False, purpose="民情日志")
    sources: str = column(default="", nullable=False)


class ReportCase(Record, table=True):
    """A typical case 典型案例 that a person chose for a monthly or quarterly report, in their own wording.

    ``period`` is ``2026-05`` or ``2026-Q2``; ``place`` its order in the report.
    """

    __tablename__ = "report_case"

    org_id: bytes | None = reference("org.id", index=False)
    period: str = column(default="", nullable=False)
    issue_id: bytes | None = reference("issue.id")
    place: int = column(default=0, nullable=False)
    title: str = column(Part.IDENTITY, default="", nullable=False, purpose="典型案例")
    text: str = column(Part.IDENTITY, default="", nullable=False, purpose="典型案例")
    author_name: str = column(default="", nullable=False)

    __table_args__ = (Index("ix_report_case_period", "period", "num", **where(LIVE)),)


class FormRequest(Record, table=True):
    """A line of the burden register 社区事务准入: an office asked for a form or a matter.

    ``asked_by`` is an office, never a person. ``listed`` says whether it is on the list of items, ``item``
    the code of which. ``form`` is the fingerprint of the form where one was filled here; ``cells`` how many
    of its cells were filled in all, ``same_cells`` how many of them as the time before.
    """

    __tablename__ = "form_request"

    org_id: bytes | None = reference("org.id", index=False)
    asked_by: str = column(default="", nullable=False)
    matter: str = column(default="", nullable=False)
    asked_on: date | None = column(nullable=True)
    due_on: date | None = column(nullable=True)
    handed_on: date | None = column(nullable=True)
    listed: str = column(default="", nullable=False)
    item: str = column(default="", nullable=False)
    minutes: int | None = column(nullable=True)
    cells: int | None = column(nullable=True)
    same_cells: int | None = column(nullable=True)
    form: str = column(default="", nullable=False)
    note: str = column(default="", nullable=False)

    __table_args__ = (Index("ix_form_request_asked", "asked_on", "num", **where(LIVE)),)
