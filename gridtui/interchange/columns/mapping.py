"""Which column of a table goes into which field, and what happens to the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from gridtui.domain.issues.calendar_days import DayWork
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.interchange.columns.aliases import compared, is_excluded, is_numbering, is_reason, match_header
from gridtui.interchange.columns.fields import FIELDS, NEEDS_ONE_OF, field_of
from gridtui.interchange.columns.kinds import Field, Kind, Reads
from gridtui.interchange.files.cells import Cell, cell_text, refuse
from gridtui.words import mark


class Use(StrEnum):
    """What happens to a column."""

    FIELD = "field"
    DOUBTFUL = "doubtful"
    EXCLUDED = "excluded"
    DERIVED = "derived"
    REPEATED = "repeated"
    IGNORED = "ignored"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _USE_LABELS[self]


_USE_LABELS = {
    Use.FIELD: mark("导入"),
    Use.DOUBTFUL: mark("待确认，暂不导入"),
    Use.EXCLUDED: mark("不入库"),
    Use.DERIVED: mark("由程序计算，不导入"),
    Use.REPEATED: mark("重复，不导入"),
    Use.IGNORED: mark("不认识，不导入"),
}

_NEEDS_HEADERS = frozenset(("重点类别", "重点人群类别", "特殊群体", "特殊人群类别", "人群标签"))

_MISSING = mark("缺少“{title}”这一列")
_MISSING_DOUBTFUL = mark("缺少“{title}”这一列；“{header}”像是它，请确认")
_MISSING_ONE = mark("至少要有一列：{titles}")
_EXCLUDED = mark("“{headers}”不入库：本程序不收集这类内容")
_NEEDS_ONLY = mark("“{header}”只取与服务需要相同的词，其余不入库")
_IGNORED = mark("没有导入的列：{headers}")
_DOUBTFUL = mark("“{header}”像是“{title}”，请确认后再导入这一列")
_NO_KIND = mark("看不出这是哪一种表（列有：{headers}）：请指明区划、楼栋、居民、骨干或诉求")
_UNKNOWN_FIELD = mark("没有“{field}”这个字段")
_NEVER = mark("“{header}”不入库，不能改为导入")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its header as shown, and its use; ``field`` for FIELD and DOUBTFUL."""

    place: int
    header: str
    use: Use
    field: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The use of every column of a table of one kind."""

    kind: Kind
    columns: tuple[Column, ...]

    def fields(self) -> list[tuple[int, Field]]:
        """Return the place and field of every column that is imported, from left to right."""
        pairs = (
            (column.place, field_of(self.kind, column.field))
            for column in self.columns
            if column.use is Use.FIELD
        )
        return [(place, field) for place, field in pairs if field is not None]

    def headers(self, use: Use) -> list[str]:
        """Return the shown headers of the columns with this use."""
        return [column.header for column in self.columns if column.use is use]

    def has(self, field: str) -> bool:
        """Say whether a column is imported into the field, or into a part of it."""
        return any(
            column.use is Use.FIELD and column.field in (field, *self._parts(field))
            for column in self.columns
        )

    def _parts(self, whole: str) -> list[str]:
        return [field.name for field in FIELDS[self.kind] if field.whole == whole]

    def problems(self) -> list[Problem]:
        """Return the fields that are missing altogether."""
        found = []
        for field in FIELDS[self.kind]:
            if field.required and not self.has(field.name):
                found.append(self._missing(field))
        for names in NEEDS_ONE_OF.get(self.kind, ()):
            if not any(self.has(name) for name in names):
                wanted = (field for field in FIELDS[self.kind] if field.name in names)
                titles = Listing(tuple(Sentence(field.title) for field in wanted))
                found.append(Problem(_MISSING_ONE, names[0], values={"titles": titles}))
        return found

    def _missing(self, field: Field) -> Problem:
        for column in self.columns:
            if column.use is Use.DOUBTFUL and column.field == field.name:
                return Problem(
                    _MISSING_DOUBTFUL,
                    field.name,
                    values={"title": Sentence(field.title), "header": column.header},
                )
        return Problem(_MISSING, field.name, values={"title": Sentence(field.title)})

    def notices(self) -> list[Problem]:
        """Return what a person should know about the columns that are not, or only partly, imported."""
        found = []
        if excluded := self.headers(Use.EXCLUDED):
            found.append(_warning(_EXCLUDED, headers=Listing(tuple(excluded))))
        for column in self.columns:
            title = next((field.title for field in FIELDS[self.kind] if field.name == column.field), "")
            if column.use is Use.FIELD and column.field == "needs" and column.header in _NEEDS_HEADERS:
                found.append(_warning(_NEEDS_ONLY, header=column.header))
            if column.use is Use.DOUBTFUL:
                found.append(_warning(_DOUBTFUL, header=column.header, title=Sentence(title)))
        ignored = [
            header
            for header in self.headers(Use.IGNORED)
            if not is_numbering(header) and not is_reason(header)
        ]
        if ignored:
            found.append(_warning(_IGNORED, headers=Listing(tuple(ignored))))
        return found

    def assign(self, place: int, field: str) -> ColumnMapping:
        """Return the mapping with the column at ``place`` going into ``field``, or nowhere for ``""``.

        A column that went there before is let go. ``RuleBroken`` for what is never kept.
        """
        if field and field_of(self.kind, field) is None:
            raise refuse(_UNKNOWN_FIELD, field=field)
        columns = []
        for column in self.columns:
            if column.place == place:
                if field and column.use is Use.EXCLUDED:
                    raise refuse(_NEVER, header=column.header)
                columns.append(_assigned(column, field))
            elif field and column.field == field and column.use in (Use.FIELD, Use.DOUBTFUL):
                columns.append(replace(column, use=Use.IGNORED, field=""))
            else:
                columns.append(column)
        return replace(self, columns=tuple(columns))

    def to_json(self) -> str:
        """Return the mapping as kept for this layout: the kind, and a field for each header."""
        chosen = {
            compared(column.header): column.field if column.use is Use.FIELD else ""
            for column in self.columns
            if column.header and column.use is not Use.REPEATED
        }
        return json.dumps({"kind": self.kind.value, "columns": chosen}, ensure_ascii=False, sort_keys=True)


def _assigned(column: Column, field: str) -> Column:
    if field:
        return replace(column, use=Use.FIELD, field=field)
    return column if column.use is Use.EXCLUDED else replace(column, use=Use.IGNORED, field="")


def _warning(text: str, **values: object) -> Problem:
    return Problem(text, severity=Severity.WARNING, values=values)


def propose_mapping(kind: Kind, headers: Sequence[str]) -> ColumnMapping:
    """Return the mapping that the headers' names speak for; sure names win over doubtful ones."""
    columns = [_proposed(kind, place, header) for place, header in enumerate(headers)]
    taken: set[str] = set()
    for use in (Use.FIELD, Use.DOUBTFUL):
        for place, column in enumerate(columns):
            if column.use is use:
                if column.field in taken:
                    lost = Use.REPEATED if use is Use.FIELD else Use.IGNORED
                    columns[place] = replace(column, use=lost, field="")
                taken.add(column.field)
    return ColumnMapping(kind, tuple(columns))


