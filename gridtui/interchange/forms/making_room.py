"""Making room in a form: rows put in under the prepared ones, and everything that points below follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.written_values import ROW_LIMIT
from gridtui.interchange.forms.layouts import FormLayout
from gridtui.words import mark

_NO_ROOM = mark(
    "表里只留了 {prepared} 行，要填 {wanted} 行；“{sheet}”有保护，加不了行：请撤销保护（或多留几行）再填"
)
_FORMULA_UNREAD = mark("要加行，可是“{sheet}”的 {cell} 里的公式看不懂，加了会算错：请在表里先多留几行再填")

_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_REFERENCE = re.compile(
    rf"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]:]+)!)?(?P<cells>{_CELL}(?::{_CELL})?|\$?\d{{1,7}}:\$?\d{{1,7}})"
)
_ROW = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Gap:
    """``count`` rows that are put into a sheet under row ``last``; ``first`` is the first prepared one."""

    sheet: str
    first: int
    last: int
    count: int

    def row(self, row: int) -> int:
        """Return where a row stands afterwards."""
        return min(row + self.count, ROW_LIMIT) if row > self.last else row

    def end(self, low: int, high: int) -> int:
        """Return where the last row of a range stands: one that ends with the prepared rows grows."""
        grows = high == self.last >= self.first and (low < high or self.first == self.last)
        return min(high + self.count, ROW_LIMIT) if high > self.last or grows else high

    def reference(self, text: str) -> str:
        """Return a range of this sheet (``$A$1:B2``, ``D6``, ``6:15``) as it stands afterwards."""
        low, colon, high = text.partition(":")
        first, last = int(_ROW.findall(low)[0]), int(_ROW.findall(high or low)[0])
        if not colon:
            return _ROW.sub(str(self.row(first)), low)
        return f"{_ROW.sub(str(self.row(first)), low)}:{_ROW.sub(str(self.end(first, last)), high)}"

    def ranges(self, text: str) -> str:
        """Return several ranges of this sheet, with blanks between them, as they stand afterwards."""
        return " ".join(self.grown(one) if _ROW.search(one) else one for one in text.split())

    def grown(self, text: str) -> str:
        """Return a range that belongs to cells: a single prepared row's grows with the rows."""
        return self.reference(text if ":" in text or self.first != self.last else f"{text}:{text}")


def refuse_locked(sheet: Any, layout: FormLayout, wanted: int) -> None:
    """Refuse to put rows into a protected sheet whose maker did not allow that."""
    protection = sheet.protection
    if protection.sheet and protection.insertRows:
        raise refuse(_NO_ROOM, prepared=layout.prepared, wanted=wanted, sheet=sheet.title)


def make_room(book: Any, layout: FormLayout, wanted: int) -> int:
    """Put in the rows that are wanted beyond those prepared, looking like the last one; return how many.

    Formulas, merged cells, drop-downs, conditional formats, names, print set-up and pictures that stand or
    point below follow. ``RuleBroken`` where the sheet is protected, or a formula cannot be read.
    """
    count = wanted - layout.prepared
    if count <= 0:
        return 0
    sheet = book[layout.sheet]
    gap = Gap(layout.sheet, layout.first_row, layout.last_row, count)
    refuse_locked(sheet, layout, wanted)
    _shift_formulas(book, gap)
    _shift_names(book, gap)
    if layout.below:
        sheet.insert_rows(layout.last_row + 1, count)
        _shift_heights(sheet, gap)
        _shift_breaks(sheet, gap)
        _shift_drawings(sheet, gap)
    _shift_merged(sheet, gap)
    _shift_rules(sheet, gap)
    _dress(sheet, layout, count)
    return count


def _shift_formulas(book: Any, gap: Gap) -> None:
    from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

    for sheet in book.worksheets:
        own = sheet.title == gap.sheet
        for cell in list(sheet._cells.values()):
            if cell.data_type != "f":
                continue
            value = cell.value
            if isinstance(value, ArrayFormula | DataTableFormula):
                if own:
                    value.ref = gap.ranges(value.ref)
                if isinstance(value, ArrayFormula) and value.text:
                    value.text = shifted(value.text, gap, own=own, where=cell)
            elif isinstance(value, str):
                cell.value = shifted(value, gap, own=own, where=cell)


