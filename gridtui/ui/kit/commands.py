"""Commands: declared once, read by bindings, help, palette, footer, row menu and the list of keys.

A screen or widget mixes in ``Commanded`` and declares ``COMMANDS``. Every sign key gets its full-width
twins, because a Chinese input method sends those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character
from textual.screen import Screen
from textual.widget import Widget

from gridtui.words import mark

AREA_ANYWHERE = mark("随处可用")
"""The heading of commands that work in every place."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can tell this place to do.

    ``keys`` are Textual key names or single characters (write the comma as ``comma``); ``area`` is the
    heading it stands under in help. ``lists_only`` keeps a letter from acting while no list has the focus;
    ``writes`` marks what a store opened for reading refuses; ``priority`` lets a key that types nothing
    win over the focused widget.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    help: str
    area: str
    action: str
    lists_only: bool = False
    footer: bool = True
    palette: bool = True
    writes: bool = False
    priority: bool = False


_CHINESE_TWINS = {
    "/": "、", "\\": "、", ",": "，", ".": "。", "<": "《", ">": "》", "[": "【「", "]": "】」",
    "$": "￥", "`": "·", "'": "‘’", '"': "“”", "^": "…", "_": "—", " ": "\u3000",
}  # fmt: skip
_FULL_WIDTH_OFFSET = ord("！") - ord("!")


def character_of(key: str) -> str | None:
    """Return the character a key types, None for one that types nothing."""
    # Textual forgets the names it shortened itself: slash, minus, at, plus, underscore, backslash.
    character = key if len(key) == 1 else key_to_character(REPLACED_KEYS.get(key, key))
    return character if character and character.isprintable() else None


def twins(key: str) -> tuple[str, ...]:
    """Return the names of the keys that mean the same as ``key`` under a Chinese input method.

    Empty for keys that type no ASCII character.
    """
    character = character_of(key)
    if character is None or not " " <= character <= "~":
        return ()
    others = _CHINESE_TWINS.get(character, "")
    if character != " ":
        others += chr(ord(character) + _FULL_WIDTH_OFFSET)
    return tuple(_character_to_key(other) for other in others)


