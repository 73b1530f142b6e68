"""Commands: their bindings, twins, and who may give them."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key

from gridtui.ui.kit.command_list import matches
from gridtui.ui.kit.commands import (
    Command,
    Commanded,
    bindings_of,
    character_of,
    forbidden,
    key_label,
    keymap_of,
    twins,
)


def command(*keys: str, **options: object) -> Command:
    return Command("test.do", "导入表格", keys, "读入台账", "试验", "do", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("?", "？"),
        ("/", "、"),
        (":", "："),
        (",", "，"),
        (".", "。"),
        ("!", "！"),
        ("=", "＝"),
        ("[", "【"),
        ("$", "￥"),
        (" ", "\u3000"),
        ("1", "１"),
        ("j", "ｊ"),
        ("<", "《"),
        ("/", "／"),
        (".", "．"),
        ("'", "’"),
    ],
)
def test_what_an_input_method_sends_means_the_same(key: str, sent: str) -> None:
    assert _character_to_key(sent) in twins(key)


def test_measured_names_of_the_twins() -> None:
    assert set(twins("?")) == {"fullwidth_question_mark"}
    assert "ideographic_comma" in twins("/")
    assert "fullwidth_colon" in twins(":")
    assert "fullwidth_comma" in twins(",")
    assert "ideographic_full_stop" in twins(".")


@pytest.mark.parametrize("sign", [*string.punctuation, *string.digits, *string.ascii_letters])
def test_every_character_key_has_a_twin_and_is_known_by_its_name(sign: str) -> None:
    assert twins(sign)
    assert character_of(_character_to_key(sign)) == sign
    assert twins(_character_to_key(sign)) == twins(sign)


@pytest.mark.parametrize("key", ["f1", "ctrl+n", "escape", "enter", "pageup", "ctrl+slash", "？"])
def test_keys_that_type_nothing_ascii_have_no_twin(key: str) -> None:
    assert twins(key) == ()


def test_a_key_that_types_is_never_a_priority() -> None:
    bound = {binding.key: binding for binding in bindings_of(command("ctrl+f", "/", "-", priority=True))}
    assert bound["ctrl+f"].priority
    assert not any(bound[key].priority for key in ("slash", "minus", "ideographic_comma"))
    assert {binding.id for binding in bound.values()} == {"test.do"}


def test_chosen_keys_bring_their_twins() -> None:
    assert keymap_of({"a": ("?", "f2"), "b": ()}) == {"a": "question_mark,fullwidth_question_mark,f2"}


def test_a_class_adds_to_the_commands_of_its_bases_and_replaces_by_id() -> None:
    class Base(Commanded):
        COMMANDS = (command("a"), Command("test.other", "另一个", ("b",), "", "试验", "other"))

    class Derived(Base):
        COMMANDS = (command("c"),)

    assert [(c.id, c.keys) for c in Derived.commands()] == [("test.do", ("c",)), ("test.other", ("b",))]


@pytest.mark.parametrize(
    "key",
    [
        "ctrl+j",
        "ctrl+m",
        "ctrl+i",
        "ctrl+h",
        "ctrl+[",
        "ctrl+space",
        "ctrl+.",
        "alt+enter",
        "ctrl+enter",
        "f11",
        "ctrl+shift+k",
        "ctrl+a",
        "ctrl+e",
        "ctrl+k",
        "ctrl+u",
        "ctrl+w",
        "ctrl+d",
    ],
)
def test_keys_that_are_not_ours(key: str) -> None:
    assert forbidden(key)
    assert not forbidden("ctrl+s")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("ctrl+n", "^N"),
        ("f1", "F1"),
        ("?", "?"),
        ("slash", "/"),
        ("space", "空格"),
        ("escape", "Esc"),
        ("G", "G"),
        ("shift+tab", "Shift+Tab"),
        ("up", "↑"),
        ("alt+f4", "Alt+F4"),
        ("minus", "-"),
    ],
)
def test_keys_are_written_as_people_write_them(key: str, label: str) -> None:
    assert key_label(key) == label


def test_arrows_have_ascii_names() -> None:
    assert key_label("up", ascii=True) == "Up"


@pytest.mark.parametrize("query", ["", "导入", "drbg", "bg", "表", "台账", "ｄｒ", "DR", "^s"])
def test_searches_that_find_a_command(query: str) -> None:
    assert matches(command("ctrl+s"), query)


@pytest.mark.parametrize("query", ["导出", "xyz", "[/b]", "'\"\\", "\x1b[2J", "1"])
def test_searches_that_do_not(query: str) -> None:
    assert not matches(command("ctrl+s"), query)
