"""What is painted is in the language that was chosen, everywhere in the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from gridtui import words
from gridtui.ui.kit import table_lines
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.columns import Column, Placed, lay_out
from tests.ui.walking import walk

CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uffee]")
ASCII_WORD = re.compile(r"[A-Za-z]{2,}")
OWN_NAMES = {"中文"}
"""What a language calls itself stands in both."""
NOT_TRANSLATED = {
    *("enter", "esc", "tab", "ctrl", "shift", "home", "end", "pgup", "pgdn", "del"),
    *("xlsx", "xls", "et", "csv", "tsv", "json", "jsonl", "txt", "gtdb", "mb", "kb"),
    *("utf", "gb", "big", "ascii", "gridtui", "excel"),
    *("lswx", "hz", "po"),
}
"""Key names, file suffixes, encodings, the product's name, pinyin initials given as examples."""


async def painted(folder: Path, language: str, size: tuple[int, int]) -> dict[str, list[str]]:
    """Return what stands on every screen by the place's name."""
    words.use(language)
    return {name: lines async for name, lines in walk(folder, language, size)}


def told(found: Iterable[tuple[str, str]]) -> str:
    """Return where something was found, each only once."""
    return "\n".join(f"{place}: {what}" for place, what in dict.fromkeys(found))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, so that no list of files shows others."""
    inner = tmp_path / "1" / "2"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    monkeypatch.setenv("HOME", str(inner))
    return inner


def watched_titles(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the titles of lists that have no room; it fills while screens are painted."""
    clipped: list[tuple[str, str]] = []

    def laid_out(columns: Sequence[Column[object]], width: int, *, start: int = 0) -> list[Placed[object]]:
        placed = lay_out(columns, width, start=start)
        clipped.extend(
            (f"a list {width} wide", each.title) for each in placed if cell_width(each.title) > each.width
        )
        return placed

    monkeypatch.setattr(table_lines, "lay_out", laid_out)
    return clipped


async def test_the_english_program_shows_no_chinese_and_clips_no_title(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipped = watched_titles(monkeypatch)
    screens = await painted(folder, "en", (80, 24))
    assert not clipped, told(clipped)
    found = [
        (place, line.strip())
        for place, lines in screens.items()
        for line in lines
        if CHINESE.search(_without(line, OWN_NAMES))
    ]
    assert not found, told(found)
    assert len(screens) > 60


async def test_the_chinese_program_shows_no_english(folder: Path) -> None:
    paths = _beginnings(ASCII_WORD.findall(str(folder)))
    screens = await painted(folder, "zh", (80, 24))
    found = [
        (place, line.strip())
        for place, lines in screens.items()
        for line in lines
        if {word.lower() for word in ASCII_WORD.findall(line)} - NOT_TRANSLATED - paths
    ]
    assert not found, told(found)
    assert len(screens) > 60


async def test_a_wide_window_shows_no_chinese_either(folder: Path) -> None:
    screens = await painted(folder, "en", (150, 40))
    found = [
        (place, line.strip())
        for place, lines in screens.items()
        for line in lines
        if CHINESE.search(_without(line, OWN_NAMES))
    ]
    assert not found, told(found)


def _beginnings(of: Iterable[str]) -> set[str]:
    """Return everything that a path cut short may end in."""
    return {word[:length].lower() for word in of for length in range(2, len(word) + 1)}


def _without(line: str, names: Iterable[str]) -> str:
    for name in names:
        line = line.replace(name, "")
    return line