def _proposed(kind: Kind, place: int, header: str) -> Column:
    if not header or is_reason(header):
        return Column(place, header, Use.IGNORED)
    if is_excluded(kind, header):
        return Column(place, header, Use.EXCLUDED)
    match = match_header(kind, header)
    if match is None:
        return Column(place, header, Use.IGNORED)
    field = field_of(kind, match.field)
    if field is not None and field.reads is Reads.NOT_READ:
        return Column(place, header, Use.DERIVED)
    return Column(place, header, Use.FIELD if match.sure else Use.DOUBTFUL, match.field)


def restore_mapping(remembered: str, headers: Sequence[str]) -> ColumnMapping | None:
    """Return a remembered mapping laid over the headers, wherever they stand now; None if it is unreadable.

    What is never kept stays so, whatever was remembered; headers that were not there before are proposed.
    """
    try:
        found = json.loads(remembered)
        kind, chosen = Kind(found["kind"]), dict(found["columns"])
    except (ValueError, KeyError, TypeError):
        return None
    mapping = propose_mapping(kind, headers)
    for column in mapping.columns:
        field = chosen.get(compared(column.header))
        if field is None or column.use in (Use.EXCLUDED, Use.REPEATED) or not column.header:
            continue
        if column.use is Use.DERIVED or (field and field_of(kind, field) is None):
            continue
        mapping = mapping.assign(column.place, field)
    return mapping


