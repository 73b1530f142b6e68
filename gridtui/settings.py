"""What a person chose: language, looks, keys; one TOML file, written whole or not at all.

Every value is checked by itself, so a broken one costs only itself; a file that cannot be read gives the
defaults and a sentence. Checked by hand because this runs before the first frame, where pydantic alone
would cost more than everything else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import named_store
from gridtui.words import LANGUAGES, mark

THEMES = ("dark", "light")
LOCK_MINUTES = range(1, 31)


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices, with their defaults.

    ``keys`` maps a command's id to the keys chosen for it; ``backup_folder`` is empty for the usual place,
    ``report_template`` for the Word template that comes with the program, ``store`` for the store in the
    usual place: it names a file, or a shared store without its password.
    """

    language: str = "zh"
    ascii: bool = False
    theme: str = "dark"
    lock_minutes: int = 5
    backup_folder: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    report_template: str = ""
    store: str = ""


def _keys(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError
    return {
        str(id): tuple(str(key) for key in keys)
        for id, keys in value.items()
        if isinstance(keys, list) and keys and all(isinstance(key, str) and key for key in keys)
    }


def _one_of(known: tuple[str, ...] | range) -> Callable[[object], Any]:
    def check(value: object) -> object:
        if isinstance(value, bool) or value not in known:
            raise ValueError
        return value

    return check


def _kind(wanted: type) -> Callable[[object], Any]:
    def check(value: object) -> object:
        if not isinstance(value, wanted):
            raise ValueError
        return value

    return check


def _store(value: object) -> str:
    """A file, or the address of a shared store; a password has no place in a file of settings."""
    if not isinstance(value, str):
        raise ValueError
    try:
        if value and named_store(value, {}).password is not None:
            raise ValueError
    except RuleBroken as refusal:
        raise ValueError from refusal
    return value


_CHECKS: dict[str, tuple[Callable[[object], Any], str]] = {
    "language": (_one_of(LANGUAGES), mark("语言")),
    "ascii": (_kind(bool), mark("只用 ASCII 线条")),
    "theme": (_one_of(THEMES), mark("配色")),
    "lock_minutes": (_one_of(LOCK_MINUTES), mark("自动上锁分钟数")),
    "backup_folder": (_kind(str), mark("备份文件夹")),
    "report_template": (_kind(str), mark("报表模板")),
    "store": (_store, mark("库")),
    "keys": (_keys, mark("按键")),
}


def checked(values: Mapping[str, object]) -> tuple[Settings, list[Problem]]:
    """Return the settings that these values give, and what was wrong with the ones left at their default."""
    good: dict[str, Any] = {}
    problems = []
    for name, (check, title) in _CHECKS.items():
        if name not in values:
            continue
        try:
            good[name] = check(values[name])
        except ValueError:
            text = mark("设置里“{title}”写得不对，先按默认值")
            problems.append(Problem(text, field=name, values={"title": title}))
    return Settings(**good), problems


def load_settings(file: Path) -> tuple[Settings, list[Problem]]:
    """Read the settings file; a missing one gives the defaults, a broken one also a problem."""
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return Settings(), []
    except OSError:
        return Settings(), [_unreadable()]
    # Most desks have no such file, and the first frame waits for this.
    import tomllib

    try:
        values = tomllib.loads(text.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Settings(), [_unreadable()]
    return checked(values)


def _unreadable() -> Problem:
    return Problem(mark("设置文件读不出来，先按默认设置打开；保存一次设置就会写好"))


def save_settings(file: Path, settings: Settings) -> None:
    """Write the settings, keeping what else stands in the file; ``RuleBroken`` where that is not possible."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError):
        document = tomlkit.document()
    for choice in fields(settings):
        value = getattr(settings, choice.name)
        plain = {id: list(keys) for id, keys in value.items()} if isinstance(value, Mapping) else value
        document[choice.name] = plain
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(tomlkit.dumps(document))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        problem = Problem(mark("设置没有保存：不能写 {name}"), values={"name": file.name})
        raise RuleBroken(problem) from error


def overridden(settings: Settings, **choices: object) -> Settings:
    """Return the settings with what the command line asks for; a choice of None changes nothing."""
    return replace(settings, **{name: value for name, value in choices.items() if value is not None})  # type: ignore[arg-type]
