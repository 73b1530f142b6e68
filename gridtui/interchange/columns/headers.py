"""Where a table begins: its header row, whatever stands above, beside and right below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.sentences import Listing
from gridtui.interchange.columns.aliases import HeaderNames, clean_header, compared, is_reason, names_of
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.files.cells import Cell, Row, Sheet, cell_text, refuse
from gridtui.interchange.files.reading import Workbook
from gridtui.words import mark

Sought: TypeAlias = "Kind | HeaderNames | None"
"""What a header is looked for of: a kind of table, a list's own headers, or any kind."""

LOOKED_AT = 40
"""Rows in which a header is looked for."""

_LEAST = 2
_NEARLY = 0.6
_LONG_LABEL = 20
_LONGEST_HINT = 60
_HINT = re.compile(
    r"^必填|^选填|^可选|^如[:：]?|^例如?[:：]|^示例|^格式|^填写|^请(?:填写|输入|选择|勿)|yyyy|1\s*=\s*是|0\s*=\s*否|自动(?:关联|生成|计算)|"
    r"如有则|时填写|填写完整|用[;；,，、]分隔|系统内|^[^\d/]{1,4}(?:/[^\d/]{1,6})+等?$|等$",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"^(?:合计|总计|小计)|^(?:填表人|制表人?|审核人?|填报人|负责人签字|备注|说明|注\d*)\s*[:：.、]"
)

_NO_HEADER = mark("没有找到表头。前几行是：{seen}。请确认选对了种类，或指定表头在第几行")
_NO_SHEET = mark("没有名为“{name}”的工作表；文件里有：{names}")
_NO_ROW = mark("第 {row} 行没有内容，不能作表头")
_OTHERS = mark("工作表“{names}”也像同一种表，这次没有导入：请另外选择它再导入一次")
_REPEATED = mark("列“{header}”出现 {count} 次：只取第一列")
_FOOTER = mark("第 {row} 行像是合计或落款，没有导入")


@dataclass(slots=True)
class Table:
    """A sheet whose header is known.

    ``headers`` are shown names by place, ``""`` for columns without one; an upper and a lower header are
    joined by ``/``. ``depth`` is how many rows they take. ``above`` is what stands over the header;
    ``notices`` are warnings for the person.
    """

    book: Workbook
    sheet: Sheet
    header_row: int
    headers: tuple[str, ...]
    first_row: int
    above: tuple[str, ...] = ()
    notices: list[Problem] = field(default_factory=list)
    depth: int = 1

    def rows(self, feet: list[Problem] | None = None) -> Iterator[Row]:
        """Yield the rows under the header, without repeated headers and the sheet's foot.

        A warning for each total or signature line left out is put into ``feet``.
        """
        repeated = [compared(header) for header in self.headers]
        for number, cells in self.sheet.rows():
            if number < self.first_row or _repeats(cells, repeated):
                continue
            if is_foot(cells):
                if feet is not None:
                    feet.append(Problem(_FOOTER, severity=Severity.WARNING, values={"row": number}))
                continue
            yield number, cells

    def feet(self) -> list[Problem]:
        """Return a warning for each total or signature line under the table."""
        found: list[Problem] = []
        for _ in self.rows(found):
            pass
        return found


def is_foot(cells: Sequence[Cell]) -> bool:
    """Say whether a row is a total or a signature line: one or two filled cells that begin like one."""
    if len(cells) <= 3 or len(cells) - cells.count("") > 2:
        return False
    filled = [cell for cell in cells if cell != ""]
    return bool(filled) and _FOOT.match(cell_text(filled[0]).strip()) is not None


def _repeats(cells: Sequence[Cell], headers: list[str]) -> bool:
    first = next((place for place, cell in enumerate(cells) if cell != ""), 0)
    if first >= len(headers) or not headers[first] or compared(cell_text(cells[first])) != headers[first]:
        return False
    return [compared(cell_text(cell)) for cell in cells] == headers[: len(cells)]


