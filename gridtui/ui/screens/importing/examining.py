"""Looking into a file before it is imported: its table, its columns, and a few values of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.domain.people.masking import mask_id, mask_phone
from gridtui.interchange.columns.fields import field_of
from gridtui.interchange.columns.kinds import Kind, Reads
from gridtui.interchange.columns.mapping import Column, Use
from gridtui.interchange.files.cells import Cell, cell_text
from gridtui.interchange.plans.import_file import ImportFile, open_import
from gridtui.words import tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROWS_LOOKED_AT = 40
VALUES_KEPT = 3
LONGEST_VALUE = 24

_IDS = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])|(?<![0-9])[0-9]{15}(?![0-9])")
_PHONES = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])")
_PLAIN = frozenset((Reads.CODE, Reads.RECORD, Reads.DATE, Reads.INSTANT, Reads.INTEGER, Reads.LEVEL))
"""Ways of reading whose long numbers are nobody's."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What a person said about reading a file; what is empty is found out."""

    kind: Kind | None = None
    sheet: str = ""
    header_row: int | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was looked into: how, and the first different values of each column, unmasked."""

    file: ImportFile
    manner: Manner
    values: tuple[tuple[str, ...], ...]

    def sample(self, column: Column) -> str:
        """Return a few values, phones and ID numbers masked; nothing of a column that is 不入库."""
        if column.use is Use.EXCLUDED or column.place >= len(self.values):
            return ""
        field = field_of(self.file.kind, column.field)
        reads = field.reads if field else None
        return tr("、").join(_shown(value, reads) for value in self.values[column.place])


def examine(connection: Connection, path: Path, manner: Manner) -> Examined:
    """Open a file and look at its first rows; ``RuleBroken`` with one sentence where it cannot be read.

    Runs in a thread of the gateway.
    """
    file = open_import(
        connection,
        path,
        kind=manner.kind,
        sheet=manner.sheet,
        header_row=manner.header_row,
        encoding=manner.encoding,
    )
    rows = [cells for _, cells in islice(file.table.rows(), ROWS_LOOKED_AT)]
    return Examined(file, manner, tuple(_values(rows, place) for place in range(len(file.table.headers))))


def _values(rows: Sequence[Sequence[Cell]], place: int) -> tuple[str, ...]:
    texts = (cell_text(cells[place]).strip() for cells in rows if place < len(cells))
    return tuple(islice(dict.fromkeys(text for text in texts if text), VALUES_KEPT))


def _shown(value: str, reads: Reads | None) -> str:
    if reads is Reads.PHONE:
        value = mask_phone(value)
    elif reads is Reads.ID_NUMBER:
        value = mask_id(value)
    elif reads not in _PLAIN:
        value = _PHONES.sub(lambda found: mask_phone(found[0]), value)
        value = _IDS.sub(lambda found: mask_id(found[0]), value)
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
