"""Dry runs: what a file would change in the store, with nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice

from sqlalchemy import Connection

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.words.dates import local_date
from gridtui.interchange.collecting import seldom_collecting
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import Use
from gridtui.interchange.columns.values import RowReader
from gridtui.interchange.files.cells import Row
from gridtui.interchange.plans.allowed_items import ItemPlanner
from gridtui.interchange.plans.buildings import BuildingPlanner
from gridtui.interchange.plans.calendar_days import CalendarPlanner
from gridtui.interchange.plans.declared import DeclaredPlanner
from gridtui.interchange.plans.divisions import DivisionPlanner
from gridtui.interchange.plans.grids import GridPlanner
from gridtui.interchange.plans.import_file import ImportFile, refuse_unmapped
from gridtui.interchange.plans.issues import IssuePlanner
from gridtui.interchange.plans.labels import LabelPlanner
from gridtui.interchange.plans.leaders import LeaderPlanner
from gridtui.interchange.plans.people import PeoplePlanner
from gridtui.interchange.plans.plan import Plan
from gridtui.interchange.plans.run import BATCH, Planner, Progress, Run, Trial, Writer
from gridtui.interchange.plans.visits import promise_planner, visit_planner
from gridtui.storage.workspace import Workspace

_PLANNERS: Mapping[Kind, Callable[[Run], Planner]] = {
    Kind.DIVISIONS: DivisionPlanner,
    Kind.GRIDS: GridPlanner,
    Kind.BUILDINGS: BuildingPlanner,
    Kind.PEOPLE: PeoplePlanner,
    Kind.LEADERS: LeaderPlanner,
    Kind.ISSUES: IssuePlanner,
    Kind.LABELS: LabelPlanner,
    Kind.CALENDAR: CalendarPlanner,
    Kind.VISITS: visit_planner,
    Kind.PROMISES: promise_planner,
    Kind.ITEMS: ItemPlanner,
    **{Kind(noun.name): partial(DeclaredPlanner, noun=noun) for noun in NOUNS},
}


def unwatched(_done: int, _total: int | None) -> None:
    """Let the work go on untold."""


def plan_import(workspace: Workspace, file: ImportFile, progress: Progress = unwatched) -> Plan:
    """Return what importing the file would do; nothing is written.

    ``RuleBroken`` where a needed column is not mapped, or the file turns out to be damaged further down.
    """
    with workspace.read() as connection:
        return pass_over(workspace, file, connection, Trial(), progress)


def pass_over(
    workspace: Workspace, file: ImportFile, connection: Connection, writer: Writer, progress: Progress
) -> Plan:
    """Decide every row of the file in its order, handing the decisions to the writer."""
    refuse_unmapped(file)
    plan = Plan(
        file.kind, file.path.name, excluded=tuple(file.mapping.headers(Use.EXCLUDED)), notices=file.notices()
    )
    now = workspace.clock()
    run = Run(
        connection, writer, workspace.desk, workspace.operator, now, local_date(now), file.mapping, plan
    )
    planner = _PLANNERS[file.kind](run)
    reader = RowReader(file.mapping)
    total = file.count()
    with seldom_collecting():
        for rows in _batches(file.table.rows(plan.notices)):
            lines = planner.take([reader.read(number, cells) for number, cells in rows])
            for line, (_, cells) in zip(lines, rows, strict=True):
                plan.add(line, cells)
            writer.flush()
            progress(plan.rows, total)
        planner.finish(progress)
        writer.flush()
    return plan


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, BATCH)):
        yield some
