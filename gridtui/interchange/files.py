"""A file that is about to be imported: its table, its kind, and the use of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.problems import Problem, RuleBroken
from gridtui.interchange.headers import Table, find_table
from gridtui.interchange.kinds import Kind
from gridtui.interchange.mapping import (
    ColumnMapping,
    fingerprint,
    propose_mapping,
    recognise_kind,
    restore_mapping,
)
from gridtui.interchange.reading import open_table
from gridtui.storage.layouts import remembered_layout

_LOOKED_AT = 20


@dataclass(slots=True)
class ImportFile:
    """An opened file with the kind of its rows and the use of every column; ``mapping`` may be exchanged.

    ``remembered`` says that the mapping is the one used last time for this layout.
    """

    path: Path
    table: Table
    mapping: ColumnMapping
    remembered: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of the rows."""
        return self.mapping.kind

    @property
    def fingerprint(self) -> str:
        """The name of the layout and kind under which the mapping is remembered."""
        return layout_name(self.kind, self.table)

    def notices(self) -> list[Problem]:
        """Return what a person should know about the file as a whole."""
        return [*self.table.notices, *self.mapping.notices(), *self.table.feet()]

    def count(self) -> int | None:
        """Return about how many rows there are, None where only reading them would tell."""
        whole = self.table.sheet.source.count()
        return None if whole is None else max(whole - self.table.header_row, 0)


def layout_name(kind: Kind, table: Table) -> str:
    """Return the name under which the mapping of a layout is remembered."""
    return f"{kind.value}:{fingerprint(table.headers)}"


def open_import(connection: Connection, path: Path, *, kind: Kind | None = None, sheet: str = "",
                header_row: int | None = None, encoding: str = "") -> ImportFile:
    """Open a file for import; without ``kind`` it is recognised.

    ``RuleBroken`` where the file cannot be read, nothing looks like a header, or the kind cannot be told.
    A column that is needed and missing is not refused here, so that a person can choose it:
    see ``refuse_unmapped``.
    """
    table = find_table(open_table(path, encoding=encoding), kind=kind, sheet=sheet, header_row=header_row)
    if kind is None:
        kind = recognise_kind(table.headers, [cells for _, cells in islice(table.rows(), _LOOKED_AT)])
    known = restore_mapping(remembered_layout(connection, layout_name(kind, table)), table.headers)
    if known is not None and known.kind is kind:
        return ImportFile(path, table, known, remembered=True)
    return ImportFile(path, table, propose_mapping(kind, table.headers))


def refuse_unmapped(file: ImportFile) -> None:
    """Refuse a file whose mapping lacks a column that its kind needs."""
    missing = file.mapping.problems()
    if missing:
        raise RuleBroken(missing)
