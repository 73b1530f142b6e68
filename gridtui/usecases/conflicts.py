"""Use cases on records that two desks edited at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage import contesting
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.fields import codec_of, model_of
from gridtui.storage.fitting import fits
from gridtui.storage.log_tables import Contested
from gridtui.words import mark


def resolve(unit: UnitOfWork, record: RecordId, field: str, value: Any) -> None:
    """Write one value over all that are live in a field of a contested record; ``value`` is in JSON form.

    It is a write like any other: it replaces every value that this desk knows of, and can be undone.
    """
    noun = unit.connection.execute(
        sa.select(col(Contested.noun)).where(col(Contested.record) == record)
    ).scalar()
    model = None if noun is None else model_of(noun)
    if model is None or field not in codec_of(model).fields:
        raise RuleBroken(Problem(mark("这条记录没有待处理的冲突，可能别人已经处理过了")))
    codec = codec_of(model)
    if not fits(codec, {field: value}):
        raise RuleBroken(Problem(mark("这个值的格式不对，请重新填写"), field))
    unit.settle(model, record, {field: codec.decode(field, value)})


def dismiss_parallels(unit: UnitOfWork, records: Sequence[RecordId] | None = None) -> int:
    """Note that somebody has looked at parallel edits, of these records or of all; returns how many.

    Only this store knows of it; a further parallel edit shows the record again.
    """
    return contesting.dismiss(unit.connection, records)
