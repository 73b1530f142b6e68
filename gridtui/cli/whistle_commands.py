"""The command that writes the whistle sheet 吹哨单."""

from __future__ import annotations

from pathlib import Path

import click

from gridtui.cli.context import Options, command, tell
from gridtui.cli.outputs import output_to
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr


@command(
    click.argument("number", metavar="NUMBER"),
    output_to(mark("写到这个文件：.xlsx 一页，.txt 每行 80 列")),
    name="whistle-sheet",
    help=mark("打印吹哨单\n\n哨号例如 W20261124-01"),
)
def whistle_sheet(options: Options, number: str, output: Path) -> None:
    """Write the sheet of the whistle with this number."""
    from gridtui.interchange.whistle_sheet import write_whistle_sheet
    from gridtui.queries.issues.whistles import find_whistle

    with options.open() as workspace:
        with workspace.read() as connection:
            found = find_whistle(connection, number)
        if found is None:
            raise RuleBroken(Problem(mark("没有找到吹哨“{number}”"), values={"number": number}))
        write_whistle_sheet(workspace, found, output)
    tell(tr("已写好 {path}", path=output))
