"""The command that writes the stair-walk sheet 扫楼单 of a building."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, command, tell
from gridtui.cli.outputs import output_to
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.places.building_names import NamedBuilding

_MOST = 12


@command(
    click.argument("building", metavar="BUILDING"),
    output_to(mark("写到这个文件：.xlsx 每单元一页，.txt 每行 80 列")),
    option("--up", is_flag=True, help=mark("从下往上走；不写则从顶层往下走")),
    option("--due", is_flag=True, help=mark("只要有事要办的户")),
    name="walk-sheet",
    help=mark(
        "打印一栋楼的扫楼单，姓名和电话打码\n\n楼栋号也可以写名称或编号（32 位），有几栋相符时会列出来"
    ),
)
def walk_sheet(options: Options, building: str, output: Path, up: bool, due: bool) -> None:
    """Write the sheet of the building that the words mean."""
    from gridtui.domain.people.walking import WalkOrder
    from gridtui.interchange.walk_sheets import write_walk_sheet
    from gridtui.queries.places.building_names import buildings_named

    with options.open() as workspace:
        with workspace.read() as connection:
            found = only_building(buildings_named(connection, building), building)
        order = WalkOrder.UP if up else WalkOrder.DOWN
        written = write_walk_sheet(workspace, found.id, output, order=order, due_only=due)
    words = tr("已写好 {units} 个单元 {n} 户：{path}", units=written.units, n=written.households, path=output)
    tell(words)
    if output.suffix.lower() == ".xlsx" and written.units > 1:
        tell(tr("每个单元一张表，打印时请选“整个工作簿”"))


def only_building(found: Sequence[NamedBuilding], text: str) -> NamedBuilding:
    """Return the one building that was found; ``RuleBroken`` with the candidates where there are several."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise RuleBroken(Problem(mark("没有找到楼栋“{text}”"), "building", values={"text": text}))
    listed = [" ".join(part for part in (each.name, each.grid, each.address) if part) for each in found]
    lines = "\n".join(
        f"  {each.id.hex()}  {words or each.label}"
        for each, words in zip(found[:_MOST], listed, strict=False)
    )
    text_of = mark("有 {n} 栋楼相符，请改用编号：\n{lines}")
    raise RuleBroken(Problem(text_of, "building", values={"n": len(found), "lines": lines}))
