"""A command is declared once, has a free key, and does something."""

from __future__ import annotations

import pytest

from gridtui.ui.app import GridApp
from gridtui.ui.keys_document import DOCUMENT, commanded_classes, document
from gridtui.ui.kit.commands import Command, Commanded, forbidden, with_twins
from tests.architecture.sources import is_chinese

CLASSES = list(commanded_classes())
DECLARED = [(cls, command) for cls in CLASSES for command in cls.__dict__["COMMANDS"]]


def _name(value: object) -> str:
    return value.id if isinstance(value, Command) else getattr(value, "__name__", "")


def test_the_program_has_commands() -> None:
    assert len({command.id for _, command in DECLARED}) > 20


def test_one_id_is_one_command() -> None:
    first: dict[str, tuple[type[Commanded], Command]] = {}
    doubled = []
    for cls, command in DECLARED:
        other, known = first.setdefault(command.id, (cls, command))
        if known != command and not issubclass(cls, other):
            doubled.append(f"{command.id}: {other.__name__} and {cls.__name__}")
    assert not doubled


@pytest.mark.parametrize(("cls", "command"), DECLARED, ids=_name)
def test_no_command_takes_a_key_that_is_not_ours(cls: type[Commanded], command: Command) -> None:
    assert [key for key in with_twins(command.keys) if forbidden(key)] == []


@pytest.mark.parametrize(("cls", "command"), DECLARED, ids=_name)
def test_every_command_says_what_it_does(cls: type[Commanded], command: Command) -> None:
    assert is_chinese(command.title)
    assert is_chinese(command.area)
    assert not command.help or is_chinese(command.help)


@pytest.mark.parametrize(("cls", "command"), DECLARED, ids=_name)
def test_every_command_is_carried_out_by_somebody(cls: type[Commanded], command: Command) -> None:
    target, _, action = command.action.partition("(")[0].rpartition(".")
    owner = {"": cls, "app": GridApp}.get(target)
    assert owner is None or hasattr(owner, f"action_{action}"), command.action


@pytest.mark.parametrize("cls", CLASSES, ids=_name)
def test_no_key_means_two_things_in_one_place(cls: type[Commanded]) -> None:
    owners: dict[str, str] = {}
    doubled = []
    for command in cls.commands():
        for key in with_twins(command.keys):
            if owners.setdefault(key, command.id) != command.id:
                doubled.append(f"{key}: {owners[key]} and {command.id}")
    assert not doubled


def test_the_list_of_keys_in_the_documents_is_true() -> None:
    kept = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.is_file() else ""
    assert kept == document(), "run: python -m gridtui.ui.keys_document"
