"""Commands about visits: which doors are due."""

from __future__ import annotations

import click

from gridtui.cli.context import Options, as_json, command, print_json, system_clock, tell
from gridtui.cli.said import option
from gridtui.words import mark, tr


@command(
    option("--building", default="", metavar="BUILDING", help=mark("只看一栋：楼栋号、名称或编号")),
    option("--never", is_flag=True, help=mark("只看没走访过的")),
    option(
        "--overdue",
        type=click.IntRange(0, 3650),
        default=0,
        metavar="DAYS",
        help=mark("只看超期这么多天以上的"),
    ),
    option("--limit", type=click.IntRange(1, 1_000_000), default=1_000, help=mark("最多几条")),
    as_json,
    name="due-visits",
    help=mark("列出到期该走访的户，按网格、楼栋、单元、楼层的顺序"),
)
def due_visits(options: Options, building: str, never: bool, overdue: int, limit: int, as_json: bool) -> None:
    """List the due doors in the order of the stairs."""
    from dataclasses import replace

    from gridtui.domain.people.visit import VisitKind
    from gridtui.domain.words.dates import local_date
    from gridtui.domain.words.problems import Problem, RuleBroken
    from gridtui.queries.places.building_names import buildings_named
    from gridtui.queries.walks.due_doors import DueFilter, due_page

    today = local_date(system_clock())
    with options.open() as workspace, workspace.read() as connection:
        named = [each.id for each in buildings_named(connection, building)]
        places = named if building else [None]
        if not places:
            raise RuleBroken(Problem(mark("没有这栋楼：{label}"), values={"label": building}))
        wanted = DueFilter(today, never=never, overdue_days=overdue)
        rows = [
            row
            for place in places
            for row in due_page(connection, replace(wanted, building_id=place), offset=0, limit=limit + 1)
        ]
    cut, rows = len(rows) > limit, rows[:limit]
    if cut:
        tell(tr("只列了前 {n} 户，还有；--limit 可以多列", n=limit), err=True)
    if as_json:
        print_json(
            [
                {
                    "id": row.id.hex(),
                    "door": row.door,
                    "building": row.building_name,
                    "grid": row.grid_name,
                    "kind": row.kind,
                    "due_on": row.due_on.isoformat() if row.due_on else None,
                    "overdue_days": row.days,
                    "last_on": row.last_on.isoformat() if row.last_on else None,
                    "last_outcome": row.last_outcome,
                    "promises": row.promises,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        late = (
            tr("没走访过")
            if row.days is None
            else tr("超{days}天", days=row.days)
            if row.days
            else tr("今天")
        )
        cells = (row.grid_name, row.building_name, row.door, late, tr(VisitKind.label_of(row.kind)))
        tell("\t".join(" ".join(cell.split()) for cell in cells))
    if not rows:
        tell(tr("没有到期的户"), err=True)
