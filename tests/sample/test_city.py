"""The source's own figures come out exactly of rows at the source's own counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gridtui.queries.together.figures import FigureFilter, read_figures
from gridtui.sample.city import COUNTS, build_city
from tests.conftest import FrozenClock, found_store

TODAY = date(2026, 11, 24)


def test_the_figures_of_a_city_are_exact(tmp_path: Path, clock: FrozenClock) -> None:
    desk = found_store(tmp_path / "city.gtdb", clock)
    build_city(desk, seed=1, today=TODAY)
    with desk.read() as connection:
        lines = read_figures(connection, FigureFilter(since=date(2026, 1, 1), until=TODAY), TODAY)
    desk.close()
    found = {line.figure.code: line.value for line in lines}
    found["hours"] //= 60
    assert {code: found[code] for code in COUNTS} == COUNTS
    assert found["units"] == 3_638
