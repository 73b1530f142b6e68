"""Everything about one person in one file: what they may ask an office for, in json or xlsx by the ending."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.nouns import Noun
from gridtui.domain.words.field_titles import field_title, noun_title, value_label
from gridtui.domain.words.intents import intent_title
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.files.writing import (
    WrittenColumn,
    WrittenTable,
    fill_workbook,
)
from gridtui.interchange.files.written_values import Value
from gridtui.interchange.handing_out import hand_out
from gridtui.queries.histories import history_of, titles_of
from gridtui.queries.people.looks import looks_at
from gridtui.queries.records import plain_value
from gridtui.storage.erasure.erasing import is_known
from gridtui.storage.erasure.together import leading
from gridtui.storage.erasure.traces import Traces, hot_names, ids_of_issues, told_of, traces_of
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import (
    ABOUT_PERSON,
    TOGETHER,
    Assignment,
    Attachment,
    HotDecision,
    Household,
    Issue,
    IssueEvent,
    Promise,
    ReportCase,
    Resident,
    ServiceTag,
    Visit,
    Whistle,
)
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

FORMS = (".json", ".xlsx")

_WHY = mark("导出一个人的全部资料要写理由")
_FORM = mark("不认识的文件类型“{suffix}”：个人资料写成 .json 或 .xlsx")
_GONE = mark("没有这位居民，或者已经清除过")
_READ_ONLY = mark("现在是只读打开，不能记录理由，所以不能导出个人资料")


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing that is kept of a person: its code, its title (Chinese), its columns, its rows.

    ``titles`` is field → title; a row maps fields to values as the store has them, references named.
    """

    code: str
    title: str
    titles: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


def person_sections(connection: Connection, resident_id: RecordId) -> list[Section]:
    """Return everything that is kept of a person; ``RuleBroken`` where there is nobody, or no more."""
    if not is_known(connection, resident_id):
        raise RuleBroken(Problem(_GONE))
    traces = traces_of(connection, resident_id)
    told = [_records(connection, model, _FINDERS[model](connection, traces)) for model in ABOUT_PERSON]
    # Few people have to do with the alliance or a team: what is empty there is not listed.
    told = [section for section in told if section.rows or section.code not in TOGETHER]
    return [*told, _history(connection, traces), _looks(connection, resident_id)]


def export_person(workspace: Workspace, resident_id: RecordId, path: Path, reason: str) -> dict[str, int]:
    """Write everything about a person to a json or xlsx; returns section → number of rows.

    It is noted in the audit chain with the reason. ``RuleBroken`` where it is refused or cannot be written;
    no file is left then.
    """
    if not reason.strip():
        raise RuleBroken(Problem(_WHY, "reason"))
    if path.suffix.lower() not in FORMS:
        raise RuleBroken(Problem(_FORM, "path", values={"suffix": path.suffix}))
    if workspace.read_only:
        raise RuleBroken(Problem(_READ_ONLY, "reason"))
    with workspace.read() as connection:
        sections = person_sections(connection, resident_id)

    def write(part: Path) -> None:
        if path.suffix.lower() == ".json":
            _write_json(part, sections, workspace.clock().isoformat())
        else:
            fill_workbook(part, [_table(section) for section in sections])

    hand_out(workspace, path, write, how=reason.strip(), record=resident_id)
    return {section.code: len(section.rows) for section in sections}


def _records(connection: Connection, model: RecordTable, ids: Sequence[RecordId]) -> Section:
    codec = codec_of(model)
    names = [name for name in (*codec.fields, *codec.derived) if name not in _INSIDE]
    table = codec.table
    rows: list[dict[str, Any]] = []
    for some in chunks(ids):
        chosen = sa.select(table).where(table.c.id.in_(some)).order_by(table.c.num)
        rows += [
            {"id": row["id"].hex(), **{name: row[name] for name in names}}
            for row in connection.execute(chosen).mappings()
        ]
    _name_references(connection, model, rows)
    titles = {"id": mark("记录号"), **{name: field_title(codec.noun, name) for name in names}}
    return Section(codec.noun, noun_title(codec.noun), titles, rows)


def _name_references(connection: Connection, model: RecordTable, rows: Sequence[dict[str, Any]]) -> None:
    """Put what a record is called in the place of its id, and words in the place of codes."""
    codec = codec_of(model)
    targets = {
        str(column.name): key.column.table.name
        for column in codec.table.columns
        for key in column.foreign_keys
    }
    for name, noun in targets.items():
        ids = {row[name] for row in rows if row.get(name)}
        titles = titles_of(connection, noun, ids)
        for row in rows:
            if row.get(name):
                row[name] = titles.get(row[name]) or row[name].hex()
    for row in rows:
        for name, value in row.items():
            row[name] = value_label(codec.noun, name, value) if isinstance(value, str) else value


