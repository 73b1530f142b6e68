"""Handing out everything about one person, with the reason that is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import HandOut
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.screens.privacy.titles import person_title
from gridtui.words import mark, tr

REASON: Final = FieldSpec(
    name="reason", title=mark("理由"), required=True, prose=True, hint=mark("会记入审计，如：本人来要")
)


class PersonFileScreen(HandOut):
    """Writes all that is kept of a person to a json or xlsx."""

    FORMS = (".xlsx", ".json")

    def __init__(self, resident_id: RecordId) -> None:
        super().__init__()
        self.resident_id = resident_id

    def heading(self) -> str:
        """Return whose data it is."""
        title = gateway_of(self).read_now(person_title, self.resident_id) or ""
        return tr("导出 {name} 的全部资料", name=title)

    def stem(self) -> str:
        """Return a file name that names nobody."""
        return tr("个人资料")

    def fields(self) -> Sequence[FieldSpec]:
        """Ask for the reason."""
        return (REASON,)

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Refuse an export without a reason."""
        return [] if values["reason"].strip() else [Problem(mark("导出一个人的全部资料要写理由"), "reason")]

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the file; returns how much there was."""
        from gridtui.interchange.person_file import export_person

        del progress
        counts = await gateway_of(self).run("export", export_person, self.resident_id, path, values["reason"])
        return tr("已导出 {n} 行", n=sum(counts.values()))
