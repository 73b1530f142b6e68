"""The command that writes the notice boards 公示牌 of buildings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.file_commands import chosen_grid, count_on_terminal
from gridtui.cli.said import option
from gridtui.cli.walk_commands import only_building
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.interchange.notices.content import NoticeWords
    from gridtui.storage.workspace import Workspace


@command(
    click.argument("building", required=False, default="", metavar="BUILDING"),
    option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE",
           help=mark("写到这个文件（.docx 或 .pdf）；写好几栋时写到这个新文件夹")),
    option("--all", "every", is_flag=True, help=mark("全部楼栋，一栋一个文件")),
    option("--grid", default="", metavar="CODE", help=mark("这个网格的楼栋，一栋一个文件")),
    option("--pdf", is_flag=True, help=mark("文件夹里写成 .pdf，不写则 .docx")),
    option("--hours", default=None, metavar="TEXT", help=mark("服务时间")),
    option("--text", "office", default=None, metavar="TEXT",
           help=mark("二维码里放这段文字；不写则扫码就打网格员的电话")),
    as_json,
    name="notice",
    help=mark(
        "楼栋公示牌：网格长、网格员、楼栋长、电话、服务时间和二维码\n\n楼栋号也可以写名称或编号（32 位）"
    ),
)  # fmt: skip
def notice(
    options: Options,
    building: str,
    output: Path,
    every: bool,
    grid: str,
    pdf: bool,
    hours: str | None,
    office: str | None,
    as_json: bool,
) -> None:
    """Write the board of one building, or those of a grid or of all into a folder."""
    if bool(building) + every + bool(grid) != 1:
        raise RuleBroken(Problem(mark("请写明哪一栋楼，或者 --grid 网格，或者 --all"), "building"))
    with options.open() as workspace:
        words = _words(workspace, hours, office)
        if building:
            number, told = 1, _one(workspace, building, output, words)
        else:
            number, told = _several(workspace, grid, output, words, pdf=pdf, quiet=as_json), ""
    if as_json:
        print_json({"notices": number, "output": str(output)})
    elif told:
        tell(tr("{building} 的公示牌已写好：{path}", building=told, path=output))
    else:
        tell(tr("{n} 张公示牌已写好：{path}", n=number, path=output))


def _one(workspace: Workspace, building: str, output: Path, words: NoticeWords) -> str:
    from gridtui.interchange.notices.writing import write_notice
    from gridtui.queries.places.building_names import buildings_named

    with workspace.read() as connection:
        found = only_building(buildings_named(connection, building), building)
    return write_notice(workspace, found.id, output, words)


def _several(
    workspace: Workspace, grid: str, output: Path, words: NoticeWords, *, pdf: bool, quiet: bool
) -> int:
    from gridtui.interchange.notices.writing import write_notices

    with workspace.read() as connection:
        grid_id = chosen_grid(connection, grid)
    return write_notices(
        workspace,
        output,
        words,
        form=".pdf" if pdf else ".docx",
        grid_id=grid_id,
        progress=count_on_terminal(quiet),
    )


def _words(workspace: Workspace, hours: str | None, office: str | None) -> NoticeWords:
    """Return what was said now, and what was said the last time for the rest."""
    from gridtui.interchange.notices.content import NoticeWords
    from gridtui.interchange.notices.writing import remembered_words

    with workspace.read() as connection:
        kept = remembered_words(connection)
    return NoticeWords(kept.hours if hours is None else hours, kept.office if office is None else office)
