"""Writes docs/keys.md from the commands themselves: ``python -m gridtui.ui.keys_document``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import gridtui.ui
from gridtui import words
from gridtui.ui.kit.commands import Command, Commanded, key_label

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "keys.md"
_HEAD = """\
# Keys

Made from the commands in the code by `python -m gridtui.ui.keys_document`; edit those, not this file.
Every sign key works full-width too. Every command is also in the palette (`Ctrl+P`), and can be given
other keys in the settings by its id.
"""


def commanded_classes(root: type[Commanded] = Commanded) -> Iterator[type[Commanded]]:
    """Yield every class of the program that declares commands, loading all of the ui first."""
    if root is Commanded:
        for module in pkgutil.walk_packages(gridtui.ui.__path__, "gridtui.ui."):
            importlib.import_module(module.name)
    for cls in sorted(root.__subclasses__(), key=lambda cls: (cls.__module__, cls.__qualname__)):
        if cls.__module__.startswith("gridtui."):
            if cls.__dict__.get("COMMANDS"):
                yield cls
            yield from commanded_classes(cls)


def document() -> str:
    """Return the whole text of docs/keys.md: one table an area, one row a command."""
    areas: dict[str, dict[str, Command]] = {}
    for cls in commanded_classes():
        for command in cls.__dict__["COMMANDS"]:
            areas.setdefault(command.area, {}).setdefault(command.id, command)
    return "\n".join([_HEAD, *(_table(area, areas[area]) for area in sorted(areas))])


def _table(area: str, commands: dict[str, Command]) -> str:
    rows = [f"## {_both(area)}", "", "| keys | shown as | in English | id |", "|---|---|---|---|"]
    for _, command in sorted(commands.items()):
        keys = " ".join(f"`{words.tr(key_label(key))}`" for key in command.keys) or "·"
        keys = keys.replace("|", "\\|")
        rows.append(f"| {keys} | {command.title} | {_english(command.title)} | `{command.id}` |")
    return "\n".join([*rows, ""])


def _both(text: str) -> str:
    english = _english(text)
    return text if english == text else f"{text} · {english}"


def _english(text: str) -> str:
    words.use("en")
    try:
        return words.tr(text)
    finally:
        words.use(words.SOURCE_LANGUAGE)


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
