"""Deciding rows of tables of working together: which record each is, and which others it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import looks_masked
from gridtui.domain.places.door_numbers import building_title
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.nouns import ORG_ID, Attribute, Noun
from gridtui.domain.together.nouns import Kind as Holds
from gridtui.domain.words.problems import Problem, errors
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.values import RowValues
from gridtui.interchange.plans.comparing import compare, masked_cells
from gridtui.interchange.plans.plan import PlanLine
from gridtui.interchange.plans.run import Progress, Run, decided, doubts, draft_problems, refused
from gridtui.queries.together.titles import titles_of
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import TOGETHER, Building, Dwelling, Grid, Household, Issue, Org, Resident
from gridtui.usecases.together.following import FOLLOWERS, FURTHER
from gridtui.words import mark

_UNKNOWN = mark("“{title}”里的“{value}”没有登记过")
_SEVERAL = mark("“{title}”里的“{value}”有几个同名的，请写编号或先改名")
_AGAIN = mark("与第 {row} 行重复")
_MOST = 200_000
"""Records of a noun whose titles are looked through for a name."""


class DeclaredPlanner:
    """Decides rows of one noun."""

    def __init__(self, run: Run, noun: Noun) -> None:
        self._run, self._noun = run, noun
        self._kind = Kind(noun.name)
        self._named: dict[str, Mapping[str, list[RecordId]]] = {}
        self._known = self._stored()
        self._by_key = {key: id for id, row in self._known.items() if (key := self._key(row))}
        self._seen: dict[tuple[Any, ...], int] = {}

    def take(self, rows: Sequence[RowValues]) -> list[PlanLine]:
        """Decide some rows, in their order."""
        return [self._decide(row) for row in rows]

    def finish(self, _progress: Progress, /) -> None:
        """Nothing shows only in the whole file."""

    def _decide(self, row: RowValues) -> PlanLine:
        values, wrong = self._values(row)
        name = " ".join(
            str(row.fields[each]) for each in self._noun.headline if row.fields.get(each) not in (None, "")
        )
        if errors([*row.problems, *wrong]):
            return refused(row, name, [*row.problems, *wrong])
        id = row.fields.get("id")
        known = self._known.get(id) if isinstance(id, bytes) else None
        key = self._key({**self._blank(), **(known or {}), **values})
        if known is None and key:
            id = self._by_key.get(key)
            known = self._known.get(id) if id is not None else None
            first = self._seen.setdefault(key, row.number)
            if first != row.number:
                return refused(row, name, [Problem(_AGAIN, values={"row": first})])
        whole = {**self._blank(), **(known or {}), **values}
        whole[ORG_ID] = whole[ORG_ID] or self._run.desk.org_id
        wrong += self._problems(whole, id if known is not None and isinstance(id, bytes) else None)
        if known is None:
            wrong += masked_cells(self._kind, values)
        if errors(wrong):
            return refused(row, name, wrong)
        if known is None or not isinstance(id, bytes):
            self._run.writer.create(TOGETHER[self._noun.name], self._filled(whole))
            return decided(row, name, new=True, notes=doubts(wrong))
        found = compare(self._kind, known, {key: value for key, value in values.items() if key in known})
        if found.problems:
            return refused(row, name, found.problems)
        if found.values:
            filled = {**found.values, **self._derived({**known, **found.values})}
            self._run.writer.update(TOGETHER[self._noun.name], id, filled)
        return decided(row, name, new=False, changes=found.changes, notes=doubts(wrong))

    def _values(self, row: RowValues) -> tuple[dict[str, Any], list[Problem]]:
        values: dict[str, Any] = {}
        wrong: list[Problem] = []
        for each in self._noun.attributes:
            value = row.fields.get(each.name)
            if value is None:
                continue
            if each.kind is Holds.RECORD:
                found = self._record(each, str(value))
                if isinstance(found, Problem):
                    wrong.append(found)
                else:
                    values[each.name] = found
            else:
                values[each.name] = value
        return values, wrong

    def _record(self, each: Attribute, text: str) -> RecordId | Problem:
        named = self._named.get(each.refers)
        if named is None:
            named = self._named[each.refers] = self._titles(each.refers)
        ids = named.get(plain(text), [])
        if len(ids) == 1:
            return ids[0]
        sentence = _SEVERAL if ids else _UNKNOWN
        return Problem(sentence, each.name, values={"title": Sentence(each.title), "value": text[:40]})

    def _titles(self, noun: str) -> dict[str, list[RecordId]]:
        """Return by what each record of a noun may be named."""
        found: dict[str, list[RecordId]] = {}
        for id, *names in self._names(noun):
            for name in {plain(name) for name in names if name}:
                found.setdefault(name, []).append(id)
        return found

    def _names(self, noun: str) -> list[tuple[Any, ...]]:
        connection = self._run.connection
        if noun in BY_NAME:
            table = table_of(TOGETHER[noun])
            chosen = sa.select(table.c.id).where(
                table.c.deleted.is_(False), table.c.num <= self._run.top(TOGETHER[noun])
            )
            ids = list(connection.execute(chosen.limit(_MOST)).scalars())
            return list(titles_of(connection, noun, ids).items())
        if noun == "building":
            rows = connection.execute(_live(Building, Building.id, Building.name, Building.label))
            return [(row[0], building_title(row[1], row[2]), row[1]) for row in rows]
        if noun == "household":
            doors = sa.select(col(Household.id), col(Dwelling.door)).join(
                Dwelling, col(Dwelling.id) == col(Household.dwelling_id)
            )
            return [tuple(row) for row in connection.execute(doors.where(col(Household.deleted).is_(False)))]
        if noun == "issue":
            rows = connection.execute(_live(Issue, Issue.id, Issue.number, Issue.title))
            return [(row[0], row[1], f"{row[1]} {row[2]}") for row in rows]
        columns: dict[str, tuple[Any, ...]] = {
            "org": (Org, Org.id, Org.name, Org.division_code),
            "grid": (Grid, Grid.id, Grid.name, Grid.code),
            "resident": (Resident, Resident.id, Resident.name),
        }
        return [tuple(row) for row in connection.execute(_live(*columns[noun]))]

    def _stored(self) -> dict[RecordId, dict[str, Any]]:
        table = table_of(TOGETHER[self._noun.name])
        chosen = sa.select(table).where(
            table.c.deleted.is_(False), table.c.num <= self._run.top(TOGETHER[self._noun.name])
        )
        names = [each.name for each in self._noun.attributes]
        rows = self._run.connection.execute(chosen).mappings()
        return {row["id"]: {name: row[name] for name in names} for row in rows}

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return by what a row is known to be a record: what may be there only once, else its headline."""
        otherwise = (*filter(None, (self._noun.parent,)), *self._noun.headline)
        once = self._noun.once[0].names if self._noun.once else otherwise
        key = tuple(values.get(name) or (self._run.desk.org_id if name == ORG_ID else None) for name in once)
        return key if any(part for part in key) else None

    def _blank(self) -> dict[str, Any]:
        return {each.name: each.blank for each in self._noun.attributes}

    def _problems(self, values: dict[str, Any], id: RecordId | None) -> list[Problem]:
        checked = {
            name: "" if isinstance(value, str) and looks_masked(value) else value
            for name, value in values.items()
        }
        found = draft_problems(draft_class(self._noun.name), checked, self._run.today)
        for look in FURTHER.get(self._noun.name, ()):
            found += look(self._run.connection, values, id)
        return found

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        for fill in FOLLOWERS.get(self._noun.name, ()):
            filled |= fill(values, self._run.today)
        return filled

    def _filled(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, **self._derived(values)}


def _live(model: Any, *columns: Any) -> sa.Select[Any]:
    return sa.select(*(col(column) for column in columns)).where(col(model.deleted).is_(False))
