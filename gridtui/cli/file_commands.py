"""Commands on people's files: import and export."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridtui.cli.context import Options, as_json, command, print_json, problem_facts, tell
from gridtui.cli.outputs import FILE, force
from gridtui.cli.periods import midnight_of
from gridtui.cli.said import option
from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gridtui.interchange.plans.plan import Plan

KINDS = (
    "divisions", "grids", "buildings", "people", "leaders", "issues", "labels", "calendar", "visits",
    "promises", "items",
)  # fmt: skip
REGISTERS = tuple(noun.name for noun in NOUNS)
"""The registers of working together: kinds like the others, too many to be named in a help page."""

OUT_KINDS = (*KINDS, "whistles", *REGISTERS)
"""The kinds that are handed out; whistles never come in this way."""

_SHOWN = 20
_IMPORT_HELP = mark(
    "导入表格：xlsx、xls、et、csv、tsv、json、jsonl\n\n"
    "种类是 divisions 区划、grids 网格、buildings 楼栋、people 居民、leaders 骨干、issues 诉求、"
    "labels 类别对照、calendar 工作日历、visits 走访、promises 承诺、items 准入清单，或 auto 自动辨认；"
    "共治的登记本也可以，名称见 gridtui schema --list"
)
_EXPORT_HELP = mark(
    "导出表格：.xlsx、.csv、.json、.jsonl，默认打码\n\n"
    "种类是 divisions 区划、grids 网格、buildings 楼栋、people 居民、leaders 骨干、issues 诉求、"
    "labels 类别对照、calendar 工作日历、visits 走访、promises 承诺、items 准入清单、whistles 吹哨台账；"
    "共治的登记本也可以，名称见 gridtui schema --list"
)
_MOST_UNMAPPED = 10


@command(
    click.argument("kind", type=click.Choice([*KINDS, *REGISTERS, "auto"]), metavar="KIND"),
    click.argument("file", type=FILE),
    option("--dry-run", is_flag=True, help=mark("只试一遍，什么也不写")),
    option("--sheet", default="", metavar="SHEET", help=mark("工作表名")),
    option("--header-row", type=click.IntRange(1), default=None, metavar="ROW", help=mark("表头在第几行")),
    option("--encoding", default="", metavar="ENCODING", help=mark("文本文件的编码；不写则自动判断")),
    option(
        "--map",
        "map_file",
        type=FILE,
        default=None,
        metavar="F",
        help=mark("列对应：一个 JSON 文件，表头对字段"),
    ),
    option(
        "--refused",
        "output",
        type=FILE,
        default=None,
        metavar="F",
        help=mark("退回的行写到这里（默认在原文件旁边，名字加“-退回”）"),
    ),
    force,
    as_json,
    name="import",
    help=_IMPORT_HELP,
)
def import_file(
    options: Options,
    kind: str,
    file: Path,
    dry_run: bool,
    sheet: str,
    header_row: int | None,
    encoding: str,
    map_file: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Import a file in one step, or try it; exit code 1 when not one row could be imported."""
    from gridtui.interchange.columns.kinds import Kind
    from gridtui.interchange.plans.applying import apply_import
    from gridtui.interchange.plans.import_file import open_import, with_chosen_columns
    from gridtui.interchange.plans.planning import plan_import

    with options.open(writing=not dry_run) as workspace:
        with workspace.read() as connection:
            opened = open_import(
                connection,
                file,
                kind=None if kind == "auto" else Kind(kind),
                sheet=sheet,
                header_row=header_row,
                encoding=encoding,
            )
        if map_file is not None:
            opened = with_chosen_columns(opened, _read_map(map_file))
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


