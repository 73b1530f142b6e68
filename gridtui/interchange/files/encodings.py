"""Text tables: which encoding, which delimiter, and their rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gridtui.interchange.files.cells import MAX_COLUMNS, Row, RowSource, refuse
from gridtui.words import mark

DELIMITERS = ",\t;|"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE = 1 << 20
_HEAD = 64 << 10
_SNIFFED_LINES = 30

_UNKNOWN = mark("看不懂文件的文字编码：请用表格软件打开，另存为 xlsx 或 UTF-8 编码的 CSV")
_MISREAD = mark("按 {encoding} 编码读不通这个文件：请另选编码，或另存为 xlsx")
UNREADABLE = mark("无法读取文件 {name}：可能正被别的程序占用，或没有权限")
_NOT_TEXT = mark("这不是表格文件：可以导入 xlsx、xls、et、csv、tsv、json、jsonl")
_LONG_CELL = mark("第 {row} 行附近有一个引号没有闭合，或单元格过长：请检查后再试")
_TOO_MANY_COLUMNS = mark("表格有 {count} 列，超过 {limit} 列：这不像一张登记表，请检查文件")


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file: its mark, else strict UTF-8, else strict GB18030.

    ``RuleBroken`` where none fits; Big5 cannot be told from GB18030 and must be named by the person.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for signature, encoding in _BOMS:
        if head.startswith(signature):
            return encoding
    if b"\0" in head:
        return _unmarked_utf16(head)
    for encoding in ("utf-8", "gb18030"):
        if reads_as(path, encoding):
            return encoding
    raise refuse(_UNKNOWN)


def _unmarked_utf16(head: bytes) -> str:
    pairs = len(head) // 2
    low, high = head[1::2].count(0), head[0::2].count(0)
    if pairs and max(low, high) > pairs // 8 and min(low, high) * 4 <= max(low, high):
        return "utf-16-le" if low > high else "utf-16-be"
    raise refuse(_NOT_TEXT)


def reads_as(path: Path, encoding: str) -> bool:
    """Say whether every byte of the file fits the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def read_head(path: Path, encoding: str) -> str:
    """Return the first characters of the file; ``RuleBroken`` where they are no text at all."""
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(_HEAD))
    odd = sum(1 for character in head if character < " " and character not in "\t\r\n\x1a\x1b")
    if odd * 20 > len(head):
        raise refuse(_NOT_TEXT)
    return head.lstrip("\ufeff")


def find_delimiter(head: str) -> str:
    """Return the delimiter that cuts the first lines into the most even columns; a comma where none does."""
    lines = head.splitlines()[:_SNIFFED_LINES]
    if len(lines) > 2 and len(head) >= _HEAD // 4:
        lines = lines[:-1]
    scores = {delimiter: _evenness(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _evenness(lines: list[str], delimiter: str) -> int:
    widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
    return max((width * count * count for width, count in widths.items()), default=0)


@dataclass(frozen=True, slots=True)
class TextSource(RowSource):
    """The rows of a delimited text file, read as they are asked for; a row's number is its first line."""

    path: Path
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Yield the rows; an apostrophe that only stops a formula is taken off."""
        try:
            yield from self._rows()
        except OSError as error:
            # It could be read a moment ago: a stick was pulled out.
            raise refuse(UNREADABLE, name=self.path.name) from error

    def _rows(self) -> Iterator[Row]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=self.delimiter)
            number = 1
            try:
                for cells in reader:
                    if len(cells) > MAX_COLUMNS:
                        raise refuse(_TOO_MANY_COLUMNS, count=len(cells), limit=MAX_COLUMNS)
                    if lines.quotes % 2 and reader.line_num > number:
                        raise refuse(_LONG_CELL, row=number)
                    yield number, [bared(cell) for cell in cells]
                    number = reader.line_num + 1
                    lines.quotes = 0
            except UnicodeDecodeError as error:
                raise refuse(_MISREAD, encoding=self.encoding) from error
            except csv.Error as error:
                raise refuse(_LONG_CELL, row=number) from error


class _Lines:
    """The lines of a file without its byte order mark, counting the quotes since the last whole row."""

    def __init__(self, file: io.TextIOBase) -> None:
        self._file = file
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for place, line in enumerate(self._file):
            self.quotes += line.count('"')
            yield line.lstrip("\ufeff") if place == 0 else line


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Return the text so that no spreadsheet program runs it as a formula.

    An apostrophe goes before a formula's first sign, and before another apostrophe that ``bared``
    would otherwise take off.
    """
    return "'" + text if text.lstrip("'").startswith(FORMULA_STARTS) else text


def bared(text: str) -> str:
    """Return the text that ``guarded`` was given."""
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS):
        return text[1:]
    return text
