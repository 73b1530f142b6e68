"""Handing out a list as a file: masked, or in full with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.files.writing import FORMS
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import CONTENT_FIELDS, FULL, MASKED, HandOut, unreasoned
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.screens.exporting.work import Wanted, export_list
from gridtui.words import tr


class ExportScreen(HandOut):
    """Hands out what a list shows, or what is marked in it."""

    FORMS = FORMS

    def __init__(
        self,
        kind: str,
        words: str = "",
        page: Callable[..., Sequence[Any]] | None = None,
        filter: object | None = None,
        ids: tuple[RecordId, ...] = (),
    ) -> None:
        super().__init__()
        self._wanted = Wanted(Kind(kind), page, filter, ids)
        self._words = words

    def heading(self) -> str:
        """Return the kind of list, and how it is narrowed or how many are marked."""
        kind = tr(self._wanted.kind.label)
        if self._wanted.ids:
            return tr("导出选中的 {n} 条：{kind}", n=len(self._wanted.ids), kind=kind)
        return tr("导出 {kind} {words}", kind=kind, words=self._words).rstrip()

    def stem(self) -> str:
        """Return the kind and the day."""
        return f"{tr(self._wanted.kind.label)}-{local_date(gateway_of(self).clock()):%Y%m%d}"

    def fields(self) -> Sequence[FieldSpec]:
        """Ask how much is shown, and why."""
        return CONTENT_FIELDS

    def beginning(self) -> Mapping[str, object]:
        """Begin masked."""
        return {"content": MASKED}

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Ask for a reason where nothing is masked."""
        return unreasoned(values)

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the list."""
        count = await gateway_of(self).run(
            "export", export_list, self._wanted, path, full=values["content"] == FULL,
            reason=values["reason"], progress=progress,
        )  # fmt: skip
        return tr("已导出 {n} 条", n=f"{count:,}")
