"""The dialog that hands out hot groups as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gridtui.domain.words.dates import local_date
from gridtui.insight.hot import HotGroup
from gridtui.interchange.files.writing import FORMS
from gridtui.interchange.hot_sheet import write_hot_groups
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.words import tr


class ExportHot(HandOut):
    """Writes groups, one a row; phones and ID numbers in what was said are masked."""

    FORMS = FORMS

    def __init__(self, groups: Sequence[HotGroup]) -> None:
        super().__init__()
        self._groups = groups

    def heading(self) -> str:
        """Return how many there are."""
        return tr("导出热点 {n} 组，电话和证件号打码", n=len(self._groups))

    def stem(self) -> str:
        """Return the day."""
        return tr("热点-{day}", day=f"{local_date(gateway_of(self).clock()):%Y%m%d}")

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the groups."""
        del values, progress
        count = await gateway_of(self).run("export", write_hot_groups, self._groups, path)
        return tr("已导出 {n} 组", n=count)
