"""The command line: ``gridtui`` opens the desk, subcommands do one thing and end.

Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from gridtui import __version__, words
from gridtui.cli import file_commands, reading_commands, store_commands
from gridtui.cli.context import Options, SaidOption, command, option, options_of, system_clock
from gridtui.words import mark, tr

_PATH = click.Path(path_type=Path)


def _choose_language(_context: click.Context, _option: Any, value: str) -> str:
    words.use(value)
    return value


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@option("--store", type=_PATH, default=None, metavar="P", help=mark("库文件（默认在用户数据目录）"))
@click.option("--lang", cls=SaidOption, type=click.Choice(words.LANGUAGES), default=words.SOURCE_LANGUAGE,
              is_eager=True, callback=_choose_language, help=mark("语言"))
@option("--ascii", is_flag=True, help=mark("只用 ASCII 线条，给老控制台"))
@option("--passphrase-file", type=_PATH, default=None, metavar="F", help=mark("口令文件，第一行为口令"))
@click.version_option(__version__, prog_name="gridtui")
@click.pass_context
def cli(context: click.Context, store: Path | None, lang: str, ascii: bool, passphrase_file: Path | None) -> None:
    """网格与支部的离线工作台 · an offline desk for grids and branches."""
    context.obj = options_of(store, lang, ascii, passphrase_file)
    if context.invoked_subcommand is None:
        _open_desk(context.obj, sample_seed=None)


@command(option("--seed", type=int, default=20261124, help=mark("种子：同样的种子生成同样的示例")),
         name="demo", help=mark("打开示例：一个虚构的昆明社区，退出即清除"))
def demo(options: Options, seed: int) -> None:
    """Open the desk on a generated sample."""
    _open_desk(options, sample_seed=seed)


def _open_desk(options: Options, *, sample_seed: int | None) -> None:
    from gridtui.ui import starting

    raise SystemExit(starting.run(options.places, options.store, language=options.lang, ascii=options.ascii,
                                  clock=system_clock, sample_seed=sample_seed,
                                  passphrase_file=options.passphrase_file))


for each in (store_commands.init, file_commands.import_file, file_commands.export_file, reading_commands.search,
             reading_commands.show, store_commands.check, store_commands.backup, store_commands.restore,
             store_commands.undo, demo):
    cli.add_command(each)


def run() -> None:
    """Run the program: the entry point of the ``gridtui`` command."""
    for stream in (sys.stdout, sys.stderr):
        # Old Windows consoles speak GBK; a sign it lacks must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except Exception as error:
        # Locals and messages may hold residents' data: only the kind of the error is said.
        click.echo(tr("程序出错（{kind}），没有写入任何内容", kind=type(error).__name__), err=True)
        raise SystemExit(1) from None
