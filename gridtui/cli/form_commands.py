"""The command that fills an upper office's form from the store, and takes down what it cost."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.file_commands import chosen_grid, count_on_terminal
from gridtui.cli.outputs import FILE, output_to
from gridtui.cli.periods import typed_day
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.interchange.forms.filling import Filled, FormFile
    from gridtui.storage.workspace import Workspace

_HELP = mark(
    "填上级的表：空表 .xlsx，从库里的清单填，另存为新文件，原表不动，默认打码\n\n"
    "清单是 residents 居民、households 户、issues 诉求、visits 走访、promises 承诺、feedback 反馈台账、"
    "whistles 吹哨台账、grids 网格台账、buildings 楼栋、leaders 楼栋长花名册、hubs 党员中心户花名册"
)
_MOST_MINUTES = 100_000


@command(
    click.argument("form", type=FILE, metavar="FILE"),
    option("--from", "source", required=True, metavar="KIND", help=mark("从哪个清单填")),
    output_to(mark("填好的表写到这个 .xlsx 文件")),
    option(
        "--map",
        "map_file",
        type=FILE,
        default=None,
        metavar="FILE",
        help=mark("列对应：有这个文件就照它填，没有就把这次的写进去，可以给别人用"),
    ),
    option("--sheet", default="", metavar="SHEET", help=mark("工作表名")),
    option("--header-row", type=click.IntRange(1), default=None, metavar="ROW", help=mark("表头在第几行")),
    option("--grid", default="", metavar="CODE", help=mark("只要这个网格的：编码或名称")),
    option("--full", is_flag=True, help=mark("姓名和号码不打码，需写理由并记入审计")),
    option("--reason", default="", metavar="REASON", help=mark("导出完整内容的理由")),
    option("--no-marks", is_flag=True, help=mark("和上次不一样的格子不标颜色")),
    option("--asked-by", default="", metavar="NAME", help=mark("哪个单位要的，记入社区事务准入登记")),
    option("--due", default="", metavar="DATE", help=mark("哪天要交")),
    option(
        "--minutes",
        type=click.IntRange(0, _MOST_MINUTES),
        default=None,
        metavar="INTEGER",
        help=mark("花了几分钟"),
    ),
    as_json,
    name="fill",
    help=_HELP,
)
def fill(
    options: Options,
    form: Path,
    source: str,
    output: Path,
    map_file: Path | None,
    sheet: str,
    header_row: int | None,
    grid: str,
    full: bool,
    reason: str,
    no_marks: bool,
    asked_by: str,
    due: str,
    minutes: int | None,
    as_json: bool,
) -> None:
    """Fill a form, remember how, and put it into the burden register."""
    from gridtui.interchange.forms.filling import examine_form, fill_form
    from gridtui.interchange.forms.mapping import read_map, write_map
    from gridtui.interchange.forms.sources import find_source

    if form.absolute() == output.absolute():
        raise RuleBroken(Problem(mark("不能写到原表上：请换个文件名"), "output"))
    due_on = typed_day(due)
    with options.open(writing=full) as workspace:
        with workspace.read() as connection:
            file = examine_form(connection, form, find_source(source), sheet=sheet, header_row=header_row)
            grid_id = chosen_grid(connection, grid)
        if map_file is not None and map_file.exists():
            file.mapping = read_map(map_file, file.mapping)
        if not as_json:
            _ask(file)
            for problem in file.notices():
                tell(say(problem))
        done = fill_form(
            workspace,
            file,
            output,
            grid_id=grid_id,
            full=full,
            reason=reason,
            marks=not no_marks,
            progress=count_on_terminal(as_json),
        )
        if map_file is not None and not map_file.exists():
            write_map(map_file, file.mapping, file.title)
        registered = _registered(workspace, done, asked_by, due_on, _minutes(minutes, as_json))
    if as_json:
        print_json(_facts(file, done, output, masked=not full, registered=registered))
        return
    _say(file, done, output, marks=not no_marks)
    if not registered:
        tell(tr("现在是只读打开：没有记下这次怎么填，也没有登记"))


def _ask(form: FormFile) -> None:
    """Ask about doubtful columns where somebody sits at the terminal; left blank otherwise."""
    from gridtui.interchange.forms.mapping import doubtful

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    for column in doubtful(form.mapping):
        question = tr("“{header}”填“{title}”吗？", header=column.header, title=tr(form.mapping.title(column)))
        yes = click.confirm(question, default=True, err=True)
        form.mapping = form.mapping.assign(column.place, column.field if yes else "")


def _minutes(minutes: int | None, quiet: bool) -> int | None:
    """Return the minutes given, else asked for at the terminal; None where nobody says."""
    if minutes is not None or quiet or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return minutes
    said: int = click.prompt(
        tr("填这张表花了几分钟（0 不登记用时）"), default=0, type=click.IntRange(0, _MOST_MINUTES), err=True
    )
    return said or None


def _registered(
    workspace: Workspace, done: Filled, asked_by: str, due_on: date | None, minutes: int | None
) -> bool:
    from gridtui.domain.words.intents import Intent
    from gridtui.usecases.burdens import FormFilled, register_filling

    if workspace.read_only:
        return False
    told = FormFilled(done.fingerprint, done.title, done.cells, None if done.first else done.same)
    with workspace.write(Intent.REGISTER_FORM) as unit:
        register_filling(unit, told, asked_by=asked_by, due_on=due_on, minutes=minutes)
    return True


def _facts(form: FormFile, done: Filled, output: Path, *, masked: bool, registered: bool) -> dict[str, Any]:
    from gridtui.interchange.forms.mapping import Fills

    return {
        "list": form.source.code,
        "form": done.title,
        "fingerprint": done.fingerprint,
        "file": str(output),
        "masked": masked,
        "rows": done.rows,
        "cells": done.cells,
        "first": done.first,
        "same": done.same,
        "changed": done.changed,
        "new_rows": done.new_rows,
        "gone_rows": done.gone_rows,
        "columns": {
            column.header: {"use": column.use.value, "field": column.field}
            for column in form.mapping.columns
            if column.header
        },
        "doubtful": [column.header for column in form.mapping.with_use(Fills.DOUBTFUL)],
        "notes": [say(problem) for problem in (*form.notices(), *done.notices)],
        "registered": registered,
    }


def _say(form: FormFile, done: Filled, output: Path, *, marks: bool) -> None:
    for problem in done.notices:
        tell(say(problem))
    tell(
        tr(
            "{form} 已填 {n} 行、{cells} 格：{path}",
            form=done.title,
            n=done.rows,
            cells=done.cells,
            path=output,
        )
    )
    if done.first:
        tell(tr("第一次填这张表，没有可比的；下次会标出变动的格子"))
    else:
        tell(
            tr(
                "和上次相同 {same} 格，变动 {changed} 格，新增 {new} 行，少了 {gone} 行",
                same=done.same,
                changed=done.changed,
                new=done.new_rows,
                gone=done.gone_rows,
            )
        )
        if done.changed and marks:
            tell(tr("变动的格子标了底色，也加粗了"))
    if form.remembered:
        tell(tr("列对应按上次的"))
