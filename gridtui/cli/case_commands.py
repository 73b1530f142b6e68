"""The command that writes the case sheet 办件单."""

from __future__ import annotations

from pathlib import Path

import click

from gridtui.cli.context import Options, command, tell
from gridtui.cli.finding import issue_named
from gridtui.cli.outputs import output_to
from gridtui.cli.said import option
from gridtui.words import mark, tr


@command(
    click.argument("issue"),
    output_to(mark("写到这个文件：.xlsx 打印在 A4 上，.txt 每行 80 列")),
    option("--full", is_flag=True, help=mark("姓名、电话和证件号不打码，需写理由并记入审计")),
    option("--reason", default="", metavar="R", help=mark("写完整内容的理由")),
    name="case-sheet",
    help=mark("打印一件诉求的办件单\n\n诉求编号例如 20261124-031"),
)
def case_sheet(options: Options, issue: str, output: Path, full: bool, reason: str) -> None:
    """Write the case sheet of the issue with this number."""
    from gridtui.interchange.case_sheet import write_case_sheet

    with options.open() as workspace:
        with workspace.read() as connection:
            found = issue_named(connection, issue)
        write_case_sheet(workspace, found, output, full=full, reason=reason)
    tell(tr("已写好 {path}", path=output))
