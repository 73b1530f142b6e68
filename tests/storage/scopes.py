"""A branch and two desks of one building each, that pass changes: the desks receive their own scope alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.actors import Desk, Level
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import record_logs
from gridtui.storage.log.outgoing_changes import outgoing, vector
from gridtui.storage.log.wire import WireChange
from gridtui.storage.merge.homes import GOES_WITH, home_of
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.tables import Building, Household, Promise, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.carrying import carry_household, carry_residents
from gridtui.usecases.undo import undo_last
from tests.simulation.replicas import SkewedClock, founded, open_copy

MODELS: tuple[RecordTable, ...] = (Household, Resident, Visit, Promise, ServiceTag)
_SKEW = timedelta(hours=3)


@dataclass
class OwnScopes:
    """A gate that lets a desk write in some scopes alone; in any where none are named."""

    scopes: frozenset[bytes] | None = None

    def __call__(self, _connection: Connection, _desk: Desk, entries: Sequence[Entry], /) -> Problem | None:
        if self.scopes is None or all(entry.scope in self.scopes for entry in entries):
            return None
        return Problem("elsewhere")

    def covers(self, _connection: Connection, _desk: Desk, scope: bytes, /) -> bool:
        return self.scopes is None or scope in self.scopes


@dataclass
class Neighbours:
    """The three desks, the scopes of the two buildings, and every word that was said of somebody."""

    random: Random
    branch: Workspace
    desks: tuple[Workspace, Workspace]
    buildings: tuple[bytes, bytes]
    homes: list[bytes] = field(default_factory=list)
    words: dict[bytes, set[str]] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    @property
    def everybody(self) -> tuple[Workspace, ...]:
        """All desks, the branch first."""
        return (self.branch, *self.desks)

    def name(self, desk: Workspace) -> str:
        """Return how a desk is called in the story."""
        return ("branch", "a", "b")[self.everybody.index(desk)]

    def send(self, source: Workspace, target: Workspace) -> None:
        """Let a desk take in what another has for it."""
        with target.read() as there, source.read() as here:
            changes = list(outgoing(here, vector(there), scopes=self.receives(target)))
        merge_into(target, changes)

    def receives(self, desk: Workspace) -> Callable[[bytes], bool]:
        """Return which scopes a desk is sent."""
        if desk is self.branch:
            return lambda _: True
        other = self.buildings[1 - self.desks.index(desk)]
        return lambda scope: scope != other

    def settle(self) -> None:
        """Exchange until nobody has anything new."""
        for _ in range(6):
            before = [count(desk) for desk in self.everybody]
            for desk in self.desks:
                self.send(desk, self.branch)
            for desk in self.desks:
                self.send(self.branch, desk)
            if before == [count(desk) for desk in self.everybody]:
                return
        raise AssertionError("they never come to rest")

    def word(self, resident: bytes) -> str:
        """Return a new word to be said of somebody."""
        said = self.words.setdefault(resident, set())
        word = f"zq{len(self.words)}n{len(said)}x"
        said.add(word)
        return word

    def happen(self) -> None:
        """Let something happen at some desk, or a file be passed."""
        desk = self.random.choice(self.everybody)
        deed = self.random.choices(_DEEDS, _WEIGHTS)[0]
        clock = desk.clock
        assert isinstance(clock, SkewedClock)
        clock.now += timedelta(minutes=self.random.randint(0, 30))
        self.story.append(f"{self.name(desk)} {deed.__name__}")
        try:
            if deed is _pass:
                _pass(self)
            else:
                with desk.write("edit_resident") as unit:
                    deed(self, desk, unit)
        except RuleBroken as refused:
            self.story[-1] += f" refused {refused}"


def neighbours(seed: int, *, skewed: bool = True) -> Neighbours:
    """Return the three desks with two buildings, each with a household of two people."""
    random = Random(seed)
    opened = []
    for number in range(3):
        skew = _SKEW * random.uniform(-1, 1) if skewed else timedelta()
        workspace = open_copy(founded(), SkewedClock(skew=skew), random, number=number + 1)
        level = Level.GRID if number else Level.BRANCH
        workspace.desk = replace(workspace.desk, level=level)
        opened.append(workspace)
    branch = opened[0]
    with branch.write("import_file") as unit:
        places = []
        for label in "12":
            id = unit.new_id()
            unit.create(Building, {"org_id": branch.desk.org_id, "label": label}, scope=id, id=id)
            places.append(id)
    found = Neighbours(random, branch, (opened[1], opened[2]), (places[0], places[1]))
    with branch.write("import_file") as unit:
        for place in places:
            found.homes.append(unit.create(Household, {"building_id": place}, scope=place))
            for _ in range(2):
                _add(found, unit, found.homes[-1], place)
    codes = {feed for desk in opened for feed in _scopes(desk)} - set(places)
    for desk, place in zip(found.desks, places, strict=True):
        desk.guard = OwnScopes(frozenset({place, *codes}))
        found.send(branch, desk)
    return found


def differing(world: Neighbours) -> list[str]:
    """Return where a desk shows a record of its building otherwise than the branch, or one that left."""
    found, places = [], {}
    for model in MODELS:
        truth = rows_of(world.branch, model)
        stays = stays_of(world.branch, model, truth)
        homes = {id: been[-1] for id, been in stays.items()}
        places |= stays
        name, _ = GOES_WITH.get(codec_of(model).noun, ("", ""))
        for id, row in truth.items() if name else ():
            if not row["deleted"] and homes[id] in places.get(row[name], [b""])[:-1]:
                found.append(f"{codec_of(model).noun} {id.hex()[-6:]} was left behind")
        for desk, place in zip(world.desks, world.buildings, strict=True):
            shown = rows_of(desk, model)
            for id, row in truth.items():
                seen = shown.get(id)
                if homes[id] == place and seen != row:
                    found.append(
                        f"{world.name(desk)} {codec_of(model).noun} {id.hex()[-6:]}: {seen} != {row}"
                    )
                gone = homes[id] != place and seen is not None and not seen["deleted"]
                if gone and seen is not None and seen["building_id"] == place and not row["deleted"]:
                    found.append(f"{world.name(desk)} still has {codec_of(model).noun} {id.hex()[-6:]}")
    return found


def rows_of(workspace: Workspace, model: RecordTable) -> dict[bytes, dict[str, Any]]:
    """Return the logged fields of all records of a table that have a history."""
    codec = codec_of(model)
    with workspace.read() as connection:
        chosen = sa.select(codec.table.c.id, *(codec.table.c[name] for name in codec.fields))
        rows = {row[0]: dict(zip(codec.fields, row[1:], strict=True)) for row in connection.execute(chosen)}
        logged = record_logs(connection, rows, codec.noun)
    return {id: row for id, row in rows.items() if id in logged}


def stays_of(workspace: Workspace, model: RecordTable, ids: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return where each record ever was, in the end where it is."""
    with workspace.read() as connection:
        logs = record_logs(connection, ids, codec_of(model).noun)
    return {
        id: [*({change.scope for change in log} - {home_of(log)}), home_of(log)] for id, log in logs.items()
    }


