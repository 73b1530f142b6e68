"""The commands of Open311 GeoReport: lists for other systems, and what they send."""

from __future__ import annotations

from pathlib import Path

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.file_commands import (
    chosen_grid,
    count_on_terminal,
    plan_facts,
    print_plan,
)
from gridtui.cli.outputs import FILE, force
from gridtui.cli.periods import midnight_of
from gridtui.cli.said import HELP_NAMES, SaidGroup, option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

_FORMAT = option(
    "--format",
    "form",
    type=click.Choice(("json", "xml")),
    default=None,
    help=mark("json 或 xml；不写则看文件名，导入时看内容"),
)

open311 = SaidGroup(
    "open311",
    places={
        "export": "gridtui.cli.open311_commands:export_open311",
        "import": "gridtui.cli.open311_commands:import_open311",
    },
    help=mark("和别的受理系统交换诉求：Open311 GeoReport v2 的 JSON 或 XML 文件"),
    context_settings=HELP_NAMES,
)


@command(
    click.argument("output", type=FILE, metavar="FILE"),
    force,
    _FORMAT,
    option("--services", is_flag=True, help=mark("不写诉求，写服务种类（在用的类别）")),
    option("--grid", default="", metavar="CODE", help=mark("只要这个网格的：编码或名称")),
    option("--open/--closed", "open_only", default=None, help=mark("只要未办结或已办结的")),
    option("--from", "from_day", default="", metavar="D", help=mark("从哪天起登记的")),
    option("--to", "to_day", default="", metavar="D", help=mark("到哪天止，含这一天")),
    option("--full", is_flag=True, help=mark("写出门牌和原文，需写理由并记入审计；反映人从不写出")),
    option("--reason", default="", metavar="R", help=mark("导出完整内容的理由")),
    as_json,
    name="export",
    help=mark("写出诉求或服务种类，默认不含门牌、姓名和号码"),
)
def export_open311(
    options: Options,
    output: Path,
    form: str | None,
    services: bool,
    grid: str,
    open_only: bool | None,
    from_day: str,
    to_day: str,
    full: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Write requests, or the services there are."""
    from gridtui.interchange.open311.handing_out import write_requests, write_services
    from gridtui.interchange.outgoing import ExportFilter

    narrowed = (grid, open_only, from_day, to_day, full) != ("", None, "", "", False)
    if services and narrowed:
        raise RuleBroken(Problem(mark("--services 写的是全部在用的类别，不能再加条件"), "services"))
    with options.open(writing=full) as workspace:
        if services:
            count = write_services(workspace, output, form=form or "")
        else:
            with workspace.read() as connection:
                wanted = ExportFilter(
                    chosen_grid(connection, grid),
                    open_only,
                    registered_from=midnight_of(from_day, 0),
                    registered_before=midnight_of(to_day, 1),
                )
            progress = count_on_terminal(as_json)
            count = write_requests(
                workspace, output, wanted, form=form or "", full=full, reason=reason, progress=progress
            )
    if as_json:
        list_name = "services" if services else "requests"
        print_json({"list": list_name, "count": count, "file": str(output), "masked": not full})
    else:
        tell(tr("已导出 {count} 条：{path}", count=count, path=output))


@command(
    click.argument("file", type=FILE),
    _FORMAT,
    option("--dry-run", is_flag=True, help=mark("只试一遍，什么也不写")),
    option(
        "--prefix",
        default="",
        metavar="TEXT",
        help=mark("编号前面加上这些字：两个系统都从 1 编号时，免得认成同一件"),
    ),
    option("--refused", "output", type=FILE, default=None, metavar="F",
           help=mark("退回的行写到这里（默认在原文件旁边，名字加“-退回”）")),
    force,
    as_json,
    name="import",
    help=mark("把别的系统的诉求收进来：可先试一遍，整批一次写入，可一次撤销"),
)  # fmt: skip
def import_open311(
    options: Options,
    file: Path,
    form: str | None,
    dry_run: bool,
    prefix: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Import requests in one step, or try it; exit code 1 when not one could be imported."""
    from gridtui.interchange.open311.coming_in import open_requests
    from gridtui.interchange.plans.applying import apply_import
    from gridtui.interchange.plans.planning import plan_import

    with options.open(writing=not dry_run) as workspace:
        with workspace.read() as connection:
            opened = open_requests(connection, file, form=form or "", prefix=prefix)
        progress = count_on_terminal(as_json)
        if dry_run:
            plan = plan_import(workspace, opened, progress)
        else:
            plan = apply_import(
                workspace, opened, progress, backup_folder=options.places.backups, refused_path=output
            )
    if as_json:
        print_json(plan_facts(plan))
    else:
        print_plan(plan)
    if plan.refused and plan.refused == plan.rows:
        raise SystemExit(1)
