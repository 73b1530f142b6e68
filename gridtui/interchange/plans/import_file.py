"""A file that is about to be imported: its table, its kind, and the use of its columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.columns.aliases import compared
from gridtui.interchange.columns.headers import Table, find_table
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import (
    ColumnMapping,
    Use,
    fingerprint,
    propose_mapping,
    recognise_kind,
    restore_mapping,
)
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.reading import open_table
from gridtui.storage.layouts import remembered_layout
from gridtui.words import mark

_LOOKED_AT = 20
_BAD_MAP = mark("列对应文件应是一个 JSON 对象，如 {example}")
_ONLY_OUT = mark("“{kind}”只能导出，不能导入")
_NO_COLUMN = mark("表里没有“{header}”这一列")


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
        """Return what a person should know about the columns before the rows are read."""
        return [*self.table.notices, *self.mapping.notices()]

    def count(self) -> int | None:
        """Return about how many rows there are, None where only reading them would tell."""
        whole = self.table.sheet.source.count()
        return None if whole is None else max(whole - self.table.header_row, 0)


def layout_name(kind: Kind, table: Table) -> str:
    """Return the name under which the mapping of a layout is remembered."""
    return f"{kind.value}:{fingerprint(table.headers)}"


def open_import(
    connection: Connection,
    path: Path,
    *,
    kind: Kind | None = None,
    sheet: str = "",
    header_row: int | None = None,
    encoding: str = "",
) -> ImportFile:
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


def with_chosen_columns(file: ImportFile, text: str) -> ImportFile:
    """Return the file with columns assigned by a JSON object: header → field name, ``""`` for nowhere.

    The form in which a mapping is kept is understood too. ``RuleBroken`` for what it does not fit.
    """
    try:
        found = json.loads(text)
        chosen = {compared(str(header)): str(field) for header, field in found.get("columns", found).items()}
    except (ValueError, AttributeError) as error:
        raise refuse(_BAD_MAP, example='{"姓名": "name"}') from error
    mapping = file.mapping
    known = {compared(column.header): column for column in mapping.columns}
    for header, field in chosen.items():
        if header not in known:
            raise refuse(_NO_COLUMN, header=header)
        if field or known[header].use is Use.FIELD:
            mapping = mapping.assign(known[header].place, field)
    return replace(file, mapping=mapping, remembered=False)


def refuse_unmapped(file: ImportFile) -> None:
    """Refuse a file of a kind that only goes out, or whose mapping lacks a column that its kind needs."""
    if not file.kind.comes_in:
        raise refuse(_ONLY_OUT, kind=Sentence(file.kind.label))
    missing = file.mapping.problems()
    if missing:
        raise RuleBroken(missing)
