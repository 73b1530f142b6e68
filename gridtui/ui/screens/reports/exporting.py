"""The dialog that writes a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import Problem
from gridtui.interchange.reports.writing import FORMS, make_report
from gridtui.settings import Settings
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import path_of
from gridtui.words import mark, tr

TEMPLATE = FieldSpec(name="template", title=mark("模板"), prose=True,
                     hint=mark("自己的 Word 模板；空着用程序自带的"))  # fmt: skip


class WriteReport(HandOut):
    """Writes the report of a period as Word, PDF or a page; names and numbers of people are masked."""

    FORMS = FORMS

    def __init__(self, period: Period, grid_id: RecordId | None, *, chosen: int) -> None:
        super().__init__()
        self._period, self._grid_id, self._chosen = period, grid_id, chosen

    def heading(self) -> str:
        """Return of when it is, and how many cases it tells."""
        period = str(self._period.title)
        if self._chosen:
            return tr("写 {period} 的报表，典型案例 {n} 件", period=period, n=self._chosen)
        return tr("写 {period} 的报表，还没有选典型案例", period=period)

    def stem(self) -> str:
        """Return the period."""
        return tr("民情报表-{period}", period=self._period.code)

    def fields(self) -> Sequence[FieldSpec]:
        """Ask for the template of Word."""
        return (TEMPLATE,)

    def beginning(self) -> Mapping[str, object]:
        """Begin with the template of the settings."""
        settings: Settings | None = getattr(self.app, "settings", None)
        return {"template": settings.report_template if settings else ""}

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Refuse a template that is not there."""
        own = self._template(values)
        if own is not None and not own.is_file():
            return [Problem(mark("没有这个模板：{name}"), "template", values={"name": own.name})]
        return []

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the report; the template counts for Word alone."""
        del progress
        own = self._template(values) if path.suffix.lower() == ".docx" else None
        options: dict[str, Any] = {"grid_id": self._grid_id, "template": own}
        return await gateway_of(self).run("export", make_report, self._period, path, **options)

    def _template(self, values: Mapping[str, str]) -> Path | None:
        return path_of(values["template"]) if values["template"] and values["form"] == ".docx" else None
