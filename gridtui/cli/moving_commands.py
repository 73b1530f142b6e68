"""The command that moves a desk from a file to a shared store, or back."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, first_line, print_json, tell
from gridtui.cli.file_commands import count_on_terminal
from gridtui.cli.outputs import FILE
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import NamedStore, SharedAddress, named_store
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.store.moving import Moved, Progress
    from gridtui.storage.workspace import Workspace


@command(
    option(
        "--to",
        "to",
        required=True,
        metavar="STORE",
        help=mark("搬到哪里：还没有的库文件，或空的数据库 postgresql://登录名@服务器/数据库"),
    ),
    option(
        "--new-passphrase-file",
        "secret_file",
        type=FILE,
        default=None,
        metavar="F",
        help=mark("新库文件的口令，第一行；不写则口令不变，或另问"),
    ),
    as_json,
    name="move-store",
    help=mark("把这台电脑的库整个搬到另一处（文件和共享库之间都行），历史一起走；原库留作存底，只能看"),
)
def move_store(options: Options, to: str, secret_file: Path | None, as_json: bool) -> None:
    """Move the desk and retire the store that it leaves."""
    named = named_store(to, os.environ)
    with options.open() as workspace:
        progress = count_on_terminal(as_json)
        moved = _moved(options, workspace, named, secret_file, progress)
    if as_json:
        print_json(
            {"to": str(named.place), "rows": moved.rows, "changes": moved.changes, "digest": moved.digest}
        )
        return
    tell(tr("已搬到 {place}：变更 {changes} 条，对账码 {digest}，核对过，与原库一样",
            place=named.place, changes=moved.changes, digest=moved.digest))  # fmt: skip
    tell(tr("原库留作存底，只能看；以后请用 --store 打开新库，或把它写进设置"))
    if isinstance(named.place, SharedAddress):
        tell(tr("请用 gridtui operator add 加操作员，并安排好服务器上的 pg_dump 备份"))


def _moved(
    options: Options, workspace: Workspace, named: NamedStore, secret_file: Path | None, progress: Progress
) -> Moved:
    from gridtui.storage.store.moving import Target
    from gridtui.sync.moving import move_desk

    place = named.place
    if isinstance(place, SharedAddress):
        signing = replace(options, store=place, password=named.password, passphrase_file=None)
        return signing.signed_in(lambda password: move_desk(workspace, Target(place, password), progress))
    secret = _new_passphrase(options, secret_file)
    return move_desk(workspace, Target(place.expanduser(), secret), progress)


def _new_passphrase(options: Options, secret_file: Path | None) -> str:
    """Return the passphrase of the new file: as asked for, else that of the file which the desk leaves."""
    if secret_file is not None:
        return first_line(secret_file)
    if not isinstance(options.store, SharedAddress):
        given = options.given_passphrase()
        if given is not None:
            return given
    elif os.environ.get("GRIDTUI_PASSPHRASE"):
        return os.environ["GRIDTUI_PASSPHRASE"]
    if not sys.stdin.isatty():
        raise RuleBroken(Problem(mark("请用 --new-passphrase-file 给出新库文件的口令")))
    asked: str = click.prompt(tr("新库文件的口令"), hide_input=True, confirmation_prompt=True)
    return asked
