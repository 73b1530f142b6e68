"""The business tables: one row a record, written only through the write gate."""

from gridtui.storage.tables.about import ABOUT_PERSON
from gridtui.storage.tables.base import Record
from gridtui.storage.tables.issues import Attachment, Category, HotDecision, Issue, IssueEvent, Whistle
from gridtui.storage.tables.people import Assignment, Household, NotTwins, Resident, ServiceTag
from gridtui.storage.tables.places import Building, Courtyard, Dwelling, Grid, Operator, Org, Unit
from gridtui.storage.tables.rules import AllowedItem, CalendarDay, ReportSchedule, TimeLimit
from gridtui.storage.tables.together import TOGETHER
from gridtui.storage.tables.work import DiaryEntry, FormRequest, Promise, ReportCase, Visit

__all__ = [
    "ABOUT_PERSON",
    "TOGETHER",
    "AllowedItem",
    "Assignment",
    "Attachment",
    "Building",
    "CalendarDay",
    "Category",
    "Courtyard",
    "DiaryEntry",
    "Dwelling",
    "FormRequest",
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
    "ReportCase",
    "ReportSchedule",
    "Resident",
    "ServiceTag",
    "TimeLimit",
    "Unit",
    "Visit",
    "Whistle",
]
