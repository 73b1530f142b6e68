"""Every word a person sees is Chinese at the source and English in the catalogue; nothing is left over."""

from __future__ import annotations

import ast
import re
from functools import cache
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from gridtui.words import LOCALE_FOLDER
from tests.architecture.sources import PACKAGE, Module, called_name, docstrings, is_chinese, modules

SAID = {"tr", "mark"}
ENGLISH = LOCALE_FOLDER / "en" / "LC_MESSAGES"
# What stays as it is in both languages.
CHINESE_IN_ENGLISH = {"中文"}
# What a person types, and what is only compared.
TYPED = {"1yx是有对", "02n否无不"}
NAMES = re.compile(
    r"gridtui|xlsx?|et|csv|tsv|jsonl?|zip|utf-8|gb18030|esc|tab|enter|ctrl|shift|alt|home|end|pgup|pgdn|del|f\d+|"
    r"id|english|python|sqlite|postgresql|wps|excel|big5"
)
SHOWING_CALLS = {
    *("Label", "Static", "Button", "Checkbox", "RadioButton", "Option", "Content", "shown", "notify"),
    *("echo", "secho", "Problem", "UsageError", "ClickException", "BadParameter"),
}
SHOWING_WORDS = {
    "placeholder",
    "title",
    "label",
    "border_title",
    "border_subtitle",
    "tooltip",
    "prompt",
    "help",
}
ASCII_WORD = re.compile(r"[A-Za-z]{3,}")


@cache
def messages() -> dict[str, str]:
    """Return every literal in ``tr`` and ``mark``, with the first place it stands in."""
    found: dict[str, str] = {}
    extracted = extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=dict.fromkeys(SAID))
    for place, line, text, _, _ in extracted:
        if isinstance(text, str) and text:
            found.setdefault(text, f"gridtui/{place}:{line}")
    return found


@cache
def catalogue() -> Catalog:
    """Return the English catalogue."""
    with (ENGLISH / "gridtui.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_message_has_its_english() -> None:
    missing = [
        f"{place}: {text}"
        for text, place in messages().items()
        if (entry := catalogue().get(text)) is None or not entry.string or entry.fuzzy
    ]
    assert not missing, "bash .ci/words update, then translate:\n" + "\n".join(missing)


def test_the_english_has_the_same_placeholders_and_no_chinese() -> None:
    wrong = []
    for entry in catalogue():
        if entry.id and entry.string:
            if _placeholders(entry.id) != _placeholders(entry.string):
                wrong.append(f"placeholders: {entry.id!r} {entry.string!r}")
            if is_chinese(entry.string) and entry.id not in CHINESE_IN_ENGLISH:
                wrong.append(f"Chinese left: {entry.string!r}")
    assert not wrong, "\n".join(wrong)


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    assert [entry.id for entry in catalogue() if entry.id and entry.id not in messages()] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    compiled = read_mo(BytesIO((ENGLISH / "gridtui.mo").read_bytes()))
    written = {
        entry.id: entry.string for entry in catalogue() if entry.id and entry.string and not entry.fuzzy
    }
    assert {entry.id: entry.string for entry in compiled if entry.id} == written


def test_every_message_is_chinese_at_the_source() -> None:
    assert [f"{place}: {text}" for text, place in messages().items() if _is_english(text)] == []


@pytest.mark.parametrize("folder", ["ui", "cli"])
def test_no_chinese_is_shown_without_being_said(folder: str) -> None:
    unsaid = []
    for module in modules():
        if module.under(folder):
            said = _said(module.tree) | docstrings(module.tree)
            unsaid += [
                f"{module.place}:{node.lineno}: {node.value[:40]}"
                for node in module.nodes()
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_chinese(node.value) and id(node) not in said and not _is_data(node.value)
            ]
    assert not unsaid, "\n".join(unsaid)


def test_problems_carry_marked_sentences() -> None:
    bare = []
    for module in modules():
        for node in module.nodes():
            if called_name(node) in {"Problem", "RuleBroken"} and isinstance(node, ast.Call) and node.args:
                text = node.args[0]
                if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and text.value):
                    bare.append(f"{module.place}:{node.lineno}: {ast.unparse(text)}")
    assert not bare, "\n".join(bare)


def test_only_plain_literals_are_said() -> None:
    built = [
        f"{module.place}:{node.lineno}: {ast.unparse(node.args[0])}"
        for module in modules()
        for node in module.nodes()
        if isinstance(node, ast.Call) and called_name(node) in SAID and node.args
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not built, "\n".join(built)


def test_no_english_is_shown_in_the_chinese_program() -> None:
    shown = []
    for module in modules():
        if module.under("ui", "cli"):
            shown += [
                f"{module.place}:{node.lineno}: {node.value!r}"
                for node in _shown(module)
                if isinstance(node.value, str) and _is_english(node.value)
            ]
    assert not shown, "\n".join(shown)


def _shown(module: Module) -> list[ast.Constant]:
    """Return the literals that go straight to something a person sees."""
    found = []
    for node in module.nodes():
        if isinstance(node, ast.Call):
            if called_name(node) in SHOWING_CALLS:
                found += [one for one in node.args[:1] if isinstance(one, ast.Constant)]
            found += [
                word.value
                for word in node.keywords
                if word.arg in SHOWING_WORDS and isinstance(word.value, ast.Constant)
            ]
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and any(isinstance(one, ast.Attribute) and one.attr in SHOWING_WORDS for one in node.targets)
        ):
            found.append(node.value)
    return found


def _said(tree: ast.AST) -> set[int]:
    """Return the ids of the literals that stand in ``tr`` or ``mark``."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) in SAID and node.args:
            found.update(id(inner) for inner in ast.walk(node.args[0]))
    return found


def _is_data(text: str) -> bool:
    return text in TYPED or text.startswith("[")


def _is_english(text: str) -> bool:
    if is_chinese(text):
        return False
    plain = re.sub(r"\{[^}]*\}", " ", text)
    return any(not NAMES.fullmatch(word.lower()) for word in ASCII_WORD.findall(plain))


def _placeholders(text: str | tuple[str, ...] | list[str]) -> set[str]:
    assert isinstance(text, str)
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