def find_table(
    book: Workbook, *, kind: Sought = None, sheet: str = "", header_row: int | None = None
) -> Table:
    """Return the table of a file: the visible sheet and the row that look most like a header of ``kind``.

    ``sheet`` and ``header_row`` (a row's number) are a person's own choice. ``RuleBroken`` says what was
    seen where nothing looks like a header.
    """
    sheets = _chosen_sheets(book, sheet)
    found = [(seen, _table(book, one, seen)) for one in sheets if (seen := _look_at(one, kind, header_row))]
    if not found and header_row is not None:
        raise refuse(_NO_ROW, row=header_row)
    if not found:
        raise refuse(_NO_HEADER, seen=_seen(sheets))
    found.sort(key=lambda pair: -pair[0].score)
    best = found[0][1]
    twins = [table.sheet.name for seen, table in found[1:] if seen.score * 2 >= found[0][0].score]
    if twins:
        others: dict[str, object] = {"names": Listing(tuple(twins))}
        best.notices.append(Problem(_OTHERS, severity=Severity.WARNING, values=others))
    return best


def other_headers(book: Workbook, table: Table, kind: Sought) -> list[tuple[str, int]]:
    """Return where else a header of the kind may be, nearly as likely: the sheet's name and the row."""
    own = range(table.header_row, table.first_row)
    found = []
    for sheet in _chosen_sheets(book, ""):
        rows = list(islice(sheet.rows(), LOOKED_AT))
        seen = [_at(rows, place, kind) for place in range(len(rows))]
        found += [
            (each.score, sheet.name, each.rows[each.place][0])
            for each in seen
            if each.score >= _LEAST and not (sheet is table.sheet and each.rows[each.place][0] in own)
        ]
    least = header_score(table.headers, kind) * _NEARLY
    return [(name, row) for score, name, row in found if score >= least]


def _chosen_sheets(book: Workbook, name: str) -> list[Sheet]:
    if name:
        chosen = [sheet for sheet in book.sheets if sheet.name == name]
        if not chosen:
            names = Listing(tuple(sheet.name for sheet in book.sheets))
            raise refuse(_NO_SHEET, name=name, names=names)
        return chosen
    return [sheet for sheet in book.sheets if not sheet.hidden] or list(book.sheets)


def _seen(sheets: Sequence[Sheet]) -> str:
    rows = []
    for sheet in sheets[:2]:
        for number, cells in islice(sheet.rows(), 3):
            texts = [cell_text(cell).strip()[:12] for cell in cells if cell != ""]
            rows.append(f"{number}：{'、'.join(texts[:6])}")
    return "；".join(rows)


@dataclass(frozen=True, slots=True)
class _Found:
    """A header in a sheet's first rows: ``place`` among ``rows``, over ``depth`` rows."""

    rows: list[Row]
    place: int
    depth: int
    headers: list[str]
    score: float


def _look_at(sheet: Sheet, kind: Sought, header_row: int | None) -> _Found | None:
    rows = list(islice(sheet.rows(), LOOKED_AT if header_row is None else header_row + LOOKED_AT))
    if header_row is not None:
        place = next((place for place, (number, _) in enumerate(rows) if number == header_row), None)
        if place is None:
            return None
        depth, headers = _below(rows, place)
        return _Found(rows, place, depth, headers, header_score(headers, kind))
    candidates = [_at(rows, place, kind) for place in range(len(rows))]
    best = max(candidates, key=lambda found: found.score, default=None)
    return best if best is not None and best.score >= _LEAST else None


def _at(rows: list[Row], place: int, kind: Sought) -> _Found:
    plain_headers = _texts(rows[place][1])
    readings = [_Found(rows, place, 1, plain_headers, header_score(plain_headers, kind))]
    depth, headers = _below(rows, place)
    if depth == 2:
        readings.append(_Found(rows, place, 2, headers, header_score(headers, kind) + 0.1))
    return max(readings, key=lambda found: found.score)


