"""The dialog that prints a stair-walk sheet into a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.walking import WalkOrder
from gridtui.domain.words.dates import local_date
from gridtui.interchange.walk_sheets import FORMS, write_walk_sheet
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.words import mark, tr

ALL, DUE = "all", "due"
FIELDS = (
    FieldSpec(name="order", title=mark("走法"), kind="choice", choices=WalkOrder.choices()),
    FieldSpec(name="which", title=mark("哪些户"), kind="choice",
              choices=((ALL, mark("全部门牌")), (DUE, mark("只要有事要办的")))),
)  # fmt: skip


class PrintScreen(HandOut):
    """Writes the sheet of a building; names and phones on it are masked."""

    FORMS = FORMS

    def __init__(self, building_id: RecordId, name: str, order: WalkOrder) -> None:
        super().__init__()
        self._building_id, self._building, self._order = building_id, name, order

    def heading(self) -> str:
        """Return which building it is."""
        return tr("打印 {name} 的扫楼单，姓名和电话打码", name=self._building)

    def stem(self) -> str:
        """Return the building and the day."""
        return tr(
            "扫楼单-{name}-{day}", name=self._building, day=f"{local_date(gateway_of(self).clock()):%Y%m%d}"
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Ask which way, and which doors."""
        return FIELDS

    def beginning(self) -> Mapping[str, object]:
        """Begin with every door, the way the screen shows them."""
        return {"order": self._order.value, "which": ALL}

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the sheet."""
        del progress
        done = await gateway_of(self).run(
            "export", write_walk_sheet, self._building_id, path,
            order=WalkOrder(values["order"] or self._order), due_only=values["which"] == DUE,
        )  # fmt: skip
        words = tr("已写好 {units} 个单元 {n} 户", units=done.units, n=done.households)
        if path.suffix.lower() == FORMS[0] and done.units > 1:
            words += "\n" + tr("每个单元一张表，打印时请选“整个工作簿”")
        return words
