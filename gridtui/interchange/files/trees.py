"""JSON tables: a list of objects, an object with one such list, one object a line, or a tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from gridtui.interchange.files.cells import MAX_COLUMNS, Cell, ListSource, Sheet, refuse
from gridtui.words import mark

Record: TypeAlias = "dict[str, Any]"

PARENT = "parent_code"
"""The column that a branch of a tree gets: the code of the object it hangs under."""

_CODE_KEYS = ("code", "id", "编码", "区划代码", "代码")

_BROKEN = mark("第 {row} 行第 {column} 列开始不是正确的 JSON：请检查文件")
_NO_LIST = mark("JSON 里没有找到一组记录：应是对象的列表，或只含一个列表的对象")
_PADDED_NUMBER = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])-?0[0-9]+(?![\w.])')
_TOO_DEEP = mark("JSON 嵌套过深，无法打开")
_TOO_MANY_COLUMNS = mark("表格有 {count} 列，超过 {limit} 列：这不像一张登记表，请检查文件")


def is_json(head: str) -> bool:
    """Say whether a text file begins as JSON."""
    return head.lstrip()[:1] in {"{", "["}


def json_sheets(text: str) -> list[Sheet]:
    """Return the table of a JSON or JSON-lines text: the header is row 0, records count from 1."""
    records = list(_flat(_records(load_json(text))))
    titles: dict[str, None] = {}
    for record in records:
        titles.update(dict.fromkeys(record))
    if len(titles) > MAX_COLUMNS:
        raise refuse(_TOO_MANY_COLUMNS, count=len(titles), limit=MAX_COLUMNS)
    rows: list[list[Cell]] = [list(titles)]
    rows.extend([_cell(record.get(title)) for title in titles] for record in records)
    return [Sheet("json", False, ListSource(rows, first=0))]


def load_json(text: str, *, as_written: bool = False) -> Any:
    """Return the document of a JSON or JSON-lines text; ``RuleBroken`` where it is none.

    ``as_written`` keeps numbers as the texts they are, so that a code loses no zero or digit, and takes those
    with zeros before them, which are no JSON and are sent all the same.
    """
    try:
        return _document(text, as_written)
    except RecursionError as error:
        raise refuse(_TOO_DEEP) from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and lines[0].lstrip().startswith("{") and lines[0].rstrip().endswith("}"):
            return _load_lines(text, as_written)
        if as_written and (quoted := _PADDED_NUMBER.sub(_quoted, text)) != text:
            return load_json(quoted, as_written=True)
        raise refuse(_BROKEN, row=getattr(error, "lineno", 1), column=getattr(error, "colno", 1)) from error


def _load_lines(text: str, as_written: bool) -> list[Any]:
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            records.append(_document(line, as_written))
        except (ValueError, RecursionError) as error:
            raise refuse(_BROKEN, row=number, column=getattr(error, "colno", 1)) from error
    return records


def _document(text: str, as_written: bool) -> Any:
    if as_written:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _name: None)
    return json.loads(text)


def _quoted(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else f'"{found[0]}"'


def _records(document: Any) -> list[Record]:
    if isinstance(document, dict):
        lists = [value for value in document.values() if _is_records(value)]
        if len(lists) == 1 and not _is_branch(document):
            return list(lists[0])
        document = [document]
    if not _is_records(document):
        raise refuse(_NO_LIST)
    return list(document)


def _is_branch(record: Record) -> bool:
    return any(key in record for key in _CODE_KEYS)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _flat(records: list[Record], parent: str = "") -> Iterator[Record]:
    """Yield every object of a tree without its branches, parents first."""
    waiting = [(record, parent) for record in reversed(records)]
    while waiting:
        record, above = waiting.pop()
        branches = [value for value in record.values() if _is_records(value)]
        own = {key: value for key, value in record.items() if not _is_records(value) and value != []}
        if above:
            own.setdefault(PARENT, above)
        yield own
        code = next((str(record[key]) for key in _CODE_KEYS if key in record), "")
        waiting.extend((item, code) for branch in reversed(branches) for item in reversed(branch))


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return "、".join(map(str, value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str | int | float) else str(value)
