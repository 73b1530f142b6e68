"""Which column of a form is filled with what, as its headers speak for it, or as a person said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.domain.words.text import tidy
from gridtui.interchange.columns.aliases import compared, is_numbering
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.unwritable import not_written
from gridtui.interchange.files.writing import replaced_when_whole
from gridtui.interchange.forms.layouts import FormLayout
from gridtui.interchange.forms.sources import FormSource, find_source
from gridtui.interchange.ledgers.ledger import LedgerColumn
from gridtui.storage.layouts import remembered_layout
from gridtui.words import mark

SERIAL = "#"
"""Stands in a kept mapping for the column that numbers the rows."""

_EXCLUDED = mark("“{headers}”不填：本程序不收集这类内容")
_DOUBTFUL = mark("“{header}”像是“{title}”，确认后才填这一列")
_EMPTY = mark("没有可填的列，留空：{headers}")
_FORMULAS = mark("有公式的列不填，公式还在：{headers}")
_NOTHING = mark("没有一列对得上“{list}”：请换一个清单，或指明每一列填什么")
_NEVER = mark("“{header}”不填：本程序不收集这类内容")
_UNKNOWN = mark("“{list}”里没有“{field}”这一项")
_NO_COLUMN = mark("表里没有“{header}”这一列")
_BAD_MAP = mark("列对应文件应是一个 JSON 对象，如 {example}")
_OTHER_LIST = mark("这份列对应是给“{other}”的，这次填的是“{list}”")
_UNREAD = mark("列对应文件读不出来：{name}")


class Fills(StrEnum):
    """What happens to a column of a form."""

    FIELD = "field"
    DOUBTFUL = "doubtful"
    SERIAL = "serial"
    FORMULA = "formula"
    EXCLUDED = "excluded"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form: its place from 0, its header, what happens to it, and with which field."""

    place: int
    header: str
    use: Fills
    field: str = ""


@dataclass(frozen=True, slots=True)
class FormMapping:
    """What every column of a form is filled with from one list."""

    source: FormSource
    columns: tuple[FormColumn, ...]

    def filled(self) -> list[tuple[int, LedgerColumn]]:
        """Return the place of every column that is filled, and what with, from left to right."""
        pairs = (
            (column.place, self.source.column(column.field))
            for column in self.columns
            if column.use is Fills.FIELD
        )
        return [(place, column) for place, column in pairs if column is not None]

    def with_use(self, use: Fills) -> list[FormColumn]:
        """Return the columns of this use."""
        return [column for column in self.columns if column.use is use]

    def assign(self, place: int, field: str) -> FormMapping:
        """Return the mapping with the column at ``place`` filled with ``field``, left empty for ``""``.

        ``SERIAL`` numbers the rows. ``RuleBroken`` for what is never filled in, and for an unknown field.
        """
        if field not in ("", SERIAL) and self.source.column(field) is None:
            raise refuse(_UNKNOWN, list=Sentence(self.source.title), field=field)
        columns = []
        for column in self.columns:
            if column.place == place and column.use is not Fills.FORMULA:
                if field and column.use is Fills.EXCLUDED:
                    raise refuse(_NEVER, header=column.header)
                column = column if column.use is Fills.EXCLUDED else _assigned(column, field)
            columns.append(column)
        return replace(self, columns=tuple(columns))

    def notices(self) -> list[Problem]:
        """Return what a person should know about columns that stay as they are."""
        found = []
        for use, text in ((Fills.EXCLUDED, _EXCLUDED), (Fills.FORMULA, _FORMULAS), (Fills.EMPTY, _EMPTY)):
            headers = tuple(tidy(column.header)[:40] for column in self.with_use(use) if column.header)
            if headers:
                found.append(Problem(text, severity=Severity.WARNING, values={"headers": Listing(headers)}))
        for column in self.with_use(Fills.DOUBTFUL):
            values: dict[str, object] = {"header": column.header, "title": Sentence(self.title(column))}
            found.append(Problem(_DOUBTFUL, severity=Severity.WARNING, values=values))
        return found

    def title(self, column: FormColumn) -> str:
        """Return what a column is, or may be, filled with (marked); empty where with nothing."""
        told = self.source.column(column.field)
        return told.field.title if told is not None else ""

    def refuse_empty(self) -> None:
        """Refuse a mapping that fills nothing."""
        if not self.filled():
            raise refuse(_NOTHING, list=Sentence(self.source.title))

    def to_json(self, form: str = "") -> str:
        """Return the mapping as it is kept and shared: list, and what each header is filled with."""
        columns = {
            column.header: SERIAL if column.use is Fills.SERIAL else column.field
            for column in self.columns
            if column.header and column.use in (Fills.FIELD, Fills.SERIAL, Fills.EMPTY)
        }
        told = {"form": form, "list": self.source.code, "columns": columns}
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _assigned(column: FormColumn, field: str) -> FormColumn:
    if field == SERIAL:
        return replace(column, use=Fills.SERIAL, field="")
    return replace(column, use=Fills.FIELD if field else Fills.EMPTY, field=field)


