"""Deciding rows of divisions: the tree 市、区、街道、社区 by their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridtui.domain.changes.actors import Level
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.identifiers import division_level, parent_code, short_division_code
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import Difference, compare
from gridtui.interchange.plans.orgs import OrgRef, Orgs
from gridtui.interchange.plans.plan import PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.storage.tables import Org
from gridtui.words import mark

_UPPER = ((Level.CITY, "city"), (Level.DISTRICT, "area"), (Level.STREET, "street"))
_NO_LEVEL = mark("“{code}”是省级代码：只导入市及以下")
_TWICE = mark("与第 {row} 行的区划代码相同")
_LINKED = mark("{count} 个组织按区划代码接到了上级")


class DivisionPlanner:
    """Decides rows of divisions."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._orgs = Orgs(run)
        self._seen: dict[tuple[int, str], tuple[int, str]] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Hang what has no parent yet under the one that its code names: this desk, and what came early."""
        count = 0
        for ref, above in self._orgs.orphans():
            ref.parent_id = above.id
            self._run.writer.update(Org, ref.id, {"parent_id": above.id})
            count += 1
        if count:
            self._run.plan.notices.append(
                Problem(_LINKED, severity=Severity.WARNING, values={"count": count})
            )

    def _decide(self, row: RowValues) -> PlanLine:
        fields = row.fields
        code, name = str(fields.get("code", "")), str(fields.get("name", ""))
        level = fields.get("level") or division_level(code)
        wanted = {"name": name, "division_code": short_division_code(code) or code, "level": level}
        wanted |= {key: fields[key] for key in ("short_name", "external_ids") if key in fields}
        problems = [*row.problems]
        if level is None and code and not errors(problems) and len(short_division_code(code)) == 2:
            problems.append(Problem(_NO_LEVEL, "code", values={"code": code}))
        if not errors(problems):
            known = {key: value for key, value in wanted.items() if value is not None}
            problems += draft_problems(OrgDraft, known, self._run.today)
        if errors(problems):
            return refused(row, name, problems)
        key = (int(str(level)), str(wanted["division_code"]))
        before = self._seen.setdefault(key, (row.number, name))
        if before[0] != row.number and before[1] != name:
            return refused(row, name, [Problem(_TWICE, "code", values={"row": before[0]})])
        parent = self._parent(fields, *key)
        stored = self._orgs.by_id(_id_of(fields)) or self._orgs.by_code(*key)
        if stored is None:
            self._make(wanted, parent)
            return decided(row, name, new=True, notes=doubts(problems))
        found = self._known(stored, wanted, parent)
        return decided(row, name, new=False, changes=found.changes, notes=doubts(problems))

    def _known(self, stored: OrgRef, wanted: dict[str, Any], parent: OrgRef | None) -> Difference:
        if stored.id == self._run.desk.org_id:
            # The desk is called what its own people call it.
            wanted = {}
        if short_division_code(stored.division_code) == wanted.get("division_code"):
            wanted = {key: value for key, value in wanted.items() if key != "division_code"}
        found = compare(Kind.DIVISIONS, _columns(stored), _as_fields(wanted))
        values = {_COLUMN.get(name, name): value for name, value in found.values.items()}
        if parent is not None and stored.parent_id is None and parent.id != stored.id:
            values["parent_id"] = stored.parent_id = parent.id
            self._run.plan.along["parent"] += 1
        if values:
            self._run.writer.update(Org, stored.id, values)
            for name in ("name", "short_name", "external_ids"):
                setattr(stored, name, values.get(name, getattr(stored, name)))
        return found

    def _parent(self, fields: Mapping[str, Any], level: int, code: str) -> OrgRef | None:
        """Return the organisation one level up, making those whose names the row gives."""
        above: OrgRef | None = None
        for upper, column in _UPPER:
            if upper >= level:
                break
            upper_code = str(fields.get(f"{column}_code", "")) or _cut(code, upper)
            found = self._orgs.by_code(upper, upper_code) if upper_code else None
            if found is None and upper_code and column in fields:
                wanted = {
                    "name": fields[column],
                    "division_code": short_division_code(upper_code),
                    "level": upper,
                }
                self._run.plan.along["org"] += 1
                found = self._make(wanted, above)
            above = found or above
        given = str(fields.get("parent_code", "")) or (code if level > Level.COMMUNITY else "")
        named = self._orgs.by_code(division_level(given) or 0, given) if given else None
        direct = above if above is not None and above.level == level - 1 else None
        return named or direct

    def _make(self, wanted: Mapping[str, Any], parent: OrgRef | None) -> OrgRef:
        values = {**wanted, "parent_id": parent.id if parent else None, "level": int(wanted["level"])}
        id = self._run.writer.create(Org, values)
        return self._orgs.add(
            OrgRef(
                id,
                values["parent_id"],
                values["level"],
                values["name"],
                values.get("short_name", ""),
                values["division_code"],
            )
        )


_COLUMN = {"code": "division_code"}


def _as_fields(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {"code" if name == "division_code" else name: value for name, value in wanted.items()}


def _columns(ref: OrgRef) -> dict[str, Any]:
    return {
        "name": ref.name,
        "short_name": ref.short_name,
        "level": ref.level,
        "code": ref.division_code,
        "external_ids": ref.external_ids,
    }


def _id_of(fields: Mapping[str, Any]) -> bytes | None:
    id = fields.get("id")
    return id if isinstance(id, bytes) else None


def _cut(code: str, level: Level) -> str:
    """Return the part of a code that stands for an upper level."""
    while code and (division_level(code) or 0) > level:
        code = parent_code(code)
    return code if division_level(code) == level else ""
