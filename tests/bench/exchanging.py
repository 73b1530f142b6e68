"""Files between offices: packing, taking in, taking in again, the little that is new, and memory."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gridtui.domain.changes.actors import Level
from gridtui.storage.store.vault import envelope_path
from gridtui.storage.tables import Building, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync import receiving, sending
from gridtui.sync.joining import begin_chain
from tests.bench.bench import Bench
from tests.bench.figures import Figure, at_most
from tests.bench.stores import PASSPHRASE, open_store
from tests.conftest import FrozenClock
from tests.makers import make_quarter
from tests.sync.offices import Offices, device

LARGE, SMALL = 100_000, 10_000
FEW, MANY = 3, 10
"""Times as many changes, of which memory is compared: a part of the largest size is in both."""
BUILDINGS = 300
DELTA = 100
BYTES, PACK, APPLY, AGAIN, MILLIS, FLAT = 80, 50_000, 10_000, 50_000, 50, 1.25


@dataclass
class Pair:
    """A community and a branch below it, their stores closed between measurements."""

    folder: Path
    office: bytes
    branch: bytes
    buildings: list[bytes]

    def store(self, name: str) -> Path:
        """Return where a store lies."""
        return self.folder / f"{name}.gtdb"

    def stick(self, name: str) -> Path:
        """Return a folder to pack into."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def another_office(self, name: str) -> Path:
        """Return a copy of the community's store as it is now."""
        source, target = self.store("社区"), self.store(name)
        shutil.copyfile(source, target)
        shutil.copyfile(envelope_path(source), envelope_path(target))
        return target


def measure(bench: Bench) -> Iterator[Figure]:
    """Let a branch write residents, and its community take them in."""
    count = SMALL if bench.small else LARGE
    pair = _found(bench.scratch / "exchange")
    _fill(pair, 0, count)
    few_office, many_office = pair.another_office("few"), pair.another_office("many")
    yield from _in_this_process(pair)
    _fill(pair, count, FEW * count)
    few = _peaks(bench, pair, few_office)
    _fill(pair, FEW * count, MANY * count)
    many = _peaks(bench, pair, many_office)
    for name, less, more in zip(("packing", "taking in"), few, many, strict=True):
        told = f"Memory of {name} {MANY * count:,} changes"
        yield at_most(Figure(told, [more], "MB", f"{FEW * count:,}", [less]), FLAT)
    yield _delta(pair, many_office, f"{MANY * count:,}")


def _in_this_process(pair: Pair) -> Iterator[Figure]:
    branch = open_store(pair.store("支部"))
    sent, packed = _timed(lambda: sending.pack(branch, pair.office, pair.stick("first")))
    branch.close()
    size = sum(path.stat().st_size for path in sent.paths) / sent.changes
    name = f"{sent.changes:,} changes"
    yield _at_most(Figure(f"Size of a change, of {name}", [size], "bytes"), BYTES)
    yield _at_least(Figure(f"Packing {name}", [sent.changes / packed], "changes/s"), PACK)
    office = open_store(pair.store("社区"))
    for told, least in (("Taking in", APPLY), ("Taking in again", AGAIN)):
        _, taken = _timed(lambda: [receiving.apply(office, path) for path in sent.paths])
        yield _at_least(Figure(f"{told} {name}", [sent.changes / taken], "changes/s"), least)
    office.close()


def _peaks(bench: Bench, pair: Pair, office: Path) -> tuple[float, float]:
    """Return how many MB a process takes that packs everything, and one that takes it in."""
    packed = bench.child("pack", pair.store("支部"), pair.office.hex(), pair.stick(office.stem))
    taken = bench.child("take_in", office, *packed["files"])
    return packed["peak"], taken["peak"]


def _delta(pair: Pair, taken_in_by: Path, count: str) -> Figure:
    office, branch = open_store(taken_in_by), open_store(pair.store("支部"))
    for path in sending.pack(office, pair.branch, pair.stick("back")).paths:
        receiving.apply(branch, path)
    with branch.write("import_file") as unit:
        for place in pair.buildings[:DELTA]:
            unit.create(Resident, {"building_id": place, "name": "李新来"}, scope=place)
    values = []
    for _ in range(7):
        sent, taken = _timed(lambda: sending.pack(branch, pair.office, pair.stick("last")))
        assert sent.changes == DELTA
        values.append(taken * 1000)
    for workspace in (office, branch):
        workspace.close()
    return _at_most(Figure(f"Packing the last {DELTA} of {count} changes", values), MILLIS)


def _found(folder: Path) -> Pair:
    folder.mkdir()
    offices = Offices(folder, FrozenClock())
    office = offices.found("社区", Level.COMMUNITY, PASSPHRASE)
    branch = offices.found("支部", Level.BRANCH, PASSPHRASE)
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    buildings = build_houses(branch)
    pair = Pair(folder, device(office), device(branch), buildings)
    offices.close()
    return pair


def build_houses(branch: Workspace) -> list[bytes]:
    """Write the buildings of a branch; returns their ids."""
    quarter, org = make_quarter(branch), branch.desk.org_id
    with branch.write("import_file") as unit:
        buildings = [unit.new_id() for _ in range(BUILDINGS)]
        unit.create_many(
            Building,
            [
                {"id": id, "org_id": org, "grid_id": quarter.grid, "label": f"{n}"}
                for n, id in enumerate(buildings)
            ],
            scope=lambda row: bytes(row["id"]),
        )
    return buildings


def _fill(pair: Pair, first: int, last: int) -> None:
    branch = open_store(pair.store("支部"))
    fill_residents(branch, pair.buildings, first, last)
    branch.close()


def fill_residents(branch: Workspace, buildings: Sequence[bytes], first: int, last: int) -> None:
    """Write residents with these numbers into the buildings by turns."""
    for begin in range(first, last, LARGE):
        with branch.write("import_file") as unit:
            rows = [
                {
                    "building_id": buildings[n % BUILDINGS],
                    "name": f"李{n}",
                    "phone": f"139{n:08d}",
                    "id_number": f"5301021949{n:08d}",
                }
                for n in range(begin, min(last, begin + LARGE))
            ]
            unit.create_many(Resident, rows, scope=lambda row: bytes(row["building_id"]))


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def _at_least(figure: Figure, aim: float) -> Figure:
    return replace(figure, aim=f"≥ {aim:,}", met=min(figure.values) >= aim)


def _at_most(figure: Figure, aim: float) -> Figure:
    return replace(figure, aim=f"≤ {aim:g}", met=sorted(figure.values)[len(figure.values) // 2] <= aim)
