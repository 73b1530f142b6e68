"""The dialog that prints a whistle sheet into a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.interchange.whistle_sheet import FORMS, write_whistle_sheet
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.words import tr


class PrintWhistle(HandOut):
    """Writes the sheet of a whistle."""

    FORMS = FORMS

    def __init__(self, whistle_id: RecordId, number: str) -> None:
        super().__init__()
        self._whistle_id, self._number = whistle_id, number

    def heading(self) -> str:
        """Return which whistle it is."""
        return tr("打印吹哨单 {number}", number=self._number)

    def stem(self) -> str:
        """Return the number."""
        return tr("吹哨单-{number}", number=self._number)

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the sheet."""
        del values, progress
        number = await gateway_of(self).run("export", write_whistle_sheet, self._whistle_id, path)
        return tr("已写好吹哨单 {number}", number=number)
