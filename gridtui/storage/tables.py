"""The business tables: one row a record, written only through the write gate.

Every table has ``num`` (a local integer, the search row), ``id`` (16 bytes, the identity), ``zone`` and
``deleted``. Codes, numbers and names are never unique: two offices may give the same one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, text
from sqlmodel import Field, SQLModel

from gridtui.storage.columns import Part, column, instant, reference

_NUM = BigInteger().with_variant(Integer, "sqlite")

_LIVE = ("deleted IS 0", "deleted IS false")
_OPEN = ("is_open IS 1", "is_open IS true")
_STAYED = ("moved_out_on IS NULL", "moved_out_on IS NULL")
_UNDONE = ("done_on IS NULL", "done_on IS NULL")
_ALIVE = ("died_on IS NULL", "died_on IS NULL")
_OWN = ("alias_of IS NULL", "alias_of IS NULL")
_JOINED = ("alias_of IS NOT NULL", "alias_of IS NOT NULL")
"""Conditions of an index as queries say them, on SQLite and on PostgreSQL."""


def _where(*conditions: tuple[str, str]) -> dict[str, Any]:
    sqlite, postgresql = (" AND ".join(each) for each in zip(*conditions, strict=True))
    return {"sqlite_where": text(sqlite), "postgresql_where": text(postgresql)}


class Record(SQLModel):
    """What every business table has.

    ``num`` orders and finds rows on this device only; ``id`` is the record everywhere; ``zone`` is the
    street at creation as a number, 0 above streets; a deleted row stays, so that references hold.
    """

    num: int = Field(sa_type=_NUM, primary_key=True, sa_column_kwargs={"info": {"part": Part.LOCAL}})
    id: bytes = Field(
        sa_type=LargeBinary, unique=True, nullable=False, sa_column_kwargs={"info": {"part": Part.LOCAL}}
    )
    zone: int = Field(
        default=0, sa_type=BigInteger, nullable=False, sa_column_kwargs={"info": {"part": Part.LOCAL}}
    )
    deleted: bool = column(default=False, nullable=False)


class Operator(Record, table=True):
    """A person who works at a desk; changes name them by id."""

    name: str = column(default="", nullable=False)
    org_id: bytes | None = reference("org.id")


class Org(Record, table=True):
    """An organisation of the tree 市、区、街道、社区、居民区."""

    parent_id: bytes | None = reference("org.id")
    level: int = column(default=5, nullable=False)
    name: str = column(default="", nullable=False)
    short_name: str = column(default="", nullable=False)
    division_code: str = column(default="", index=True, nullable=False)
    external_ids: str = column(default="", nullable=False)


class Grid(Record, table=True):
    """A grid 网格 of a community, covered by a branch."""

    org_id: bytes | None = reference("org.id")
    branch_id: bytes | None = reference("org.id")
    code: str = column(default="", index=True, nullable=False)
    name: str = column(default="", nullable=False)
    boundary: str = column(default="", nullable=False)
    external_ids: str = column(default="", nullable=False)
    closed_on: date | None = column(nullable=True)


class Courtyard(Record, table=True):
    """The optional level between community and building: 庭院 or 居民小组."""

    org_id: bytes | None = reference("org.id")
    grid_id: bytes | None = reference("grid.id")
    name: str = column(default="", nullable=False)


class Building(Record, table=True):
    """A building 楼栋, or a compound that a ledger lists as one line.

    ``label`` is what stands in a door address before the first dash (``3`` of ``3-2-501``); ``details``
    is a JSON object of descriptive ledger columns without a field of their own, ``contacts`` the same
    for names and phones.
    """

    org_id: bytes | None = reference("org.id")
    grid_id: bytes | None = reference("grid.id")
    courtyard_id: bytes | None = reference("courtyard.id")
    label: str = column(default="", index=True, nullable=False)
    name: str = column(default="", nullable=False)
    kind: str = column(default="", nullable=False)
    address: str = column(default="", nullable=False)
    floors: int | None = column(nullable=True)
    built_year: int | None = column(nullable=True)
    details: str = column(default="", nullable=False)
    contacts: str = column(Part.CONTACT, default="", nullable=False, purpose="楼栋安全与物业联系")
    external_ids: str = column(default="", nullable=False)
    note: str = column(default="", nullable=False)


class Unit(Record, table=True):
    """A staircase 单元 of a building."""

    building_id: bytes | None = reference("building.id")
    label: str = column(default="", nullable=False)
    floors: int | None = column(nullable=True)
    doors_per_floor: int | None = column(nullable=True)


class Dwelling(Record, table=True):
    """A door 房屋; ``door`` is its whole address (``3-2-501``), beside its parts for lists and search."""

    building_id: bytes | None = reference("building.id")
    unit_id: bytes | None = reference("unit.id")
    floor: int | None = column(nullable=True)
    room: str = column(default="", nullable=False)
    door: str = column(default="", index=True, nullable=False)
    use: str = column(default="home", nullable=False)
    occupancy: str = column(default="", nullable=False)


class Household(Record, table=True):
    """A household 户 behind a door.

    ``visit_kind``, ``met_on`` and ``next_visit_on`` are what ``domain.visit`` reckons the next visit from;
    the schedule itself is in none of them, so that it may change.
    """

    building_id: bytes | None = reference("building.id")
    dwelling_id: bytes | None = reference("dwelling.id")
    code: str = column(default="", nullable=False)
    kind: str = column(default="", nullable=False)
    alias_of: bytes | None = reference("household.id", index=False)
    note: str = column(default="", nullable=False)

    visit_kind: str = column(Part.DERIVED, default="ordinary", nullable=False)
    met_on: date | None = column(Part.DERIVED, nullable=True)
    next_visit_on: date | None = column(Part.DERIVED, nullable=True)

    # Whether a visit is due is asked of every household at once: the answer must stand in an index.
    __table_args__ = (
        Index("ix_household_visits", "building_id", "visit_kind", "met_on", "next_visit_on", "deleted",
              "alias_of", **_where(_LIVE, _OWN)),
        Index("ix_household_joined", "alias_of", **_where(_JOINED)),
    )  # fmt: skip


class Resident(Record, table=True):
    """A person 居民; never a score, a level or an excluded label (a test forbids such columns)."""

    building_id: bytes | None = reference("building.id")
    household_id: bytes | None = reference("household.id")
    alias_of: bytes | None = reference("resident.id", index=False)
    name: str = column(Part.IDENTITY, default="", nullable=False, purpose="服务对象称呼")
    sex: str = column(Part.IDENTITY, default="", nullable=False, purpose="服务对象称呼")
    birth_date: date | None = column(Part.IDENTITY, nullable=True, purpose="按年龄提供服务")
    id_number: str = column(Part.IDENTITY, default="", index=True, nullable=False, purpose="办理事项核对身份")
    phone: str = column(Part.CONTACT, default="", nullable=False, purpose="联系与回访")
    relation: str = column(Part.IDENTITY, default="", nullable=False, purpose="确认户内联系人")
    residence_state: str = column(default="", nullable=False)
    kind: str = column(default="", nullable=False)
    politics: str = column(Part.IDENTITY, default="", nullable=False, purpose="党员联系服务")
    ethnicity: str = column(Part.IDENTITY, default="", nullable=False, purpose="上级表格填报")
    education: str = column(Part.IDENTITY, default="", nullable=False, purpose="上级表格填报")
    marriage: str = column(Part.IDENTITY, default="", nullable=False, purpose="上级表格填报")
    occupation: str = column(Part.IDENTITY, default="", nullable=False, purpose="就业服务")
    registered_address: str = column(Part.IDENTITY, default="", nullable=False, purpose="办理事项")
    actual_address: str = column(Part.IDENTITY, default="", nullable=False, purpose="联系与走访")
    moved_out_on: date | None = column(Part.IDENTITY, nullable=True, purpose="停止走访")
    moved_to: str = column(Part.IDENTITY, default="", nullable=False, purpose="转接服务")
    died_on: date | None = column(Part.IDENTITY, nullable=True, purpose="停止走访")
    note: str = column(Part.IDENTITY, default="", nullable=False, purpose="服务备注")
    moved_in_on: date | None = column(Part.IDENTITY, nullable=True, purpose="居住经历")

    __table_args__ = (
        Index("ix_resident_living", "building_id", **_where(_LIVE, _STAYED, _ALIVE)),
        Index("ix_resident_joined", "alias_of", **_where(_JOINED)),
    )


class ServiceTag(Record, table=True):
    """An opt-in service need 服务需要 of a resident, with why it is kept and until when."""

    __tablename__ = "service_tag"

    building_id: bytes | None = reference("building.id", index=False)
    resident_id: bytes | None = reference("resident.id")
    tag: str = column(Part.HEALTH, default="", nullable=False, purpose="按需服务")
    purpose: str = column(Part.HEALTH, default="", nullable=False, purpose="说明用途")
    basis: str = column(Part.HEALTH, default="", nullable=False, purpose="说明依据")
    consent_on: date | None = column(Part.HEALTH, nullable=True, purpose="同意日期")
    guardian_consent: bool = column(
        Part.HEALTH, default=False, nullable=False, purpose="未满14岁由监护人同意"
    )
    review_on: date | None = column(Part.HEALTH, nullable=True, purpose="到期复核")


class Assignment(Record, table=True):
    """Who serves where, from when to when: a person in a role at one place."""

    role: str = column(default="", index=True, nullable=False)
    person_name: str = column(default="", nullable=False)
    phone: str = column(Part.CONTACT, default="", nullable=False, purpose="工作联系")
    sex: str = column(Part.IDENTITY, default="", nullable=False, purpose="工作花名册")
    resident_id: bytes | None = reference("resident.id")
    org_id: bytes | None = reference("org.id")
    grid_id: bytes | None = reference("grid.id")
    building_id: bytes | None = reference("building.id")
    household_id: bytes | None = reference("household.id")
    from_on: date | None = column(nullable=True)
    to_on: date | None = column(nullable=True)
    note: str = column(default="", nullable=False)


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
        Index("ix_issue_number", "number", "num", **_where(_LIVE)),
        Index("ix_issue_closed", "closed_at", **_where(_LIVE)),
        Index(
            "ix_issue_open_due",
            "due_at",
            "num",
            "state",
            "grid_id",
            "category",
            "nature",
            "last_event_at",
            **_where(_LIVE, _OPEN),
        ),
        Index("ix_issue_open_grid", "grid_id", "due_at", **_where(_LIVE, _OPEN)),
        Index("ix_issue_open_building", "building_id", **_where(_LIVE, _OPEN)),
        Index("ix_issue_open_household", "household_id", **_where(_LIVE, _OPEN)),
    )


class IssueEvent(Record, table=True):
    """One step of an issue; never changed, only retracted by another event.

    ``data`` is a JSON object whose keys depend on ``kind`` (see ``domain.issue_flow``); ``after`` names
    the events that were the latest when this one was written, as concatenated 16-byte ids.
    """

    __tablename__ = "issue_event"

    building_id: bytes | None = reference(None, index=False)
    issue_id: bytes | None = reference("issue.id")
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
        Index("ix_visit_day", "visited_on", "num", **_where(_LIVE)),
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

    __table_args__ = (Index("ix_promise_open_due", "due_on", **_where(_LIVE, _UNDONE)),)


class DiaryEntry(Record, table=True):
    """A day of the diary 民情日志 of one person; ``sources`` are the hex ids of what it was compiled from."""

    __tablename__ = "diary_entry"

    org_id: bytes | None = reference("org.id", index=False)
    day: date | None = column(index=True, nullable=True)
    author_id: bytes | None = reference(None, index=False)
    author_name: str = column(default="", nullable=False)
    text: str = column(Part.IDENTITY, default="", nullable=False, purpose="民情日志")
    sources: str = column(default="", nullable=False)


class TimeLimit(Record, table=True):
    """A limit of this office's own, over the shipped ones (``domain.limits``): also how often to visit."""

    __tablename__ = "time_limit"

    stage: str = column(default="", nullable=False)
    nature: str = column(default="", nullable=False)
    category: str = column(default="", nullable=False)
    level: int = column(default=0, nullable=False)
    amount: int = column(default=1, nullable=False)
    unit: str = column(default="", nullable=False)
    amber: int | None = column(nullable=True)
    note: str = column(default="", nullable=False)
