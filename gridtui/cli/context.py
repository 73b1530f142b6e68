"""What every command shares: the options before it, opening the store, saying what came out."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridtui import words
from gridtui.cli.outputs import OUTPUTS, making_way
from gridtui.cli.said import HELP_NAMES, SaidCommand, option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.paths import Places, places
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace


def system_clock() -> datetime:
    """Return the present instant; the one place from which commands take it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before the command."""

    places: Places
    store: Path
    lang: str | None
    ascii: bool
    passphrase_file: Path | None

    def given_passphrase(self) -> str | None:
        """Return the passphrase that a script gave: the file's first line, else ``GRIDTUI_PASSPHRASE``."""
        if self.passphrase_file is None:
            return os.environ.get("GRIDTUI_PASSPHRASE")
        try:
            text = self.passphrase_file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            name = self.passphrase_file.name
            raise RuleBroken(Problem(mark("口令文件读不出来：{name}"), values={"name": name})) from error
        return text.split("\n", 1)[0].rstrip("\r")

    def passphrase(self, *, twice: bool = False) -> str:
        """Return the passphrase: the file, then ``GRIDTUI_PASSPHRASE``, then asked at the terminal."""
        found = self.given_passphrase()
        if found is not None:
            return found
        if not sys.stdin.isatty():
            raise RuleBroken(
                Problem(mark("请给出口令：环境变量 GRIDTUI_PASSPHRASE 或 --passphrase-file 文件"))
            )
        asked: str = click.prompt(tr("口令"), hide_input=True, confirmation_prompt=twice)
        return asked

    def report_template(self) -> Path | None:
        """Return the Word template that the settings name for reports, None where they name none."""
        from gridtui.settings import load_settings

        settings, _ = load_settings(self.places.settings)
        return Path(settings.report_template).expanduser() if settings.report_template else None

    @contextmanager
    def open(self, *, writing: bool = False) -> Iterator[Workspace]:
        """Open the store for one command; ``RuleBroken`` when it is to write and may only read."""
        from gridtui.storage.store.opening import open_workspace
        from gridtui.sync.guarding import guard_writes

        workspace = open_workspace(
            self.store, self.passphrase(), clock=system_clock, backup_folder=self.places.backups
        )
        try:
            if writing and workspace.read_only:
                text = mark("库正被占用（{holder}），或在只读的盘上，不能写入")
                raise RuleBroken(Problem(text, values={"holder": workspace.holder or "-"}))
            guard_writes(workspace)
            # What is loaded now stays until the command ends: no collection has to walk through it.
            gc.freeze()
            yield workspace
        finally:
            workspace.close()


def command(
    *parameters: Callable[[Any], Any], name: str, help: str
) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a command: help in the chosen language, refusals as a sentence and exit code 1.

    One that writes files takes them as ``outputs.OUTPUTS``; whether they may stand there is seen to here.
    """

    def declare(function: Callable[..., None]) -> click.Command:
        wrapped: Any = click.pass_obj(_refusing(function))
        for parameter in reversed(parameters):
            wrapped = parameter(wrapped)
        return click.command(name, cls=SaidCommand, help=help, context_settings=HELP_NAMES)(wrapped)

    return declare


as_json = option("--json", "as_json", is_flag=True, help=mark("只输出一个 JSON 文档"))


def tell(text: str, *, err: bool = False) -> None:
    """Print a line of words; nothing that a store, a file or a path says can steer the terminal."""
    from gridtui.domain.words.text import FORBIDDEN

    click.echo(FORBIDDEN.sub("", text), err=err)


def print_json(document: object) -> None:
    """Print one JSON document, in which what would steer a terminal is written as an escape."""
    import json

    from gridtui.domain.words.text import FORBIDDEN

    text = json.dumps(document, ensure_ascii=False, indent=1)
    click.echo(FORBIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text))


def problem_facts(problem: Problem) -> Mapping[str, str]:
    """Return a problem as a JSON object."""
    return {"field": problem.field, "severity": problem.severity.value, "text": say(problem)}


def _refusing(function: Callable[..., None]) -> Callable[..., None]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        forced = kwargs.pop("force", None)
        try:
            with ExitStack() as ways:
                for name in OUTPUTS if forced is not None else ():
                    ways.enter_context(making_way(kwargs.get(name), forced=bool(forced)))
                function(*args, **kwargs)
        except RuleBroken as refusal:
            if kwargs.get("as_json"):
                print_json({"error": [problem_facts(problem) for problem in refusal.problems]})
            for problem in refusal.problems:
                tell(say(problem), err=True)
            raise SystemExit(1) from refusal

    return run


def options_of(store: Path | None, lang: str | None, ascii: bool, passphrase_file: Path | None) -> Options:
    """Return the options, with the store's usual place filled in, and set the language."""
    words.use(lang or words.SOURCE_LANGUAGE)
    home = places()
    return Options(home, store or home.store, lang, ascii, passphrase_file)
