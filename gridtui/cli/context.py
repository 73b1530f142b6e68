"""What every command shares: the options before it, opening the store, saying what came out."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gridtui import words
from gridtui.cli.outputs import OUTPUTS, making_way
from gridtui.cli.said import HELP_NAMES, SaidCommand, option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import (
    NamedStore,
    SharedAddress,
    StorePlace,
    moved_problem,
    named_store,
)
from gridtui.paths import Places, places
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace


_Reached = TypeVar("_Reached")

NOT_ON_SHARED = mark(
    "共享库没有库文件，这里做不了：它由库主在服务器上用 pg_dump 备份、用 pg_restore 恢复，"
    "见 docs/shared-store.md"
)
"""Why a file's backup, restore and envelope are not for a shared store, and what is done instead."""


def system_clock() -> datetime:
    """Return the present instant; the one place from which commands take it."""
    return datetime.now(UTC)


def first_line(file: Path) -> str:
    """Return the first line of a file that holds a passphrase or a password."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken(Problem(mark("口令文件读不出来：{name}"), values={"name": file.name})) from error
    return text.split("\n", 1)[0].rstrip("\r")


@dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before the command; ``password`` is one that stood in a store's address."""

    places: Places
    store: StorePlace
    lang: str | None
    ascii: bool
    passphrase_file: Path | None
    password: str | None = field(default=None, repr=False)

    def file(self) -> Path:
        """Return the store's file; ``RuleBroken`` for a shared store, where there is none."""
        if isinstance(self.store, SharedAddress):
            raise RuleBroken(Problem(NOT_ON_SHARED))
        return self.store

    def given_passphrase(self) -> str | None:
        """Return what a script gave: the file's first line, else ``GRIDTUI_PASSPHRASE``.

        That is the passphrase of a store file; for a shared store the file holds the login's password, and
        ``PGPASSWORD`` may, as everywhere with PostgreSQL.
        """
        if self.passphrase_file is None and isinstance(self.store, SharedAddress):
            return self.password or os.environ.get("PGPASSWORD")
        if self.passphrase_file is None:
            return os.environ.get("GRIDTUI_PASSPHRASE")
        return first_line(self.passphrase_file)

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
        from gridtui.sync.guarding import guard_writes

        workspace = self._opened()
        try:
            if workspace.moved_to:
                gone = moved_problem(workspace.moved_to)
                if writing:
                    raise RuleBroken(gone)
                tell(say(gone), err=True)
            if writing and workspace.read_only:
                text = mark("库正被占用（{holder}），或在只读的盘上，不能写入")
                raise RuleBroken(Problem(text, values={"holder": workspace.holder or "-"}))
            guard_writes(workspace)
            # What is loaded now stays until the command ends: no collection has to walk through it.
            gc.freeze()
            yield workspace
        finally:
            workspace.close()

    def _opened(self) -> Workspace:
        from gridtui.storage.store.opening import open_shared, open_workspace

        if isinstance(self.store, SharedAddress):
            place = self.store
            return self.signed_in(lambda password: open_shared(place, clock=system_clock, password=password))
        return open_workspace(
            self.store, self.passphrase(), clock=system_clock, backup_folder=self.places.backups
        )

    def signed_in(self, reach: Callable[[str | None], _Reached]) -> _Reached:
        """Reach a shared store with a password given, else as libpq finds one, else asked for here."""
        from gridtui.storage.store.sharing import PasswordNeeded

        if self.password is not None:
            text = tr("口令写在命令里，这台电脑上的别人看得见；请改用 PGPASSWORD、.pgpass 或等程序来问")
            tell(text, err=True)
        try:
            return reach(self.given_passphrase())
        except PasswordNeeded:
            if not sys.stdin.isatty():
                raise
        asked: str = click.prompt(tr("共享库的登录口令"), hide_input=True)
        return reach(asked)


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


STORE = option(
    "--store",
    default=None,
    metavar="STORE",
    help=mark("库文件，或共享库 postgresql://登录名@服务器/数据库（默认在用户数据目录）"),
)

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


def options_of(store: str | None, lang: str | None, ascii: bool, passphrase_file: Path | None) -> Options:
    """Return the options, with the store that the settings name or its usual place, and set the language.

    ``RuleBroken`` for an address that is none.
    """
    words.use(lang or words.SOURCE_LANGUAGE)
    home = places()
    named = _named(store, home)
    return Options(home, named.place, lang, ascii, passphrase_file, named.password)


def _named(store: str | None, home: Places) -> NamedStore:
    from gridtui.settings import load_settings

    if store:
        return named_store(store, os.environ)
    settings, problems = load_settings(home.settings)
    if any(problem.field == "store" for problem in problems):
        # Another store than the one that is meant must not be opened for it.
        text = mark("设置文件里的库（store）写得不对：要写库文件，或不带口令的 postgresql:// 地址")
        raise RuleBroken(Problem(text, field="store"))
    if not settings.store:
        return NamedStore(home.store)
    named = named_store(settings.store, os.environ)
    return named._replace(place=named.place.expanduser()) if isinstance(named.place, Path) else named


def with_store(options: Options, store: str | None) -> Options:
    """Return the options with the store that a command itself was given."""
    if store is None:
        return options
    named = named_store(store, os.environ)
    return replace(options, store=named.place, password=named.password)
