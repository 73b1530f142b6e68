"""The command line: ``gridtui`` opens the desk, subcommands do one thing and end.

Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from gridtui import __version__, words
from gridtui.cli import desk
from gridtui.cli.context import STORE, options_of, print_json, problem_facts, tell
from gridtui.cli.said import HELP_NAMES, SaidGroup, SaidOption, option, usage_sentence
from gridtui.domain.words.problems import RuleBroken
from gridtui.words import mark, say, tr

_PATH = click.Path(path_type=Path)
_COMMANDS = {
    "init": "gridtui.cli.store_commands:init",
    "import": "gridtui.cli.file_commands:import_file",
    "export": "gridtui.cli.file_commands:export_file",
    "open311": "gridtui.cli.open311_commands:open311",
    "schema": "gridtui.cli.schema_commands:schema",
    "search": "gridtui.cli.reading_commands:search",
    "show": "gridtui.cli.reading_commands:show",
    "capture": "gridtui.cli.issue_commands:capture",
    "suggest": "gridtui.cli.issue_commands:suggest",
    "today": "gridtui.cli.issue_commands:today",
    "stats": "gridtui.cli.issue_commands:stats",
    "due": "gridtui.cli.issue_commands:due",
    "attach": "gridtui.cli.attachment_commands:attach",
    "attachments": "gridtui.cli.attachment_commands:attachments",
    "hot": "gridtui.cli.issue_commands:hot",
    "figures": "gridtui.cli.figure_commands:figures",
    "gaps": "gridtui.cli.gap_commands:gaps",
    "walk-sheet": "gridtui.cli.walk_commands:walk_sheet",
    "case-sheet": "gridtui.cli.case_commands:case_sheet",
    "ledger": "gridtui.cli.ledger_commands:ledger",
    "notice": "gridtui.cli.notice_commands:notice",
    "papers": "gridtui.cli.paper_commands:papers",
    "fill": "gridtui.cli.form_commands:fill",
    "record-paper": "gridtui.cli.record_paper_commands:record_paper",
    "report": "gridtui.cli.report_commands:report",
    "whistle-sheet": "gridtui.cli.whistle_commands:whistle_sheet",
    "check": "gridtui.cli.store_commands:check",
    "backup": "gridtui.cli.store_commands:backup",
    "restore": "gridtui.cli.store_commands:restore",
    "due-visits": "gridtui.cli.visit_commands:due_visits",
    "move-store": "gridtui.cli.moving_commands:move_store",
    "operator": "gridtui.cli.operator_commands:operator",
    "undo": "gridtui.cli.store_commands:undo",
    "person": "gridtui.cli.person_commands:person",
    "sync": "gridtui.cli.sync_commands:sync",
    "demo": "gridtui.cli.desk:demo",
}


def _choose_language(_context: click.Context, _option: Any, value: str | None) -> str | None:
    words.use(value or words.SOURCE_LANGUAGE)
    return value


def _say_version(context: click.Context, _option: Any, wanted: bool) -> None:
    if wanted:
        click.echo(f"gridtui {__version__}")
        context.exit()


@click.group(
    cls=SaidGroup,
    places=_COMMANDS,
    invoke_without_command=True,
    context_settings=HELP_NAMES,
    help=mark("网格与支部的离线工作台；不带命令则打开界面"),
)
@STORE
@click.option(
    "--lang",
    cls=SaidOption,
    type=click.Choice(words.LANGUAGES),
    default=None,
    is_eager=True,
    callback=_choose_language,
    help=mark("语言"),
)
@option("--ascii", is_flag=True, help=mark("只用 ASCII 线条，给老控制台"))
@option("--passphrase-file", type=_PATH, default=None, metavar="F", help=mark("口令文件，第一行为口令"))
@option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help=mark("显示版本")
)
@click.pass_context
def cli(
    context: click.Context, store: str | None, lang: str | None, ascii: bool, passphrase_file: Path | None
) -> None:
    """Take the options before the command; open the desk where there is none."""
    context.obj = options_of(store, lang, ascii, passphrase_file)
    if context.invoked_subcommand is None:
        raise SystemExit(desk.open_desk(context.obj))


def run() -> None:
    """Run the program: the entry point of the ``gridtui`` command."""
    for stream in (sys.stdout, sys.stderr):
        # Old Windows consoles speak GBK; a sign it lacks must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        raise SystemExit(cli.main(prog_name="gridtui", standalone_mode=False) or 0)
    except click.exceptions.Exit as leaving:
        raise SystemExit(leaving.exit_code) from None
    except click.Abort:
        raise SystemExit(1) from None
    except click.ClickException as error:
        sentence = usage_sentence(error)
        if "--json" in sys.argv[1:]:
            # A script that asked for JSON reads one document whatever became of its command.
            print_json({"error": [{"field": "", "severity": "error", "text": sentence}]})
        tell(sentence, err=True)
        raise SystemExit(2) from None
    except RuleBroken as refusal:
        if "--json" in sys.argv[1:]:
            print_json({"error": [problem_facts(problem) for problem in refusal.problems]})
        for problem in refusal.problems:
            tell(say(problem), err=True)
        raise SystemExit(1) from None
    except Exception as error:  # noqa: BLE001 - the last boundary before the terminal
        # Locals and messages may hold residents' data: only the kind of the error is said.
        click.echo(tr("程序出错（{kind}），没有写入任何内容", kind=type(error).__name__), err=True)
        raise SystemExit(1) from None
