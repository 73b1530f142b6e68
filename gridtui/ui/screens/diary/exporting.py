"""The dialog that hands out a month of the diary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from gridtui.domain.people.diary import month_of
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem
from gridtui.interchange.diary import FORMS, write_diary_month
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.words import mark, tr

MINE, ALL = "mine", "all"


def month_problems(text: str) -> list[Problem]:
    """Return what is wrong with a month."""
    return [] if month_of(text) else [Problem(mark("月份写成 2026-11"), "month")]


FIELDS = (
    FieldSpec(name="month", title=mark("月份"), required=True, width=10, check=month_problems,
              hint=mark("写成 2026-11")),
    FieldSpec(name="whose", title=mark("谁的"), kind="choice",
              choices=((MINE, mark("自己的")), (ALL, mark("全部人的")))),
)  # fmt: skip


class DiaryExportScreen(HandOut):
    """Writes a month; phones and ID numbers in it are masked."""

    FORMS = FORMS

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self._day = day

    def heading(self) -> str:
        """Return what it is."""
        return tr("导出一个月的民情日志，电话和证件号打码")

    def stem(self) -> str:
        """Return the month."""
        return tr("民情日志-{month}", month=f"{self._month():%Y%m}")

    def fields(self) -> Sequence[FieldSpec]:
        """Ask which month, and whose days."""
        return FIELDS

    def beginning(self) -> Mapping[str, object]:
        """Begin with the month of the day that was under the cursor, and one's own days."""
        return {"month": f"{self._month():%Y-%m}", "whose": MINE}

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the month."""
        del progress
        gateway = gateway_of(self)
        author = gateway.workspace.operator.id if values["whose"] == MINE else None
        month = month_of(values["month"]) or self._month()
        count = await gateway.run("export", write_diary_month, path, month, author_id=author)
        return tr("已导出 {n} 天", n=count)

    def _month(self) -> date:
        return (self._day or local_date(gateway_of(self).clock())).replace(day=1)
