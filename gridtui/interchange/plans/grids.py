"""Deciding rows of grids, with the people who serve them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import compare, masked_cells
from gridtui.interchange.plans.orgs import Orgs
from gridtui.interchange.plans.places import GridRef, Places
from gridtui.interchange.plans.plan import FieldChange, PlanLine
from gridtui.interchange.plans.roster import Roster
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.storage.tables import Grid
from gridtui.words import mark, tr

COLUMNS = ("code", "name", "boundary", "external_ids", "size_note", "closed_on")
_NO_ORG = mark("库里没有“{name}”，先记在本单位名下")
_NO_BRANCH = mark("库里没有支部“{name}”，没有导入这一格")
_TWICE = mark("与第 {row} 行是同一个网格，内容不同：请只留一行")
_SERVED = (("head", Role.GRID_HEAD, mark("网格长")), ("worker", Role.GRID_WORKER, mark("网格员")))


class GridPlanner:
    """Decides rows of grids."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._orgs = Orgs(run)
        self._places = Places(run)
        self._roster = Roster(run)
        self._stored: dict[RecordId, Mapping[str, Any]] = {}
        self._seen: dict[RecordId, tuple[int, int]] = {}
        chosen = sa.select(
            col(Grid.id),
            col(Grid.org_id),
            col(Grid.branch_id),
            *(col(getattr(Grid, name)) for name in COLUMNS),
        )
        for row in run.connection.execute(
            chosen.where(col(Grid.deleted).is_(False), col(Grid.num) <= run.top(Grid))
        ):
            self._stored[row.id] = row._asdict()

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Nothing is left to decide."""

    def _decide(self, row: RowValues) -> PlanLine:
        fields = row.fields
        name = str(fields.get("name", ""))
        values = {key: fields[key] for key in COLUMNS if key in fields}
        problems = [*row.problems, *draft_problems(GridDraft, values, self._run.today)]
        if errors(problems):
            return refused(row, name, errors(row.problems) or problems)
        ref = self._matching(fields)
        before = self._seen.get(ref.id) if ref is not None else None
        contents = hash(frozenset(fields.items()))
        if before is not None and before[1] != contents:
            return refused(row, name, [Problem(_TWICE, "name", values={"row": before[0]})])
        line = (
            self._new(row, name, values, problems)
            if ref is None
            else self._known(row, name, values, problems, self._stored.get(ref.id, {}))
        )
        found = self._matching(fields)
        if found is not None and not line.problems:
            self._seen[found.id] = (row.number, contents)
        return line

    def _matching(self, fields: Mapping[str, Any]) -> GridRef | None:
        id = fields.get("id")
        if id in self._stored:
            return GridRef(id, "", "")
        for word in ("code", "name"):
            found = self._places.grid(fields.get(word, ""))
            # A grid of the same name with another code is another one.
            if found is not None and (
                word == "code"
                or not found.code
                or not fields.get("code")
                or plain(found.code) == plain(fields["code"])
            ):
                return found
        return None

    def _new(self, row: RowValues, name: str, values: dict[str, Any], problems: list[Problem]) -> PlanLine:
        masked = masked_cells(Kind.GRIDS, row.fields)
        if masked:
            return refused(row, name, masked)
        places, notes = self._belongs(row.fields)
        values = {"org_id": self._run.desk.org_id, **values, **places}
        values.setdefault("code", self._places.next_code())
        id = self._run.writer.create(Grid, values)
        self._places.add_grid(GridRef(id, values["code"], name))
        blank = {"branch_id": None, **dict.fromkeys(COLUMNS, ""), "closed_on": None}
        self._stored[id] = {**blank, **values, "id": id}
        self._serve(row.fields, id)
        return decided(row, name, new=True, notes=[*doubts(problems), *notes])

    def _known(
        self,
        row: RowValues,
        name: str,
        values: dict[str, Any],
        problems: list[Problem],
        stored: Mapping[str, Any],
    ) -> PlanLine:
        found = compare(Kind.GRIDS, stored, values)
        masked = self._masked(row.fields, stored["id"])
        if found.problems or masked:
            return refused(row, name, [*found.problems, *masked])
        places, notes = self._belongs(row.fields)
        for column, title in (("org_id", mark("社区")), ("branch_id", mark("居民区党支部"))):
            if column in places and places[column] != stored[column]:
                found.values[column] = places[column]
                found.changes.append(
                    FieldChange(title, self._org_name(stored[column]), self._org_name(places[column]))
                )
        if found.values:
            self._run.writer.update(Grid, stored["id"], found.values)
            self._stored[stored["id"]] = {**stored, **found.values}
        served = self._serve(row.fields, stored["id"])
        return decided(
            row, name, new=False, changes=[*found.changes, *served], notes=[*doubts(problems), *notes]
        )

    def _belongs(self, fields: Mapping[str, Any]) -> tuple[dict[str, RecordId], list[Problem]]:
        places: dict[str, RecordId] = {}
        notes = []
        community = str(fields.get("community", ""))
        code = str(fields.get("community_code", ""))
        org = self._orgs.named(code, community, Level.COMMUNITY, Level.BRANCH, Level.STREET)
        if org is not None:
            places["org_id"] = org.id
        elif community or code:
            notes.append(Problem(_NO_ORG, "community", Severity.WARNING, {"name": community or code}))
        branch = str(fields.get("branch", ""))
        ref = self._orgs.by_name(branch, Level.BRANCH) if branch else None
        if ref is not None:
            places["branch_id"] = ref.id
        elif branch:
            notes.append(Problem(_NO_BRANCH, "branch", Severity.WARNING, {"name": branch}))
        return places, notes

    def _org_name(self, id: RecordId | None) -> str:
        ref = self._orgs.by_id(id)
        return ref.name if ref is not None else tr("空")

    def _masked(self, fields: Mapping[str, Any], grid_id: RecordId) -> list[Problem]:
        return [
            problem
            for column, role, _ in _SERVED
            if column in fields
            for problem in self._roster.masked(
                role, fields[column], fields.get(f"{column}_phone", ""), grid_id, f"{column}_phone"
            )
        ]

    def _serve(self, fields: Mapping[str, Any], grid_id: RecordId) -> list[FieldChange]:
        """Note who serves the grid, beside those who do already."""
        changes = []
        for column, role, title in _SERVED:
            if column in fields:
                phone = fields.get(f"{column}_phone", "")
                before = self._roster.serve(role, fields[column], phone, "grid_id", grid_id)
                if before is not None:
                    changes.append(FieldChange(title, before or tr("空"), str(fields[column])))
        return changes
