"""A row of somebody's table as typed values, with what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from gridtui.domain.changes.ids import parse_id
from gridtui.domain.people.service_tag import parse_needs
from gridtui.domain.places.organisation import parse_level
from gridtui.domain.words.dates import KUNMING, excel_date, excel_instant, parse_instant
from gridtui.domain.words.identifiers import tidy_id_number, tidy_phones
from gridtui.domain.words.problems import Problem, RuleBroken, Severity
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.domain.words.text import tidy, tidy_line, tidy_text
from gridtui.domain.words.vocabulary import Vocabulary, WordList, parse_yes
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.columns.mapping import ColumnMapping
from gridtui.interchange.files.cells import Cell, CellError, RuinedNumber, cell_text, is_ruined
from gridtui.words import mark

Converter: TypeAlias = Callable[[Cell], object]
"""Returns the value of a filled cell, a ``Problem``, or None where the cell turns out to be blank."""

_KEPT = 4096
"""Different texts of a column whose values are kept; a column with more of them is not worth keeping."""

_RUINED = mark("“{title}”的长数字被表格软件改成了数值，末几位已丢失：请把该列设为文本，按原件重填")
_ERROR = mark("“{title}”的单元格是公式错误 {value}：请改正后再导入")
_BAD_DATE = mark("“{title}”里的日期 {value} 不存在或看不懂，应写成 2026-03-05")
_PART_DATE = mark("“{title}”只有年月（{value}），没有导入这一格")
_BAD_NUMBER = mark("“{title}”应填整数，“{value}”看不懂")
_BAD_HOURS = mark("“{title}”应填小时数，例如 1.5，“{value}”看不懂")
_BAD_YES = mark("“{title}”应填是或否，“{value}”看不懂")
_BAD_WORD = mark("“{title}”里的“{value}”不是可选的值；可填：{choices}")
_BAD_LEVEL = mark("“{title}”里的“{value}”看不懂；可填：市、区、街道、社区、居民区")
_REQUIRED = mark("缺少“{title}”")

_TIDY = re.compile(r"[!-)+-~\u4e00-\u9fff]+(?: [!-)+-~\u4e00-\u9fff]+)*")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_ISO_DATE = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?\s*(?:层|户|个|年|栋|幢|单元|次|人)?")
_HOURS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?")
_PART_OF_DATE = re.compile(r"[12][0-9]{3}(?:[-./年]\s*[0-9]{1,2}\s*月?|年|[01][0-9])?")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


@dataclass(slots=True)
class RowValues:
    """What one row says: values by field name, only where a cell holds something.

    Parts are gathered: ``details`` and ``contacts`` are dicts by title, ``labels`` a tuple from the
    general to the special, ``registered_address`` one text. ``needs`` is a tuple of service-need codes,
    instants are aware UTC, ids are bytes, words of a closed vocabulary are their codes. A date, phone or
    ID number that an export masked stays the text with its stars. ``number`` is the row's number.
    """

    number: int
    fields: dict[str, object]
    problems: list[Problem] = field(default_factory=list)


class RowReader:
    """Reads the rows of a table with one mapping; texts that come again are understood only once."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._columns: list[tuple[int, str, Converter, dict[Cell, object]]] = [
            (place, one.name, converter_of(one), {}) for place, one in mapping.fields()
        ]
        self._split = any("." in name for _, name, _, _ in self._columns)
        self._required = [one for one in FIELDS[mapping.kind] if one.required]

    def read(self, number: int, cells: Sequence[Cell]) -> RowValues:
        """Return the values of one row."""
        fields: dict[str, object] = {}
        problems: list[Problem] = []
        width = len(cells)
        for place, name, convert, kept in self._columns:
            cell = cells[place] if place < width else ""
            if cell == "":
                continue
            if cell.__class__ is not str:
                value = convert(cell)
            elif cell in kept:
                value = kept[cell]
            else:
                value = convert(cell)
                if len(kept) < _KEPT:
                    kept[cell] = value
            if value.__class__ is Problem:
                problems.append(value)
            elif value is not None:
                fields[name] = value
        self._check_required(fields, problems)
        return RowValues(number, gathered(fields) if self._split else fields, problems)

    def _check_required(self, fields: Mapping[str, object], problems: list[Problem]) -> None:
        for one in self._required:
            if one.name not in fields and not any(problem.field == one.name for problem in problems):
                problems.append(Problem(_REQUIRED, one.name, values={"title": Sentence(one.title)}))


