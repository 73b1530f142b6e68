"""OpenDocument sheets, whose short files may say "repeat this a million times"."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.packages import MAX_CELLS, TOO_WIDE
from gridtui.words import mark

_TABLE, _ROW, _CELL = "table:table", "table:table-row", "table:table-cell"
_REPEATED_ROWS, _REPEATED_COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"
_VALUE = "office:value-type"

_DAMAGED = mark("文件不完整或已损坏，无法打开：请让对方重新发送，或用表格软件打开后另存")


@dataclass(slots=True)
class _Extent:
    """How far the values of the present table reach, with everything repeated as often as it says."""

    row: int = 0
    column: int = 0
    repeat: int = 1
    last_row: int = 0
    last_column: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in an opening tag; ``RuleBroken`` as soon as the values reach too far."""
        if name == _TABLE:
            self.row = self.last_row = self.last_column = 0
        elif name == _ROW:
            self.column = 0
            self.repeat = _times(attributes.get(_REPEATED_ROWS))
            self.row += self.repeat
        elif name == _CELL:
            self.column += _times(attributes.get(_REPEATED_COLUMNS))
            if _VALUE in attributes:
                self.last_row = self.row
                self.last_column = max(self.last_column, self.column)
                if self.last_row * self.last_column > MAX_CELLS:
                    raise refuse(TOO_WIDE, row=self.last_row, column=self.last_column)


def _times(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1


def refuse_wide_document(path: Path) -> None:
    """Raise ``RuleBroken`` where the tables of an ods package hold more cells than may be read."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = _Extent().start
    try:
        with zipfile.ZipFile(path) as package, package.open("content.xml") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, zipfile.BadZipFile, LookupError, ValueError) as error:
        raise refuse(_DAMAGED) from error
