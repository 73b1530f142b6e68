"""Click in the chosen language: help pages, section titles, and what is said of a wrong command line."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import click
from click.core import ParameterSource

from gridtui.cli.placeholders import placeholders_said
from gridtui.words import tr


class EmptyValue(click.BadParameter):
    """An option came with nothing, as where a script's variable is empty: ``--grid "$GRID"``."""


class UnknownCommand(click.UsageError):
    """No command is called ``name``; ``near`` is the one that may be meant, empty where none is."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__(name)
        self.name, self.near = name, near


class BlankWord(click.UsageError):
    """A word of the command line is empty, as where a script's variable is: ``gridtui show "$ID"``."""


class WordsLeftOver(click.UsageError):
    """More words were given than a command takes, as where somebody leaves out the quotes."""


class SaidOption(click.Option):
    """An option whose help is translated when it is shown, and which is never taken for absent when empty."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for its value."""
        return placeholders_said(super().make_metavar(ctx))

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Return its value; ``EmptyValue`` for blanks, which would widen what a command takes in."""
        given = ctx.get_parameter_source(self.name or "") is ParameterSource.COMMANDLINE
        if given and isinstance(value, str) and not value.strip():
            raise EmptyValue("", ctx, self)
        return super().process_value(ctx, value)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help."""
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], tr(self.help or ""))


class _SaidFrame(click.Command):
    """The frame of a help page, in words of this program's catalogue."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words of the command line; what is wrong with them knows of which command they are."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        words = {
            "[OPTIONS]": tr("[选项]"),
            "[COMMAND] [ARGS]...": tr("[命令] …"),
            "COMMAND [ARGS]...": tr("命令 …"),
        }
        pieces = [words.get(each) or placeholders_said(each) for each in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=tr("用法：") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(tr(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        options = (each for each in self.get_params(ctx) if isinstance(each, click.Option))
        records = [record for each in options if (record := each.get_help_record(ctx))]
        if records:
            with formatter.section(tr("选项")):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help`` with a translated help."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = tr("显示这页说明")
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line that a list of commands shows: the first of the help."""
        del limit
        return tr(self.help or "").partition("\n")[0]


class SaidCommand(_SaidFrame):
    """A command whose help page is in the chosen language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words of the command line; ``WordsLeftOver`` where there are too many."""
        ctx.allow_extra_args = True
        words = list(args)
        left_over = super().parse_args(ctx, args)
        if not ctx.resilient_parsing and not all(map(str.strip, words)) and _has_blank_argument(ctx):
            raise BlankWord("", ctx)
        if left_over and not ctx.resilient_parsing:
            raise WordsLeftOver(" ".join(left_over), ctx)
        return left_over


class SaidGroup(_SaidFrame, click.Group):
    """A group of commands whose help page is in the chosen language.

    ``places`` names where each command is (``module:attribute``): the desk opens without loading them.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands, as they stand in the help."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, loading it; None where there is none of that name."""
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; ``UnknownCommand``, with one of nearly that name, for none."""
        name = args[0]
        if name not in self._places and not name.startswith("-") and not ctx.resilient_parsing:
            raise UnknownCommand(name, _nearest(name, self._places))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(tr("命令")):
            formatter.write_dl([(name, each.get_short_help_str()) for name, each in commands if each])


def option(*names: str, help: str, **settings: Any) -> Callable[[Any], Any]:
    """Declare an option with a translated help."""
    return click.option(*names, cls=SaidOption, help=help, **settings)


def usage_sentence(error: click.ClickException) -> str:
    """Return what is wrong with a command line."""
    named = _named(error)
    if isinstance(error, UnknownCommand):
        if error.near:
            return tr(
                "没有命令“{name}”，是不是 {near}？全部命令请看 --help", name=error.name, near=error.near
            )
        return tr("没有命令“{name}”；全部命令请看 --help", name=error.name)
    if isinstance(error, click.MissingParameter):
        return tr("还缺 {name}；写法请看 --help", name=named)
    if isinstance(error, click.NoSuchOption):
        near = _nearest(named, error.possibilities or ())
        if near:
            return tr("没有选项 {name}，是不是 {near}？写法请看 --help", name=named, near=near)
        return tr("没有选项 {name}；写法请看 --help", name=named)
    if isinstance(error, click.BadOptionUsage):
        if _is_flag(error):
            return tr("{name} 后面不写值；写法请看 --help", name=error.option_name)
        return tr("{name} 后面还要写一个值；写法请看 --help", name=error.option_name)
    if isinstance(error, BlankWord):
        return tr("命令里有一个词是空的：请写上，脚本里请看变量有没有值")
    if isinstance(error, WordsLeftOver):
        return tr("多了“{words}”：一句话里有空格，要用引号括起来", words=error.message)
    if isinstance(error, EmptyValue):
        return tr("{name} 后面是空的：请写上它的值，不要这个条件就去掉它", name=named)
    if isinstance(error, click.BadParameter):
        return _wrong_value(error, named)
    return tr("命令写得不对；写法请看 --help")


def _wrong_value(error: click.BadParameter, named: str) -> str:
    """Return what is wrong with a value, and which are right where they can be named."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return tr(
            "{name} 的值不对，可以写：{values}", name=named, values=tr("、").join(map(str, kind.choices))
        )
    if isinstance(kind, click.IntRange) and kind.min is not None and kind.max is not None:
        return tr("{name} 应是 {least} 到 {most} 的整数", name=named, least=kind.min, most=kind.max)
    if isinstance(kind, click.Path) and not kind.file_okay:
        return tr("{name} 要写一个已有的文件夹；写法请看 --help", name=named)
    if isinstance(kind, click.Path) and not kind.dir_okay:
        return tr("{name} 要写一个文件，不是文件夹；写法请看 --help", name=named)
    return tr("{name} 的值不对；写法请看 --help", name=named)


def _named(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return error.option_name
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", "") or "")
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    return placeholders_said(parameter.metavar or (parameter.name or "").upper())


def _has_blank_argument(ctx: click.Context) -> bool:
    """Whether an argument got an empty word; an empty new value of a field takes what stands there away."""
    for each in ctx.command.params:
        if isinstance(each, click.Argument) and each.name != "value":
            given = ctx.params.get(each.name or "")
            if any(str(one).strip() in ("", ".") for one in (given if isinstance(given, tuple) else [given])):
                return True
    return False


def _is_flag(error: click.BadOptionUsage) -> bool:
    options = error.ctx.command.params if error.ctx is not None else []
    return any(error.option_name in each.opts and getattr(each, "is_flag", False) for each in options)


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return which of those names is nearest, empty where none is near."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.7)), "")


HELP_NAMES = {"help_option_names": ["-h", "--help"]}
