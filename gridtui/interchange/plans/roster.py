"""Who serves where, as files name them: one assignment for a role, a name and a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role, in_force
from gridtui.domain.people.masking import is_mask_of, looks_masked
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.columns.fields import field_of
from gridtui.interchange.columns.kinds import Field, Kind, Reads
from gridtui.interchange.plans.comparing import masked_problem
from gridtui.interchange.plans.run import Run
from gridtui.storage.tables import Assignment
from gridtui.words import mark

COLUMNS = (
    "role",
    "person_name",
    "phone",
    "sex",
    "org_id",
    "grid_id",
    "building_id",
    "household_id",
    "from_on",
    "to_on",
    "note",
)
PLACES = ("org_id", "grid_id", "building_id", "household_id")
_MASKED = mark("“{title}”是打码的（{value}），与库里的对不上：请填完整，或清空这一格")

Stored = Mapping[str, Any]


class Roster:
    """Every assignment of the store; there are a few thousand at most."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.by_id: dict[RecordId, Stored] = {}
        self._at: dict[tuple[str, str, RecordId | None], list[Stored]] = defaultdict(list)
        chosen = sa.select(col(Assignment.id), *(col(getattr(Assignment, name)) for name in COLUMNS)).where(
            col(Assignment.deleted).is_(False), col(Assignment.num) <= run.top(Assignment)
        )
        for row in run.connection.execute(chosen.order_by(col(Assignment.num))):
            self.add(row._asdict())

    def add(self, values: Stored) -> None:
        """Take in an assignment."""
        place = next((values[name] for name in PLACES if values.get(name) is not None), None)
        self.by_id[values["id"]] = values
        self._at[values["role"], plain(values["person_name"]), place].append(values)

    def at(self, role: str, name: str, place: RecordId | None) -> list[Stored]:
        """Return the assignments of this name in this role at a place, those that hold first."""
        found = self._at.get((role, plain(name), place), [])
        today = self._run.today
        return sorted(found, key=lambda one: not in_force(one["from_on"], one["to_on"], today))

    def matching(self, role: str, name: str, phone: str, place: RecordId | None) -> Stored | None:
        """Return the assignment that a row means: the one with its phone, else the only one."""
        found = self.at(role, name, place)
        for one in found:
            if one["phone"] == phone or is_mask_of(phone, one["phone"]):
                return one
        return found[0] if len(found) == 1 else None

    def make(self, values: dict[str, Any]) -> RecordId:
        """Make an assignment."""
        id = self._run.writer.create(Assignment, values)
        self.add({**dict.fromkeys(COLUMNS), "phone": "", "sex": "", "note": "", **values, "id": id})
        return id

    def change(self, stored: Stored, values: Mapping[str, Any]) -> None:
        """Change an assignment."""
        self._run.writer.update(Assignment, stored["id"], values)
        if isinstance(stored, dict):
            stored.update(values)

    def serve(self, role: Role, name: str, phone: str, column: str, place: RecordId) -> str | None:
        """Let somebody serve at a place; return who did until now, or None where nothing changes."""
        stored = self.matching(role.value, name, phone, place)
        if stored is None:
            others = [
                one["person_name"]
                for (kind, _, where), some in self._at.items()
                if kind == role.value and where == place
                for one in some
                if in_force(one["from_on"], one["to_on"], self._run.today)
            ]
            values = {"role": role.value, "person_name": name, "phone": phone, column: place}
            self._run.plan.along["assignment"] += 1
            self.make(values)
            return "、".join(others)
        if not phone or looks_masked(phone) or stored["phone"] == phone:
            return None
        self.change(stored, {"phone": phone})
        return str(stored["person_name"])

    def masked(self, role: Role, name: str, phone: str, place: RecordId, field: str) -> list[Problem]:
        """Return a problem where a masked phone is not the one that is there."""
        if not looks_masked(phone):
            return []
        stored = self.matching(role.value, name, phone, place)
        if stored is not None and is_mask_of(phone, stored["phone"]):
            return []
        one = field_of(Kind.GRIDS, field) or Field(field, field, Reads.PHONE)
        return [masked_problem(_MASKED, one, phone)]