def gathered(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the values with parts put together."""
    wholes: dict[str, object] = {}
    parts: dict[str, dict[str, str]] = {}
    for name, value in fields.items():
        whole, dot, part = name.partition(".")
        if dot:
            parts.setdefault(whole, {})[part] = str(value)
        else:
            wholes[name] = value
    if "label" in parts:
        labels = parts.pop("label")
        wholes["labels"] = tuple(labels[level] for level in sorted(labels))
    if "registered_address" in parts:
        address = str(wholes.get("registered_address", ""))
        wholes["registered_address"] = _joined_address(parts.pop("registered_address").values(), address)
    wholes.update(parts)
    return wholes


def _joined_address(parts: Iterable[str], address: str) -> str:
    joined = ""
    for part in (*parts, address):
        if part.startswith(joined):
            joined = part
        elif part not in joined:
            joined += part
    return joined


def converter_of(one: Field) -> Converter:
    """Return how a filled cell of the field becomes its value."""
    convert = _CONVERTERS[one.reads]

    def converted(cell: Cell) -> object:
        if isinstance(cell, RuinedNumber | CellError):
            return _unusable(one, cell)
        return convert(one, cell)

    return converted


def _unusable(one: Field, cell: Cell) -> Problem:
    if isinstance(cell, RuinedNumber):
        return Problem(_RUINED, one.name, values={"title": Sentence(one.title)})
    return Problem(_ERROR, one.name, values={"title": Sentence(one.title), "value": cell})


def _wrong(text: str, one: Field, cell: Cell, **values: object) -> Problem:
    shown = tidy(cell_text(cell))[:40]
    return Problem(text, one.name, values={"title": Sentence(one.title), "value": shown, **values})


def _line(_one: Field, cell: Cell) -> object:
    text = cell_text(cell)
    if _TIDY.fullmatch(text) and "_x00" not in text:
        return text
    return tidy_line(text) or None


def _prose(_one: Field, cell: Cell) -> object:
    text = cell_text(cell)
    if _TIDY.fullmatch(text) and "_x00" not in text:
        return text
    return tidy(text) or None


def _text(_one: Field, cell: Cell) -> object:
    return tidy_text(cell_text(cell)) or None


def _code(one: Field, cell: Cell) -> object:
    if is_ruined(cell):
        return Problem(_RUINED, one.name, values={"title": Sentence(one.title)})
    return _line(one, cell)


def _id_number(one: Field, cell: Cell) -> object:
    if isinstance(cell, str) and _ID_NUMBER.fullmatch(cell):
        return cell
    if is_ruined(cell):
        return Problem(_RUINED, one.name, values={"title": Sentence(one.title)})
    return tidy_id_number(cell_text(cell)) or None


def _phone(one: Field, cell: Cell) -> object:
    text = cell_text(cell)
    if _MOBILE.fullmatch(text):
        return text
    if is_ruined(cell):
        return Problem(_RUINED, one.name, values={"title": Sentence(one.title)})
    return tidy_phones(text) or None


def _date(one: Field, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = tidy_line(cell_text(cell))
    if _ISO_DATE.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    if not text or "*" in text:
        return text or None
    instant = parse_instant(text)
    if instant is not None:
        return instant.astimezone(KUNMING).date()
    serial = excel_date(float(text)) if _SERIAL.fullmatch(text) else None
    if serial is not None:
        return serial
    if _PART_OF_DATE.fullmatch(text):
        return Problem(_PART_DATE, one.name, Severity.WARNING, {"title": Sentence(one.title), "value": text})
    return _wrong(_BAD_DATE, one, cell)


def _instant(one: Field, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=KUNMING)).astimezone(UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=KUNMING).astimezone(UTC)
    text = tidy_line(cell_text(cell))
    if not text:
        return None
    found = parse_instant(text)
    if found is None and _SERIAL.fullmatch(text):
        found = excel_instant(float(text))
    return found or _wrong(_BAD_DATE, one, cell)


def _integer(one: Field, cell: Cell) -> object:
    if isinstance(cell, bool):
        return _wrong(_BAD_NUMBER, one, cell)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, date):
        return cell.year
    text = tidy_line(cell_text(cell))
    found = _INTEGER.fullmatch(text)
    if found is None:
        return _wrong(_BAD_NUMBER, one, cell) if text else None
    return int(found[1])


def _hours(one: Field, cell: Cell) -> object:
    text = tidy_line(cell_text(cell)).removesuffix("小时").strip()
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    return round(float(text) * 60) if found else _wrong(_BAD_HOURS, one, cell)


def _yes(one: Field, cell: Cell) -> object:
    text = tidy_line(cell_text(cell))
    if not text:
        return None
    answer = parse_yes(text)
    if answer is None:
        return _wrong(_BAD_YES, one, cell)
    if "." in one.name:
        return mark("是") if answer else mark("否")
    return answer


def _word(one: Field, cell: Cell) -> object:
    text = tidy_line(cell_text(cell))
    if not text:
        return None
    vocabulary = one.words
    if not (isinstance(vocabulary, type) and issubclass(vocabulary, Vocabulary)):
        raise TypeError(f"{one.name} has no vocabulary")
    member = vocabulary.parse(text)
    if member is None:
        choices = Listing(tuple(Sentence(label) for _, label in vocabulary.choices()))
        return _wrong(_BAD_WORD, one, cell, choices=choices)
    return member.value


def _usual(one: Field, cell: Cell) -> object:
    text = tidy_line(cell_text(cell))
    return (one.words.usual_word(text) if isinstance(one.words, WordList) else text) or None


def _needs(_one: Field, cell: Cell) -> object:
    return tuple(need.value for need in parse_needs(tidy_line(cell_text(cell)))) or None


def _level(one: Field, cell: Cell) -> object:
    text = tidy_line(cell_text(cell))
    level = parse_level(text)
    if level is None:
        return _wrong(_BAD_LEVEL, one, cell) if text else None
    return int(level)


def _record(one: Field, cell: Cell) -> object:
    text = tidy_line(cell_text(cell))
    if not text:
        return None
    try:
        return parse_id(text)
    except RuleBroken as broken:
        return Problem(broken.problems[0].text, one.name)


_CONVERTERS: Mapping[Reads, Callable[[Field, Cell], object]] = {
    Reads.LINE: _line,
    Reads.PROSE: _prose,
    Reads.TEXT: _text,
    Reads.CODE: _code,
    Reads.ID_NUMBER: _id_number,
    Reads.PHONE: _phone,
    Reads.DATE: _date,
    Reads.INSTANT: _instant,
    Reads.INTEGER: _integer,
    Reads.HOURS: _hours,
    Reads.YES: _yes,
    Reads.WORD: _word,
    Reads.USUAL: _usual,
    Reads.NEEDS: _needs,
    Reads.LEVEL: _level,
    Reads.RECORD: _record,
}
