"""Requests of another system as rows of issues, to be tried and imported like any table of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.places.address import find_door
from gridtui.domain.words.dates import parse_instant
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.text import tidy
from gridtui.interchange.columns.fields import field_of
from gridtui.interchange.columns.headers import Table
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import Column, ColumnMapping, Use
from gridtui.interchange.files.cells import Cell, ListSource, Sheet
from gridtui.interchange.files.reading import Workbook
from gridtui.interchange.open311.documents import Record, read_requests
from gridtui.interchange.open311.places import degrees
from gridtui.interchange.open311.requests import is_own_status, split_request_id
from gridtui.interchange.plans.import_file import ImportFile
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Issue
from gridtui.words import mark

COLUMNS = (
    "number",
    "registered_at",
    "category",
    "label.1",
    "ext_code",
    "title",
    "text",
    "door",
    "place",
    "reporter_name",
    "reporter_phone",
    "reply",
    "replied_at",
    "closed_there_at",
    "id",
)
"""The fields of an issue that a request may fill."""

_READ = frozenset(
    (
        *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
        *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime"),
        *("address", "address_string", "lat", "long", "first_name", "last_name", "phone", "token"),
    )
)
_NEVER_KEPT = frozenset(("email", "device_id", "account_id", "api_key"))
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
_CJK = re.compile(r"[\u3400-\u9fff]")
_COORDINATES = mark("坐标")
_CLOSED = frozenset(("closed", "close", "resolved", "archived", "已办结", "办结", "关闭"))

_TWICE = mark("有 {count} 条编号重复：只取最近更新的一条")
_SAID_NOTHING = mark("有 {count} 条什么也没写：没有收")


def open_requests(connection: Connection, path: Path, *, form: str = "", prefix: str = "") -> ImportFile:
    """Open a file of requests for import, as a table of issues; ``RuleBroken`` where it cannot be read.

    ``prefix`` goes before the numbers of the other system, so that two systems that count from 1 do not
    meet. Requests that this store gave out itself are known again: of those only answers are taken.
    """
    records = read_requests(path, form=form)
    latest, twice = _latest(records)
    own = _own_ids(connection, latest)
    told = [_row(record, own.get(record.get("service_request_id", "")), prefix) for record in latest]
    # A row without a word would pass for an empty line of a table and be gone unsaid.
    rows = [_titles(), *(row for row in told if any(cell != "" for cell in row))]
    sheet = Sheet("requests", False, ListSource(rows, first=0))
    left_out = ((_TWICE, twice), (_SAID_NOTHING, len(told) + 1 - len(rows)))
    notices = [
        Problem(text, severity=Severity.WARNING, values={"count": count}) for text, count in left_out if count
    ]
    titles = tuple(str(title) for title in rows[0])
    table = Table(Workbook(path.name, "open311", [sheet]), sheet, 0, titles, 1, notices=notices)
    return ImportFile(path, table, _mapping(latest))


def _titles() -> list[Cell]:
    fields = [field_of(Kind.ISSUES, name) for name in COLUMNS]
    return [one.title for one in fields if one is not None]


def _mapping(records: Iterable[Record]) -> ColumnMapping:
    """Return where everything goes; what the requests say beyond it is told by name, as for any file."""
    columns = [
        Column(place, str(title), Use.FIELD, name)
        for place, (name, title) in enumerate(zip(COLUMNS, _titles(), strict=True))
    ]
    seen = Counter(name for record in records for name in record)
    for name in sorted(seen.keys() - _READ):
        use = Use.EXCLUDED if name in _NEVER_KEPT else Use.IGNORED
        columns.append(Column(len(columns), tidy(name)[:40], use))
    return ColumnMapping(Kind.ISSUES, tuple(columns))


def _latest(records: Sequence[Record]) -> tuple[list[Record], int]:
    """Return the requests without repeats, in their order, and how many were left out."""
    kept: dict[object, Record] = {}
    for place, record in enumerate(records):
        key: object = record.get("service_request_id") or place
        before = kept.get(key)
        if before is None or _updated(record) >= _updated(before):
            kept[key] = record
    return list(kept.values()), len(records) - len(kept)


def _updated(record: Record) -> datetime:
    return _instant(record.get("updated_datetime", "")) or datetime.min.replace(tzinfo=UTC)


def _own_ids(connection: Connection, records: Iterable[Record]) -> dict[str, str]:
    """Return the record ids, in hexadecimal, of the requests that are issues of this store."""
    named: dict[str, dict[str, str]] = {}
    for record in records:
        text = record.get("service_request_id", "")
        number, tail = split_request_id(text)
        if number:
            named.setdefault(number, {})[tail] = text
    found = {}
    for some in chunks(list(named)):
        chosen = sa.select(col(Issue.id), col(Issue.number)).where(
            col(Issue.number).in_(some), col(Issue.deleted).is_(False)
        )
        for id, number in connection.execute(chosen):
            text = named[number].get(id.hex()[-6:], "")
            if text:
                found[text] = id.hex()
    return found


def _row(record: Record, own_id: str | None, prefix: str) -> list[Cell]:
    told = _answer(record)
    told |= {"id": own_id} if own_id else _matter(record, prefix)
    return [told.get(name, "") for name in COLUMNS]


def _answer(record: Record) -> dict[str, Cell]:
    """Return what the other office says became of it."""
    notes = [record[name] for name in ("status_notes", "service_notice") if name in record]
    said = "\n".join(note for note in dict.fromkeys(notes) if not is_own_status(note))
    told: dict[str, Cell] = {}
    updated = _instant(record.get("updated_datetime", ""))
    if said:
        agency = record.get("agency_responsible", "")
        told["reply"] = f"{agency}：{said}" if agency else said
        told |= {"replied_at": updated} if updated else {}
    if record.get("status", "").strip().lower() in _CLOSED:
        closed = updated or _instant(record.get("requested_datetime", ""))
        told |= {"closed_there_at": closed} if closed else {}
    return told


def _matter(record: Record, prefix: str) -> dict[str, Cell]:
    """Return what was raised, when and where."""
    code, name = record.get("service_code", ""), record.get("service_name", "")
    text = record.get("description", "")
    number = record.get("service_request_id", "")
    requested = record.get("requested_datetime", "")
    return {
        "number": f"{prefix}{number}" if number else "",
        "registered_at": _instant(requested) or requested,
        "category": code,
        "label.1": name,
        "ext_code": code,
        "title": "" if text else name or code,
        "text": text,
        "reporter_name": _name(record),
        "reporter_phone": record.get("phone", ""),
        **_place(record),
    }


def _place(record: Record) -> dict[str, Cell]:
    address = record.get("address") or record.get("address_string") or ""
    if address:
        return {"door" if find_door(tidy(address)) else "place": address}
    lat, long = degrees(record.get("lat"), 90), degrees(record.get("long"), 180)
    if lat is None or long is None or (lat, long) == (0, 0):
        return {}
    return {"place": f"{_COORDINATES} {lat}, {long}"}


def _name(record: Mapping[str, str]) -> str:
    first, last = record.get("first_name", ""), record.get("last_name", "")
    if _CJK.search(first + last):
        return last + first
    return " ".join(part for part in (first, last) if part)


def _instant(text: str) -> datetime | None:
    """Return the instant that a text means: with any offset, in ISO's short form, or counted from 1970."""
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = parse_instant(text)
    if found is None:
        with suppress(ValueError, OverflowError):
            found = datetime.fromisoformat(text)
            return found.astimezone(UTC) if found.tzinfo else None
    return found
