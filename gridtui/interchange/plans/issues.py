"""Deciding rows of messages and complaints: each becomes an issue with its events, in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import FALLBACK
from gridtui.domain.issues.issue import IssueDraft, IssueSource
from gridtui.domain.issues.issue_events import Event, EventKind, encode_after, encode_data
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.people.masking import mask_prose
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.labels import Categories, shown_labels
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import Difference, compare, masked_cells
from gridtui.interchange.plans.places import Place, Places
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.run import BATCH, Progress, Run, decided, doubts, draft_problems, refused
from gridtui.interchange.plans.stored_issues import COLUMNS, Numbers, Stored, StoredIssues
from gridtui.interchange.plans.wheres import Where, where_of
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.tables import Issue, IssueEvent
from gridtui.words import mark, tr

_NO_CATEGORY = mark("没有类别“{category}”，按“M99 其他”记")
_TWICE = mark("与第 {row} 行的编号相同，内容不同：请只留一行")
_SAME_TWICE = mark("与第 {row} 行重复")
_NO_DOOR = mark("库里没有门牌 {door}，只记为地点")
_NO_GRID = mark("库里没有网格“{grid}”，没有导入这一格")
_UNLABELLED = mark("（没有分类）")
_OPEN_HERE = mark("对方已办结，这里还没有办结")
_CLOSED_THERE = mark("导入时对方已办结")
_REPLY = mark("答复意见")
_SILENT = frozenset(("nature",))


@dataclass(slots=True)
class _Waiting:
    """A new issue that is written when the whole file is known, so that numbers follow time."""

    at: datetime
    order: int
    values: dict[str, Any]
    events: list[dict[str, Any]]


class IssuePlanner:
    """Decides rows of messages and complaints."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._places = Places(run)
        self._categories = Categories(run.connection)
        self._issues = StoredIssues(run)
        self._numbers = Numbers(run)
        self._waiting: list[_Waiting] = []
        self._seen: dict[object, tuple[int, int]] = {}
        self._events: Mapping[RecordId, list[Event]] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        self._issues.look_up([row.fields for row in rows])
        stored = [self._issues.matching(row.fields) for row in rows]
        self._events = events_of(self._run.connection, {one["id"] for one in stored if one is not None})
        return [self._decide(row, one) for row, one in zip(rows, stored, strict=True)]

    def finish(self, progress: Progress, /) -> None:
        """Write the new issues in order of time."""
        self._waiting.sort(key=lambda one: (one.at, one.order))
        for place, one in enumerate(self._waiting, 1):
            if not one.values.get("number"):
                one.values["number"] = self._numbers.next(one.at)
            self._run.writer.create(Issue, one.values)
            for event in one.events:
                self._run.writer.create(IssueEvent, event)
            if place % BATCH == 0:
                self._run.writer.flush()
                progress(place, len(self._waiting))
        self._waiting = []

    def _decide(self, row: RowValues, stored: Stored | None) -> PlanLine:
        fields = row.fields
        title = str(fields.get("title") or fields.get("text") or "")[:60]
        if errors(row.problems):
            return refused(row, title, row.problems)
        values, notes = self._values(fields, stored)
        before = self._seen.setdefault(self._key(fields, stored), (row.number, _contents(fields)))
        if before[0] != row.number:
            if before[1] != _contents(fields):
                return refused(row, title, [Problem(_TWICE, "number", values={"row": before[0]})])
            return decided(
                row,
                title,
                new=False,
                notes=[Problem(_SAME_TWICE, severity=Severity.WARNING, values={"row": before[0]})],
            )
        line = (
            self._new(row, title, values, notes)
            if stored is None
            else self._known(row, title, values, notes, stored)
        )
        if line.problems:
            # A later row with the same number may be right.
            self._seen.pop(self._key(fields, stored), None)
        return line

    def _key(self, fields: Mapping[str, Any], stored: Stored | None) -> object:
        if stored is not None:
            return stored["id"]
        if "number" in fields:
            return fields["number"]
        return fields.get("registered_at"), fields.get("title"), hash(fields.get("text"))

    def _values(
        self, fields: Mapping[str, Any], stored: Stored | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """Return the columns that the row fills, and what is doubtful about them."""
        values = {name: fields[name] for name in COLUMNS if name in fields}
        notes: list[Problem] = []
        if values.get("anonymous"):
            values |= {"reporter_name": "", "reporter_phone": ""}
        code = self._category(fields, notes)
        labels = fields.get("labels", ())
        if labels and "ext_code" not in values:
            values["ext_code"] = shown_labels(labels)
        values.pop("category", None)
        if stored is None:
            values["category"] = code or FALLBACK
        elif "category" in fields or stored["category"] == FALLBACK:
            # What a person sorted better here is not sorted back by a label.
            values |= {"category": code} if code else {}
        self._locate(fields, values, stored, notes)
        return values, notes

    def _category(self, fields: Mapping[str, Any], notes: list[Problem]) -> str:
        text, labels = str(fields.get("category", "")), fields.get("labels", ())
        code = self._categories.named(text) if text else ""
        if not code:
            code = self._categories.of_labels(labels or ((text,) if text else ()))
        unknown = shown_labels(labels) if labels else text
        if not code:
            self._run.plan.unmapped[unknown or tr(_UNLABELLED)] += 1
        if not code and unknown:
            notes.append(Problem(_NO_CATEGORY, "category", Severity.WARNING, {"category": unknown}))
        return code

    def _locate(
        self, fields: Mapping[str, Any], values: dict[str, Any], stored: Stored | None, notes: list[Problem]
    ) -> None:
        """Find the door and the grid that the row names; what is not there stays words."""
        if grid := fields.get("grid"):
            ref = self._places.grid(grid)
            if ref is None:
                notes.append(Problem(_NO_GRID, "grid", Severity.WARNING, {"grid": grid}))
            elif stored is None:
                values["given_grid_id"] = ref.id
        door = fields.get("door")
        if not door or (stored is not None and stored["dwelling_id"] is not None):
            return
        place = self._door(fields)
        if place is None or place.dwelling_id is None:
            values.setdefault("place", door)
            notes.append(Problem(_NO_DOOR, "door", Severity.WARNING, {"door": door}))
        elif stored is None:
            values |= {
                "building_id": place.building_id,
                "dwelling_id": place.dwelling_id,
                "household_id": place.household_id,
            }
            values.setdefault("place", place.door)

    def _door(self, fields: Mapping[str, Any]) -> Place | None:
        where = where_of({"door": fields["door"], "grid": fields.get("grid", "")})
        if not isinstance(where, Where) or not where.has_door:
            return None
        place = self._places.look(where)
        return None if place.problems else place

    def _new(self, row: RowValues, title: str, values: dict[str, Any], notes: list[Problem]) -> PlanLine:
        at = values.setdefault("registered_at", self._run.now)
        values.setdefault("source", IssueSource.IMPORT.value)
        values["org_id"] = self._run.desk.org_id
        problems = masked_cells(Kind.ISSUES, row.fields) or draft_problems(
            IssueDraft, values, self._run.today
        )
        if errors(problems):
            return refused(row, title, problems)
        values["id"] = id = self._run.writer.new_id()
        told = {name: True for name in ("anonymous", "urgent") if values.get(name)}
        events = [self._event(id, values, EventKind.REGISTERED, at, told)]
        events += self._more(row.fields, id, values, at, ())
        if closed := row.fields.get("closed_there_at"):
            # How it ended is not known here: 是否解决 and 满意度 stay open, and figures say so.
            closed = min(max(closed, at), self._run.now)
            events.append(self._event(id, values, EventKind.CLOSE, closed, {}, _CLOSED_THERE))
        _chain(events, ())
        self._waiting.append(_Waiting(at, row.number, values, events))
        doubtful = [problem for problem in doubts(problems) if problem.field not in _SILENT]
        return decided(row, title, new=True, notes=[*doubts(row.problems), *doubtful, *notes])

    def _known(
        self, row: RowValues, title: str, values: dict[str, Any], notes: list[Problem], stored: Stored
    ) -> PlanLine:
        values = {name: value for name, value in values.items() if name in COLUMNS}
        found = compare(Kind.ISSUES, stored, values)
        if found.values:
            wrong = draft_problems(
                IssueDraft, {name: stored[name] for name in COLUMNS} | found.values, self._run.today
            )
            found.problems += [one for one in wrong if one.field in found.values]
        if errors(found.problems):
            return refused(row, title, found.problems)
        self._change(row.fields, stored, found)
        if "closed_there_at" in row.fields and stored["is_open"]:
            notes.append(Problem(_OPEN_HERE, severity=Severity.WARNING))
        return decided(row, title, new=False, changes=found.changes, notes=[*doubts(row.problems), *notes])

    def _change(self, fields: Mapping[str, Any], stored: Stored, found: Difference) -> None:
        id, now = stored["id"], self._run.now
        past = self._events.get(id, [])
        corrected = set(found.values) - {"likes"}
        events = (
            [self._event(id, stored, EventKind.CORRECT, now, {"field": ",".join(sorted(corrected))})]
            if corrected
            else []
        )
        more = self._more(fields, id, stored, now, past)
        if any(event["kind"] == EventKind.REPLY.value for event in more):
            found.changes.append(FieldChange(_REPLY, tr("空"), str(fields["reply"])[:40]))
        events += more
        if found.values:
            self._run.writer.update(Issue, id, found.values)
        if events:
            _chain(events, fold(past).heads)
            for event in events:
                self._run.writer.create(IssueEvent, event)

    def _more(
        self,
        fields: Mapping[str, Any],
        id: RecordId,
        issue: Mapping[str, Any],
        at: datetime,
        past: Sequence[Event],
    ) -> list[dict[str, Any]]:
        """Return the events for likes and a reply that are not there yet."""
        events = []
        counted = {
            key: fields[name]
            for key, name in (("count", "likes"), ("dislikes", "dislikes"))
            if fields.get(name)
        }
        known = next((event.data for event in reversed(past) if event.kind is EventKind.LIKES), {})
        if counted and any(known.get(key) != value for key, value in counted.items()):
            events.append(self._event(id, issue, EventKind.LIKES, at, {**known, **counted}))
        reply = fields.get("reply")
        said = {event.text for event in past if event.kind is EventKind.REPLY}
        if reply and reply not in said | set(map(mask_prose, said)):
            replied = fields.get("replied_at") or at
            events.append(self._event(id, issue, EventKind.REPLY, replied, {}, str(reply)))
        return events

    def _event(
        self,
        id: RecordId,
        issue: Mapping[str, Any],
        kind: EventKind,
        at: datetime,
        data: Mapping[str, object],
        text: str = "",
    ) -> dict[str, Any]:
        run = self._run
        return {
            "id": run.writer.new_id(),
            "issue_id": id,
            "building_id": issue.get("building_id"),
            "kind": kind.value,
            "at": at,
            "actor_id": run.operator.id,
            "actor_name": run.operator.name,
            "org_id": run.desk.org_id,
            "level": int(run.desk.level),
            "text": text,
            "data": encode_data(data),
        }


def _chain(events: Sequence[dict[str, Any]], heads: Sequence[RecordId] | frozenset[RecordId]) -> None:
    """Let each event follow the one before it, the first the issue's latest."""
    after: Sequence[RecordId] | frozenset[RecordId] = heads
    for event in events:
        event["after"] = encode_after(after)
        after = (event["id"],)


def _contents(fields: Mapping[str, Any]) -> int:
    return hash(frozenset(fields.items()))
