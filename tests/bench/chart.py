"""The chart of a tower: read, laid out, painted, and walked; beside that of a house with one door."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random

from textual.app import App, ComposeResult

from gridtui.domain.places.chart import lay_out
from gridtui.queries.places.building_chart import BuildingChart, building_chart
from gridtui.sample.families import household_sizes, make_family
from gridtui.sample.names import Numbers
from gridtui.sample.places import BRANCH_NAME, COMMUNITY_CODE, building_row, staircases
from gridtui.sample.stores import SECRETARY
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.tables import Building, Dwelling, Household, Resident, Unit
from gridtui.storage.workspace import Workspace, seeded_ids
from gridtui.ui.screens.chart.view import ChartView
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.stores import SEED, system_clock

FLOORS, DOORS = 34, 8
ROUNDS = 25
MOST = 50.0


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask for the chart of a tower full of people and of a house with one door, in a store of their own."""
    store = _store(bench.scratch / "chart.gtdb")
    try:
        tower, house = (_building(store, label, *shape) for label, shape in
                        (("1", (FLOORS, DOORS)), ("2", (1, 1))))  # fmt: skip
        name = f"Chart of a tower of {FLOORS} × {DOORS}"
        yield _aimed(f"{name}: read", *alternate(lambda: _read(store, tower)[0],
                                                 lambda: _read(store, house)[0], ROUNDS))  # fmt: skip
        charts = _read(store, tower)[1], _read(store, house)[1]
        painted, walked = asyncio.run(_drawn(*charts))
        yield _aimed(f"{name}: laid out and painted, 80 × 24", *painted)
        yield _aimed("… and one floor down, painted", *walked)
    finally:
        store.close()


def _aimed(name: str, values: list[float], others: list[float]) -> Figure:
    met = max(values) <= MOST
    return Figure(name, values, "ms", "a house with one door", others, f"≤ {MOST:g} ms", met)


def _read(store: Workspace, building: bytes) -> tuple[float, BuildingChart]:
    found: list[BuildingChart | None] = []
    with store.read() as connection:
        took = milliseconds(lambda: found.append(building_chart(connection, building, system_clock())))
    assert found[0] is not None
    return took, found[0]


class _Bare(App[None]):
    """Nothing but a chart."""

    def compose(self) -> ComposeResult:
        """Lay out the chart."""
        yield ChartView()


Pair = tuple[list[float], list[float]]


async def _drawn(tower: BuildingChart, house: BuildingChart) -> tuple[Pair, Pair]:
    """Return how long painting takes, and painting after a step: of the tower, and of the house."""
    app = _Bare()
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.query_one(ChartView)
        await pilot.pause()

        def paint() -> None:
            for line in range(view.size.height):
                view.render_line(line)

        def show(found: BuildingChart) -> float:
            def work() -> None:
                view.show(lay_out(found.doors, found.row.floors), found.row.label)
                paint()

            return milliseconds(work)

        def step(found: BuildingChart) -> float:
            view.show(lay_out(found.doors, found.row.floors), found.row.label)

            def work() -> None:
                view.action_above(-1)
                paint()

            return milliseconds(work)

        painted = alternate(lambda: show(tower), lambda: show(house), ROUNDS)
        return painted, alternate(lambda: step(tower), lambda: step(house), ROUNDS)


def _store(path: Path) -> Workspace:
    founding = Founding(BRANCH_NAME, COMMUNITY_CODE, SECRETARY)
    return create_workspace(path, None, founding, clock=system_clock, ids=seeded_ids(SEED))


def _building(store: Workspace, label: str, floors: int, doors: int) -> bytes:
    """Write a building with a family behind every door."""
    rng, numbers, today = Random(SEED), Numbers(), system_clock().date()
    with store.write("build_sample") as unit:
        row = building_row(rng, unit.new_id(), int(label), floors, store.desk.org_id)
        id: bytes = row["id"]
        units, homes = next(staircases(rng, unit.new_id, row, 1, doors))
        families = [
            make_family(rng, unit.new_id, numbers, home, size, today)
            for home, size in zip(homes, household_sizes(rng, len(homes), 3 * len(homes)), strict=True)
        ]
        for table, rows in (
            (Building, [row]), (Unit, [units]), (Dwelling, homes),
            (Household, [home for home, _ in families]),
            (Resident, [person for _, people in families for person in people]),
        ):  # fmt: skip
            unit.create_many(table, rows, scope=lambda _: id)
    return id
