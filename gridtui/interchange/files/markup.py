"""Tables that web systems send as HTML or old XML under a spreadsheet's name."""

from __future__ import annotations

from html.parser import HTMLParser

from gridtui.interchange.files.cells import Cell, ListSource, Sheet

_ROW_TAGS = {"tr", "row", "ss:row"}
_CELL_TAGS = {"td", "th", "cell", "ss:cell"}
_TABLE_TAGS = {"table", "ss:table"}
_SILENT_TAGS = {"style", "script"}


class _Tables(HTMLParser):
    """Collects the cells of every table; an inner table's text belongs to the cell around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Cell]]] = []
        self._depth = 0
        self._silent = 0
        self._cell: list[str] | None = None
        self._span = 1
        self._below: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        values = dict(attrs)
        if tag in _SILENT_TAGS:
            self._silent += 1
        elif tag in _TABLE_TAGS:
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag in _ROW_TAGS:
            self._close_cell()
            self.tables[-1].append([])
        elif self._depth == 1 and tag in _CELL_TAGS and self.tables[-1]:
            self._open_cell(values)
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open and close a tag such as ``<td/>``."""
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.handle_endtag(tag)

    def _open_cell(self, values: dict[str, str | None]) -> None:
        self._close_cell()
        row = self.tables[-1][-1]
        place = _number(values.get("ss:index"), 0)
        while len(row) < min(place - 1, 1024):
            row.append("")
        self._cell = []
        self._span = _number(values.get("colspan"), _number(values.get("ss:mergeacross"), 0) + 1)

    def handle_endtag(self, tag: str) -> None:
        """Close a table, row or cell."""
        if tag in _SILENT_TAGS:
            self._silent = max(0, self._silent - 1)
        elif tag in _TABLE_TAGS:
            if self._depth == 1:
                self._close_cell()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in _CELL_TAGS | _ROW_TAGS:
            self._close_cell()

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is not None:
            row = self.tables[-1][-1]
            row.append("".join(self._cell).strip())
            row.extend([""] * min(self._span - 1, 1024))
            self._cell = None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def is_markup(head: str) -> bool:
    """Say whether a text file begins as HTML or as a spreadsheet's XML."""
    start = head.lstrip().lower()[:2000]
    return start.startswith(("<html", "<!doctype", "<table", "<head", "<meta", "<?xml", "<body", "<!--"))


def markup_sheets(text: str) -> list[Sheet]:
    """Return the tables of an HTML or XML document, in order."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    tables = enumerate(parser.tables, 1)
    return [Sheet(f"{place}", False, ListSource(cells)) for place, cells in tables if cells]
