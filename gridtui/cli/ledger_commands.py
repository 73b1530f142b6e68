"""The command that writes the ledgers 台账 that offices keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.file_commands import chosen_grid, count_on_terminal
from gridtui.cli.outputs import output_to
from gridtui.cli.periods import typed_day
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

_HELP = mark(
    "台账：写成 xlsx，A4 横向，默认打码\n\n"
    "名称是 sentiment 民情台账、visits 走访记录、disputes 矛盾纠纷台账、feedback 反馈台账、"
    "whistles 吹哨台账、grids 网格台账、leaders 楼栋长花名册、hubs 党员中心户花名册、"
    "burdens 社区事务准入登记"
)


@command(
    click.argument("name", required=False, default="", metavar="NAME"),
    output_to(mark("写到这个 .xlsx 文件"), required=False),
    option("--list", "listed", is_flag=True, help=mark("有哪些台账，现在各有几条")),
    option("--from", "from_day", default="", metavar="D", help=mark("从哪天起；都不写就是全部")),
    option("--to", "to_day", default="", metavar="D", help=mark("到哪天止，含这一天")),
    option("--grid", default="", metavar="CODE", help=mark("只要这个网格的：编码或名称")),
    option("--full", is_flag=True, help=mark("姓名和号码不打码，需写理由并记入审计")),
    option("--reason", default="", metavar="R", help=mark("导出完整内容的理由")),
    as_json,
    name="ledger",
    help=_HELP,
)
def ledger(
    options: Options,
    name: str,
    output: Path | None,
    listed: bool,
    from_day: str,
    to_day: str,
    grid: str,
    full: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Write one ledger, or say which there are."""
    from gridtui.interchange.ledgers.heading import LedgerSpan
    from gridtui.interchange.papers.paper import Manner
    from gridtui.interchange.papers.register import find_workbook

    if listed:
        with options.open() as workspace:
            _say_list(workspace, as_json)
        return
    if not name or output is None:
        raise RuleBroken(
            Problem(mark("请写明要哪本台账、写到哪里：gridtui ledger 名称 -o 文件.xlsx"), "ledger")
        )
    found = find_workbook(name)
    first, last = typed_day(from_day), typed_day(to_day)
    with options.open(writing=full) as workspace:
        with workspace.read() as connection:
            span = LedgerSpan(first, last, chosen_grid(connection, grid))
        manner = Manner(full, reason, progress=count_on_terminal(as_json))
        # Days that mean nothing to a roster are refused here, not left out as for a list of papers.
        assert found.paper.write is not None
        rows = found.paper.write(workspace, output, span, manner)
    if as_json:
        print_json({"ledger": found.name, "rows": rows, "file": str(output), "masked": not full})
    else:
        tell(tr("{ledger} 已写好 {n} 行：{path}", ledger=tr(found.paper.title), n=rows, path=output))


def _say_list(workspace: Workspace, as_json: bool) -> None:
    from gridtui.interchange.ledgers.heading import LedgerSpan
    from gridtui.interchange.papers.register import WORKBOOKS, reader_of

    with workspace.read() as connection:
        reader = reader_of(workspace)
        sizes = {name: paper.records(connection, reader, LedgerSpan()) for name, paper in WORKBOOKS.items()}
    if as_json:
        print_json(
            [
                {"ledger": name, "title": paper.title, "about": paper.about, "dated": paper.dated,
                 "records": sizes[name]}
                for name, paper in WORKBOOKS.items()
            ]
        )  # fmt: skip
        return
    for name, paper in WORKBOOKS.items():
        tell(
            tr(
                "{code}  {title}  {n} 条  {about}",
                code=name,
                title=tr(paper.title),
                n=sizes[name],
                about=tr(paper.about),
            )
        )
