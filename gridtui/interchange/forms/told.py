"""What forms are told beyond an export: ages, parts of addresses and doors, and both tables of issues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_name
from gridtui.domain.people.resident import ResidenceState, age_on
from gridtui.domain.places.address import parse_door
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.identifiers import birth_date_of
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.ledger import LedgerColumn, Reader
from gridtui.interchange.ledgers.sentiment import SENTIMENT
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.outgoing_people import ISSUES, PEOPLE
from gridtui.storage.derived.residence import STAYED
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Issue, Org
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

_PARTS = re.compile(
    r"(?P<province>[^省市区县]{2,8}(?:省|自治区))?(?P<city>[^市州区县]{2,10}(?:市|自治州|州))?"
    r"(?P<area>[^区县市]{1,10}(?:区|县|市))?(?P<street>[^街镇乡]{1,10}(?:街道|镇|乡))?(?P<place>.*)",
    re.DOTALL,
)
"""Province, city, district, street and the rest of an address, each only where it is written."""
_SEVERAL = re.compile("[、，, ]+")


def mask_names(names: str) -> str:
    """Return several names, each masked as it stands on paper."""
    return "、".join(mask_name(name) for name in _SEVERAL.split(names) if name)


RESIDENT_COLUMNS = (
    LedgerColumn(Field("name", mark("姓名")), mask=mask_name),
    LedgerColumn(Field("age", mark("年龄"), Reads.INTEGER)),
)
"""What residents tell under names of their own; the other fields are those of their export."""

HOUSEHOLD_COLUMNS = (
    LedgerColumn(Field("household_code", mark("户编号"), Reads.CODE)),
    LedgerColumn(Field("head", mark("户主")), mask=mask_name),
    LedgerColumn(Field("head_phone", mark("户主电话"), Reads.PHONE)),
    LedgerColumn(Field("members", mark("家庭成员")), mask=mask_names),
    LedgerColumn(Field("people", mark("人数"), Reads.INTEGER)),
    LedgerColumn(Field("kind", mark("户类型"))),
    LedgerColumn(Field("compound", mark("小区"))),
    LedgerColumn(Field("building", mark("楼栋号"))),
    LedgerColumn(Field("unit", mark("单元"))),
    LedgerColumn(Field("floor", mark("楼层"))),
    LedgerColumn(Field("room", mark("房号"))),
    LedgerColumn(Field("door", mark("门牌地址"))),
    LedgerColumn(Field("address", mark("详细地址"))),
    LedgerColumn(Field("grid", mark("所属网格"))),
    LedgerColumn(Field("use", mark("房屋用途"))),
    LedgerColumn(Field("occupancy", mark("居住情况"))),
    LedgerColumn(Field("met_on", mark("上次走访"), Reads.DATE)),
    LedgerColumn(Field("next_visit_on", mark("下次走访"), Reads.DATE)),
    LedgerColumn(Field("hub", mark("是否党员中心户"), Reads.YES)),
    LedgerColumn(Field("needs", mark("服务需要"))),
    LedgerColumn(Field("note", mark("备注"), Reads.TEXT)),
)
"""What households tell; there is no export of them."""


def door_fields(door: str) -> dict[str, Any]:
    """Return the parts of a door address: unit, floor and room, without blanks."""
    parts = parse_door(door) if door else None
    if parts is None:
        return {}
    found = {"unit": parts.unit, "room": parts.room, "floor": parts.floor}
    return {name: value for name, value in found.items() if value not in (None, "")}


def registered_fields(address: str) -> dict[str, str]:
    """Return the parts of a registered address that can be told apart: province to street, and the rest."""
    parts = _PARTS.fullmatch(address.strip())
    found = parts.groupdict() if parts else {}
    if not any(found.get(name) for name in ("province", "city", "area", "street")):
        return {}
    return {f"registered_address.{name}": text for name, text in found.items() if text}


def living_residents(reader: Reader) -> Outgoing:
    """Return the residents who live here, with their age on the reader's day."""

    def tell(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
        for told in PEOPLE.tell(connection, rows):
            born = told.get("birth_date") or birth_date_of(told.get("id_number") or "")
            state = told.get("residence_state") or ""
            yield {
                **registered_fields(told.get("registered_address") or ""),
                **door_fields(told.get("door") or ""),
                **told,
                "birth_date": born,
                "age": age_on(born, reader.today) if born else None,
                "separated": state != ResidenceState.TOGETHER if state else None,
                "moved_out": False,
                "dead": False,
            }

    return replace(PEOPLE, chosen=PEOPLE.chosen.where(*STAYED), tell=tell)


def issue_rows(reader: Reader) -> Outgoing:
    """Return the issues, each telling what its export and what the ledger 民情台账 say of it."""
    ledger = SENTIMENT.source(reader)

    def tell(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
        for some in chunks([row.id for row in rows]):
            told = [_told(connection, source, some) for source in (ISSUES, ledger)]
            for exported, listed in zip(*told, strict=True):
                yield exported | listed

    plain: sa.Select[*tuple[Any, ...]] = sa.select(col(Issue.num), col(Issue.id)).where(
        col(Issue.deleted).is_(False)
    )
    return replace(ISSUES, chosen=plain, tell=tell)


def _told(connection: Connection, source: Outgoing, ids: Sequence[RecordId]) -> list[Told]:
    rows = connection.execute(source.chosen.where(col(Issue.id).in_(ids)).order_by(col(Issue.num))).all()
    return list(source.tell(connection, rows))


_OFFICES: Mapping[Level, str] = {
    Level.DISTRICT: "district",
    Level.STREET: "street",
    Level.COMMUNITY: "community",
    Level.BRANCH: "branch",
}


def office_facts(workspace: Workspace, connection: Connection) -> Told:
    """Return what is the same in every row of a form: the office those above it, who fills it in."""
    told: Told = {
        "office": workspace.name,
        "filler": workspace.operator.name,
        "filled_on": local_date(workspace.clock()),
    }
    chosen = sa.select(col(Org.parent_id), col(Org.level), col(Org.name))
    org_id: RecordId | None = workspace.desk.org_id
    for _ in Level:
        row = connection.execute(chosen.where(col(Org.id) == org_id)).first() if org_id else None
        if row is None:
            break
        if name := _OFFICES.get(row.level):
            told.setdefault(name, row.name)
        org_id = row.parent_id
    return told
