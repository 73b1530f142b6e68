"""Use cases on records that two desks edited at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import codec_of, model_of
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.merge import contesting
from gridtui.storage.merge.fitting import fits
from gridtui.words import mark


def resolve(unit: UnitOfWork, record: RecordId, field: str, value: Any) -> None:
    """Write one value over all that are live in a field of a contested record; ``value`` is in JSON form.

    It is a write like any other: it replaces every value that this desk knows of, and can be undone.
    """
    resolve_all(unit, record, {field: value})


def resolve_all(unit: UnitOfWork, record: RecordId, values: Mapping[str, Any]) -> None:
    """Write values over all that are live in some fields of a contested record, as one step.

    ``values`` are in JSON form, and may be any that the fields take. ``RuleBroken`` where the record is in
    no conflict any more, and where a value does not fit.
    """
    noun = unit.connection.execute(
        sa.select(col(Contested.noun)).where(col(Contested.record) == record)
    ).scalar()
    model = None if noun is None else model_of(noun)
    if model is None or not values.keys() <= codec_of(model).fields.keys():
        raise RuleBroken(Problem(mark("这条记录没有待处理的冲突，可能别人已经处理过了")))
    codec = codec_of(model)
    wrong = [name for name, value in values.items() if not fits(codec, {name: value})]
    if wrong:
        raise RuleBroken([Problem(mark("这个值的格式不对，请重新填写"), name) for name in wrong])
    unit.settle(model, record, {name: codec.decode(name, value) for name, value in values.items()})


def dismiss_parallels(unit: UnitOfWork, records: Sequence[RecordId] | None = None) -> int:
    """Note that somebody has looked at parallel edits, of these records or of all; returns how many.

    Only this store knows of it; a further parallel edit shows the record again.
    """
    return contesting.dismiss(unit.connection, records)
