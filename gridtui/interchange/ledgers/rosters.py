"""The rosters 花名册 of building leaders and party-member hub households: a row for each who serves today."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.people.assignment import Role
from gridtui.domain.people.resident import Sex
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.outgoing import LEADERS, Outgoing
from gridtui.storage.tables import Assignment
from gridtui.words import mark


def _serving(reader: Reader, role: Role) -> Outgoing:
    begin, end = col(Assignment.from_on), col(Assignment.to_on)
    chosen = LEADERS.chosen.where(
        col(Assignment.role) == role.value,
        sa.or_(begin.is_(None), begin <= reader.today),
        sa.or_(end.is_(None), end >= reader.today),
    )
    return replace(LEADERS, chosen=chosen)


_GRID = LedgerColumn(Field("grid", mark("网格")), 14)
_PLACE = LedgerColumn(Field("place", mark("小区/建筑名称")), 20)
_NAME = LedgerColumn(Field("person_name", mark("姓名")), 10)
_SEX = LedgerColumn(Field("sex", mark("性别"), Reads.WORD, words=Sex), 7)
_PHONE = LedgerColumn(Field("phone", mark("联系电话"), Reads.PHONE), 15)
_SINCE = LedgerColumn(Field("from_on", mark("任职日期"), Reads.DATE), 12)
_NOTE = LedgerColumn(Field("note", mark("备注"), Reads.TEXT), 24)

LEADER_ROSTER = Ledger(
    "leaders",
    mark("楼栋长花名册"),
    mark("一栋一行：现在谁是楼栋长、怎么联系"),
    lambda reader: _serving(reader, Role.BUILDING_LEADER),
    (
        _GRID,
        _PLACE,
        LedgerColumn(Field("buildings", mark("负责楼栋")), 12),
        _NAME,
        _SEX,
        _PHONE,
        _SINCE,
        _NOTE,
    ),
    dated=False,
)
HUB_ROSTER = Ledger(
    "hubs",
    mark("党员中心户花名册"),
    mark("一户一行：现在的党员中心户在哪里、怎么联系"),
    lambda reader: _serving(reader, Role.PARTY_HUB_HOUSEHOLD),
    (_GRID, _PLACE, LedgerColumn(Field("door", mark("住址")), 14), _NAME, _SEX, _PHONE, _SINCE, _NOTE),
    dated=False,
)
