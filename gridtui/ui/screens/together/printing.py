"""The dialog that writes the Word paper of a record of working together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem
from gridtui.interchange.record_papers.papers import Paper
from gridtui.interchange.record_papers.writing import FORMS, write_record_paper
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import CONTENT_FIELDS, FULL, MASKED, HandOut, unreasoned
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import path_of
from gridtui.words import mark, tr

_CONTENT, _REASON = CONTENT_FIELDS
FIELDS = (
    replace(_CONTENT, choices=((MASKED, mark("不写涉及个人的内容")), (FULL, mark("完整")))),
    _REASON,
    FieldSpec(name="template", title=mark("模板"), prose=True,
              hint=mark("自己的 Word 模板；空着用程序自带的")),
)  # fmt: skip
"""How much of persons stands in it and why, and what it is made from."""


class WriteRecordPaper(HandOut):
    """Writes the paper of a record, without persons, or in full with a reason."""

    FORMS = FORMS

    def __init__(self, paper: Paper, record_id: RecordId) -> None:
        super().__init__()
        self._paper, self._record_id = paper, record_id

    def heading(self) -> str:
        """Return which paper it is."""
        return tr("写{paper}", paper=tr(self._paper.title))

    def stem(self) -> str:
        """Return what the paper is called: what its record is called may tell of persons."""
        return tr(self._paper.title)

    def fields(self) -> Sequence[FieldSpec]:
        """Ask how much is shown and why, and for a template."""
        return FIELDS

    def beginning(self) -> Mapping[str, object]:
        """Begin without persons."""
        return {"content": MASKED}

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Ask for a reason where nothing is left out."""
        return unreasoned(values)

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the paper."""
        del progress
        title = await gateway_of(self).run(
            "export", write_record_paper, self._record_id, path,
            template=path_of(values["template"]) if values["template"] else None,
            full=values["content"] == FULL, reason=values["reason"],
        )  # fmt: skip
        return tr("已写好{title}", title=title)
