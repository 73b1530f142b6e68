"""The command that says which papers there are and which are due, and makes those all at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, problem_facts, system_clock, tell
from gridtui.cli.file_commands import count_on_terminal
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.interchange.papers.due import DuePaper, Made
    from gridtui.interchange.papers.register import PaperSize
    from gridtui.storage.workspace import Workspace


@command(
    option("--due", is_flag=True, help=mark("这个月要报哪些、哪些已经写好")),
    option("--month", default="", metavar="MONTH", help=mark("看哪个月要报的，如 2026-11；不写就是本月")),
    option("-o", "--output", "into", default=None, metavar="FOLDER",
           type=click.Path(path_type=Path, file_okay=False),
           help=mark("和 --due 一起用：把要报的全部写到这里的一个新文件夹，默认打码")),
    option("--again", is_flag=True, help=mark("已经写过的也再写一遍")),
    as_json,
    name="papers",
    help=mark("台账和报表：有哪些、各有几条；这个月要报哪些，一次全部写好"),
)  # fmt: skip
def papers(options: Options, due: bool, month: str, into: Path | None, again: bool, as_json: bool) -> None:
    """List the papers, or what is due of them, or make all that is due."""
    if not due and (month or into is not None or again):
        raise RuleBroken(Problem(mark("这些选项和 --due 一起用"), "due"))
    with options.open() as workspace:
        if not due:
            _say_all(workspace, as_json)
            return
        found = _due(workspace, _month(month))
        if into is None:
            _say_due(workspace, found, as_json)
            return
        wanted = [each for each in found if again or each.made_at is None]
        _make(options, workspace, wanted, into, as_json)


def _due(workspace: Workspace, month: date) -> list[DuePaper]:
    from gridtui.interchange.papers.due import due_papers
    from gridtui.interchange.papers.register import reader_of

    with workspace.read() as connection:
        return due_papers(connection, reader_of(workspace), month)


def _make(
    options: Options, workspace: Workspace, wanted: Sequence[DuePaper], into: Path, quiet: bool
) -> None:
    from gridtui.domain.words.dates import local_date
    from gridtui.interchange.papers.due import due_folder, write_due
    from gridtui.interchange.papers.paper import Manner
    from gridtui.paths import free_path

    manner = Manner(template=options.report_template(), progress=count_on_terminal(quiet))
    folder = free_path(into / due_folder(local_date(workspace.clock())))
    made = write_due(workspace, wanted, folder, manner)
    if quiet:
        print_json(_made_facts(made))
        return
    for _, name in made.made:
        tell(f"  {name}")
    for each, problems in made.refused:
        reasons = " ".join(map(say, problems))
        tell(tr("没有写成：{title}：{reasons}", title=each.title, reasons=reasons), err=True)
    tell(tr("{n} 份已写好：{folder}", n=len(made.made), folder=made.folder))


def _made_facts(made: Made) -> dict[str, object]:
    return {
        "folder": str(made.folder),
        "made": [{"due": each.due.key, "file": name} for each, name in made.made],
        "refused": [
            {"due": each.due.key, "problems": [dict(problem_facts(problem)) for problem in problems]}
            for each, problems in made.refused
        ],
    }


def _say_due(workspace: Workspace, found: Sequence[DuePaper], quiet: bool) -> None:
    from gridtui.domain.words.dates import local_date, shown_date

    today = local_date(workspace.clock())
    if quiet:
        print_json([_due_facts(each, today) for each in found])
        return
    if not found:
        tell(tr("这个月没有要报的"))
    for each in found:
        state = tr("已写好") if each.made_at else tr("过期了") if each.is_late(today) else tr("还没写")
        tell(
            tr(
                "{day} 前  {title}  {period}  {n} 条  {recipient}  {state}",
                day=shown_date(each.due.on),
                title=each.title,
                period=each.due.period.title,
                n="-" if each.records is None else each.records,
                recipient=each.due.schedule.recipient or "-",
                state=state,
            )
        )


def _due_facts(each: DuePaper, today: date) -> dict[str, object]:
    return {
        "due": each.due.key,
        "paper": each.due.schedule.paper,
        "title": each.title,
        "period": each.due.period.code,
        "from": each.due.period.first.isoformat(),
        "to": each.due.period.last.isoformat(),
        "on": each.due.on.isoformat(),
        "recipient": each.due.schedule.recipient,
        "records": each.records,
        "made": each.made_at.isoformat() if each.made_at else None,
        "late": each.is_late(today),
    }


def _say_all(workspace: Workspace, quiet: bool) -> None:
    from gridtui.interchange.ledgers.heading import LedgerSpan
    from gridtui.interchange.papers.register import paper_sizes, reader_of

    with workspace.read() as connection:
        sizes = paper_sizes(connection, reader_of(workspace), LedgerSpan())
    if quiet:
        print_json([_size_facts(size) for size in sizes])
        return
    for size in sizes:
        paper = size.paper
        tell(
            tr(
                "{code}  {title}  {n} 条  {about}",
                code=paper.code,
                title=tr(paper.title),
                n="-" if size.records is None else size.records,
                about=tr(paper.about),
            )
        )


def _size_facts(size: PaperSize) -> dict[str, object]:
    paper = size.paper
    return {
        "paper": paper.code,
        "title": paper.title,
        "kind": paper.kind.value,
        "about": paper.about,
        "forms": list(paper.forms),
        "dated": paper.dated,
        "records": size.records,
    }


def _month(text: str) -> date:
    from gridtui.domain.people.diary import month_of
    from gridtui.domain.words.dates import local_date

    found = month_of(text) if text else local_date(system_clock())
    if found is None:
        raise RuleBroken(Problem(mark("看不懂月份“{text}”：写成 2026-11"), "month", values={"text": text}))
    return found