@command(
    click.argument("kind", type=click.Choice(OUT_KINDS), metavar="KIND"),
    click.argument("output", type=FILE, metavar="FILE"),
    force,
    option("--grid", default="", metavar="CODE", help=mark("只要这个网格的：编码或名称")),
    option(
        "--open/--closed",
        "open_only",
        default=None,
        help=mark("只要未办结或已办结的诉求，没兑现或已兑现的承诺"),
    ),
    option(
        "--from",
        "from_day",
        default="",
        metavar="D",
        help=mark("从哪天起：诉求登记、走访、承诺兑现的日期"),
    ),
    option("--to", "to_day", default="", metavar="D", help=mark("到哪天止")),
    option("--category", default="", metavar="CODE", help=mark("诉求类别代码的开头，如 M11")),
    option("--text", default="", metavar="TEXT", help=mark("只要搜得到这些字的")),
    option("--view", default="", metavar="NAME", help=mark("诉求列表里存过的视图，不能再加别的条件")),
    option("--full", is_flag=True, help=mark("电话和证件号不打码，需写理由并记入审计")),
    option("--reason", default="", metavar="R", help=mark("导出完整内容的理由")),
    as_json,
    name="export",
    help=_EXPORT_HELP,
)
def export_file(
    options: Options,
    kind: str,
    output: Path,
    grid: str,
    open_only: bool | None,
    from_day: str,
    to_day: str,
    category: str,
    text: str,
    view: str,
    full: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Export the records of a kind, masked unless a reason is given."""
    from gridtui.interchange.columns.kinds import Kind
    from gridtui.interchange.exporting import export_table
    from gridtui.interchange.listing import issues_of_view
    from gridtui.interchange.outgoing import ExportFilter

    with options.open(writing=full) as workspace:
        with workspace.read() as connection:
            wanted = ExportFilter(
                chosen_grid(connection, grid),
                open_only,
                category.strip().upper(),
                midnight_of(from_day, 0),
                midnight_of(to_day, 1),
                text,
            )
            if view:
                if kind != "issues" or wanted != ExportFilter(None, None, "", None, None, ""):
                    raise RuleBroken(Problem(mark("--view 只用于诉求，不能再加别的条件"), "view"))
                ids = issues_of_view(workspace, connection, view, lambda _done, _total: None)
                wanted = ExportFilter(ids=ids)
        count = export_table(
            workspace,
            Kind(kind),
            output,
            wanted,
            full=full,
            reason=reason,
            progress=count_on_terminal(as_json),
        )
    if as_json:
        print_json({"kind": kind, "count": count, "file": str(output), "masked": not full})
    else:
        tell(tr("已导出 {count} 条：{path}", count=count, path=output))


def _read_map(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken(Problem(mark("列对应文件读不出来：{name}"), values={"name": path.name})) from error


def chosen_grid(connection: Connection, text: str) -> bytes | None:
    """Return the grid of a code or name, None where none is asked for; ``RuleBroken`` for an unknown one."""
    from gridtui.interchange.outgoing import find_grid

    if not text:
        return None
    found = find_grid(connection, text)
    if found is None:
        raise RuleBroken(Problem(mark("没有网格“{grid}”"), "grid", values={"grid": text}))
    return found


def count_on_terminal(quiet: bool) -> Callable[[int, int | None], None]:
    """Return what counts on the terminal; silent where nobody watches."""
    watched = sys.stderr.isatty() and not quiet

    def tick(done: int, total: int | None) -> None:
        if watched:
            click.echo(f"\r{done} / {total or '…'} ", err=True, nl=total is not None and done >= total)

    return tick


def plan_facts(plan: Plan) -> dict[str, Any]:
    """Return what an import did, or would do, as a JSON object."""
    return {
        "kind": plan.kind.value,
        "written": plan.written,
        "rows": plan.rows,
        "new": plan.new,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "refused": [
            {"row": row, "problems": [dict(problem_facts(problem)) for problem in problems]}
            for row, problems in plan.refusals.items()
        ],
        "along": dict(plan.along),
        "unmapped": dict(plan.unmapped),
        "excluded": list(plan.excluded),
        "notes": [say(problem) for problem in plan.notices],
        "refused_file": None if plan.refused_file is None else str(plan.refused_file),
        "backup": None if plan.backup is None else str(plan.backup),
    }


def print_plan(plan: Plan) -> None:
    """Print what an import did, or would do."""
    from gridtui.interchange.plans.plan import Outcome

    for problem in plan.notices:
        tell(say(problem))
    for outcome in (Outcome.CHANGED, Outcome.REFUSED):
        lines = plan.lines_of(outcome)
        for line in lines[:_SHOWN]:
            tell(
                tr(
                    "第 {row} 行 {outcome}：{column} {words}",
                    row=line.row,
                    outcome=tr(outcome.label),
                    column=line.column,
                    words=line.words,
                )
            )
        if plan.counts[outcome] > _SHOWN:
            tell(tr("…… 共 {count} 行", count=plan.counts[outcome]))
    for label, count in plan.unmapped.most_common(_MOST_UNMAPPED):
        tell(tr("没有对应类别：{label} {count} 条，记为 M99 其他", label=label, count=count))
    counts = {
        "kind": tr(plan.kind.label),
        "new": plan.new,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "refused": plan.refused,
    }
    tell(tr("{kind}：新增 {new}，更新 {changed}，不变 {unchanged}，退回 {refused}", **counts))
    if plan.along:
        tell(tr("一并建立：{words}", words=plan.along_words))
    if not plan.written:
        tell(tr("这是试导入，什么也没有写"))
    if plan.refused_file is not None:
        tell(tr("退回的行在 {path}，改好后可以再导入", path=plan.refused_file))