def propose(source: FormSource, layout: FormLayout) -> FormMapping:
    """Return what the headers of a form speak for."""
    return FormMapping(
        source,
        tuple(_proposed(source, place, header, layout) for place, header in enumerate(layout.headers)),
    )


def _proposed(source: FormSource, place: int, header: str, layout: FormLayout) -> FormColumn:
    if place in layout.formulas:
        return FormColumn(place, header, Fills.FORMULA)
    if not header:
        return FormColumn(place, header, Fills.EMPTY)
    if source.names.excludes(header):
        return FormColumn(place, header, Fills.EXCLUDED)
    match = source.names.known(header)
    if match is None and is_numbering(header):
        return FormColumn(place, header, Fills.SERIAL)
    match = match or source.names.match(header)
    if match is None:
        return FormColumn(place, header, Fills.EMPTY)
    return FormColumn(place, header, Fills.FIELD if match.sure else Fills.DOUBTFUL, match.field)


def memory_name(source: FormSource, layout: FormLayout) -> str:
    """Return the name under which the mapping of a form is kept."""
    return f"form:{source.code}:{layout.fingerprint}"


def recall(connection: Connection, source: FormSource, layout: FormLayout) -> FormMapping | None:
    """Return how the form was filled from this list last time; None where it is new here."""
    kept = remembered_layout(connection, memory_name(source, layout))
    try:
        columns = json.loads(kept)["columns"] if kept else None
        return None if columns is None else laid_over(propose(source, layout), columns, known_only=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def laid_over(mapping: FormMapping, chosen: Mapping[str, Any], *, known_only: bool = False) -> FormMapping:
    """Return a mapping with columns assigned by header → field, ``""`` for empty, ``SERIAL`` for numbers.

    A field's title is understood too. With ``known_only`` what the form or the list does not have is passed
    over; else it is refused.
    """
    places = {compared(column.header): column for column in mapping.columns if column.header}
    titles = {compared(one.field.title): one.field.name for one in mapping.source.columns}
    for header, told in chosen.items():
        column = places.get(compared(str(header)))
        field = str(told)
        if field not in ("", SERIAL) and mapping.source.column(field) is None:
            field = titles.get(compared(field), field)
        known = field in ("", SERIAL) or mapping.source.column(field) is not None
        if known_only and (column is None or not known or column.use is Fills.EXCLUDED):
            continue
        if column is None:
            raise refuse(_NO_COLUMN, header=header)
        mapping = mapping.assign(column.place, field)
    return mapping


def read_map(path: Path, mapping: FormMapping) -> FormMapping:
    """Return a mapping with what a file says of its columns; ``RuleBroken`` for what it does not fit."""
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        chosen = dict(told.get("columns", told))
        code = str(told.get("list", ""))
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(_UNREAD, name=path.name) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise refuse(_BAD_MAP, example='{"list": "residents", "columns": {"姓名": "name"}}') from error
    if code and "columns" in told and (other := find_source(code)) is not mapping.source:
        raise refuse(_OTHER_LIST, other=Sentence(other.title), list=Sentence(mapping.source.title))
    return laid_over(mapping, chosen)


def write_map(path: Path, mapping: FormMapping, form: str) -> None:
    """Write a mapping to a file that others can fill the same form with."""
    try:
        with replaced_when_whole(path) as part:
            part.write_text(mapping.to_json(form), encoding="utf-8")
    except OSError as error:
        raise not_written(path.name, error, "map") from error


def doubtful(mapping: FormMapping) -> Sequence[FormColumn]:
    """Return the columns that a person is asked about."""
    return mapping.with_use(Fills.DOUBTFUL)
