"""The ledger of what was asked for on paper 社区事务准入登记: a row a form or matter, and what it cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.burdens.form_request import Listed
from gridtui.domain.words.dates import local_date
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.storage.derived.allowed_items import items_in_force
from gridtui.storage.tables import FormRequest
from gridtui.words import mark

_NAMES = ("num", "id", "asked_by", "matter", "asked_on", "due_on", "handed_on", "listed", "item", "minutes",
          "cells", "same_cells", "note")  # fmt: skip
_LATE = "超期"


def _source(reader: Reader) -> Outgoing:
    chosen = sa.select(*(col(getattr(FormRequest, name)) for name in _NAMES)).where(
        col(FormRequest.deleted).is_(False), col(FormRequest.asked_on).is_not(None)
    )
    return Outgoing(
        FormRequest,
        chosen,
        partial(_rows, reader),
        filters={
            "registered_from": lambda instant: col(FormRequest.asked_on) >= local_date(instant),
            "registered_before": lambda instant: col(FormRequest.asked_on) < local_date(instant),
        },
    )


def _rows(reader: Reader, connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    names = {item.key: item.name for item in items_in_force(connection)}
    for row in rows:
        late = row.due_on is not None and row.due_on < (row.handed_on or reader.today)
        yield {
            **row._mapping,
            "item": " ".join(dict.fromkeys(filter(None, (row.item, names.get(row.item))))),
            "share": _share(row.same_cells, row.cells),
            "note": "；".join(filter(None, (_LATE if late else "", row.note))),
        }


def _share(same: int | None, cells: int | None) -> int | None:
    """Return the percentage as the register shows it, None where nobody counted."""
    return same * 100 // cells if cells and same is not None else None


BURDEN_LEDGER = Ledger(
    "burdens",
    mark("社区事务准入登记"),
    mark("一张表一行：谁要的、哪天要、在不在清单内、花了多少分钟、多少格和上次一样"),
    _source,
    (
        LedgerColumn(Field("asked_on", mark("要表日期"), Reads.DATE), 11),
        LedgerColumn(Field("asked_by", mark("要表单位")), 18),
        LedgerColumn(Field("matter", mark("表格或事项"), Reads.PROSE), 30),
        LedgerColumn(Field("listed", mark("是否在清单内"), Reads.WORD, words=Listed), 10),
        LedgerColumn(Field("item", mark("清单事项")), 22),
        LedgerColumn(Field("due_on", mark("要求交表日期"), Reads.DATE), 11),
        LedgerColumn(Field("handed_on", mark("交表日期"), Reads.DATE), 11),
        LedgerColumn(Field("minutes", mark("用时（分钟）"), Reads.INTEGER), 9),
        LedgerColumn(Field("cells", mark("填写格数"), Reads.INTEGER), 9),
        LedgerColumn(Field("same_cells", mark("与上次相同格数"), Reads.INTEGER), 10),
        LedgerColumn(Field("share", mark("相同比例（%）")), 10),
        LedgerColumn(Field("note", mark("备注"), Reads.TEXT), 24),
    ),
)
