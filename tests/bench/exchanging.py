"""Files between offices: packing, taking in, taking in again, the little that is new, and memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gridtui.storage.tables import Building, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync import receiving, sending
from tests.bench.bench import Bench
from tests.bench.figures import Figure
from tests.conftest import FrozenClock
from tests.makers import make_quarter
from tests.sync.offices import Offices, device, office_and_branch

LARGE, SMALL = 100_000, 10_000
BUILDINGS = 300
DELTA = 100
BYTES, PACK, APPLY, AGAIN, MILLIS = 80, 50_000, 10_000, 50_000, 50


def measure(bench: Bench) -> Iterator[Figure]:
    """Let a branch write residents, and its community take them in."""
    count = SMALL if bench.small else LARGE
    folder = bench.scratch / "exchange"
    folder.mkdir()
    offices, office, branch = office_and_branch(folder, FrozenClock())
    try:
        buildings = _fill(branch, count)
        sent, packed = _timed(lambda: sending.pack(branch, device(office), folder))
        size = sum(path.stat().st_size for path in sent.paths) / sent.changes
        name = f"{sent.changes:,} changes"
        yield _at_most(Figure(f"Size of a change, of {name}", [size], "bytes"), BYTES)
        yield _at_least(Figure(f"Packing {name}", [sent.changes / packed], "changes/s"), PACK)
        for told, least in (("Taking in", APPLY), ("Taking in again", AGAIN)):
            _, taken = _timed(lambda: _apply_all(office, sent.paths))
            yield _at_least(Figure(f"{told} {name}", [sent.changes / taken], "changes/s"), least)
        yield _delta(offices, office, branch, buildings, name)
    finally:
        offices.close()


def _delta(
    offices: Offices, office: Workspace, branch: Workspace, buildings: list[bytes], name: str
) -> Figure:
    offices.send(office, branch)
    with branch.write("import_file") as unit:
        for place in buildings[:DELTA]:
            unit.create(Resident, {"building_id": place, "name": "李新来"}, scope=place)
    values = [_timed(lambda: offices.pack(branch, office))[1] * 1000 for _ in range(7)]
    return _at_most(Figure(f"Packing the last {DELTA} of {name}", values), MILLIS)


def _fill(branch: Workspace, count: int) -> list[bytes]:
    quarter = make_quarter(branch)
    org = branch.desk.org_id
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
        rows = [
            {
                "building_id": buildings[n % BUILDINGS],
                "name": f"李{n}",
                "phone": f"139{n:08d}",
                "id_number": f"5301021949{n:08d}",
            }
            for n in range(count)
        ]
        unit.create_many(Resident, rows, scope=lambda row: bytes(row["building_id"]))
    return buildings


def _apply_all(office: Workspace, paths: tuple[Path, ...]) -> None:
    for path in paths:
        receiving.apply(office, path)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def _at_least(figure: Figure, aim: float) -> Figure:
    return replace(figure, aim=f"≥ {aim:,}", met=min(figure.values) >= aim)


def _at_most(figure: Figure, aim: float) -> Figure:
    return replace(figure, aim=f"≤ {aim:g}", met=sorted(figure.values)[len(figure.values) // 2] <= aim)
