"""Handing out a list as a file: masked, or in full with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gridtui.domain.dates import local_date
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.files.writing import FORMS
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.screens.exporting.work import Wanted, export_list
from gridtui.words import mark, tr

MASKED, FULL = "masked", "full"

FIELDS = (
    FieldSpec(name="content", title=mark("内容"), kind="choice",
              choices=((MASKED, mark("电话和证件号打码")), (FULL, mark("完整")))),
    FieldSpec(name="reason", title=mark("理由"), prose=True, hint=mark("导出完整内容要写理由，会记入审计")),
)  # fmt: skip


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
        return FIELDS

    def beginning(self) -> Mapping[str, object]:
        """Begin masked."""
        return {"content": MASKED}

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Ask for a reason where nothing is masked."""
        if values["content"] == FULL and not values["reason"]:
            return [Problem(mark("导出完整内容要写理由"), "reason")]
        return []

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the list."""
        count = await gateway_of(self).run(
            "export", export_list, self._wanted, path, full=values["content"] == FULL,
            reason=values["reason"], progress=progress,
        )  # fmt: skip
        return tr("已导出 {n} 条", n=f"{count:,}")
