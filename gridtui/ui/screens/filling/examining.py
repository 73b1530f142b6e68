"""What the screen asks of a form: how it is laid out, and what its first rows would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.interchange.files.written_values import as_text
from gridtui.interchange.forms.filling import FormFile, examine_form
from gridtui.interchange.forms.mapping import Fills, FormColumn
from gridtui.interchange.forms.sources import form_sources
from gridtui.interchange.forms.told import office_facts
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.interchange.outgoing import ExportFilter, Told, count_of, told_rows

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class FormManner:
    """How a form is read: from which list, which sheet and header row; nothing said is found out."""

    source: str = ""
    sheet: str = ""
    header_row: int | None = None
    grid_id: RecordId | None = None


@dataclass(slots=True)
class ExaminedForm:
    """A form with the first rows of its list, and how many rows there are in all, where that is known."""

    file: FormFile
    rows: Sequence[Told]
    total: int | None

    def sample(self, column: FormColumn) -> str:
        """Return what the first rows would say in a column, masked."""
        if column.use is Fills.SERIAL:
            return "1"
        told = self.file.source.column(column.field)
        if told is None:
            return ""
        say = self.file.source.says(told, full=False)
        values = [row.get(column.field) for row in self.rows]
        said = [as_text(value if say is None else say(value)) for value in values if value not in (None, "")]
        return next((text for text in said if text), "")


def examine(workspace: Workspace, path: Path, manner: FormManner) -> ExaminedForm:
    """Look into a form and into the list it is filled from; ``RuleBroken`` where it cannot be filled."""
    source = form_sources().get(manner.source)
    with workspace.read() as connection:
        file = examine_form(connection, path, source, sheet=manner.sheet, header_row=manner.header_row)
        reader = Reader(workspace.desk.org_id, local_date(workspace.clock()))
        outgoing, wanted = file.source.source(reader), ExportFilter(grid_id=manner.grid_id)
        office = office_facts(workspace, connection)
        rows = [office | told for told in islice(told_rows(connection, outgoing, wanted), SAMPLES)]
        return ExaminedForm(file, rows, count_of(connection, outgoing, wanted))
