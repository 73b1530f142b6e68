"""Handing out a year of the burden register as a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gridtui.interchange.ledgers.burdens import BURDEN_LEDGER
from gridtui.interchange.ledgers.handing_out import FORM, LedgerSpan, write_ledger
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.words import tr


class BurdenExportScreen(HandOut):
    """Writes the requests of a year, of every year where it is 0."""

    FORMS = (FORM,)

    def __init__(self, year: int) -> None:
        super().__init__()
        self._year = year

    def heading(self) -> str:
        """Return the ledger and its year."""
        year = tr("{year} 年", year=self._year) if self._year else tr("全部年份")
        return f"{tr(BURDEN_LEDGER.title)} {year}"

    def stem(self) -> str:
        """Return the ledger and its year."""
        return f"{tr(BURDEN_LEDGER.title)}-{self._year or tr('全部')}"

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the ledger."""
        del values
        span = LedgerSpan(date(self._year, 1, 1), date(self._year, 12, 31)) if self._year else LedgerSpan()
        rows = await gateway_of(self).run(
            "export", write_ledger, BURDEN_LEDGER, path, span, progress=progress
        )
        return tr("已导出 {n} 条", n=f"{rows:,}")
