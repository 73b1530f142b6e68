"""Deciding rows of a list of allowed items: which are new, which say something else of one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.burdens.allowed_items import AllowedItemDraft, ItemKind, default_items
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.columns.fields import field_of
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.storage.tables import AllowedItem
from gridtui.words import mark, tr

_AGAIN = mark("与第 {row} 行是同一项，只算一次")
_REPLACES = mark("以后只按导入的清单核对；程序自带的 {n} 项是示例，不再用")
_LEFT = mark("库里还有 {n} 项不在这个文件里，仍然算数；不要的请在清单里去掉")
_NAMES = ("code", "name", "kind", "active", "note")
_COLUMNS = {"code": "item_code", "name": "item_name", "kind": "item_kind"}
"""Field of an item → of a table, where it is another."""


class ItemPlanner:
    """Decides rows of a list of allowed items; a row means an item of the same record, code or name."""

    def __init__(self, run: Run) -> None:
        self._run = run
        chosen = sa.select(col(AllowedItem.id), *(col(getattr(AllowedItem, name)) for name in _NAMES))
        rows = run.connection.execute(chosen.where(col(AllowedItem.deleted).is_(False)))
        self._before: dict[bytes, dict[str, Any]] = {row.id: dict(row._mapping) for row in rows}
        self._known = {key: id for id, item in self._before.items() for key in _keys(item)}
        self._seen: dict[bytes, int] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row, row.fields) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Say what becomes of the items that the file does not name."""
        notices = self._run.plan.notices
        if not self._before and self._seen:
            values: dict[str, object] = {"n": len(default_items())}
            notices.append(Problem(_REPLACES, severity=Severity.WARNING, values=values))
        left = len(set(self._before) - set(self._seen))
        if left:
            notices.append(Problem(_LEFT, severity=Severity.WARNING, values={"n": left}))

    def _decide(self, row: RowValues, fields: Mapping[str, Any]) -> PlanLine:
        values = {name: fields[told] for name in _NAMES if (told := _COLUMNS.get(name, name)) in fields}
        name = str(values.get("name", ""))
        found = self._found(fields, values)
        if found is None:
            values = {"kind": ItemKind.ITEM.value} | values
        wrong = [*row.problems, *draft_problems(AllowedItemDraft, values, self._run.today)]
        if errors(wrong):
            return refused(row, name, wrong)
        notes = doubts(wrong)
        if found is not None and (first := self._seen.setdefault(found, row.number)) != row.number:
            again = Problem(_AGAIN, "item_name", Severity.WARNING, {"row": first})
            return decided(row, name, new=False, notes=[*notes, again])
        if found is None:
            id = self._run.writer.create(AllowedItem, values)
            self._seen[id] = row.number
            self._known |= dict.fromkeys(_keys(values), id)
            return decided(row, name, new=True, notes=notes)
        old = self._before.get(found, {})
        changed = {each: value for each, value in values.items() if each in old and old[each] != value}
        if changed:
            self._run.writer.update(AllowedItem, found, changed)
        changes = [_change(each, old[each], value) for each, value in changed.items()]
        return decided(row, name, new=False, changes=changes, notes=notes)

    def _found(self, fields: Mapping[str, Any], values: Mapping[str, Any]) -> bytes | None:
        if fields.get("id") in self._before:
            return bytes(fields["id"])
        return next((self._known[key] for key in _keys(values) if key in self._known), None)


def _keys(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what an item is known by: its code and its name; of two that share one it is the same item."""
    pairs = (("code", plain(str(item.get("code") or ""))), ("name", plain(str(item.get("name") or ""))))
    return [pair for pair in pairs if pair[1]]


def _change(name: str, before: Any, after: Any) -> FieldChange:
    field = field_of(Kind.ITEMS, _COLUMNS.get(name, name))
    assert field is not None
    return FieldChange(field.title, _said(name, before), _said(name, after))


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return tr("是") if value else tr("否")
    return (tr(ItemKind.label_of(value)) if name == "kind" else str(value)) or tr("空")
