"""The business tables: one row a record, written only through the write gate."""

from gridtui.storage.tables.base import Record
from gridtui.storage.tables.issues import Attachment, Category, HotDecision, Issue, IssueEvent, Whistle
from gridtui.storage.tables.people import Assignment, Household, NotTwins, Resident, ServiceTag
from gridtui.storage.tables.places import Building, Courtyard, Dwelling, Grid, Operator, Org, Unit
from gridtui.storage.tables.rules import CalendarDay, TimeLimit
from gridtui.storage.tables.work import DiaryEntry, Promise, Visit

__all__ = [
    "Assignment",
    "Attachment",
    "Building",
    "CalendarDay",
    "Category",
    "Courtyard",
    "DiaryEntry",
    "Dwelling",
    "Grid",
    "HotDecision",
    "Household",
    "Issue",
    "IssueEvent",
    "NotTwins",
    "Operator",
    "Org",
    "Promise",
    "Record",
    "Resident",
    "ServiceTag",
    "TimeLimit",
    "Unit",
    "Visit",
    "Whistle",
]
