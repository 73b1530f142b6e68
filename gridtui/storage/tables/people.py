"""Who lives where, what they need, and who serves them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index

from gridtui.storage.columns import Part, column, reference
from gridtui.storage.tables.base import ALIVE, JOINED, LIVE, OWN, STAYED, Record, where


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
              "alias_of", **where(LIVE, OWN)),
        Index("ix_household_joined", "alias_of", **where(JOINED)),
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
        Index("ix_resident_living", "building_id", **where(LIVE, STAYED, ALIVE)),
        Index("ix_resident_joined", "alias_of", **where(JOINED)),
    )


class NotTwins(Record, table=True):
    """Two records that somebody looked at and found to be two people, or two households; by noun and ids."""

    __tablename__ = "not_twins"

    noun: str = column(default="", nullable=False)
    one_id: bytes | None = reference(None)
    other_id: bytes | None = reference(None)


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