def with_twins(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the Textual names of the keys, each followed by its twins, none twice."""
    names: dict[str, None] = {}
    for key in keys:
        names[_character_to_key(key) if len(key) == 1 else key] = None
        names.update(dict.fromkeys(twins(key)))
    return tuple(names)


def bindings_of(command: Command) -> list[Binding]:
    """Return the Textual bindings of a command, twins included; a key that types is never a priority."""
    return [
        Binding(
            key, command.action, command.title, show=False, id=command.id,
            priority=command.priority and character_of(key) is None,
        )
        for key in with_twins(command.keys)
    ]  # fmt: skip


def keymap_of(rebound: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the keymap for ``App.set_keymap`` of the keys a person chose, by command id, twins included."""
    return {id: ",".join(with_twins(keys)) for id, keys in rebound.items() if keys}


class Commanded:
    """Mixin before a Textual class: turns the ``COMMANDS`` a class declares into its bindings."""

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    """The commands this class adds to those of its bases; one with a base's id replaces it."""

    LISTS: ClassVar[bool] = False
    """Whether this widget is a list, in which letters are commands."""

    def __init_subclass__(cls, **options: Any) -> None:
        own: tuple[Command, ...] = cls.__dict__.get("COMMANDS", ())
        if own:
            bound = [binding for command in own for binding in bindings_of(command)]
            setattr(cls, "BINDINGS", [*cls.__dict__.get("BINDINGS", ()), *bound])  # noqa: B010
        super().__init_subclass__(**options)

    @classmethod
    def commands(cls) -> tuple[Command, ...]:
        """Return the commands of this class and its bases, its own first."""
        found: dict[str, Command] = {}
        for base in cls.__mro__:
            if issubclass(base, Commanded):
                for command in base.__dict__.get("COMMANDS", ()):
                    found.setdefault(command.id, command)
        return tuple(found.values())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse the letters of lists while no list has the focus."""
        if any(c.lists_only and _action_name(c.action) == action for c in self.commands()):
            screen = self.screen if isinstance(self, DOMNode) else None
            if screen is not None and not _is_list(screen.focused):
                return False
        state: bool | None = super().check_action(action, parameters)  # type: ignore[misc]
        return state


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that can be given now, and the node that carries it out."""

    command: Command
    node: DOMNode
    enabled: bool = True


def offers(screen: Screen[Any], *, anywhere: bool = True) -> list[Offer]:
    """Return what can be done on this screen now: the focused widget's commands first, then the screen's.

    ``anywhere`` adds the app's own. A modal screen hides what lies behind it. Commands that cannot be
    given in this state are left out; of two with one id the nearer counts.
    """
    found: dict[str, Offer] = {}
    for node in _chain(screen):
        if isinstance(node, App) and not anywhere:
            continue
        if not isinstance(node, Commanded):
            continue
        for command in type(node).commands():
            state = screen.app._check_action_state(command.action, node)
            if state is not False and command.id not in found:
                found[command.id] = Offer(command, node, bool(state))
    return list(found.values())


def _chain(screen: Screen[Any]) -> Iterator[DOMNode]:
    nodes = screen.focused.ancestors_with_self if screen.focused else [screen, screen.app]
    for node in nodes:
        yield node
        if node is screen and screen.is_modal:
            yield screen.app
            return


def _is_list(widget: Widget | None) -> bool:
    from textual.widgets import DataTable, OptionList, Tree

    return getattr(widget, "LISTS", False) or isinstance(widget, DataTable | OptionList | Tree)


def _action_name(action: str) -> str:
    return action.partition("(")[0].rpartition(".")[2]


def every_command(root: type[Commanded] = Commanded) -> dict[str, Command]:
    """Return every command of the classes imported so far, by id."""
    found: dict[str, Command] = {}
    for cls in root.__subclasses__():
        found |= {command.id: command for command in cls.__dict__.get("COMMANDS", ())}
        found |= every_command(cls)
    return found


def shown_keys(app: object, command: Command) -> tuple[str, ...]:
    """Return the keys of a command as chosen in the settings, else as declared."""
    rebound: Mapping[str, tuple[str, ...]] = getattr(app, "rebound", {})
    return rebound.get(command.id) or command.keys


_KEY_WORDS = {
    "enter": mark("回车"), "space": mark("空格"), "escape": "Esc", "tab": "Tab", "shift+tab": "Shift+Tab",
    "backspace": mark("退格"), "delete": "Del", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home",
    "end": "End", "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip
_ASCII_ARROWS = {"up": "Up", "down": "Down", "left": "Left", "right": "Right"}


def key_label(key: str, *, ascii: bool = False) -> str:
    """Return a key as people write it: ``^N``, ``F1``, ``?``, ``回车`` (marked, say it with ``tr``)."""
    if ascii and key in _ASCII_ARROWS:
        return _ASCII_ARROWS[key]
    if key in _KEY_WORDS:
        return _KEY_WORDS[key]
    modifiers, _, name = key.rpartition("+")
    if modifiers == "ctrl":
        return "^" + name.upper()
    if modifiers:
        return "+".join(part.capitalize() for part in (*modifiers.split("+"), name))
    if len(name) > 1 and name[0] == "f" and name[1:].isdigit():
        return name.upper()
    return character_of(name) or name


FORBIDDEN_KEYS = frozenset(
    {"ctrl+j", "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+left_square_bracket", "ctrl+[", "ctrl+space", "ctrl+at",
     "ctrl+full_stop", "ctrl+.", "alt+enter", "ctrl+enter", "f11"}
)  # fmt: skip
"""Keys that terminals, input methods or desktops keep for themselves."""

FIELD_KEYS = frozenset({"ctrl+a", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+d"})
"""Keys that belong to the text while a field has the focus."""


def forbidden(key: str) -> bool:
    """Return whether a command must never be bound to this key."""
    return key in FORBIDDEN_KEYS or key in FIELD_KEYS or key.startswith("ctrl+shift+")
