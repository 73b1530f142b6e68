"""Issues of the store as rows of messages are matched with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.interchange.plans.run import Run
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Issue
from gridtui.usecases.issues import last_serial, numbered

COLUMNS = (
    "number",
    "registered_at",
    "source",
    "nature",
    "category",
    "ext_code",
    "title",
    "text",
    "place",
    "reporter_name",
    "reporter_phone",
    "anonymous",
    "urgent",
    "likes",
)
KEYS = ("id", "building_id", "dwelling_id", "household_id", "given_grid_id", "org_id", "is_open")

Stored = Mapping[str, Any]


class StoredIssues:
    """The issues that the rows of one batch may mean."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._by_id: dict[RecordId, Stored] = {}
        self._by_number: dict[str, list[Stored]] = defaultdict(list)
        self._by_content: dict[tuple[str, str], list[Stored]] = defaultdict(list)

    def look_up(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Read what these rows may mean: by record, by number, else by time and text."""
        self._by_id, self._by_number, self._by_content = {}, defaultdict(list), defaultdict(list)
        if not self._run.top(Issue):
            return
        self._read(col(Issue.id), {row["id"] for row in rows if "id" in row})
        self._read(col(Issue.number), {row["number"] for row in rows if "number" in row})
        bare = [row for row in rows if "number" not in row and row.get("id") not in self._by_id]
        self._read_times([row["registered_at"] for row in bare if "registered_at" in row])
        timeless = [row for row in bare if "registered_at" not in row]
        self._read(col(Issue.text), {row["text"] for row in timeless if "text" in row})
        untold = [row for row in timeless if "text" not in row]
        self._read(col(Issue.title), {row["title"] for row in untold if "title" in row})

    def matching(self, row: Mapping[str, Any]) -> Stored | None:
        """Return the issue that a row means; of several with one number the one said at the same time."""
        if row.get("id") in self._by_id:
            return self._by_id[row["id"]]
        at = row.get("registered_at")
        if "number" in row:
            same = self._by_number.get(row["number"], [])
            return next((one for one in same if _near(one["registered_at"], at)), same[0] if same else None)
        same = self._by_content.get((row.get("title", ""), row.get("text", "")), [])
        return next((one for one in same if at is None or _near(one["registered_at"], at)), None)

    def _read_times(self, times: Iterable[datetime]) -> None:
        for some in chunks(sorted(set(times))):
            # Files keep whole seconds; the store keeps milliseconds.
            wholes = {time.replace(microsecond=0) for time in some}
            at, second = col(Issue.registered_at), timedelta(seconds=1)
            near = [sa.and_(at >= time, at < time + second) for time in wholes]
            for part in chunks(near, 100):
                self._keep(_ISSUES.where(sa.or_(*part)))

    def _read(self, column: Any, wanted: Iterable[Any]) -> None:
        for some in chunks(list(wanted)):
            self._keep(_ISSUES.where(column.in_(some)))

    def _keep(self, chosen: sa.Select[Any]) -> None:
        chosen = chosen.where(col(Issue.num) <= self._run.top(Issue)).order_by(col(Issue.num))
        for row in self._run.connection.execute(chosen):
            if row.id in self._by_id:
                continue
            values = row._asdict()
            self._by_id[row.id] = values
            self._by_number[row.number].append(values)
            self._by_content[row.title, row.text].append(values)


class Numbers:
    """Numbers for issues that came without one: ``20261124-001`` and on, by the day they were said."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._last: dict[date, int] = {}

    def next(self, at: datetime) -> str:
        """Return the next number of that office day."""
        day = local_date(at)
        if day not in self._last:
            self._last[day] = last_serial(self._run.connection, at)
        self._last[day] += 1
        return numbered(at, self._last[day])


def _near(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs((one - other).total_seconds()) < 1


_READ = (col(getattr(Issue, name)) for name in (*KEYS, *COLUMNS))
_ISSUES = sa.select(*_READ).where(col(Issue.deleted).is_(False))