def count(workspace: Workspace) -> int:
    """Return how many changes a desk has."""
    return len(changes_in(workspace))


def changes_in(workspace: Workspace) -> list[WireChange]:
    """Return all changes that a desk has."""
    with workspace.read() as connection:
        return list(outgoing(connection, {}))


def _scopes(workspace: Workspace) -> set[bytes]:
    return {change.scope for change in changes_in(workspace)}


def _add(world: Neighbours, unit: UnitOfWork, home: bytes, place: bytes) -> None:
    id = unit.new_id()
    row = {"building_id": place, "household_id": home, "name": world.word(id)}
    unit.create(Resident, {**row, "id": id}, scope=place)


def _some(world: Neighbours, unit: UnitOfWork, model: RecordTable, *, deleted: bool = False) -> Any:
    table = codec_of(model).table
    chosen = sa.select(table).where(table.c.deleted.is_(deleted)).order_by(table.c.id)
    logged = [row for row in unit.connection.execute(chosen).all() if row.building_id in world.buildings]
    return world.random.choice(logged) if logged else None


def _edit(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Resident)
    if row is not None:
        name = world.random.choice(("name", "phone", "note", "sex"))
        unit.update(Resident, row.id, {name: world.word(row.id) if world.random.random() < 0.8 else ""})


def _edit_home(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Household)
    if row is not None:
        unit.update(
            Household, row.id, {world.random.choice(("code", "note")): str(world.random.randint(0, 9))}
        )


def _move(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Household)
    if row is not None:
        there = world.buildings[row.building_id == world.buildings[0]]
        unit.update(Household, row.id, {"building_id": there}, scope=there)
        carry_household(unit, row.id, there)


def _change_home(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row, home = _some(world, unit, Resident), _some(world, unit, Household)
    if row is not None and home is not None:
        values = {"household_id": home.id, "building_id": home.building_id}
        unit.update(Resident, row.id, values, scope=home.building_id)
        carry_residents(unit, [row.id], home.building_id)


def _arrive(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Household)
    if row is not None:
        _add(world, unit, row.id, row.building_id)


def _visit(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Resident)
    if row is not None:
        values = {"building_id": row.building_id, "household_id": row.household_id, "resident_id": row.id}
        visit = {**values, "outcome": "met", "problem": world.word(row.id)}
        unit.create(Visit, visit, scope=row.building_id)
        if world.random.random() < 0.3:
            unit.create(Promise, {**values, "text": world.word(row.id)}, scope=row.building_id)


def _tag(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Resident)
    if row is not None:
        values = {"building_id": row.building_id, "resident_id": row.id, "tag": "living_alone"}
        unit.create(ServiceTag, {**values, "purpose": world.word(row.id)}, scope=row.building_id)


def _hide(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    model, deleted = world.random.choice((Resident, Visit)), world.random.random() < 0.3
    row = _some(world, unit, model, deleted=deleted)
    if row is not None:
        unit.set_deleted(model, [row.id], not deleted)


def _erase(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    row = _some(world, unit, Resident)
    if row is not None:
        erase_person(unit, row.id, "asked")


def _undo(world: Neighbours, desk: Workspace, unit: UnitOfWork) -> None:
    undo_last(unit)


def _pass(world: Neighbours, *_: object) -> None:
    desk = world.random.choice(world.desks)
    if world.random.random() < 0.5:
        world.send(desk, world.branch)
    else:
        world.send(world.branch, desk)


_DEEDS: tuple[Any, ...] = (
    _edit, _edit_home, _move, _change_home, _arrive, _visit, _tag, _hide, _erase, _undo, _pass,
)  # fmt: skip
_WEIGHTS = (22, 6, 8, 4, 3, 8, 3, 6, 2, 3, 18)
