"""The command line speaks the chosen language, its frame included."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from gridtui import words
from gridtui.cli.main import _COMMANDS, cli
from gridtui.cli.open311_commands import open311
from gridtui.cli.operator_commands import operator
from gridtui.cli.person_commands import person
from gridtui.cli.sync_commands import sync
from tests.architecture.sources import is_chinese

GROUPS = {"open311": open311, "operator": operator, "person": person, "sync": sync}
INSIDE = [(group, command) for group in GROUPS for command in GROUPS[group].list_commands(None)]
COMMANDS = ("", *_COMMANDS, *(" ".join(each) for each in INSIDE))
# Names that a person types or that files carry, in either language.
TYPED = re.compile(r"--?[a-z][a-z-]*|\b(?:ASCII|JSON|MB)\b|\[[^\]]*\]|[\w./*-]*\.\w+|GRIDTUI_\w+")
NAMES = {
    *("gridtui", "auto", "all", "zh", "en", "ascii", "excel", "wps", "sqlite", "postgresql"),
    *(word for command in _COMMANDS for word in command.split("-")),
    *_COMMANDS,
    *(command for _, command in INSIDE),
    *("work", "branch", "lost", "left"),
    *("sentiment", "disputes", "feedback", "leaders", "hubs", "statistics"),
    *("xlsx", "xls", "et", "csv", "tsv", "json", "jsonl", "xml", "open", "georeport"),
    *("divisions", "buildings", "people", "leaders", "issues"),
    *("residents", "households", "grids", "categories", "labels"),
    *("calendar", "visits", "promises", "items", "whistles"),
    *("burdens", "feedback"),
    *("word", "pdf"),
}


def _help(language: str, command: str) -> str:
    try:
        done = CliRunner().invoke(cli, ["--lang", language, *command.split(), "--help"], prog_name="gridtui")
    finally:
        words.use(words.SOURCE_LANGUAGE)
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_chinese_help_is_chinese(command: str) -> None:
    plain = TYPED.sub(" ", _help("zh", command))
    assert is_chinese(plain)
    assert [word for word in re.findall(r"[A-Za-z]{2,}", plain) if word.lower() not in NAMES] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_english_help_is_english(command: str) -> None:
    text = _help("en", command)
    assert [line for line in text.splitlines() if is_chinese(line)] == []
    assert re.search(r"[A-Za-z]{3,}", TYPED.sub(" ", text))