def _history(connection: Connection, traces: Traces) -> Section:
    titles = {
        "at": mark("时间"),
        "actor_name": mark("谁"),
        "intent": mark("做了什么"),
        "noun": mark("哪类记录"),
        "field": mark("哪一项"),
        "before": mark("原来"),
        "after": mark("现在"),
    }
    rows = sorted(_changes(connection, traces), key=lambda row: row["at"])
    return Section("history", mark("改动记录"), titles, rows)


def _changes(connection: Connection, traces: Traces) -> Iterator[dict[str, Any]]:
    nouns = {"resident": traces.people, "service_tag": traces.tags, "assignment": traces.posts,
             "issue": traces.issues, "visit": traces.visits, "promise": traces.promises,
             **{noun.name: leading(connection, noun, traces) for noun in NOUNS}}  # fmt: skip
    for noun, ids in nouns.items():
        for id in ids:
            for entry in history_of(connection, noun, id).entries:
                for change in entry.fields:
                    if entry.noun == "attachment" and change.field != "name":
                        continue
                    if change.field in _INSIDE or (entry.kind == "create" and not change.after):
                        continue
                    yield {
                        "at": entry.at,
                        "actor_name": entry.actor_name,
                        "intent": intent_title(entry.intent),
                        "noun": noun_title(entry.noun),
                        "field": field_title(entry.noun, change.field),
                        "before": change.before,
                        "after": change.after,
                    }


def _looks(connection: Connection, resident_id: RecordId) -> Section:
    titles = {
        "at": mark("时间"),
        "actor_name": mark("谁"),
        "desk": mark("在哪个工作台"),
        "title": mark("做了什么"),
        "reason": mark("理由"),
        "certain": mark("一定含此人"),
    }
    looks = looks_at(connection, resident_id, limit=100_000)
    rows = [{name: getattr(look, name) for name in titles} for look in looks]
    return Section("looks", mark("查看记录"), titles, rows)


def _together(connection: Connection, traces: Traces, noun: Noun) -> Sequence[RecordId]:
    return leading(connection, noun, traces)


def _homes(connection: Connection, traces: Traces) -> list[RecordId]:
    table = codec_of(Resident).table
    chosen = sa.select(table.c.household_id).where(table.c.id.in_(traces.people))
    return list(dict.fromkeys(id for id in connection.execute(chosen).scalars() if id))


def _write_json(path: Path, sections: Iterable[Section], made: str) -> None:
    document: dict[str, Any] = {"made": made}
    for section in sections:
        document[section.code] = [
            {name: plain_value(value) for name, value in row.items()} for row in section.rows
        ]
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _table(section: Section) -> WrittenTable:
    columns = [WrittenColumn(title, name, 18) for name, title in section.titles.items()]
    rows = ([_cell(row.get(name)) for name in section.titles] for row in section.rows)
    return WrittenTable(section.title, columns, rows)


def _cell(value: Any) -> Value:
    if isinstance(value, bool):
        return mark("是") if value else mark("否")
    cell: Value = value
    return cell


_INSIDE = frozenset(("num", "id", "zone", "stamp", "after", "actor_id", "visitor_id", "author_id", "org_id",
                     "digest"))  # fmt: skip
"""Fields that only place a record."""

_FINDERS: Mapping[RecordTable, Callable[[Connection, Traces], Sequence[RecordId]]] = {
    Resident: lambda _, traces: traces.people,
    ServiceTag: lambda _, traces: traces.tags,
    Household: _homes,
    Assignment: lambda _, traces: traces.posts,
    Issue: lambda _, traces: traces.issues,
    IssueEvent: lambda _, traces: traces.events,
    Attachment: lambda _, traces: traces.attachments,
    Whistle: lambda connection, traces: ids_of_issues(connection, Whistle, traces.issues),
    ReportCase: lambda connection, traces: ids_of_issues(connection, ReportCase, traces.issues),
    HotDecision: lambda connection, traces: hot_names(connection, traces, told_of(connection, traces)),
    Visit: lambda _, traces: traces.visits,
    Promise: lambda _, traces: traces.promises,
    **{TOGETHER[noun.name]: partial(_together, noun=noun) for noun in NOUNS},
}
"""Which records of each table of ``ABOUT_PERSON`` are about a person."""
