"""Deciding rows of the label table: which category another system's labels mean here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.labels import (
    LABELS_KEPT,
    Categories,
    Labels,
    kept_labels,
    packed_labels,
    shown_labels,
)
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, refused
from gridtui.words import mark, tr

_NO_CATEGORY = mark("没有类别“{category}”：请写代码（如 M11-001）或类别名称")
_TWICE = mark("与第 {row} 行是同样的分类，类别不同")
_UNKNOWN = mark("没有找到对应的类别，按“M99 其他”处理；可在“类别”一列写上代码后再导入")
_CATEGORY = mark("类别")


class LabelPlanner:
    """Decides rows of the label table; it is local to this store and no step of undo."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._categories = Categories(run.connection)
        self._table: dict[Labels, str] = kept_labels(run.connection)
        self._seen: dict[Labels, tuple[int, str]] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row, row.fields) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Keep the table with what the file adds to it."""
        self._run.writer.remember(LABELS_KEPT, packed_labels(self._table))

    def _decide(self, row: RowValues, fields: Mapping[str, Any]) -> PlanLine:
        labels: Labels = fields.get("labels", ())
        title = shown_labels(labels)
        if errors(row.problems):
            return refused(row, title, row.problems)
        text = str(fields.get("category", ""))
        code = self._categories.named(text) if text else self._categories.of_labels(labels)
        if text and not code:
            return refused(row, title, [Problem(_NO_CATEGORY, "category", values={"category": text})])
        before = self._seen.setdefault(labels, (row.number, code))
        if before[1] != code:
            return refused(row, title, [Problem(_TWICE, "label.1", values={"row": before[0]})])
        notes = []
        if not code:
            self._run.plan.unmapped[title] += 1
            notes.append(Problem(_UNKNOWN, "category", Severity.WARNING))
        old = self._table.get(labels)
        if old is None:
            self._table[labels] = code
            return decided(row, title, new=True, notes=notes)
        if old == code or not code:
            return decided(row, title, new=False, notes=notes)
        self._table[labels] = code
        change = FieldChange(_CATEGORY, self._categories.title(old) or tr("空"), self._categories.title(code))
        return decided(row, title, new=False, changes=[change], notes=notes)
