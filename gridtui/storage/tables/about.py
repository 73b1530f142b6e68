"""The tables whose records may tell of one person: their own file lists them, an erasure restates them."""

from __future__ import annotations

from typing import Final

from gridtui.storage.tables.base import Record
from gridtui.storage.tables.issues import Attachment, HotDecision, Issue, IssueEvent, Whistle
from gridtui.storage.tables.people import Assignment, Household, Resident, ServiceTag
from gridtui.storage.tables.together import TOGETHER
from gridtui.storage.tables.work import Promise, ReportCase, Visit

ABOUT_PERSON: Final[tuple[type[Record], ...]] = (
    Resident,
    ServiceTag,
    Household,
    Assignment,
    Issue,
    IssueEvent,
    Attachment,
    Whistle,
    ReportCase,
    HotDecision,
    Visit,
    Promise,
    *TOGETHER.values(),
)
"""In the order of a person's file. The diary is apart: a day of it is its author's, only words in it go."""
