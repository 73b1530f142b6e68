"""The source's own figures come out exactly of rows at the source's own counts."""

from __future__ import annotations

from datetime import date

from gridtui.queries.together.figures import FigureFilter, read_figures
from gridtui.sample.city import COUNTS, build_city
from gridtui.storage.workspace import Workspace

TODAY = date(2026, 11, 24)


def test_the_figures_of_a_city_are_exact(workspace: Workspace) -> None:
    build_city(workspace, seed=1, today=TODAY)
    with workspace.read() as connection:
        lines = read_figures(connection, FigureFilter(since=date(2026, 1, 1), until=TODAY), TODAY)
    found = {line.figure.code: line.value for line in lines}
    found["hours"] //= 60
    assert {code: found[code] for code in COUNTS} == COUNTS
    assert found["units"] == 3_638