def fingerprint(headers: Iterable[str]) -> str:
    """Return 16 hexadecimal digits that name a layout: its headers, in whatever order."""
    words = "\n".join(sorted({compared(header) for header in headers if header}))
    return hashlib.sha256(words.encode("utf-8")).hexdigest()[:16]


def recognise_kind(headers: Sequence[str], rows: Sequence[Sequence[Cell]] = ()) -> Kind:
    """Return the kind of table that these headers, and the first rows, speak for.

    ``RuleBroken`` where none has its needed columns, or two fit equally well.
    """
    fits = {kind: _fit(kind, headers) for kind in Kind if not kind.is_declared}
    scores = {kind: fit for kind, fit in fits.items() if fit and _values_fit(kind, headers, rows)}
    best = max(scores.values(), default=0.0)
    ranked = [kind for kind, score in scores.items() if score == best]
    if len(ranked) != 1:
        raise refuse(_NO_KIND, headers=Listing(tuple(header for header in headers if header)))
    return ranked[0]


def _fit(kind: Kind, headers: Sequence[str]) -> float:
    mapping = propose_mapping(kind, headers)
    if mapping.problems():
        return 0.0
    sure = [column.field for column in mapping.columns if column.use is Use.FIELD]
    excluded = len(mapping.headers(Use.EXCLUDED)) + len(mapping.headers(Use.DERIVED))
    return len(sure) + excluded * 0.5 + 0.75 * len(_TELLING.get(kind, frozenset()) & set(sure))


_TELLING: Mapping[Kind, frozenset[str]] = {
    Kind.PEOPLE: frozenset(("id_number", "relation", "birth_date")),
    Kind.LEADERS: frozenset(("role", "buildings")),
    Kind.ISSUES: frozenset(("title", "text")),
    Kind.BUILDINGS: frozenset(("floors", "built_year")),
    Kind.GRIDS: frozenset(("head", "boundary")),
    Kind.CALENDAR: frozenset(("worked", "off")),
    Kind.VISITS: frozenset(("visited_on", "measures")),
    Kind.PROMISES: frozenset(("text", "done_on")),
}
"""Fields that hardly any other kind of table has."""


def _values_fit(kind: Kind, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first rows hold what this kind has there; other kinds always fit."""
    if kind not in _LIKELY:
        return True
    name, fits, share = _LIKELY[kind]
    fields = propose_mapping(kind, headers).fields()
    place = next((place for place, field in fields if field.name == name), None)
    if place is None:
        return True
    texts = [text for row in rows if len(row) > place and (text := cell_text(row[place]).strip())]
    return sum(map(fits, texts)) >= len(texts) * share


def _is_code_of(*lengths: int) -> Callable[[str], bool]:
    return lambda text: text.isdecimal() and len(text) in lengths


_LIKELY: Mapping[Kind, tuple[str, Callable[[str], bool], float]] = {
    Kind.DIVISIONS: ("code", _is_code_of(2, 4, 6, 9, 12), 1),
    Kind.GRIDS: ("code", _is_code_of(15), 1),
    Kind.CALENDAR: ("works", lambda text: DayWork.parse(text) is not None, 0.5),
}
"""A field of a kind, what the texts in it look like, and what share of them at least."""
