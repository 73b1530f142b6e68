"""Which field a column's header means."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gridtui.domain.words.text import tidy_line
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import REASON_TITLE, Kind

_MARKS = re.compile(
    r"[*＊]|[(（\[【]\s*(?:必填项?|选填项?|可选|必录|非必填)\s*[)）\]】]|^(?:必填|选填)[:：]?"
)
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_SIGNS = re.compile(r"[^\w/]|_")
_CJK = re.compile(r"[\u3400-\u9fff]")

_GENERAL_GROUPS = frozenset(
    (
        "基本信息",
        "基本情况",
        "个人信息",
        "人员信息",
        "人员基本信息",
        "居民信息",
        "居民基本信息",
        "人员基本情况",
        "个人基本信息",
        "个人基本情况",
        "建筑信息",
        "建筑基本信息",
        "楼栋信息",
        "楼栋基本情况",
        "房屋信息",
        "联系方式",
        "居住信息",
        "居住情况",
        "现居住信息",
        "现居住地",
        "现住址",
        "现居住地址",
        "居住地址",
        "住房信息",
        "诉求信息",
        "事件信息",
        "网格信息",
        "其他信息",
        "其他",
        "户籍信息",
        "身份信息",
        "工作信息",
        "任职信息",
        "办理情况",
    )
)
"""Upper headers that add nothing to the ones below them."""

_NUMBERING = frozenset(("序号", "编号", "no", "行号", "序", "index", "#", ""))


@dataclass(frozen=True, slots=True)
class Match:
    """The field that a header means; ``sure`` where it is one of the field's known names."""

    field: str
    sure: bool


def clean_header(text: str) -> str:
    """Return a header as it is shown: one line, without marks of required columns."""
    line = " ".join(tidy_line(_MARKS.sub("", text)).split())
    if _CJK.search(line):
        line = re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", line)
    return _MARKS.sub("", line).strip(" :：")


def compared(header: str) -> str:
    """Return a header as it is compared: small letters and digits, without signs but ``/``."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", header))).casefold()


@dataclass(frozen=True, slots=True)
class HeaderNames:
    """The headers that a list knows, as ``compared``, each with its field; and the words it never takes."""

    names: Mapping[str, str]
    excluded: tuple[str, ...] = ()

    def match(self, header: str) -> Match | None:
        """Return the field that a header means, or may mean, or None."""
        return self.known(header) or _guess(self.names, compared(header).replace("/", ""))

    def known(self, header: str) -> Match | None:
        """Return the field that has the header among its names, or None; nothing is guessed."""
        word = compared(header)
        for form in (word, word.replace("/", ""), compared(_BRACKETS.sub("", header))):
            if form in self.names:
                return Match(self.names[form], True)
        group, slash, leaf = word.rpartition("/")
        if slash and leaf in self.names:
            return Match(self.names[leaf], group in _GENERAL_GROUPS)
        first, slash, rest = word.partition("/")
        return self.known(rest) if slash and first in _GENERAL_GROUPS else None

    def excludes(self, header: str) -> bool:
        """Say whether a column holds what this program never keeps of a person."""
        word = compared(header)
        return any(excluded in word for excluded in self.excluded)


@cache
def names_of(kind: Kind) -> HeaderNames:
    """Return the headers that tables of a kind have, and what is never taken from them."""
    return HeaderNames(known_names(kind), excluded_words(kind))


def match_header(kind: Kind, header: str) -> Match | None:
    """Return the field of ``kind`` that a header means, or None."""
    return names_of(kind).match(header)


def known_header(kind: Kind, header: str) -> Match | None:
    """Return the field that has the header among its names, or None; nothing is guessed."""
    return names_of(kind).known(header)


def _guess(names: Mapping[str, str], word: str) -> Match | None:
    """Return the field whose longest name the header begins or ends with, as a doubtful match."""
    best = ""
    for name in names:
        longer = len(name) > max(len(best), 1) and _CJK.search(name)
        if longer and (word.endswith(name) or word.startswith(name)):
            best = name
    return Match(names[best], False) if best else None


def is_numbering(header: str) -> bool:
    """Say whether a column only counts rows."""
    return compared(header) in _NUMBERING


def is_reason(header: str) -> bool:
    """Say whether a column holds the reasons of an earlier refusal."""
    return compared(header) == compared(REASON_TITLE)


def is_excluded(kind: Kind, header: str) -> bool:
    """Say whether a column holds what this program never keeps of a person."""
    return names_of(kind).excludes(header)


@cache
def known_names(kind: Kind) -> Mapping[str, str]:
    """Return every known header of a kind, as compared, with its field; earlier fields win."""
    names: dict[str, str] = {}
    for field in FIELDS[kind]:
        for own in (field.name, field.title):
            names.setdefault(compared(own), field.name)
    for row_kind, field_name, aliases in _alias_rows():
        if row_kind in {"*", kind.value}:
            for alias in aliases.split("|"):
                names.setdefault(compared(alias), field_name)
    return names


def _alias_rows() -> Iterator[tuple[str, str, str]]:
    for row in table_of_words("aliases.csv"):
        yield row["kind"], row["field"], row["aliases"]


def excluded_words(kind: Kind) -> tuple[str, ...]:
    """Return the words, as compared, of columns that are never taken from a table of that kind."""
    return tuple(
        compared(row["word"]) for row in table_of_words("excluded.csv") if kind in row["kinds"].split("|")
    )


def table_of_words(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of words that is shipped with the program."""
    text = resources.files("gridtui.interchange").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
