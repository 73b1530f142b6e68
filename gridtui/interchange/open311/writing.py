"""Writing a list of the standard, row by row: a JSON array, or XML as its printed examples have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from gridtui.interchange.files.writing import WrittenColumn, WrittenTable, fill_table, json_value
from gridtui.interchange.files.written_values import Value
from gridtui.interchange.open311.standard import Listed

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, not even escaped."""


def fill_list(part: Path, form: str, listed: Listed, rows: Iterable[Mapping[str, Value]]) -> int:
    """Write records into a file, ``json`` or ``xml``; returns how many. What a record lacks is null."""
    cells = ([row.get(name) for name in listed.fields] for row in rows)
    if form == "xml":
        return _write_xml(part, listed, cells)
    columns = [WrittenColumn(name, name) for name in listed.fields]
    return fill_table(part, ".json", WrittenTable(listed.root, columns, cells))


def _write_xml(path: Path, listed: Listed, rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<{listed.root}>\n')
        for row in rows:
            elements = map(_element, listed.fields, row)
            file.write(f"<{listed.element}>{''.join(elements)}</{listed.element}>\n")
            count += 1
        file.write(f"</{listed.root}>\n")
    return count


def _element(name: str, value: Value) -> str:
    told = json_value(value)
    if told is None or told == "":
        return f"<{name}/>"
    text = str(told).lower() if isinstance(told, bool) else str(told)
    return f"<{name}>{escape(_NO_XML.sub('', text))}</{name}>"
