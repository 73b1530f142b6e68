"""Issues with all that hangs on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary

from gridtui.storage.columns import Part, column, instant, reference
from gridtui.storage.tables.base import LIVE, OPEN, REFUSING, Record, where


class Category(Record, table=True):
    """An issue category 类别 of two levels; shipped as defaults, editable here."""

    code: str = column(default="", index=True, nullable=False)
    parent_code: str = column(default="", nullable=False)
    name: str = column(default="", nullable=False)
    ext_code: str = column(default="", nullable=False)
    active: bool = column(default=True, nullable=False)


class Issue(Record, table=True):
    """An issue 诉求 as it was taken down; its state and clocks are derived from its events."""

    number: str = column(default="", nullable=False)
    registered_at: datetime | None = instant()
    source: str = column(default="", nullable=False)
    nature: str = column(default="", nullable=False)
    category: str = column(default="", nullable=False)
    ext_code: str = column(default="", nullable=False)
    title: str = column(default="", nullable=False)
    text: str = column(default="", nullable=False)
    org_id: bytes | None = reference("org.id")
    given_grid_id: bytes | None = reference("grid.id", index=False)
    building_id: bytes | None = reference("building.id")
    dwelling_id: bytes | None = reference("dwelling.id", index=False)
    household_id: bytes | None = reference("household.id")
    resident_id: bytes | None = reference("resident.id")
    place: str = column(default="", nullable=False)
    reporter_name: str = column(Part.CONTACT, default="", nullable=False, purpose="反馈与回访")
    reporter_phone: str = column(Part.CONTACT, default="", nullable=False, purpose="反馈与回访")
    anonymous: bool = column(default=False, nullable=False)
    urgent: bool = column(default=False, nullable=False)
    likes: int | None = column(nullable=True)

    grid_id: bytes | None = reference(None, index=False, part=Part.DERIVED)
    state: str = column(Part.DERIVED, default="registered", nullable=False)
    is_open: bool = column(Part.DERIVED, default=True, nullable=False)
    flags: str = column(Part.DERIVED, default="", nullable=False)
    owner_level: int = column(Part.DERIVED, default=5, nullable=False)
    due_at: datetime | None = instant(Part.DERIVED)
    amber_at: datetime | None = instant(Part.DERIVED)
    last_event_at: datetime | None = instant(Part.DERIVED)
    closed_at: datetime | None = instant(Part.DERIVED)
    closure_kind: str = column(Part.DERIVED, default="", nullable=False)
    resolved: str = column(Part.DERIVED, default="", nullable=False)
    satisfaction: str = column(Part.DERIVED, default="", nullable=False)

    # What a list is narrowed by stands in the index of its order, so that counting, jumping and rare filters
    # never read the rows. Only the short indexes have a condition: SQLite takes those for the cheaper ones.
    __table_args__ = (
        Index(
            "ix_issue_listed",
            "registered_at",
            "num",
            "state",
            "is_open",
            "grid_id",
            "category",
            "nature",
            "deleted",
        ),
        Index("ix_issue_due", "due_at", "num", "state", "deleted"),
        Index("ix_issue_number", "number", "num", **where(LIVE)),
        Index(
            "ix_issue_closed",
            "closed_at",
            "registered_at",
            "category",
            "grid_id",
            "closure_kind",
            "resolved",
            "satisfaction",
            **where(LIVE),
        ),
        Index(
            "ix_issue_open_due",
            "due_at",
            "num",
            "state",
            "grid_id",
            "category",
            "nature",
            "last_event_at",
            "registered_at",
            "amber_at",
            "id",
            **where(LIVE, OPEN),
        ),
        Index("ix_issue_open_grid", "grid_id", "due_at", **where(LIVE, OPEN)),
        Index("ix_issue_open_building", "building_id", **where(LIVE, OPEN)),
        Index("ix_issue_open_household", "household_id", **where(LIVE, OPEN)),
    )


class IssueEvent(Record, table=True):
    """One step of an issue; never changed, only retracted by another event.

    ``data`` is a JSON object whose keys depend on ``kind`` (see ``domain.issue_flow``); ``after`` names
    the events that were the latest when this one was written, as concatenated 16-byte ids.
    """

    __tablename__ = "issue_event"

    building_id: bytes | None = reference(None, index=False)
    issue_id: bytes | None = reference("issue.id", index=False)
    kind: str = column(default="", nullable=False)
    at: datetime | None = instant()
    actor_id: bytes | None = reference(None, index=False)
    actor_name: str = column(default="", nullable=False)
    org_id: bytes | None = reference(None, index=False)
    level: int = column(default=5, nullable=False)
    text: str = column(default="", nullable=False)
    data: str = column(default="", nullable=False)
    after: bytes = column(default=b"", sa_type=LargeBinary, nullable=False)
    stamp: bytes = column(Part.LOCAL, default=b"", sa_type=LargeBinary, nullable=False)

    __table_args__ = (
        Index("ix_issue_event_issue_id", "issue_id", "kind"),
        Index("ix_issue_event_refused", "at", "org_id", "issue_id", "kind", **where(LIVE, REFUSING)),
    )


class Attachment(Record, table=True):
    """A file kept with an issue 附件; its bytes stand in the table of bodies under ``digest`` (SHA-256).

    ``size`` is in bytes; ``media`` an Internet media type.
    """

    building_id: bytes | None = reference("building.id", index=False)
    issue_id: bytes | None = reference("issue.id")
    name: str = column(Part.IDENTITY, default="", nullable=False, purpose="诉求办理附件")
    media: str = column(default="", nullable=False)
    size: int = column(default=0, nullable=False)
    digest: bytes = column(default=b"", sa_type=LargeBinary, index=True, nullable=False)
    added_at: datetime | None = instant()


class Whistle(Record, table=True):
    """A whistle as it was drafted; its state and its next due date are derived from the issue's events."""

    number: str = column(default="", index=True, nullable=False)
    issue_id: bytes | None = reference("issue.id")
    org_id: bytes | None = reference("org.id", index=False)
    level: int = column(default=4, nullable=False)
    purpose: str = column(default="", nullable=False)
    title: str = column(default="", nullable=False)
    text: str = column(default="", nullable=False)
    drafted_at: datetime | None = instant()

    state: str = column(Part.DERIVED, default="drafted", nullable=False)
    is_open: bool = column(Part.DERIVED, default=True, nullable=False)
    due_at: datetime | None = instant(Part.DERIVED)

    __table_args__ = (
        Index(
            "ix_whistle_listed",
            "drafted_at",
            "num",
            "state",
            "level",
            **where(LIVE),
        ),
        Index(
            "ix_whistle_open_due",
            "due_at",
            "num",
            "state",
            "level",
            **where(LIVE, OPEN),
        ),
    )


class HotDecision(Record, table=True):
    """What a person decided about a group of hot issues 热点; groups themselves are never stored.

    Rows decided at once share an ``act_id``. ``kind`` is together or apart, of ``issue_id`` and ``other_id``;
    or name or dismiss, of the group that holds most of the issues the act names. ``residents`` is how many
    reporters it had when it was dismissed.
    """

    __tablename__ = "hot_decision"

    act_id: bytes | None = reference(None, index=False)
    kind: str = column(default="", nullable=False)
    issue_id: bytes | None = reference("issue.id")
    other_id: bytes | None = reference("issue.id", index=False)
    title: str = column(Part.IDENTITY, default="", nullable=False, purpose="热点名称")
    residents: int = column(default=0, nullable=False)
    decided_at: datetime | None = instant()