def shifted(formula: str, gap: Gap, *, own: bool, where: Any = None) -> str:
    """Return a formula with its references following; ``own`` says that it stands in the sheet of the gap."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token, TokenizerError

    try:
        tokens = Tokenizer(formula)
    except (TokenizerError, IndexError) as error:
        sheet, cell = (where.parent.title, where.coordinate) if where is not None else ("", "")
        raise refuse(_FORMULA_UNREAD, sheet=sheet, cell=cell) from error
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _shifted_reference(token.value, gap, own)
    return str(tokens.render())


def _shifted_reference(text: str, gap: Gap, own: bool) -> str:
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return text
    named = found["sheet"]
    if named is None:
        return gap.reference(text) if own else text
    if named.strip("'").replace("''", "'") != gap.sheet:
        return text
    return f"{named}!{gap.reference(found['cells'])}"


def _shift_names(book: Any, gap: Gap) -> None:
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in names.values():
            if name.attr_text:
                name.attr_text = shifted(f"={name.attr_text}", gap, own=False)[1:]
    sheet = book[gap.sheet]
    if sheet.print_area:
        areas = sheet.print_area.split(",") if isinstance(sheet.print_area, str) else sheet.print_area
        sheet.print_area = ",".join(gap.grown(area.rpartition("!")[2]) for area in areas)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = gap.ranges(sheet.auto_filter.ref)
    for table in sheet.tables.values():
        table.ref = gap.ranges(table.ref)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = gap.ranges(table.autoFilter.ref)


def _shift_heights(sheet: Any, gap: Gap) -> None:
    moved = sorted((row for row in sheet.row_dimensions if row > gap.last), reverse=True)
    for row in moved:
        dimension = sheet.row_dimensions.pop(row)
        dimension.index = row + gap.count
        sheet.row_dimensions[row + gap.count] = dimension
    for cell in list(sheet._cells.values()):
        if cell.row > gap.last and getattr(cell, "hyperlink", None):
            cell.hyperlink.ref = cell.coordinate


def _shift_breaks(sheet: Any, gap: Gap) -> None:
    for each in sheet.row_breaks.brk:
        each.id = gap.row(each.id)


def _shift_drawings(sheet: Any, gap: Gap) -> None:
    for drawn in (*sheet._images, *sheet._charts):
        for name in ("_from", "to"):
            corner = getattr(drawn.anchor, name, None)
            # Corners are counted from 0.
            if corner is not None and corner.row + 1 > gap.last:
                corner.row += gap.count
    for chart in sheet._charts:
        for series in chart.series:
            for name in ("val", "cat", "tx", "xVal", "yVal"):
                told = getattr(series, name, None)
                for kind in ("numRef", "strRef"):
                    reference = getattr(told, kind, None)
                    if reference is not None and reference.f:
                        reference.f = shifted(f"={reference.f}", gap, own=False)[1:]


def _shift_merged(sheet: Any, gap: Gap) -> None:
    """Move what is merged below, and merge new rows as the last prepared one is."""
    for merged in list(sheet.merged_cells.ranges):
        if merged.min_row > gap.last:
            merged.shift(row_shift=gap.count)
        elif merged.min_row == merged.max_row == gap.last and gap.last >= gap.first:
            for row in range(gap.last + 1, gap.last + gap.count + 1):
                sheet.merge_cells(None, row, merged.min_col, row, merged.max_col)


def _shift_rules(sheet: Any, gap: Gap) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList

    follow: Callable[[str], str] = lambda text: shifted(f"={text}", gap, own=True)[1:]  # noqa: E731
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = type(rule.sqref)(gap.ranges(str(rule.sqref)))
        for name in ("formula1", "formula2"):
            told = getattr(rule, name)
            if told and not told.startswith('"'):
                setattr(rule, name, follow(told))
    before, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for formatted in before:
        for rule in formatted.rules:
            rule.formula = [follow(text) for text in rule.formula]
            sheet.conditional_formatting.add(gap.ranges(str(formatted.sqref)), rule)


def _dress(sheet: Any, layout: FormLayout, count: int) -> None:
    """Let new rows look like the last prepared one, with its formulas; where none is, only with a border."""
    from openpyxl.formula.translate import Translator

    model = [
        sheet._cells[layout.last_row, column]
        for column in range(1, sheet.max_column + 1)
        if layout.prepared and (layout.last_row, column) in sheet._cells
    ]
    height = sheet.row_dimensions[layout.last_row].height if layout.prepared else None
    for row in range(layout.last_row + 1, layout.last_row + count + 1):
        for cell in model:
            new = sheet.cell(row, cell.column)
            new._style = copy(cell._style)
            if cell.data_type == "f" and isinstance(cell.value, str):
                new.value = Translator(cell.value, cell.coordinate).translate_formula(new.coordinate)
        if height:
            sheet.row_dimensions[row].height = height
    if not model:
        _box(sheet, layout, count)


def _box(sheet: Any, layout: FormLayout, count: int) -> None:
    from openpyxl.styles import Border, Side

    line = Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    for row in range(layout.last_row + 1, layout.last_row + count + 1):
        for column, header in enumerate(layout.headers, 1):
            if header:
                sheet.cell(row, column).border = border
