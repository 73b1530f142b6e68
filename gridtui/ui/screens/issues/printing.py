"""The dialog that prints the case sheet 办件单 of an issue into a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem
from gridtui.interchange.case_sheet import write_case_sheet
from gridtui.interchange.paper_sheets import FORMS
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import CONTENT_FIELDS, FULL, MASKED, HandOut, unreasoned
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.words import tr


class PrintCase(HandOut):
    """Writes the case sheet of an issue, masked, or in full with a reason."""

    FORMS = FORMS

    def __init__(self, issue_id: RecordId, number: str) -> None:
        super().__init__()
        self._issue_id, self._number = issue_id, number

    def heading(self) -> str:
        """Return which issue it is."""
        return tr("打印办件单 {number}", number=self._number)

    def stem(self) -> str:
        """Return the number."""
        return tr("办件单-{number}", number=self._number)

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
        """Write the sheet."""
        del progress
        number = await gateway_of(self).run(
            "export", write_case_sheet, self._issue_id, path, full=values["content"] == FULL,
            reason=values["reason"],
        )  # fmt: skip
        return tr("已写好办件单 {number}", number=number)
