"""Commands on what is kept of one person: handing it out to them, erasing it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gridtui.cli.context import Options, as_json, command, print_json, system_clock, tell
from gridtui.cli.finding import person_named
from gridtui.cli.outputs import output_to
from gridtui.cli.said import HELP_NAMES, SaidGroup, option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr


@command(
    click.argument("record"),
    output_to(mark("写到哪个文件：.json 或 .xlsx")),
    option("--reason", default="", metavar="REASON", help=mark("导出的理由，记入审计")),
    as_json,
    name="export",
    help=mark("导出一个人的全部资料：记录、改动、谁看过"),
)
def export_person(options: Options, record: str, output: Path, reason: str, as_json: bool) -> None:
    """Write everything about a person to a file and print how much there is of what."""
    from gridtui.domain.words.field_titles import noun_title
    from gridtui.interchange import person_file

    titles = {"history": mark("改动记录"), "looks": mark("查看记录")}
    if not reason.strip() and sys.stdin.isatty():
        reason = click.prompt(tr("为什么导出"), default="", show_default=False, err=True)
    with options.open(writing=True) as workspace:
        with workspace.read() as connection:
            resident_id = person_named(connection, record)
        counts = person_file.export_person(workspace, resident_id, output, reason)
    if as_json:
        print_json({"file": str(output), "counts": counts})
        return
    for code, count in counts.items():
        tell(f"{tr(titles.get(code) or noun_title(code))}\t{count}")
    tell(tr("已导出：{path}", path=output))


@command(
    click.argument("record"),
    option("--reason", required=True, metavar="R", help=mark("为什么清除；不能写此人的姓名和号码")),
    option("--yes", is_flag=True, help=mark("不再询问：清除以后不能恢复")),
    as_json,
    name="erase",
    help=mark("清除一个人的全部资料，不能恢复"),
)
def erase_person(options: Options, record: str, reason: str, yes: bool, as_json: bool) -> None:
    """Say what would go, ask, and erase."""
    from gridtui.domain.words.dates import local_date
    from gridtui.usecases.erasure_words import copies_words, forecast_words, outcome_words
    from gridtui.usecases.privacy import erase, forecast

    folder = options.places.backups
    with options.open(writing=True) as workspace:
        with workspace.read() as connection:
            resident_id = person_named(connection, record)
            found = forecast(connection, resident_id, local_date(system_clock()),
                             store=workspace.path, folder=folder)  # fmt: skip
        if not yes:
            for line in forecast_words(found):
                tell(line, err=True)
            _confirm(found.title)
        outcome = erase(workspace, resident_id, reason, folder=folder)
    if as_json:
        traces = outcome.erased.traces
        print_json(
            {
                "erased": {name: [id.hex() for id in getattr(traces, name)] for name in traces.__slots__},
                "diary_days": outcome.erased.days,
                "drafts": outcome.erased.drafts,
                "clean": outcome.clean,
                "older_copies": [{"file": c.path.name, "at": c.at.isoformat()} for c in outcome.copies],
            }
        )
        return
    for line in (*outcome_words(outcome), *copies_words(outcome.copies)):
        tell(line)


def _confirm(name: str) -> None:
    """Let the name be typed; anything else leaves everything as it is."""
    try:
        typed = click.prompt(tr("以后不能恢复。输入此人姓名确认"), default="", show_default=False, err=True)
    except click.Abort:
        typed = ""
    if typed.strip() != name:
        raise RuleBroken(Problem(mark("姓名不符，没有清除；脚本里要清除请加 --yes")))


person = SaidGroup(
    "person",
    places={
        "export": "gridtui.cli.person_commands:export_person",
        "erase": "gridtui.cli.person_commands:erase_person",
    },
    help=mark("一个人的资料：导出给本人，或清除"),
    context_settings=HELP_NAMES,
)
