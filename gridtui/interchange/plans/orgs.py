"""The organisation tree of the store as files name it: by code and level, or by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.organisation import short_name_of
from gridtui.domain.words.identifiers import parent_code, short_division_code
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.plans.run import Run
from gridtui.storage.tables import Org

COLUMNS = ("name", "short_name", "level", "division_code", "external_ids")


@dataclass(slots=True)
class OrgRef:
    """An organisation that is there, or was made in this pass."""

    id: RecordId
    parent_id: RecordId | None
    level: int
    name: str
    short_name: str
    division_code: str
    external_ids: str = ""

    @property
    def code(self) -> str:
        """The code without the zeros that pad it."""
        return short_division_code(self.division_code) or self.division_code


class Orgs:
    """Every organisation of the store; there are a few thousand at most."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._by_code: dict[tuple[int, str], OrgRef] = {}
        self._by_id: dict[RecordId, OrgRef] = {}
        self._by_name: dict[str, list[OrgRef]] = defaultdict(list)
        columns = (col(getattr(Org, name)) for name in COLUMNS)
        chosen = (
            sa.select(col(Org.id), col(Org.parent_id), *columns)
            .where(col(Org.deleted).is_(False), col(Org.num) <= run.top(Org))
            .order_by(col(Org.num))
        )
        for row in run.connection.execute(chosen):
            self.add(
                OrgRef(
                    row.id,
                    row.parent_id,
                    row.level,
                    row.name,
                    row.short_name,
                    row.division_code,
                    row.external_ids,
                )
            )

    def add(self, ref: OrgRef) -> OrgRef:
        """Take in an organisation."""
        self._by_id[ref.id] = ref
        if ref.code:
            self._by_code.setdefault((ref.level, ref.code), ref)
        for name in {plain(ref.name), plain(short_name_of(ref.name)), plain(ref.short_name)} - {""}:
            self._by_name[name].append(ref)
        return ref

    def by_code(self, level: int, code: str) -> OrgRef | None:
        """Return the organisation of a level with this code, padded or not."""
        return self._by_code.get((level, short_division_code(code) or code))

    def by_id(self, id: RecordId | None) -> OrgRef | None:
        """Return an organisation by its id."""
        return None if id is None else self._by_id.get(id)

    def by_name(self, name: str, *levels: Level) -> OrgRef | None:
        """Return the only organisation of these levels with this name, long or short."""
        found = {
            ref.id: ref
            for word in (plain(name), plain(short_name_of(name)))
            for ref in self._by_name.get(word, [])
            if ref.level in levels
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def named(self, code: str, name: str, *levels: Level) -> OrgRef | None:
        """Return the organisation that a name stands for; the code decides where it says another one.

        A branch carries the code of its community, so the name comes first.
        """
        found = self.by_name(name, *levels) if name else None
        if found is not None and (not code or found.code == (short_division_code(code) or code)):
            return found
        coded = (self.by_code(level, code) for level in levels) if code else iter(())
        return next((ref for ref in coded if ref is not None), found)

    def orphans(self) -> Iterator[tuple[OrgRef, OrgRef]]:
        """Yield every organisation without a parent whose parent is there by its code."""
        for ref in list(self._by_id.values()):
            if ref.parent_id is None and ref.code:
                above = self._above(ref)
                if above is not None:
                    yield ref, above

    def _above(self, ref: OrgRef) -> OrgRef | None:
        if ref.level > Level.COMMUNITY:
            return self.by_code(Level.COMMUNITY, ref.code)
        return self.by_code(ref.level - 1, parent_code(ref.code))
