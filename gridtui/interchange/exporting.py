"""Tables handed out: masked unless there is a reason, always noted, and understood when they come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from gridtui.domain.people.masking import mask_id, mask_phone, mask_prose
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.columns.declared import told_of_persons
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Field, Kind, Reads
from gridtui.interchange.columns.labels import Categories, kept_labels
from gridtui.interchange.files.writing import (
    WrittenColumn,
    WrittenTable,
    fill_table,
    refuse_form,
)
from gridtui.interchange.files.written_values import Value
from gridtui.interchange.handing_out import hand_out, refuse_unreasoned
from gridtui.interchange.outgoing import (
    BUILDINGS,
    GRIDS,
    LEADERS,
    ORGS,
    ExportFilter,
    Outgoing,
    Told,
    count_of,
    told_rows,
    words_of,
)
from gridtui.interchange.outgoing_calendar import CALENDAR
from gridtui.interchange.outgoing_items import ITEMS
from gridtui.interchange.outgoing_people import ISSUES, PEOPLE
from gridtui.interchange.outgoing_together import OUTGOING
from gridtui.interchange.outgoing_visits import PROMISES, VISITS
from gridtui.interchange.outgoing_whistles import WHISTLES
from gridtui.interchange.plans.run import BATCH, Progress
from gridtui.queries.searching import is_searched
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

_SOURCES: Mapping[Kind, Outgoing] = {
    Kind.DIVISIONS: ORGS,
    Kind.GRIDS: GRIDS,
    Kind.BUILDINGS: BUILDINGS,
    Kind.PEOPLE: PEOPLE,
    Kind.LEADERS: LEADERS,
    Kind.ISSUES: ISSUES,
    Kind.CALENDAR: CALENDAR,
    Kind.VISITS: VISITS,
    Kind.PROMISES: PROMISES,
    Kind.ITEMS: ITEMS,
    Kind.WHISTLES: WHISTLES,
    **{Kind(noun): source for noun, source in OUTGOING.items()},
}

_UNWRITTEN: Mapping[Kind, frozenset[str]] = {
    Kind.DIVISIONS: frozenset(
        ("street_code", "street", "area_code", "area", "city_code", "city", "province_code", "province")
    ),
    Kind.PEOPLE: frozenset(
        (
            "unit",
            "floor",
            "room",
            "separated",
            "moved_out",
            "dead",
            "registered_address.province",
            "registered_address.city",
            "registered_address.area",
            "registered_address.street",
            "registered_address.place",
        )
    ),
    Kind.ISSUES: frozenset(("label.1", "label.2", "label.3", "closed_there_at")),
    Kind.CALENDAR: frozenset(("worked", "off")),
    Kind.VISITS: frozenset(("unit", "floor", "room")),
    Kind.PROMISES: frozenset(("unit", "floor", "room")),
}
"""Fields that other columns of the same export tell already."""

_ONLY_IN_FULL = frozenset(("needs",))
"""Fields without a mask that says nothing: they stay at home unless there is a reason."""

_NO_FILTER = mark(
    "“{kind}”不能这样筛选：只有诉求能按类别，诉求、承诺和吹哨能按是否办结，诉求、走访、承诺和吹哨能按日期"
)
_NO_SEARCH = mark("“{kind}”不能按文字搜索")

Anything = TypeVar("Anything")
Mask = Callable[[str], str]
_MASKS: Mapping[Reads, Mask] = {
    Reads.PHONE: mask_phone,
    Reads.ID_NUMBER: mask_id,
    Reads.TEXT: mask_prose,
    Reads.PROSE: mask_prose,
}


def export_table(
    workspace: Workspace,
    kind: Kind,
    path: Path,
    wanted: ExportFilter | None = None,
    *,
    full: bool = False,
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """Write the records of a kind that fit to an xlsx, csv, json or jsonl; return how many.

    Phones and ID numbers are masked and service needs left out unless ``full``, which needs a
    ``reason``; either way it is noted in the audit chain. What ``progress`` raises ends it without a
    file. ``RuleBroken`` where it is refused or cannot be written.
    """
    wanted = wanted or ExportFilter()
    _refuse(workspace, kind, wanted, full, reason)
    refuse_form(path)
    fields = exported_fields(kind, full=full)
    columns = [WrittenColumn(one.title, one.name, _width(one)) for one in fields]
    with workspace.read() as connection:
        source = _SOURCES.get(kind)
        total = None if source is None or progress is None else count_of(connection, source, wanted)
        rows = _label_rows(connection) if source is None else told_rows(connection, source, wanted)
        said = [(one.name, saying(one, full=full)) for one in fields]
        table = WrittenTable(kind.label, columns, watched(said_cells(rows, said), progress, total))
        return hand_out(
            workspace,
            path,
            lambda part: fill_table(part, path.suffix, table),
            kind=kind.value,
            how=reason if full else "masked",
        )


def exported_fields(kind: Kind, *, full: bool = False) -> list[Field]:
    """Return the columns of an export, in their order."""
    hidden = _UNWRITTEN.get(kind, frozenset()) | (frozenset() if full else _kept_at_home(kind))
    return [one for one in FIELDS[kind] if one.name not in hidden]


def _kept_at_home(kind: Kind) -> frozenset[str]:
    return told_of_persons(BY_NAME[kind.value]) if kind.is_declared else _ONLY_IN_FULL


def _refuse(workspace: Workspace, kind: Kind, wanted: ExportFilter, full: bool, reason: str) -> None:
    refuse_unreasoned(workspace, full=full, reason=reason)
    source = _SOURCES.get(kind)
    values: dict[str, object] = {"kind": Sentence(kind.label)}
    for name in ("open", "category", "registered_from", "registered_before"):
        if getattr(wanted, name) not in (None, "") and not (source and name in source.filters):
            raise RuleBroken(Problem(_NO_FILTER, values=values))
    if wanted.text.strip() and not (source and is_searched(source.model)):
        raise RuleBroken(Problem(_NO_SEARCH, values=values))


Say = Callable[[Any], Value]


def saying(one: Field, *, full: bool = False) -> Say | None:
    """Return how a filled value of the field is written: masked unless ``full``; None where as it stands."""
    return (None if full else _MASKS.get(one.reads)) or words_of(one)


def said_cells(rows: Iterator[Told], said: Sequence[tuple[str, Say | None]]) -> Iterator[list[Value]]:
    """Yield the cells of every row: each named field as it is said, None for a blank one."""
    for told in rows:
        values = [(told.get(name), say) for name, say in said]
        yield [
            None if value is None or value == "" else value if say is None else say(value)
            for value, say in values
        ]


def watched(rows: Iterator[Anything], progress: Progress | None, total: int | None) -> Iterator[Anything]:
    """Yield the rows, telling ``progress`` from time to time and at the end how many there were."""
    count = 0
    for count, row in enumerate(rows, 1):
        yield row
        if progress is not None and count % BATCH == 0:
            progress(count, total)
    if progress is not None:
        progress(count, total)


def _label_rows(connection: Connection) -> Iterator[Told]:
    categories = Categories(connection)
    for labels, code in kept_labels(connection).items():
        told: Told = {f"label.{level}": label for level, label in enumerate(labels, 1)}
        yield {**told, "category": categories.title(code)}


def _width(one: Field) -> int:
    if one.reads in (Reads.TEXT, Reads.PROSE):
        return 40
    return 34 if one.reads is Reads.RECORD else 20 if one.reads in (Reads.ID_NUMBER, Reads.INSTANT) else 14
