"""The program's words: Chinese is the source language, other languages come from gettext catalogues.

``tr("已登记 {number}", number=n)`` looks the Chinese text up in the catalogue in use and fills its
placeholders; ``mark`` only marks a text for extraction, for tables and enums that are translated when
shown. The catalogue is chosen once, when a program starts.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "zh"
LANGUAGES = ("zh", "en")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = SOURCE_LANGUAGE


class Sayable(Protocol):
    """Something that carries a Chinese text with placeholders and the values for them."""

    @property
    def text(self) -> str:
        """The Chinese source text, with ``{name}`` placeholders."""

    @property
    def values(self) -> dict[str, object]:
        """The values for the placeholders."""


def use(language: str) -> None:
    """Choose the language of everything said from now on; an unknown one falls back to Chinese."""
    global _catalogue, _language
    _language = language if language in LANGUAGES else SOURCE_LANGUAGE
    if language == SOURCE_LANGUAGE:
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation("gridtui", LOCALE_FOLDER, [language], fallback=True)


def language_in_use() -> str:
    """Return the code of the language that everything is said in."""
    return _language


def tr(text: str, /, **values: object) -> str:
    """Return the text in the chosen language, with its placeholders filled."""
    said = _catalogue.gettext(text) if text else ""
    return said.format(**values) if values else said


def mark(text: str) -> str:
    """Mark a text for extraction and return it unchanged."""
    return text


def say(item: Sayable) -> str:
    """Return the sentence of a problem, refusal or label in the chosen language."""
    return tr(item.text, **item.values)


def say_all(problems: Iterable[Sayable]) -> str:
    """Return several problems as one line in the language in use."""
    return " ".join(map(say, problems))
