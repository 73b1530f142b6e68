"""JSON tables: a list of objects, an object with one such list, one object a line, or a tree."""

from __future__ import annotations

import json
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
_TOO_DEEP = mark("JSON 嵌套过深，无法打开")
_TOO_MANY_COLUMNS = mark("表格有 {count} 列，超过 {limit} 列：这不像一张登记表，请检查文件")


def is_json(head: str) -> bool:
    """Say whether a text file begins as JSON."""
    return head.lstrip()[:1] in {"{", "["}


def json_sheets(text: str) -> list[Sheet]:
    """Return the table of a JSON or JSON-lines text: the header is row 0, records count from 1."""
    records = list(_flat(_records(_load(text))))
    titles: dict[str, None] = {}
    for record in records:
        titles.update(dict.fromkeys(record))
    if len(titles) > MAX_COLUMNS:
        raise refuse(_TOO_MANY_COLUMNS, count=len(titles), limit=MAX_COLUMNS)
    rows: list[list[Cell]] = [list(titles)]
    rows.extend([_cell(record.get(title)) for title in titles] for record in records)
    return [Sheet("json", False, ListSource(rows, first=0))]


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise refuse(_TOO_DEEP) from error
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and lines[0].lstrip().startswith("{") and lines[0].rstrip().endswith("}"):
            return _load_lines(text)
        raise refuse(_BROKEN, row=error.lineno, column=error.colno) from error


def _load_lines(text: str) -> list[Any]:
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            records.append(json.loads(line))
        except (json.JSONDecodeError, RecursionError) as error:
            raise refuse(_BROKEN, row=number, column=getattr(error, "colno", 1)) from error
    return records


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