def header_score(headers: Sequence[str], kind: Sought) -> float:
    """Return how many cells of a row are known headers, of ``kind`` or of the kind that fits best."""
    words = [header for header in headers if header and len(header) <= _LONG_LABEL * 2]
    return max(_score(words, names) for names in _names(kind))


def _names(kind: Sought) -> list[HeaderNames]:
    if isinstance(kind, HeaderNames):
        return [kind]
    # Registers of working together are read where they are asked for: their headers are everybody's.
    kinds = [kind] if kind else [one for one in Kind if not one.is_declared]
    return [names_of(one) for one in kinds]


def _score(headers: Sequence[str], names: HeaderNames) -> float:
    fields = set()
    extra = 0.0
    for header in headers:
        match = names.known(header)
        if match is not None and match.sure:
            fields.add(match.field)
        elif names.excludes(header) or is_reason(header):
            extra += 0.5
    return len(fields) + extra if fields else 0.0


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [clean_header(cell_text(cell)) if isinstance(cell, str) else "" for cell in cells]


def _below(rows: list[Row], place: int) -> tuple[int, list[str]]:
    """Return (2, joined headers) where the next row holds lower headers, else (1, this row's headers)."""
    upper = _texts(rows[place][1])
    if place + 1 >= len(rows) or not _is_consecutive(rows, place):
        return 1, upper
    lower = _texts(rows[place + 1][1])
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    return (2, _joined(upper, lower)) if _is_lower(upper, lower, rows[place + 1][1]) else (1, upper)


def _is_consecutive(rows: list[Row], place: int) -> bool:
    return rows[place + 1][0] == rows[place][0] + 1


def _is_lower(upper: list[str], lower: list[str], cells: Sequence[Cell]) -> bool:
    """Say whether ``lower`` holds the headers under merged cells of ``upper``, and not a row of values.

    Its cells fill every gap of the upper row, and stand only in gaps and in the cell before a gap.
    """
    if any(not isinstance(cell, str) for cell in cells) or any(len(text) > _LONG_LABEL for text in lower):
        return False
    filled = {place for place, text in enumerate(lower) if text}
    gaps = {place for place, text in enumerate(upper) if not text and place}
    allowed = gaps | {place - 1 for place in gaps}
    inner = {place for place in gaps if place <= max(filled, default=0)}
    return bool(filled & gaps) and filled <= allowed and inner <= filled


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    headers = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        headers.append(f"{group}/{below}" if group and below else group or below)
    return headers


def _table(book: Workbook, sheet: Sheet, found: _Found) -> Table:
    headers = list(found.headers)
    while headers and not headers[-1]:
        headers.pop()
    after = found.place + found.depth
    while after < len(found.rows) and is_note_row(found.rows[after][1]):
        after += 1
    last = found.rows[after - 1][0]
    over = found.rows[: found.place]
    above = tuple(cell_text(cell).strip() for _, cells in over for cell in cells if cell != "")
    row = found.rows[found.place][0]
    return Table(book, sheet, row, tuple(headers), last + 1, above, _repeats_of(headers), found.depth)


def _repeats_of(headers: Sequence[str]) -> list[Problem]:
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    for header in headers:
        word = compared(header)
        if word:
            counts[word] = counts.get(word, 0) + 1
            shown.setdefault(word, header)
    return [
        Problem(_REPEATED, severity=Severity.WARNING, values={"header": shown[word], "count": count})
        for word, count in counts.items()
        if count > 1
    ]


def is_note_row(cells: Sequence[Cell]) -> bool:
    """Say whether a row right under the header explains how to fill it in."""
    filled = [cell for cell in cells if cell != ""]
    if not filled or any(not isinstance(cell, str) for cell in filled):
        return False
    hints = sum(1 for cell in filled if len(str(cell)) <= _LONGEST_HINT and _HINT.search(str(cell).strip()))
    return hints >= 2 and hints * 10 >= len(filled) * 4
